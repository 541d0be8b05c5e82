import type { ChainStepRow, ChainStepStage } from './chain-ports.js'
import { settledStepStages } from './chain-ports.js'

export interface ChainRunInput {
  readonly projectId: string
  /** Id of the first job, which is the chain's. */
  readonly chainId: string
  /** Every job, in the order of their places. */
  readonly steps: readonly ChainRunStep[]
  /** Jobs that have ended, by id: those of the executions before this one. */
  readonly settled: Readonly<Record<string, ChainStepStage>>
  /** Continue as new beyond this many history events; tests make it small. */
  readonly historyEventsMax: number
}

export type ChainRunStep = Pick<ChainStepRow, 'jobId' | 'parentJobId' | 'position' | 'type' | 'input'>

/** Well below the server's own suggestion, so that a replay stays short. */
const historyEventsDefaultMax = 3_000

/** The start arguments of a chain from its rows: the same after any loss. */
export function chainRunInput(
  rows: readonly ChainStepRow[],
  historyEventsMax: number = historyEventsDefaultMax,
): ChainRunInput | null {
  const [first] = rows
  if (first === undefined) return null
  const settled = rows.filter(({ stage }) => settledStepStages.includes(stage))
  return {
    projectId: first.projectId,
    chainId: first.chainId,
    steps: rows.map(({ jobId, parentJobId, position, type, input }) => ({
      ...{ jobId, parentJobId, position, type, input },
    })),
    settled: Object.fromEntries(settled.map(({ jobId, stage }) => [jobId, stage])),
    historyEventsMax,
  }
}
