/**
 * What activities and the API need from the outside. Adapters implement these on Postgres, the file system and
 * sharp; test/support implements them in memory; one conformance suite runs on both.
 * Each method is one transaction. Calling one twice with the same arguments is the same as calling it once.
 */
import type { QualityContract } from './autopilot/quality-contract.schema.js'
import type { QualityReport } from './autopilot/quality-report.js'
import type { DraftOrigin, MakingProvenance } from './generation/generation-route.js'
import type { HeldPermit } from './generation/held-permit.js'
import type { JobAdjust } from './generation/job-adjust.js'
import type { AssetCheck } from './spec/asset-check.js'
import type { AssetSpec } from './spec/asset-spec.schema.js'
import type { CatalogueEvent, EventType } from './events.js'
import type { AskedRound, ReviewMarks, VariantReview, Verdict } from './review/verdict.js'
import type { Raster } from './raster/raster.js'
import type { RunOptions, RunStage, SpecStage } from './run-options.js'

/** Bytes under their own SHA-256. */
export interface ObjectStore {
  /** Stores and returns the hash. An object that is there but damaged is replaced. Throws StoreFull. */
  put(bytes: Uint8Array): Promise<{ sha256: string; sizeBytes: number }>
  /** Reads and verifies. Throws MissingObject, or CorruptObject when the bytes do not give the hash. */
  get(sha256: string): Promise<Uint8Array>
  has(sha256: string): Promise<boolean>
}

export interface ImageCodec {
  /** PNG to RGBA. Throws InvalidInput for other formats or more than 64 megapixels. */
  decodePng(png: Uint8Array): Promise<Raster>
  /** RGBA to PNG with pinned options: equal pixels and text give equal bytes. `text` becomes tEXt chunks by sorted keyword. */
  encodePng(raster: Raster, text?: Readonly<Record<string, string>>): Promise<Uint8Array>
  /** RGBA to WebP with pinned options: every pixel as it is, or lossy with `quality` from 1 to 100. */
  encodeWebp(raster: Raster, look: 'lossless' | { readonly quality: number }): Promise<Uint8Array>
}

export interface ProjectRow {
  readonly projectId: string
  /** Unique, chosen by the caller (kebab). */
  readonly key: string
  readonly name: string
  readonly createdAt: string
}

export interface ProjectCatalogue {
  /** Finds by key or creates. */
  ensure(input: { key: string; name: string }): Promise<ProjectRow>
  find(projectId: string): Promise<ProjectRow | null>
  list(): Promise<ProjectRow[]>
}

export interface RunRow {
  readonly runId: string
  readonly projectId: string
  readonly wishlistRevisionId: string
  readonly wishlistName: string
  /** From 1: which revision of that list it works on. */
  readonly wishlistRevision: number
  readonly stage: RunStage
  readonly paused: boolean
  /** Without `specEdits` and `documents`, which are long and are with the revision of the list. */
  readonly options: RunOptions
  readonly failure: string | null
  readonly createdAt: string
  readonly finishedAt: string | null
}

export interface RunCounts {
  readonly specs: number
  readonly variantsPlanned: number
  readonly variants: number
  readonly byStage: Readonly<Partial<Record<SpecStage, number>>>
  /** Specs whose review waits for a person. */
  readonly waitingForReview: number
  /** Of those: what the autopilot handed over; an automatic run does not wait for them. Absent = none. */
  readonly handedOver?: number
  readonly assets: number
  readonly costMicros: number
  /** Absent = none; `costMicros` is a part of the whole. */
  readonly drafts?: { readonly made: number; readonly chosen: number; readonly costMicros: number }
}

/** Everything that assetRun has to know to start or to go on after the loss of its history. */
export interface SpecSnapshot {
  readonly specId: string
  readonly specRevisionId: string
  readonly specKey: string
  readonly variantsPerRound: number
  readonly stage: SpecStage
  /** Rounds are counted from 1; 0 = none planned yet. */
  readonly round: number
  /** All generated variants of all rounds with the decisions on them. */
  readonly variants: readonly VariantReview[]
  /** True when every job of `round` has its variant and its score. */
  readonly roundScored: boolean
  /** The variant whose finished asset version is in the library, if any. */
  readonly finishedVariantId: string | null
  /** Of the approved variants the one that is the asset; it is the finished one as soon as it is finished. Absent = none. */
  readonly primaryVariantId?: string
  /** Rounds that people asked for with changes and that have begun. Absent = none. */
  readonly plans?: readonly AskedRound[]
  /** Its picture is one that a person handed in: there is nothing that another try could change. */
  readonly isHandedIn?: true
  /** Who makes it, where that is a provider whose jobs are routed (core/generation/generation-route.ts). */
  readonly routedTo?: string
  /** The spec's own quality contract. */
  readonly contract?: QualityContract
  /** Drafts of each round. Absent = none. */
  readonly drafts?: number
  /** What the autopilot tried so far; absent where nothing was judged yet. */
  readonly quality?: QualityReport
  /** The run that owns this spec's variants, decisions and assetRun, where the wishlist's new revision only carries it. */
  readonly originRunId?: string
  /** Another open run has this spec too: to cancel this run must not end its assetRun. */
  readonly heldElsewhere?: true
}

