import { workflowIds } from '../core/ids.js'
import type { OpenSpec, SpecSnapshot } from '../core/ports.js'
import type { WaitingReviews } from '../core/review-ports.js'
import { generationStages } from '../core/run-options.js'
import type { OrchestratePorts } from './activity-ports.js'

export interface CheckAssetsInput {
  readonly runId: string
  /** Spec revisions that the run believes to be in its window. */
  readonly inWindow: readonly string[]
  /** Ask Temporal about every open asset: only when something may be wrong. */
  readonly probe: boolean
}

export interface CheckAssetsResult {
  readonly settled: number
  readonly total: number
  /** In an automatic run: made, and a person decides because the order says so. Absent in results of earlier versions. */
  readonly waiting?: number
  /** What waits for people. Absent in results of earlier versions. */
  readonly review?: Pick<WaitingReviews, 'waiting' | 'oldest'>
  /** Of `inWindow`: those whose generation stage is over. */
  readonly released: readonly string[]
  /** Unsettled assets without an open execution, with the snapshot to start them again from. */
  readonly lost: readonly SpecSnapshot[]
}

const probesAtOnce = 20

/** Asks the catalogue, and Temporal where wanted, how the run's assets stand: signals are only wake-ups. */
export function checkAssets(ports: OrchestratePorts) {
  const { catalogue, executions } = ports
  return async ({ runId, inWindow, probe }: CheckAssetsInput): Promise<CheckAssetsResult> => {
    await catalogue.runs.adoptGivenUp(runId)
    const { settled, total, open, waiting } = await catalogue.runs.settled(runId)
    const stageOf = new Map(open.map((one) => [one.specRevisionId, one.stage]))
    const released = inWindow.filter((id) => {
      const stage = stageOf.get(id)
      return stage === undefined ? open.length < 1000 : !generationStages.includes(stage)
    })
    const lost: SpecSnapshot[] = []
    // A spec that still waits was not started yet unless it is in the window. One that this run had to adopt was passed
    // by: nobody but this check starts it.
    const suspects = open.filter(({ specRevisionId, stage, adopted }) =>
      stage === 'waiting' && adopted
        ? true
        : probe && (stage !== 'waiting' || inWindow.includes(specRevisionId)),
    )
    for (let at = 0; at < suspects.length; at += probesAtOnce) {
      const found = await Promise.all(
        suspects
          .slice(at, at + probesAtOnce)
          .map(async ({ specRevisionId, originRunId }) =>
            (await executions.isOpen(workflowIds.assetRun(originRunId ?? runId, specRevisionId)))
              ? null
              : await catalogue.runs.readSpec(runId, specRevisionId),
          ),
      )
      lost.push(...found.filter((one) => one !== null))
    }
    if (probe) await resumeHeldUp(ports, runId, open)
    const review = await catalogue.review.waitingIn(runId)
    return { settled, total, waiting, review, released, lost }
  }
}

/** A carried spec whose own run is paused would hold up a run that is not: the run that goes on lets it go on. */
async function resumeHeldUp(
  { catalogue, executions }: OrchestratePorts,
  runId: string,
  open: readonly OpenSpec[],
): Promise<void> {
  const held = open.filter(
    ({ originPaused, stage }) => originPaused === true && generationStages.includes(stage),
  )
  if (held.length === 0 || (await catalogue.runs.find(runId))?.paused !== false) return
  for (let at = 0; at < held.length; at += probesAtOnce)
    await Promise.all(
      held
        .slice(at, at + probesAtOnce)
        .map(({ specRevisionId, originRunId }) =>
          executions.signal(workflowIds.assetRun(originRunId ?? runId, specRevisionId), 'resumeRun'),
        ),
    )
}
