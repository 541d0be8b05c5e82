import { describeRun } from '../core/http/describe-run.js'
import type { RunView } from '../core/http/http-api.js'
import { addPaceSample, estimateSecondsLeft, type PaceSample } from '../core/http/run-pace.js'
import { workflowIds } from '../core/ids.js'
import type { RunCounts, RunRow } from '../core/ports.js'
import type { ApiContext } from './api-deps.js'

/** Runs whose pace is remembered; the one not looked at for longest goes first. */
const pacedRunsMax = 200
const freshRunMs = 60_000

/** Makes `RunView`s and remembers the pace of the runs that somebody watches. */
export function createRunViewer(deps: ApiContext): (run: RunRow) => Promise<RunView> {
  const paces = new Map<string, PaceSample[]>()

  const secondsLeftOf = (run: RunRow, counts: RunCounts): number | null => {
    if (run.stage !== 'generating' || run.paused) {
      paces.delete(run.runId)
      return null
    }
    const now = { atMs: deps.now(), done: counts.variants }
    // Until somebody has watched for a while, the time since the run was ordered is all there is.
    const samples = paces.get(run.runId) ?? [firstSample(run, now)]
    paces.delete(run.runId)
    paces.set(run.runId, addPaceSample(samples, now))
    const oldest = paces.keys().next()
    if (paces.size > pacedRunsMax && !oldest.done) paces.delete(oldest.value)
    return estimateSecondsLeft(samples, now, counts.variantsPlanned - counts.variants)
  }

  return async (run) => {
    const { catalogue } = deps
    const [counts, revision, ledger] = await Promise.all([
      catalogue.runs.counts(run.runId),
      catalogue.intake.loadRevision(run.projectId, run.wishlistRevisionId),
      catalogue.generation.ledger(run.runId),
    ])
    const secondsLeft = secondsLeftOf(run, counts)
    return {
      ...run,
      counts,
      problems: revision.problems,
      notes: revision.notes,
      secondsLeft,
      sentence: describeRun({ ...run, secondsLeft }, counts),
      temporalUrl: temporalUrlOf(run, deps),
      executions: ledger.executions,
    }
  }
}

/** The UI leads from a workflow id to its latest execution. */
/** A run that goes on after a stop is not judged by the time that it stood still. */
function firstSample(run: RunRow, now: PaceSample): PaceSample {
  const createdMs = Date.parse(run.createdAt)
  return now.atMs - createdMs < freshRunMs ? { atMs: createdMs, done: 0 } : now
}

function temporalUrlOf(run: RunRow, { temporalUiUrl, temporalNamespace }: ApiContext): string | null {
  if (temporalUiUrl === null) return null
  const workflowId =
    run.stage === 'refining'
      ? workflowIds.wishlistRun(run.wishlistRevisionId)
      : workflowIds.productionRun(run.runId)
  const base = temporalUiUrl.replace(/\/+$/, '')
  return `${base}/namespaces/${encodeURIComponent(temporalNamespace)}/workflows/${encodeURIComponent(workflowId)}`
}