/** What a run took over from the runs of earlier revisions. */
export interface CarriedSpecs {
  /** Owners, by id. */
  readonly runIds: readonly string[]
  readonly specs: number
  readonly variants: number
  /** Of `specs`: those with an approved and finished asset. */
  readonly approved: number
}

/** What shows that a stage is over: the scores of its round, or the finished asset of its variant. */
export type StageOver = { readonly scored: true } | { readonly finished: string }

export interface RunCatalogue {
  find(runId: string): Promise<RunRow | null>
  /** Newest first; of this project, or of these. */
  list(input: { projectId?: string; projectIds?: readonly string[]; limit: number }): Promise<RunRow[]>
  counts(runId: string): Promise<RunCounts>
  /** Runs whose stage is not terminal, oldest first: what reconcile has to see running. */
  listOpen(limit: number): Promise<RunRow[]>
  /** Specs of the run in input order; `cursor` is the position to start from. */
  readSpecs(
    runId: string,
    cursor: number,
    limit: number,
  ): Promise<{ specs: SpecSnapshot[]; nextCursor: number | null }>
  readSpec(runId: string, specRevisionId: string): Promise<SpecSnapshot | null>
  /** The spec of the run with this key, before its first variant too. */
  findSpecByKey(runId: string, specKey: string): Promise<SpecSnapshot | null>
  loadSpec(projectId: string, specRevisionId: string): Promise<AssetSpec>
  /** By revision; those that are not of this project are left out. */
  loadSpecs(projectId: string, specRevisionIds: readonly string[]): Promise<ReadonlyMap<string, AssetSpec>>
  /** Emits runStageChanged. A terminal stage is never left, except `cancelled` and `failed` by no one. */
  setStage(runId: string, stage: RunStage, failure?: string): Promise<void>
  setPaused(runId: string, paused: boolean): Promise<void>
  /** Lets the run go on above the budget of its project. The same again changes nothing. Throws NotFound. */
  approveOverage(runId: string): Promise<void>
  /** Emits specStageChanged, and once a run reviewWaiting; an outbox row wakes every other open run that carries the spec (wakeRun). */
  setSpecStage(input: {
    runId: string
    specRevisionId: string
    stage: SpecStage
    round: number
    failure?: string
    /** Work says that it begins; nothing is changed when its result is there, so that a late attempt goes unseen. */
    unless?: StageOver
  }): Promise<void>
  /** Keeps what the autopilot tried; an older report than the kept one changes nothing. Emits qualityJudged. */
  saveQuality(input: {
    projectId: string
    runId: string
    specRevisionId: string
    report: QualityReport
  }): Promise<void>
  /** assetRun has closed: later decisions need a reopen. Cleared by reopen. */
  setSpecClosed(runId: string, specRevisionId: string, closed: boolean): Promise<void>
  /** How many specs are settled, and the first 1,000 that are not, with their stages. */
  settled(runId: string): Promise<{
    settled: number
    total: number
    /** In an automatic run: made, and left to a person because the order says so, or because one had begun to decide. */
    waiting: number
    open: OpenSpec[]
  }>
  carried(runId: string): Promise<CarriedSpecs>
  /**
   * An open run makes carried specs its own whose owner gave up on them (cancelled or failed): they wait in it from
   * round 0. Settled runs keep what they have.
   */
  adoptGivenUp(runId: string): Promise<void>
}

export interface OpenSpec {
  readonly specRevisionId: string
  readonly stage: SpecStage
  /** The owner of a carried spec, and whether that run is paused. */
  readonly originRunId?: string
  readonly originPaused?: true
  /** It was carried until its owner gave up on it. */
  readonly adopted?: true
}

export interface GenerationJob {
  readonly jobId: string
  readonly projectId: string
  readonly runId: string
  readonly specId: string
  readonly specRevisionId: string
  readonly round: number
  readonly variantIndex: number
  /** 16 hex digits. */
  readonly seed: string
  /** What is done otherwise than the spec says; part of the job's identity. Absent = nothing. */
  readonly adjust?: JobAdjust
  /** It makes no variant but a draft, of which the best are made in earnest. `variantIndex` counts the drafts then. */
  readonly stage?: 'draft'
  /** The draft that it is made from. */
  readonly draft?: DraftOrigin
}

