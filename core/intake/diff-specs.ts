import { canonicalJson } from '../hash.js'
import type { AssetSpec } from '../spec/asset-spec.schema.js'

/** What of a spec may change, in the order in which it is told. `source` (file, line) is where it was written. */
const parts = {
  prompt: (spec) => spec.prompt,
  type: (spec) => spec.assetType,
  category: (spec) => spec.category,
  size: (spec) => spec.size,
  palette: (spec) => spec.palette,
  pivot: (spec) => spec.pivot,
  outline: (spec) => spec.outlinePx,
  light: (spec) => spec.light,
  background: (spec) => spec.background,
  seamless: (spec) => spec.seamless,
  variants: (spec) => spec.variants,
  provider: (spec) => spec.provider,
  drafts: (spec) => spec.drafts ?? 0,
  tags: (spec) => spec.tags,
  animations: (spec) => spec.animations ?? null,
  states: (spec) => spec.states ?? null,
  borders: (spec) => spec.nineSlice ?? null,
  alpha: (spec) => spec.alpha ?? null,
  cutout: (spec) => spec.cutout ?? null,
  kernel: (spec) => spec.kernel ?? null,
  formats: (spec) => spec.formats ?? null,
  sound: (spec) => spec.sound ?? null,
  integration: (spec) => spec.integration ?? null,
  contract: (spec) => spec.qualityContract ?? null,
  style: (spec) => spec.style ?? null,
  loras: (spec) => spec.loras ?? null,
  generation: (spec) => spec.generation ?? null,
  reference: (spec) => spec.reference ?? null,
  'post chain': (spec) => spec.postChain ?? null,
} as const satisfies Readonly<Record<string, (spec: AssetSpec) => unknown>>

export type SpecPart = keyof typeof parts
export const specParts = Object.keys(parts) as SpecPart[]

export interface SpecChange {
  readonly key: string
  readonly parts: readonly SpecPart[]
  /** Where `after` writes it, from 1. */
  readonly line: number
  /** What changed in words, such as `size 32x32 -> 48x48`. */
  readonly words: string
}

export interface SpecPlace {
  readonly key: string
  /** From 1, in the text that has it. */
  readonly line: number
  readonly prompt: string
}

/** What became of a list by stable key; keys in the order of their list. */
export interface WishlistDifference {
  readonly added: readonly SpecPlace[]
  readonly changed: readonly SpecChange[]
  readonly removed: readonly SpecPlace[]
  readonly unchanged: number
  /** Removed keys that look like an added line in other words; a hint, never acted upon. */
  readonly renames: readonly { readonly from: string; readonly to: string; readonly line: number }[]
}

/**
 * Compares two refined lists by key. Moving a line, a comment or an empty line changes nothing. Pure and symmetric:
 * what is added one way is removed the other way.
 */
export function diffSpecs(before: readonly AssetSpec[], after: readonly AssetSpec[]): WishlistDifference {
  const old = new Map(before.map((spec) => [spec.key, spec]))
  const now = new Set(after.map((spec) => spec.key))
  const added: AssetSpec[] = []
  const changed: SpecChange[] = []
  let unchanged = 0
  for (const spec of after) {
    const was = old.get(spec.key)
    if (was === undefined) added.push(spec)
    else {
      const different = changedParts(was, spec)
      if (different.length === 0) unchanged += 1
      else
        changed.push({
          key: spec.key,
          parts: different,
          line: spec.source.line,
          words: describeSpecChange(was, spec),
        })
    }
  }
  const removed = before.filter((spec) => !now.has(spec.key))
  return {
    added: added.map(placeOf),
    changed,
    removed: removed.map(placeOf),
    unchanged,
    renames: findRenames(removed, added),
  }
}

/** The parts in which two specs differ; none when they are the same spec. */
export function changedParts(before: AssetSpec, after: AssetSpec): SpecPart[] {
  return (Object.keys(parts) as SpecPart[]).filter(
    (part) => canonicalJson(parts[part](before)) !== canonicalJson(parts[part](after)),
  )
}

/** `prompt, size 32x32 -> 48x48, variants 4 -> 6`; empty when nothing differs. */
export function describeSpecChange(before: AssetSpec, after: AssetSpec): string {
  return changedParts(before, after)
    .map((part) => {
      switch (part) {
        case 'size':
          return `size ${sizeOf(before)} -> ${sizeOf(after)}`
        case 'type':
          return `type ${before.assetType} -> ${after.assetType}`
        case 'variants':
          return `variants ${before.variants} -> ${after.variants}`
        case 'drafts':
          return `drafts ${before.drafts ?? 0} -> ${after.drafts ?? 0}`
        case 'provider':
          return `provider ${before.provider} -> ${after.provider}`
        default:
          return part
      }
    })
    .join(', ')
}

/** `2 added, 1 changed, 1 removed, 29 unchanged`. */
export function countDifference(difference: WishlistDifference): string {
  const { added, changed, removed, unchanged } = difference
  return `${added.length} added, ${changed.length} changed, ${removed.length} removed, ${unchanged} unchanged`
}

export function isEmptyDifference({ added, changed, removed }: WishlistDifference): boolean {
  return added.length + changed.length + removed.length === 0
}

function placeOf({ key, source, prompt }: AssetSpec): SpecPlace {
  return { key, line: source.line, prompt: prompt.positive }
}

function sizeOf({ size }: AssetSpec): string {
  return `${size.width}x${size.height}`
}

/** At least this much of the words of both prompts has to be shared. */
const likenessMin = 0.5
/** A list that was written anew has no renames worth a hint, and every pair is compared. */
const comparedMax = 200

/** Each removed spec with the added one that is most like it; the first written wins a tie, each is used once. */
function findRenames(
  removed: readonly AssetSpec[],
  added: readonly AssetSpec[],
): WishlistDifference['renames'] {
  if (removed.length > comparedMax || added.length > comparedMax) return []
  const pairs = removed.flatMap((from) =>
    added
      .filter((to) => to.assetType === from.assetType)
      .map((to) => ({ from: from.key, to: to.key, line: to.source.line, likeness: likenessOf(from, to) })),
  )
  const taken = new Set<string>()
  const found: { from: string; to: string; line: number }[] = []
  // Sorting is stable, so equal likeness keeps the order of the lists.
  for (const { from, to, line, likeness } of pairs.sort((a, b) => b.likeness - a.likeness)) {
    if (likeness < likenessMin || taken.has(`from ${from}`) || taken.has(`to ${to}`)) continue
    taken.add(`from ${from}`).add(`to ${to}`)
    found.push({ from, to, line })
  }
  return found
}

/** Dice coefficient (Sørensen 1948) of the sets of words: 0 = none shared, 1 = the same words. */
function likenessOf(a: AssetSpec, b: AssetSpec): number {
  const one = wordsOf(a)
  const other = wordsOf(b)
  const shared = [...one].filter((word) => other.has(word)).length
  return one.size + other.size === 0 ? 0 : (2 * shared) / (one.size + other.size)
}

function wordsOf({ prompt }: AssetSpec): Set<string> {
  return new Set(prompt.positive.toLowerCase().match(/[\p{L}\p{N}]+/gu))
}
