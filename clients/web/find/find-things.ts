import type { RunRow } from '../../../core/ports.js'

/** Something that can be gone to or done. */
export interface Thing {
  readonly id: string
  readonly kind: 'command' | 'run' | 'spec' | 'asset'
  readonly label: string
  /** Where it belongs, what it is: searched too. */
  readonly detail: string
  /** The address to go to, or what to do. */
  readonly act: string | (() => void)
}

/** Things that are listed at once. */
export const thingsMax = 40

/** How well every word of `query` is in a thing: higher is better, 0 = not at all. Beginnings of words count most. */
export function scoreThing(thing: Pick<Thing, 'label' | 'detail'>, query: string): number {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const label = thing.label.toLowerCase()
  const detail = thing.detail.toLowerCase()
  let score = 1
  for (const word of words) {
    const at = label.indexOf(word)
    if (at === 0) score += 8
    else if (at > 0) score += /[^a-z0-9]/.test(label[at - 1] ?? '') ? 5 : 3
    else if (detail.includes(word)) score += 1
    else return 0
  }
  return score
}

/** The best first, things alike in the order in which they came. */
export function findThings(things: readonly Thing[], query: string): Thing[] {
  return things
    .map((thing) => ({ thing, score: scoreThing(thing, query) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, thingsMax)
    .map(({ thing }) => thing)
}

/** Runs whose specs are searched: those that go on and the newest. */
export function runsToSearch(
  runs: readonly RunRow[],
  isOver: (run: RunRow) => boolean,
  max: number,
): RunRow[] {
  return [...runs.filter((run) => !isOver(run)), ...runs.filter(isOver)].slice(0, max)
}
