import { workflowIds } from '../core/ids.js'
import type { SpecSnapshot } from '../core/ports.js'
import type { SpecStage } from '../core/run-options.js'
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
  /** Of `inWindow`: those whose generation stage is over. */
  readonly released: readonly string[]
  /** Unsettled assets without an open execution, with the snapshot to start them again from. */
  readonly lost: readonly SpecSnapshot[]
}

const inGeneration: readonly SpecStage[] = ['waiting', 'generating', 'scoring']
const probesAtOnce = 20

/** Asks the catalogue, and Temporal where wanted, how the run's assets stand: signals are only wake-ups. */
export function checkAssets({ catalogue, executions }: OrchestratePorts) {
  return async ({ runId, inWindow, probe }: CheckAssetsInput): Promise<CheckAssetsResult> => {
    const { settled, total, open } = await catalogue.runs.settled(runId)
    const stageOf = new Map(open.map((one) => [one.specRevisionId, one.stage]))
    const released = inWindow.filter((id) => {
      const stage = stageOf.get(id)
      return stage === undefined ? open.length < 1000 : !inGeneration.includes(stage)
    })
    const lost: SpecSnapshot[] = []
    // A spec that still waits was not started yet unless it is in the window.
    const suspects = probe
      ? open.filter(({ specRevisionId, stage }) => stage !== 'waiting' || inWindow.includes(specRevisionId))
      : []
    for (let at = 0; at < suspects.length; at += probesAtOnce) {
      const found = await Promise.all(
        suspects
          .slice(at, at + probesAtOnce)
          .map(async ({ specRevisionId }) =>
            (await executions.isOpen(workflowIds.assetRun(runId, specRevisionId)))
              ? null
              : await catalogue.runs.readSpec(runId, specRevisionId),
          ),
      )
      lost.push(...found.filter((one) => one !== null))
    }
    return { settled, total, released, lost }
  }
}
