import type { SpecStage } from '../core/run-options.js'
import type { OrchestratePorts } from './activity-ports.js'

export interface SetSpecStageInput {
  readonly runId: string
  readonly specRevisionId: string
  readonly stage: SpecStage
  readonly round: number
  readonly failure?: string
  /** assetRun is about to close: later decisions need a reopen. */
  readonly closed?: boolean
}

/** Moves one spec of a run on in the catalogue. */
export function setSpecStage({ catalogue }: OrchestratePorts) {
  return async ({ closed, ...stage }: SetSpecStageInput): Promise<void> => {
    await catalogue.runs.setSpecStage(stage)
    if (closed !== undefined) await catalogue.runs.setSpecClosed(stage.runId, stage.specRevisionId, closed)
  }
}
