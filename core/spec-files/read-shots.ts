import type { AssetSpec } from '../spec/asset-spec.schema.js'
import { buildSpec, type BuildInput, type SpecFileOptions } from './build-spec.js'
import { checkShape } from './check-shape.js'
import { didYouMean } from './nearest-word.js'
import { openReport, type Locate, type SpecReport, type ValuePath } from './open-report.js'
import type { YamlFile } from './read-yaml.js'
import type { SpecFile } from './spec-file.schema.js'
import { lookUpCategory } from '../intake/find-category.js'

const soundKinds = ['sfx', 'sound', 'audio', 'music', 'song']
/** Say that it is a picture, not which; the key and the prompt tell more. */
const pictureKinds = ['sprite', 'image', 'picture', 'illustration', 'art']

export interface ShotsInput {
  readonly file: string
  readonly yaml: YamlFile
  readonly lines: readonly string[]
  readonly options: SpecFileOptions
  readonly findPalette: BuildInput['findPalette']
}

/** The specs of a shot list, `[{key, kind, prompt}]`; a bad entry costs only itself. */
export function readShots(
  input: ShotsInput,
): { readonly spec: AssetSpec | null; readonly report: SpecReport }[] {
  const entries = Array.isArray(input.yaml.value) ? (input.yaml.value as unknown[]) : []
  return entries.map((entry, at) => {
    const report = openReport(input.file, input.yaml.locate)
    const shot = checkShape('shot', entry, report, [at])
    if (shot === null) return { spec: null, report }
    const kind = readKind(shot.kind)
    if (kind === null) {
      const known = [
        ...pictureKinds,
        ...soundKinds,
        'character',
        'prop',
        'item',
        'tile',
        'icon',
        'effect',
        'backdrop',
      ]
      report.refuse(
        [at, 'kind'],
        `unknown kind "${shot.kind}"`,
        `${didYouMean(shot.kind, known)}Known: ${known.join(', ')}.`,
      )
      return { spec: null, report }
    }
    const inner = openReport(input.file, insideShot(input.yaml.locate, at))
    const { line } = input.yaml.locate.value([at, 'key'])
    const spec = buildSpec({
      data: specOfShot(shot, kind),
      report: inner,
      options: input.options,
      findPalette: input.findPalette,
      source: { file: input.file, line, text: (input.lines[line - 1] ?? '').trim().slice(0, 2000) },
    })
    return { spec, report: inner }
  })
}

interface ShotKind {
  readonly makes: 'image' | 'audio'
  readonly category: string | undefined
}

function readKind(kind: string): ShotKind | null {
  const word = kind.toLowerCase().trim()
  if (soundKinds.includes(word)) return { makes: 'audio', category: kind }
  if (pictureKinds.includes(word)) return { makes: 'image', category: undefined }
  const assetType = lookUpCategory(kind)
  if (assetType === undefined) return null
  return { makes: assetType === 'sfx' || assetType === 'music' ? 'audio' : 'image', category: kind }
}

function specOfShot(shot: { key: string; prompt: string }, { makes, category }: ShotKind): SpecFile {
  return {
    version: '1.0',
    id: shot.key,
    metadata: category === undefined ? {} : { category },
    generation: { type: makes },
    observability: {},
    prompt: { base: shot.prompt },
  }
}

/** Places of a spec's blocks within a shot: what it has no key for stands at the shot itself. */
function insideShot(locate: Locate, at: number): Locate {
  const inside = (path: ValuePath): ValuePath => {
    if (path[0] === 'prompt' && path[1] === 'base') return [at, 'prompt']
    return [at, 'key']
  }
  return { value: (path) => locate.value(inside(path)), key: (path) => locate.key(inside(path)) }
}
