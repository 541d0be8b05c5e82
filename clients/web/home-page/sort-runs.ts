import type { RunView } from '../../../core/http/http-api.js'
import type { RunRow } from '../../../core/ports.js'
import { terminalRunStages } from '../../../core/run-options.js'

export type RunGroupName = 'waits' | 'needs' | 'runs' | 'ended'

/** A run with what is known of it; the view is read after the row. */
export interface ListedRun {
  readonly run: RunRow
  readonly view: RunView | undefined
}

export type RunGroups = Readonly<Record<RunGroupName, readonly ListedRun[]>>

/** Nothing but somebody's hand lets a run go on that waits for one of these. */
const heldUpBy: readonly string[] = ['budget', 'storage', 'paused']

/** Who has to do something next: the person with their eyes, somebody with money or a hand, the machines, nobody. */
export function sortRuns(runs: readonly ListedRun[]): RunGroups {
  const groups: Record<RunGroupName, ListedRun[]> = { waits: [], needs: [], runs: [], ended: [] }
  for (const one of runs) groups[groupOf(one)].push(one)
  return groups
}

/** Specs of the run that wait for somebody's decision. */
export function decisionsOpen({ run, view }: ListedRun): number {
  if (view === undefined || terminalRunStages.includes(run.stage)) return 0
  return run.options.review === 'person' ? view.counts.waitingForReview : (view.counts.handedOver ?? 0)
}

/** A run of which only the row is read: of hundreds that go on, the newest are read whole. Its stage says enough. */
export function isReviewedUnseen({ run, view }: ListedRun): boolean {
  return view === undefined && run.stage === 'reviewing' && run.options.review === 'person'
}

function groupOf(one: ListedRun): RunGroupName {
  if (terminalRunStages.includes(one.run.stage)) return 'ended'
  if (one.view?.waitsFor.some(({ kind }) => heldUpBy.includes(kind)) === true || one.run.paused)
    return 'needs'
  return decisionsOpen(one) > 0 || isReviewedUnseen(one) ? 'waits' : 'runs'
}
