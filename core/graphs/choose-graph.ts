import type { AssetType } from '../spec/asset-spec.schema.js'
import type { GraphBase, GraphInput, GraphTask } from './graph-bindings.schema.js'
import { graphHashOf, graphLabel, type GraphTemplate } from './graph-template.js'
import { isFileKind, modelFolders } from './model-folders.js'

/** What an asset is, as far as a graph depends on it. */
export interface GraphSubject {
  readonly assetType: AssetType
  /** 1 = it stands still. */
  readonly frames: number
  readonly seamless: boolean
  readonly stage: 'draft' | 'final'
}

export interface GraphWish {
  readonly task: GraphTask
  readonly frames: number
  /** Family of the checkpoint that was chosen; null where the task needs none. */
  readonly base: string | null
  /** Families of all checkpoints that the server has, as far as they are known. */
  readonly bases?: readonly string[]
  /**
   * Inputs that will be given; a graph that has to be given more is passed over, and one that takes more of them comes
   * first. Absent = those of words and a size.
   */
  readonly given?: readonly string[]
  /** A graph that was asked for. */
  readonly name?: string
}

/** What of a server a choice looks at. */
export interface GraphServer {
  readonly nodeClasses: readonly string[]
  /** File names by folder of `models`. */
  readonly models: Readonly<Record<string, readonly string[]>>
  /** Why it would refuse a graph whatever is put into it, by `graphHashOf`; absent = nobody compared it. */
  readonly refusals?: Readonly<Record<string, string>>
}

export type GraphChoice =
  | { readonly found: true; readonly template: GraphTemplate; readonly reasons: readonly string[] }
  | { readonly found: false; readonly reason: string; readonly hint: string }

/** What a graph is given to paint words in a size. */
export const ordinaryInputs: readonly string[] = [
  ...['positive', 'negative', 'seed', 'checkpoint', 'width', 'height', 'outWidth', 'outHeight', 'seconds'],
  ...['framePositive', 'frameSeeds', 'seed1', 'seed2', 'seed3', 'seed4'],
]

const baseNames: Readonly<Record<GraphBase, string>> = {
  sdxl: 'SDXL',
  sd15: 'SD 1.5',
  any: 'any base',
  audio: 'an audio model',
}

/** Which task makes an asset. A draft is only made of what stands still and is no tile: the others have none. */
export function graphTaskOf({ assetType, frames, seamless, stage }: GraphSubject): GraphTask {
  if (assetType === 'music') return 'music'
  if (assetType === 'sfx') return 'sfx'
  if (frames > 1) return 'frames'
  if (seamless) return 'tile'
  return stage === 'draft' ? 'sprite-draft' : 'sprite'
}

/**
 * The graph for a task on a server, with the reasons as texts, or why there is none. A graph fits when its task and
 * base are right, the server has its nodes and a file in each folder that it needs, it makes so many frames, and nothing
 * else has to be put into it. Graphs of the user's own come before built-in ones, which the order of `templates` cannot
 * change; then by name. Pure.
 */
export function chooseGraph(
  wish: GraphWish,
  server: GraphServer,
  templates: readonly (GraphTemplate & { readonly origin?: 'built-in' | 'own' })[],
): GraphChoice {
  const meant = templates
    .filter(({ bindings }) =>
      wish.name === undefined ? bindings.task === wish.task : bindings.name === wish.name,
    )
    .toSorted(
      (a, b) =>
        compareRanks(rankOf(a, wish), rankOf(b, wish)) || (a.bindings.name < b.bindings.name ? -1 : 1),
    )
  const passed: string[] = []
  for (const template of meant) {
    const lack = lackOf(template, wish, server)
    if (lack === null)
      return {
        found: true,
        template,
        reasons: [whyOf(template, wish), ...passed.map((text) => `passed over: ${text}`)],
      }
    // A graph of another family is no choice that failed; it is said only where nothing else is left.
    if (hasBase(template, wish) || wish.name !== undefined) passed.push(lack)
  }
  if (meant.length === 0)
    return {
      found: false,
      reason:
        wish.name === undefined
          ? `there is no graph for the task ${wish.task}`
          : `there is no graph "${wish.name}"`,
      hint: 'npx assetloom graph list shows those that are there; npx assetloom graph import adds one.',
    }
  return {
    found: false,
    reason:
      passed[0] ?? `no graph for the task ${wish.task} is for a checkpoint of ${wish.base ?? 'no base'}`,
    hint: 'npx assetloom graph check says what a server lacks; npx assetloom graph import adds a graph.',
  }
}

