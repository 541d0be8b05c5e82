import type { AssetCheck } from '../spec/asset-check.js'

/** Effects grow out of a spark and fade, layers may be thin: their fullest frame is what counts. */
const bestCounts: ReadonlySet<string> = new Set(['fill', 'contrast', 'detail'])

/**
 * One check a name out of those of several frames or animations: the lowest score (the highest for what the fullest
 * frame decides); of equal ones the first. With `names`, the reason tells which frame it was.
 */
export function worstOf(all: readonly (readonly AssetCheck[])[], names?: readonly string[]): AssetCheck[] {
  const kept = new Map<string, { check: AssetCheck; index: number }>()
  for (const [index, checks] of all.entries())
    for (const check of checks) {
      const before = kept.get(check.name)?.check
      const isKept =
        before === undefined ||
        (bestCounts.has(check.name) ? check.score > before.score : check.score < before.score)
      if (isKept) kept.set(check.name, { check, index })
    }
  return [...kept.values()].map(({ check, index }) =>
    names === undefined
      ? check
      : { ...check, reason: `${check.reason.replace(/\.$/, '')}, in frame ${names[index] ?? index}.` },
  )
}
