import { parsePaletteFile } from '../../../core/palette/parse-palette-file.js'
import type { SpecEditChange } from '../../../core/http/spec-edits-api.js'
import type { AssetSpec } from '../../../core/spec/asset-spec.schema.js'
import { readYaml } from '../../../core/spec-files/read-yaml.js'
import { CliError } from '../cli-error.js'
import { readTextFile } from '../read-text-file.js'
import { readReference, type ReferenceOptions, type UploadPicture } from './read-reference.js'

/** What `spec edit` says about one spec. */
export interface EditOptions extends ReferenceOptions {
  readonly prompt?: string
  readonly negative?: string
  readonly size?: string
  readonly pivot?: string
  readonly variants?: number
  readonly palette?: string
  readonly tag?: readonly string[]
  readonly type?: string
  readonly set?: readonly string[]
  readonly unset?: readonly string[]
  readonly remove?: boolean
  readonly add?: string
}

const fileBytesMax = 1_048_576
const paletteBytesMax = 65_536
const partsMax = 4

/**
 * The change that the options of `spec edit` ask for. `spec` is as it is now, null where it is to be added: of sizes,
 * pivots and borders one part can be set alone. Throws CliError (usage, notFound) for what cannot be read; what a spec
 * may be is judged by the API.
 */
export async function readEditOptions(
  cwd: string,
  key: string,
  options: EditOptions,
  spec: AssetSpec | null,
  upload: UploadPicture,
): Promise<SpecEditChange> {
  if (options.remove === true) return { key, remove: true }
  const set: Record<string, unknown> = {}
  if (options.prompt !== undefined) put(set, 'prompt.positive', options.prompt)
  if (options.negative !== undefined) put(set, 'prompt.negative', options.negative)
  if (options.size !== undefined)
    set['size'] = readPair(options.size, 'x', 'width', 'height', 'a size', '48x48')
  if (options.pivot !== undefined) set['pivot'] = readPair(options.pivot, ',', 'x', 'y', 'a pivot', '0.5,1')
  if (options.variants !== undefined) set['variants'] = options.variants
  if (options.palette !== undefined) set['palette'] = await readPalette(cwd, options.palette)
  if (options.tag !== undefined) set['tags'] = [...options.tag]
  if (options.type !== undefined) set['assetType'] = options.type
  const reference = await readReference(cwd, options, spec?.reference, upload)
  if (reference !== undefined) set['reference'] = reference
  for (const assignment of options.set ?? []) assign(set, assignment, spec)
  const unset = options.unset ?? []
  if (Object.keys(set).length === 0 && unset.length === 0 && options.add === undefined)
    throw new CliError(
      'usage',
      'Nothing to change was given.',
      'Give --prompt, --negative, --size, --variants, --palette, --tag, --pivot, --reference, --set path=value, --unset path or --remove.',
    )
  // Of an added spec everything is its draft.
  if (options.add !== undefined) return { key, add: { ...set, assetType: options.add } as never }
  return {
    key,
    ...(Object.keys(set).length > 0 ? { set } : {}),
    ...(unset.length > 0 ? { unset } : {}),
  }
}

/** Changes as a file has them: a list of `{key, set, unset, remove, add, drop}`, or a map with such a list as `edits`. */
export async function readEditorFile(cwd: string, file: string): Promise<SpecEditChange[]> {
  const { name, text } = await readTextFile(cwd, file, 'a file with edits', fileBytesMax)
  const yaml = readYaml(name, text)
  if ('problem' in yaml)
    throw new CliError('usage', `${name}:${yaml.problem.line}: ${yaml.problem.message}.`, yaml.problem.hint)
  const value: unknown = yaml.value
  const isMap = typeof value === 'object' && value !== null && 'edits' in value
  const edits: unknown = isMap ? value.edits : value
  // Each piece is judged by the API, which tells every one that is wrong.
  if (Array.isArray(edits) && edits.length > 0) return edits as SpecEditChange[]
  throw new CliError(
    'usage',
    `${name} has no list of edits.`,
    'Write "- key: barrel" with "set:" below it, one for each spec.',
  )
}

function readPair(
  text: string,
  between: string,
  first: string,
  second: string,
  what: string,
  example: string,
): Record<string, number> {
  const parts = text.split(between).map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
  const [a = Number.NaN, b = Number.NaN] = parts
  if (parts.length !== 2 || !Number.isFinite(a) || !Number.isFinite(b))
    throw new CliError('usage', `"${text}" is not ${what}.`, `Write it like ${example}.`)
  return { [first]: a, [second]: b }
}

async function readPalette(cwd: string, given: string): Promise<string[]> {
  if (given.trim().startsWith('#')) return given.split(',').map((colour) => colour.trim().toLowerCase())
  const { name, text } = await readTextFile(cwd, given, 'a palette', paletteBytesMax)
  const { colours } = parsePaletteFile(name, text)
  if (colours.length > 0) return colours
  throw new CliError('usage', `${name} has no colours.`, 'Name a .gpl or .hex file, or colours like #2b1d1a.')
}

/** Members that the API takes only whole, and people change in part. */
const wholeMembers = ['size', 'pivot', 'nineSlice'] as const

/** `sound.loop=true`: the text behind `=` is read as YAML, so that numbers, lists and null are what they are. */
function assign(set: Record<string, unknown>, assignment: string, spec: AssetSpec | null): void {
  const at = assignment.indexOf('=')
  const path = assignment.slice(0, Math.max(0, at)).trim()
  const yaml = readYaml('value', assignment.slice(at + 1))
  if (at < 1 || path.split('.').length > partsMax || 'problem' in yaml)
    throw new CliError(
      'usage',
      `"${assignment}" is not path=value.`,
      'Write it like sound.loop=true or "states=[normal, hover]".',
    )
  const whole = wholeMembers.find((member) => path.startsWith(`${member}.`))
  if (whole !== undefined && set[whole] === undefined && spec?.[whole] !== undefined)
    set[whole] = { ...spec[whole] }
  put(set, path, yaml.value)
}

function put(into: Record<string, unknown>, path: string, value: unknown): void {
  const parts = path.split('.')
  const last = parts.pop() ?? ''
  let at = into
  for (const part of parts) {
    const known = Object.hasOwn(at, part) ? at[part] : undefined
    const next: Record<string, unknown> =
      typeof known === 'object' && known !== null ? { ...(known as Record<string, unknown>) } : {}
    // A key of the prototype is set as any other, and refused by the API.
    Object.defineProperty(at, part, { value: next, enumerable: true, configurable: true, writable: true })
    at = next
  }
  Object.defineProperty(at, last, { value, enumerable: true, configurable: true, writable: true })
}
