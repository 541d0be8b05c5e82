import type { AssetSpec } from '../spec/asset-spec.schema.js'
import type { JobType } from './job-type.js'
import type { JsonObject } from './json-value.js'

export const chainStepStages = ['waiting', 'running', 'done', 'failed', 'skipped', 'cancelled'] as const
/** Where one job of a chain stands. `skipped`: a job before it did not succeed. */
export type ChainStepStage = (typeof chainStepStages)[number]
export const settledStepStages: readonly ChainStepStage[] = ['done', 'failed', 'skipped', 'cancelled']

export interface ChainStepRow {
  readonly jobId: string
  readonly projectId: string
  /** The first job of its chain. */
  readonly chainId: string
  /** null for the first job. */
  readonly parentJobId: string | null
  readonly position: string
  readonly type: JobType
  /** As ordered. */
  readonly input: JsonObject
  /** With its expressions resolved; null before it has begun. */
  readonly resolvedInput: JsonObject | null
  /** What it made; of a running `generate` already its run. */
  readonly output: JsonObject | null
  readonly notes: readonly string[]
  readonly stage: ChainStepStage
  readonly failure: string | null
  readonly createdAt: string
  readonly startedAt: string | null
  readonly finishedAt: string | null
}

export interface ChainSummary {
  readonly chainId: string
  readonly projectId: string
  /** Of its first job. */
  readonly type: JobType
  readonly stage: ChainStepStage
  readonly steps: number
  readonly createdAt: string
}

export type NewChainStep = Pick<
  ChainStepRow,
  'jobId' | 'parentJobId' | 'position' | 'type' | 'input' | 'notes'
>

export interface ChainCatalogue {
  /** Keeps every job of a chain, and an outbox row that starts chainRun. The same chain id again changes nothing. */
  submit(input: { projectId: string; chainId: string; steps: readonly NewChainStep[] }): Promise<void>
  find(jobId: string): Promise<ChainStepRow | null>
  /** All jobs of a chain in the order of their places; empty for an id that is no chain's. */
  steps(chainId: string): Promise<ChainStepRow[]>
  /** Chains, newest first; `cursor` is the last chain id of the page before. */
  list(input: {
    /** Absent = of all. */
    projectIds?: readonly string[]
    cursor?: string
    limit: number
  }): Promise<{ chains: ChainSummary[]; nextCursor: string | null }>
  /** Chains with a job that is not settled, oldest first: what reconcile has to see running. */
  listOpen(limit: number): Promise<ChainSummary[]>
  /** A waiting job runs from now on, with this input. Returns the row as it stands; a settled one stays as it is. */
  begin(input: { projectId: string; jobId: string; resolvedInput: JsonObject }): Promise<ChainStepRow>
  /** What a running job can tell before it is done. */
  tell(input: { projectId: string; jobId: string; output: JsonObject }): Promise<void>
  /**
   * Ends a job; the first end stays. What waits behind one that did not succeed is skipped in the same transaction.
   * Emits jobStageChanged. Returns the row as it stands.
   */
  settle(input: {
    projectId: string
    jobId: string
    stage: 'done' | 'failed' | 'cancelled'
    output?: JsonObject
    failure?: string
  }): Promise<ChainStepRow>
  /** Ends every job of the chain that has not ended. */
  settleOpen(input: {
    projectId: string
    chainId: string
    stage: 'failed' | 'cancelled'
    failure: string | null
  }): Promise<void>
  /** The newest revision of a spec of the project, by its id or its key. */
  findSpec(projectId: string, idOrKey: string): Promise<{ specId: string; spec: AssetSpec } | null>
}

/** How a chain stands as a whole, from its jobs: what still goes on counts before what failed. */
export function chainStageOf(stages: readonly ChainStepStage[]): ChainStepStage {
  const has = (stage: ChainStepStage): boolean => stages.includes(stage)
  if (has('running')) return 'running'
  if (has('waiting')) return stages.every((stage) => stage === 'waiting') ? 'waiting' : 'running'
  if (has('cancelled')) return 'cancelled'
  return has('failed') ? 'failed' : 'done'
}
