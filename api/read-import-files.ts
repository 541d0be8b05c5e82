import { AssetloomError } from '../core/errors.js'
import type { ImportBody } from '../core/http/library-api.js'
import { animationsObjection } from '../core/library/compose-strip.js'
import { importObjection } from '../core/library/import-order.js'
import type { ImportedFile } from '../core/library/import-order.schema.js'
import type { UploadRow } from '../core/library-ports.js'
import { limits as specLimits } from '../core/spec/spec-limits.js'
import type { ApiContext } from './api-deps.js'
import { problem } from './problem.js'

type FileOfImport = ImportBody['files'][number]
type Rights = Pick<ImportedFile['origin'], 'author' | 'licence' | 'trainable'>

/** Why one file of an order cannot be an asset. */
class Refusal extends Error {
  readonly hint: string

  constructor(message: string, hint: string) {
    super(message)
    this.hint = hint
  }
}

/**
 * Pixels that one order may have decoded for its strips: some seconds of one processor. Stills are decoded when they
 * are uploaded, each with its own request.
 */
const stripPixelsMax = 268_435_456

/** The files of an order with what was measured of them. Throws a 409 problem that names every one that cannot be. */
export async function readImportFiles(
  context: ApiContext,
  projectId: string,
  { files, author, licence, trainable = false }: ImportBody,
): Promise<ImportedFile[]> {
  const read: ImportedFile[] = []
  const problems: { file: string; line: number; message: string; hint: string }[] = []
  const lines = new Map<string, number>()
  const budget = { pixels: stripPixelsMax }
  for (const [index, file] of files.entries()) {
    const line = index + 1
    try {
      const earlier = lines.get(file.key)
      lines.set(file.key, earlier ?? line)
      if (earlier !== undefined)
        throw new Refusal(`${files[earlier - 1]?.file} has the key ${file.key} too`, 'Give each its own key.')
      read.push(await readFile(context, projectId, file, { author, licence, trainable }, budget))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      problems.push({ file: file.file, line, message: error.message, hint: error.hint })
    }
  }
  const [first] = problems
  if (first === undefined) return read
  throw problem(409, 'invalid-import', `${first.file}: ${first.message}.`, first.hint, { problems })
}

async function readFile(
  context: ApiContext,
  projectId: string,
  file: FileOfImport,
  rights: Rights,
  budget: { pixels: number },
): Promise<ImportedFile> {
  const { key, type, loop, tags, frames, animations, cutout } = file
  if ((frames === undefined) !== (animations === undefined))
    throw new Refusal('frames and animations belong together', 'Send both, or neither.')
  const named = await requireUpload(context, projectId, file.sha256)
  const moves = frames !== undefined && animations !== undefined
  const strip = moves ? await makeStrip(context, projectId, named, file, budget) : null
  const { sha256, mediaType, width, height, transparent, durationMs } = strip?.upload ?? named
  const size = strip?.frameSize ?? (width === null || height === null ? {} : { width, height })
  const one: ImportedFile = {
    ...{ key, type, file: file.file, mediaType, ...size },
    ...(transparent === null ? {} : { transparent }),
    ...(durationMs === null ? {} : { durationMs }),
    ...(loop === undefined ? {} : { loop }),
    ...(tags === undefined ? {} : { tags: [...tags] }),
    ...(animations === undefined ? {} : { animations: animations.map((each) => ({ ...each })) }),
    origin: {
      kind: 'human',
      ...{ ...rights, sha256 },
      ...(strip === null || strip.sources.join() === sha256 ? {} : { sources: strip.sources }),
      ...(cutout === true ? { cutout } : {}),
    },
  }
  const objection = importObjection(one) ?? sizeObjection(one)
  if (objection !== null) throw new Refusal(objection, 'Import it with another type, or another file.')
  return one
}

async function requireUpload(
  { catalogue }: ApiContext,
  projectId: string,
  sha256: string,
): Promise<UploadRow> {
  const upload = await catalogue.uploads.find(projectId, sha256)
  if (upload !== null) return upload
  throw new Refusal('it was not uploaded to this project', 'Upload it first.')
}

/** The strip becomes an upload of its own: from there on it goes the way of every picture that was handed in. */
async function makeStrip(
  context: ApiContext,
  projectId: string,
  named: UploadRow,
  { frames = [], frameSize, animations = [] }: FileOfImport,
  budget: { pixels: number },
) {
  const objection = animationsObjection(animations, frames.length)
  if (objection !== null) throw new Refusal(objection, 'Say how many frames each animation has.')
  const placed = frames.map((frame) => ({ ...frame, sha256: frame.sha256 ?? named.sha256 }))
  const sources = [...new Set(placed.map(({ sha256 }) => sha256))]
  for (const sha256 of sources) {
    const { width, height, mediaType } = await requireUpload(context, projectId, sha256)
    if (mediaType !== 'image/png') throw new Refusal('a sound has no frames', 'Name pictures only.')
    budget.pixels -= (width ?? 0) * (height ?? 0)
  }
  if (budget.pixels < 0)
    throw new Refusal(
      `the strips of one order come from at most ${stripPixelsMax} pixels`,
      'Import the rest by another order.',
    )
  const { png, ...strip } = await compose(context, placed, frameSize)
  // The bytes come first: a row never names what is not there.
  const { sha256, sizeBytes } = await context.store.put(png)
  const upload = await context.catalogue.uploads.save({
    ...{ projectId, sha256, sizeBytes, mediaType: 'image/png', durationMs: null },
    ...{ width: strip.frameSize.width * frames.length, height: strip.frameSize.height },
    transparent: strip.transparent,
  })
  return { upload, frameSize: strip.frameSize, sources }
}

async function compose({ composeStrip }: ApiContext, ...order: Parameters<ApiContext['composeStrip']>) {
  try {
    return await composeStrip(...order)
  } catch (error) {
    if (!(error instanceof AssetloomError) || error.type !== 'InvalidInput') throw error
    throw new Refusal(error.message, error.hint)
  }
}

function sizeObjection({ width, height, durationMs, animations }: ImportedFile): string | null {
  const { nativeSideMinPx: min, nativeSideMaxPx: max, soundMsMax } = specLimits
  const isFit = [width, height].every((side) => side === undefined || (side >= min && side <= max))
  const what = animations === undefined ? 'assets have' : 'a frame has'
  if (!isFit) return `it has ${width}x${height} pixels; ${what} ${min} to ${max} a side`
  if ((durationMs ?? 0) > soundMsMax) return `it lasts ${durationMs} ms; sounds last up to ${soundMsMax} ms`
  return null
}