export interface VariantRow extends ReviewMarks {
  readonly variantId: string
  readonly jobId: string
  readonly projectId: string
  readonly runId: string
  readonly specId: string
  readonly specKey: string
  readonly specRevisionId: string
  readonly round: number
  readonly variantIndex: number
  readonly seed: string
  readonly sha256: string
  readonly width: number
  readonly height: number
  readonly provider: string
  readonly providerVersion: string
  readonly placeholder: boolean
  readonly promptHash: string
  readonly costMicros: number
  readonly paintMs: number
  /** 0-1; null until scored. */
  readonly score: number | null
  readonly checks: readonly AssetCheck[]
  readonly version: number
  readonly verdict: Verdict
  readonly decisionId: string | null
  readonly createdAt: string
  /** What was done otherwise than the spec says. Absent = nothing. */
  readonly adjust?: JobAdjust
  /** How it was made. Absent = nobody kept it. */
  readonly provenance?: MakingProvenance
  /** Of its spec's approved variants it is the asset. */
  readonly primary?: true
  /** When the project's retention gave up its bytes; absent while the picture is kept. */
  readonly pictureRemovedAt?: string
}

export interface GenerationCatalogue {
  /**
   * Takes the project's advisory lock; queues the holder (runId, specRevisionId), grants it when its rank is within
   * `cap`, keeps the jobs and reserves their cost, all in one transaction. `granted: false` = try again later.
   * A holder that has its permit keeps it. Nothing is queued or reserved when all that the holder's other jobs cost or
   * may cost, with these, is above `capMicros`: `overBudget`. Nor when all that the project paid or may have to pay, with
   * these, is above the `policies.budgetMicros` of its settings: `waitsForBudget`, which ends when the budget is raised or
   * somebody approves the overage of the run. Jobs that cost nothing do not wait.
   */
  reserve(input: {
    projectId: string
    runId: string
    specRevisionId: string
    cap: number
    jobs: readonly GenerationJob[]
    /** Per job. */
    costMicros: number
    /** A holder in line that has not asked for so long makes nobody wait; default 30 s. */
    waitMs?: number
    capMicros?: number
    /** What a job costs by provider, as far as it is known beforehand. */
    prices?: Readonly<Record<string, number>>
  }): Promise<{ granted: boolean; ahead: number; overBudget?: true; waitsForBudget?: true }>
  /** Returns the permit; refunds the open reservations of this holder whose job has no variant. */
  release(input: { projectId: string; runId: string; specRevisionId: string }): Promise<void>
  /**
   * Permits held now, for reconcile: one whose holder is closed in Temporal, or whose round is scored (an attempt that
   * came late took it again), is released.
   */
  listPermits(): Promise<HeldPermit[]>
  findVariantOfJob(jobId: string): Promise<VariantRow | null>
  /** Counts an execution before the painter is called (waste is seen, not hidden). Returns the count. */
  beginExecution(jobId: string): Promise<number>
  /** Variant row, ledger commit and variantGenerated in one transaction; the row of an earlier attempt wins. */
  complete(input: {
    job: GenerationJob
    sha256: string
    width: number
    height: number
    provider: string
    providerVersion: string
    placeholder: boolean
    promptHash: string
    costMicros: number
    paintMs: number
    provenance?: MakingProvenance
    /** Later jobs of the project with the same key may take these bytes (RouteCatalogue.findMade). */
    cacheKey?: string
  }): Promise<VariantRow>
  variantsOfRound(runId: string, specRevisionId: string, round: number): Promise<VariantRow[]>
  /** Emits variantsScored. */
  saveScores(input: {
    projectId: string
    runId: string
    specRevisionId: string
    scores: readonly { variantId: string; score: number; checks: readonly AssetCheck[] }[]
    /** In the same transaction as `release`: the round these scores end, unless a later one has begun. */
    endsRound?: number
  }): Promise<void>
  /** Rows of the ledger by kind for a run: reserve, commit, refund; and executions begun. */
  ledger(runId: string): Promise<{
    reserved: number
    committed: number
    refunded: number
    open: number
    executions: number
    costMicros: number
  }>
}

export interface EventCatalogue {
  /** For events that belong to no other transaction. */
  append(input: {
    projectId: string
    runId: string | null
    type: EventType
    data: Readonly<Record<string, unknown>>
  }): Promise<void>
  /** Events of the project after `afterSeq`, in order: a reader that resumes by seq misses none. */
  readAfter(projectId: string, afterSeq: number, limit: number): Promise<CatalogueEvent[]>
  lastSeq(projectId: string): Promise<number>
}
