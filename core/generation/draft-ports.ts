import type { GenerationJob } from '../ports.js'
import type { AssetCheck } from '../spec/asset-check.js'
import type { MakingProvenance } from './generation-route.js'
import type { JobAdjust } from './job-adjust.js'

/** A cheap picture of a round, made to choose from: never reviewed, and charged as any job is. */
export interface DraftRow {
  readonly jobId: string
  readonly projectId: string
  readonly runId: string
  readonly specRevisionId: string
  readonly round: number
  /** From 0. */
  readonly draftIndex: number
  readonly seed: string
  readonly sha256: string
  readonly width: number
  readonly height: number
  readonly provider: string
  readonly providerVersion: string
  readonly placeholder: boolean
  readonly costMicros: number
  readonly paintMs: number
  /** 0-1; null until the choice is made. */
  readonly score: number | null
  readonly checks: readonly AssetCheck[]
  /** From 1 among those that finals are made from, the best one first; null = not chosen, or no choice yet. */
  readonly place: number | null
  /** What its job does otherwise than the spec says. Absent = nothing. */
  readonly adjust?: JobAdjust
  readonly provenance?: MakingProvenance
  /** When the project's retention gave up its bytes; absent while the picture is kept. */
  readonly pictureRemovedAt?: string
}

/** What is kept of a draft that was made. */
export interface MadeDraft {
  readonly job: GenerationJob
  readonly sha256: string
  readonly width: number
  readonly height: number
  readonly provider: string
  readonly providerVersion: string
  readonly placeholder: boolean
  readonly costMicros: number
  readonly paintMs: number
  readonly provenance?: MakingProvenance
  /** Later drafts of the project with the same key may take these bytes. */
  readonly cacheKey?: string
}

/** Drafts of rounds and the choice among them. */
export interface DraftCatalogue {
  findOfJob(jobId: string): Promise<DraftRow | null>
  /** The newest draft of the project that was made of this content and whose picture is kept. */
  findMade(projectId: string, cacheKey: string): Promise<DraftRow | null>
  /** Draft row and ledger commit in one transaction; the row of an earlier attempt wins. Throws NotFound: not reserved. */
  complete(made: MadeDraft): Promise<DraftRow>
  /** By index. */
  ofRound(runId: string, specRevisionId: string, round: number): Promise<DraftRow[]>
  /**
   * Keeps the scores of a round's drafts and which of them finals are made from, the best one first, and emits
   * draftsChosen. The first choice of a round stays: a later one changes nothing. Returns the drafts as they are kept.
   * Throws NotFound for drafts that are not of the round.
   */
  choose(input: {
    readonly projectId: string
    readonly runId: string
    readonly specRevisionId: string
    readonly round: number
    readonly scores: readonly {
      readonly jobId: string
      readonly score: number
      readonly checks: readonly AssetCheck[]
    }[]
    /** Jobs of drafts. */
    readonly chosen: readonly string[]
  }): Promise<DraftRow[]>
  /** Seed and adjustment of reserved jobs, known when the choice is; a job that has its variant stays as it was made. */
  placeFinals(projectId: string, jobs: readonly GenerationJob[]): Promise<void>
}
