import { describeRun } from '../core/http/describe-run.js'
import type { RunRevision, RunView } from '../core/http/http-api.js'
import {
  addPaceSample,
  estimateSecondsLeft,
  estimateTimeLeft,
  roundSecondsLeft,
  steadySecondsLeft,
  type PaceSample,
  type ShownLeft,
} from '../core/http/run-pace.js'
import { findWaits } from '../core/http/waits-for.js'
import { workflowIds } from '../core/ids.js'
import type { IntakeNote } from '../core/intake/intake-report.js'
import type { RunWaits } from '../core/oversight-ports.js'
import type { RunCounts, RunRow } from '../core/ports.js'
import { terminalRunStages } from '../core/run-options.js'
import { spendingLimitsOf } from '../core/spending/spending-limits.js'
import { warnOfRun } from '../core/spending/warn-of-run.js'
import type { ApiContext } from './api-deps.js'
import { rememberEndedRuns } from './remember-ended-runs.js'
import { temporalUrlOf } from './temporal-url.js'
import { watchTemporal } from './watch-temporal.js'
import { createRevisionViewer } from './wishlist-changes.js'

/** Runs whose pace is remembered; the one not looked at for longest goes first. */
const pacedRunsMax = 200

interface Pace {
  readonly samples: readonly PaceSample[]
  readonly shown: ShownLeft | null
}

/** Makes `RunView`s and remembers the pace of the runs that somebody watches. */
export function createRunViewer(deps: ApiContext): (run: RunRow) => Promise<RunView> {
  const secondsLeftOf = rememberPaces(deps)
  const temporal = watchTemporal(deps)
  const revisionOf = createRevisionViewer(deps)
  const figuresOf = rememberEndedRuns(deps.catalogue, deps.limits.figuresFreshMs, deps.now)

  return async (run) => {
    const { catalogue } = deps
    const isOver = terminalRunStages.includes(run.stage)
    const [{ counts, ledger }, revision, waits, temporalAway, retries, place, project] = await Promise.all([
      figuresOf(run),
      catalogue.intake.loadRevision(run.projectId, run.wishlistRevisionId),
      catalogue.oversight.runWaits(run.runId),
      isOver ? null : temporal.away(),
      isOver ? null : temporal.retries(run.runId),
      revisionOf(run),
      catalogue.settings.newest(run.projectId),
    ])
    const secondsLeft = secondsLeftOf(run, counts, waits)
    const isMaking = !isOver && !run.paused && run.stage !== 'exporting'
    const timeLeft = isMaking ? estimateTimeLeft(waits.pace, counts.variantsPlanned - counts.variants) : null
    const { runCapMicros } = spendingLimitsOf(project.settings.policies)
    const warnings = warnOfRun(counts.costMicros, { runCapMicros })
    return {
      ...run,
      counts,
      problems: revision.problems,
      notes: revision.notes.map(withoutProposal),
      secondsLeft,
      ...(timeLeft === null ? {} : { timeLeft }),
      ...(runCapMicros === null ? {} : { capMicros: runCapMicros }),
      ...(warnings.length === 0 ? {} : { warnings }),
      // Where a range is known it is told beside the sentence, with what it rests on.
      sentence:
        describeRun({ ...run, secondsLeft: timeLeft === null ? secondsLeft : null }, counts) +
        describeNewest(place),
      temporalUrl: temporalUrlOf(deps, openWorkflowOf(run)),
      executions: ledger.executions,
      waitsFor: findWaits({ run, counts, waits, retries, temporalAway }),
      ...(place === undefined ? {} : { revision: place }),
    }
  }
}

/** The specs of proposals are with GET /runs/{runId}/proposals: this view is read every few seconds. */
function withoutProposal(noted: IntakeNote): IntakeNote {
  const { proposal: _, ...note } = noted
  return note
}

function describeNewest(place: RunRevision | undefined): string {
  const newest = place?.newest ?? null
  return newest === null ? '' : ` Revision ${newest.number} of this list is newer: ${newest.runId}.`
}

function rememberPaces(deps: ApiContext) {
  const paces = new Map<string, Pace>()
  return (run: RunRow, counts: RunCounts, waits: RunWaits): number | null => {
    if (run.stage !== 'generating' || run.paused) {
      paces.delete(run.runId)
      return null
    }
    const now = { atMs: deps.now(), done: counts.variants }
    const known = paces.get(run.runId)
    const samples = known?.samples ?? [now]
    const remaining = counts.variantsPlanned - counts.variants
    // Until somebody has watched for a while, the pictures that were made last tell the pace.
    const measured =
      remaining <= 0
        ? null
        : (estimateSecondsLeft(samples, now, remaining) ?? secondsAt(waits.pace, remaining))
    const seconds = steadySecondsLeft(known?.shown ?? null, measured, now.atMs)
    paces.delete(run.runId)
    paces.set(run.runId, {
      samples: addPaceSample(samples, now),
      shown: seconds === null ? null : { seconds, atMs: now.atMs },
    })
    const oldest = paces.keys().next()
    if (paces.size > pacedRunsMax && !oldest.done) paces.delete(oldest.value)
    return seconds === null ? null : roundSecondsLeft(seconds)
  }
}

function secondsAt(pace: RunWaits['pace'], remaining: number): number | null {
  if (pace === null) return null
  return ((pace.spanMs / pace.pictures) * remaining) / 1000
}

function openWorkflowOf(run: RunRow): string {
  return run.stage === 'refining'
    ? workflowIds.wishlistRun(run.wishlistRevisionId)
    : workflowIds.productionRun(run.runId)
}