type Ranked = GraphTemplate & { readonly origin?: 'built-in' | 'own' }

/** Lower comes first, member by member. */
function rankOf({ bindings, origin }: Ranked, { given = [] }: GraphWish): readonly [number, number, number] {
  const unused = given.filter(
    (name) => !ordinaryInputs.includes(name) && !Object.hasOwn(bindings.inputs, name),
  )
  return [origin === 'own' ? 0 : 1, unused.length, bindings.base === 'any' ? 1 : 0]
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index])
  return at === -1 ? 0 : (a[at] ?? 0) - (b[at] ?? 0)
}

function hasBase({ bindings }: GraphTemplate, { base }: GraphWish): boolean {
  return bindings.base === base || bindings.base === 'any'
}

/** Why a graph cannot be taken, as a sentence without its end; null = it can. */
function lackOf(
  template: GraphTemplate,
  wish: GraphWish,
  { nodeClasses, models, refusals }: GraphServer,
): string | null {
  const { bindings } = template
  const label = graphLabel(template)
  if (!hasBase(template, wish)) return `${label} is for ${baseNames[bindings.base]}`
  const lacking = bindings.requires.classes.filter((name) => !nodeClasses.includes(name))
  if (lacking.length > 0)
    return `${label} needs nodes that the server lacks: ${lacking.join(', ')}${packsOf(template, lacking)}`
  const given = wish.given ?? ordinaryInputs
  const inputs = Object.entries(bindings.inputs)
  const asked = inputs
    .filter(([name, input]) => !hasOwnDefault(input) && !given.includes(name))
    .map(([name]) => name)
  if (asked.length > 0) return `${label} has to be given more: ${asked.join(', ')}`
  const empty = inputs.flatMap(([name, input]) => folderLack(input, models, given.includes(name)))
  if (empty.length > 0) return `${label} needs ${empty.join(', ')}`
  const refusal = refusals === undefined ? undefined : refusals[graphHashOf(template)]
  if (refusal !== undefined) return `${label} would be refused by the server: ${refusal}`
  const framesMax = bindings.repeat?.countMax ?? 1
  return wish.frames > framesMax
    ? `${label} makes ${framesMax} frames at most, and ${wish.frames} are wanted`
    : null
}

function hasOwnDefault(input: GraphInput): boolean {
  return (
    ('default' in input && input.default !== undefined) ||
    ('defaultFrom' in input && input.defaultFrom !== undefined)
  )
}

/** The file of a default has to be there; for one that is chosen later the folder may not be empty. */
function folderLack(input: GraphInput, models: GraphServer['models'], isGiven: boolean): string[] {
  if (!isFileKind(input.kind)) return []
  const folder = modelFolders[input.kind]
  const files = models[folder] ?? []
  const file = 'default' in input && typeof input.default === 'string' ? input.default : null
  // A checkpoint is chosen before the graph: its default is only for those who give none.
  if (file !== null && input.kind !== 'checkpoint' && !isGiven)
    return files.includes(file) ? [] : [`${file} in models/${folder}`]
  return files.length > 0 ? [] : [`a file in models/${folder}`]
}

function packsOf({ bindings }: GraphTemplate, lacking: readonly string[]): string {
  const packs = (bindings.packs ?? []).filter(({ classes }) => classes.some((name) => lacking.includes(name)))
  return packs.length === 0 ? '' : ` (${packs.map(({ name, source }) => `${name}, ${source}`).join('; ')})`
}

function whyOf(template: GraphTemplate, { task, base, bases, name }: GraphWish): string {
  const label = graphLabel(template)
  if (name !== undefined) return `graph ${label}: it was asked for`
  if (template.bindings.base === 'sd15' && bases?.includes('sdxl') === false)
    return `graph ${label} for SD 1.5: the server has no SDXL checkpoint`
  return base === null
    ? `graph ${label}: for the task ${task}`
    : `graph ${label}: for the task ${task} with a checkpoint of ${base}`
}
