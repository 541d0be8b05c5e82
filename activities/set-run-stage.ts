import type { RunStage } from '../core/run-options.js'
import type { OrchestratePorts } from './activity-ports.js'

export interface SetRunStageInput {
  readonly runId: string
  readonly stage: RunStage
  readonly failure?: string
}

/** Moves the run on in the catalogue. A terminal stage is written last, before its workflow closes. */
export function setRunStage({ catalogue }: OrchestratePorts) {
  return async ({ runId, stage, failure }: SetRunStageInput): Promise<void> =>
    await catalogue.runs.setStage(runId, stage, failure)
}

export interface SetRunPausedInput {
  readonly runId: string
  readonly paused: boolean
}

export function setRunPaused({ catalogue }: OrchestratePorts) {
  return async ({ runId, paused }: SetRunPausedInput): Promise<void> =>
    await catalogue.runs.setPaused(runId, paused)
}
