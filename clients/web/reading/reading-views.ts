import { readingOutcomes, type ReadingOutcome } from '../../../core/http/compose-reading.js'
import type { ReadingView } from '../read-route.js'

export const viewNames: Readonly<Record<ReadingView, string>> = {
  ...{ 'not-understood': 'Not understood', problem: 'Problems', proposals: 'Proposals', constraint: 'Rules' },
  ...{ spec: 'Specs', all: 'All', notes: 'Notes', changes: 'Changes' },
}

export const emptyTexts: Readonly<Partial<Record<ReadingView, string>>> = {
  'not-understood': 'Every sentence was understood.',
  problem: 'Nothing was rejected.',
  constraint: 'No sentence holds for many assets.',
  spec: 'No line became a spec.',
  all: 'The list has no line of text.',
  notes: 'Nothing was filled in.',
}

/** The outcome whose sentences a view shows; undefined = those of all outcomes. */
export function outcomeOf(view: ReadingView): ReadingOutcome | undefined {
  return readingOutcomes.find((one) => one === view)
}

/** Whether a view shows sentences; the others show something else of the list. */
export function showsSentences(view: ReadingView): boolean {
  return view !== 'proposals' && view !== 'notes' && view !== 'changes'
}
