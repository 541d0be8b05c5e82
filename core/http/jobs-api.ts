/** Shapes of the jobs of `/api/v1` (docs/guides/jobs.md). */
import type { ChainStepStage, ChainSummary } from '../chain/chain-ports.js'
import type { JobType } from '../chain/job-type.js'
import type { JsonObject } from '../chain/json-value.js'
import type { ReproductionRow } from '../reproduction/reproduction-ports.js'

/** POST /jobs with document E's body -> 202 JobAccepted, Location = the job. */
export interface JobAccepted {
  /** Of the first job; its chain has the same id. */
  readonly jobId: string
  readonly projectId: string
  readonly state: 'delivered' | 'pending'
  /** Why it is pending, in a sentence. */
  readonly message?: string
  readonly jobs: number
  /** Members that have no effect, with the place of their job. */
  readonly notes: readonly string[]
}

/**
 * POST /variants/{variantId}/reproduce -> 202, Location = the job that makes it again; its output is the report. 409
 * `handed-in` for art that was made outside.
 */
export interface ReproductionAccepted extends Omit<JobAccepted, 'jobs' | 'notes'> {
  readonly variantId: string
  /** As it cost when it was made; millionths of the currency. */
  readonly expectedCostMicros: number
}

/** GET /variants/{variantId}/reproductions, oldest first. */
export interface ReproductionList {
  readonly reproductions: readonly ReproductionRow[]
}

/** One job with those that follow it. */
export interface JobStepView {
  readonly jobId: string
  /** `1`, `1.2`: the second that follows the first. */
  readonly position: string
  readonly type: JobType
  readonly stage: ChainStepStage
  /** As ordered, without nextJobs. */
  readonly input: JsonObject
  /** With its expressions resolved; null before it has begun. */
  readonly resolvedInput: JsonObject | null
  readonly output: JsonObject | null
  readonly failure: string | null
  readonly notes: readonly string[]
  readonly startedAt: string | null
  readonly finishedAt: string | null
  readonly nextJobs: readonly JobStepView[]
}

/** GET /jobs/{jobId}: of the first job of a chain all of it, of another that job and what follows it. */
export interface JobView extends JobStepView {
  readonly chainId: string
  readonly projectId: string
  /** Of the whole chain: what still goes on counts before what failed. */
  readonly chainStage: ChainStepStage
  readonly createdAt: string
  /** The chain in the Temporal UI; null when the UI's address is not known. */
  readonly temporalUrl: string | null
}

/** GET /jobs?project&cursor&limit, newest first: first jobs only. `project` is an id or a key. */
export interface JobList {
  readonly jobs: readonly (Omit<ChainSummary, 'chainId' | 'steps'> & {
    readonly jobId: string
    readonly jobs: number
  })[]
  readonly nextCursor: string | null
}
