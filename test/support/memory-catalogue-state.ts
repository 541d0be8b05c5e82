import type { QualityReport } from '../../core/autopilot/quality-report.js'
import { AssetloomError } from '../../core/errors.js'
import type { ChainStepRow } from '../../core/chain/chain-ports.js'
import type { Submission } from '../../core/comfyui/submission-ports.js'
import type { DeploymentRow } from '../../core/deploy/deployment-ports.js'
import type { CatalogueEvent, EventType } from '../../core/events.js'
import type { CutoutRow } from '../../core/generation/cutout-ports.js'
import type { DraftRow } from '../../core/generation/draft-ports.js'
import type { PreviewRow } from '../../core/previews/preview-ports.js'
import type { ReproductionRow } from '../../core/reproduction/reproduction-ports.js'
import type { GenerationRoute } from '../../core/generation/generation-route.js'
import type { IdMint } from '../../core/ids.js'
import type { IntakeNote, IntakeProblem } from '../../core/intake/intake-report.js'
import type { GenerationJob, ProjectRow, VariantRow } from '../../core/ports.js'
import type { DecisionRequestRow, DecisionRow } from '../../core/review-ports.js'
import type { AssetVersionRow } from '../../core/library-ports.js'
import type {
  AtlasRow,
  BundleFileRow,
  BundlePictureRow,
  BundleRow,
  ExportProfileRow,
  FrozenAsset,
} from '../../core/bundle-ports.js'
import type { AssignmentRow } from '../../core/review-together/assignment-ports.js'
import type { ProjectSettingsRow } from '../../core/project-settings-ports.js'
import type { GpuHostRow } from '../../core/scheduling/gpu-host-ports.js'
import type { ModelSet } from '../../core/scheduling/model-set.js'
import type { OutboxMessage, OutboxRow } from '../../core/outbox-ports.js'
import type { RunOptions, RunStage, SpecStage } from '../../core/run-options.js'
import type { AssetSpec } from '../../core/spec/asset-spec.schema.js'

export type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }

export interface MemoryRevision {
  wishlistRevisionId: string
  wishlistId: string
  projectId: string
  revision: number
  name: string
  text: string
  options: RunOptions
  problems: readonly IntakeProblem[]
  notes: readonly IntakeNote[]
  contentHash: string
  refined: boolean
  runId: string
  createdAt: string
}

export interface MemoryRun {
  runId: string
  projectId: string
  wishlistRevisionId: string
  stage: RunStage
  paused: boolean
  failure: string | null
  createdAt: string
  finishedAt: string | null
  /** In input order. */
  specs: MemoryRunSpec[]
  isCapTold?: true
  isReviewTold?: true
  remindersSent?: number
}

export interface MemoryRunSpec {
  specId: string
  specRevisionId: string
  key: string
  variantsPerRound: number
  stage: SpecStage
  round: number
  failure: string | null
  closed: boolean
  finishedVariantId: string | null
  reviewingSince?: string
  quality?: QualityReport
  /** Since when it waits for budget. */
  budgetWaitSince?: string | undefined
  /** The run that owns it, where this one only carries it. */
  originRunId?: string
  adopted?: true
}

export interface MemoryPermit {
  projectId: string
  runId: string
  specRevisionId: string
  place: number
  grantedAt: string | null
}

export interface MemoryJob extends GenerationJob {
  executions: number
  reservedMicros: number
  refunded: boolean
  committedMicros: number | null
  route?: GenerationRoute
  queue?: MemoryJobQueue
  /** It makes a variant again, and no new one: its run does not count it, as it does not count drafts. */
  readonly reproduces?: true
}

/** Of a job that somebody queued. Times are epoch milliseconds. */
export interface MemoryJobQueue {
  provider: string
  modelKey: string | null
  models: ModelSet | null
  priority: number
  state: 'queued' | 'running' | 'made' | 'done'
  queuedMs: number
  startedMs: number | null
  host: string | null
  leaseUntilMs: number
  fence: number
}

/** Times are epoch milliseconds. */
export interface MemorySubmission extends Mutable<Submission> {
  readonly postedMs: number
  endedMs?: number
  isHostFault?: boolean
}

export interface MemoryGpuHost {
  row: Mutable<Omit<GpuHostRow, 'servingModels' | 'startedAt' | 'heartbeatAt' | 'isAlive'>>
  instance: string
  startedMs: number
  heartbeatMs: number
  left: boolean
}

export interface MemoryClaim {
  ownerRunId: string
  handle: string
  leaseMs: number
  claimedMs: number
  leaseUntilMs: number
}

export interface MemoryBundle {
  row: Mutable<BundleRow>
  failures: number
  runIds: Set<string>
  previousContentId: string | null
  assets: FrozenAsset[]
  pictures: Map<string, BundlePictureRow>
  files: BundleFileRow[]
}

export interface MemoryOutboxRow extends Mutable<OutboxRow> {
  dedupeKey: string
  dueMs: number
  createdMs: number
  closed: boolean
}

/** Everything that the catalogue in memory holds; each method of a port reads and writes it without a pause. */
export interface MemoryState {
  readonly ids: IdMint
  readonly now: () => number
  readonly projects: Map<string, ProjectRow>
  readonly wishlists: Map<string, string>
  readonly revisions: Map<string, MemoryRevision>
  readonly runs: Map<string, MemoryRun>
  readonly specIds: Map<string, string>
  readonly specRevisions: Map<
    string,
    { projectId: string; specId: string; contentHash: string; content: AssetSpec }
  >
  readonly permits: Map<string, MemoryPermit>
  readonly jobs: Map<string, MemoryJob>
  readonly variants: Map<string, Mutable<VariantRow>>
  /** Variant by project and cache key. */
  readonly made: Map<string, string>
  /** By variant and kind. */
  readonly previews: Map<string, PreviewRow>
  /** By job. */
  readonly reproductions: ReproductionRow[]
  /** By job. */
  readonly cutouts: Map<string, CutoutRow>
  readonly drafts: Map<string, Mutable<DraftRow> & { readonly createdAt: string; readonly cacheKey?: string }>
  readonly requests: Map<string, Mutable<DecisionRequestRow>>
  readonly decisions: DecisionRow[]
  /** By owner run and spec revision; times are epoch milliseconds. */
  readonly claims: Map<string, MemoryClaim>
  /** By run, or by owner run and spec revision. */
  readonly assignments: Map<string, Omit<AssignmentRow, 'specKey'>>
  /** By spec, the oldest version first. */
  readonly reviewTags: Map<string, { tags: string[]; taggedBy: string; taggedAt: string }[]>
  readonly assetVersions: Map<string, AssetVersionRow>
  readonly atlases: Map<string, AtlasRow>
  readonly bundles: Map<string, MemoryBundle>
  readonly chainSteps: Map<string, Mutable<ChainStepRow>>
  /** Revisions of the settings by project, the oldest first. */
  readonly projectSettings: Map<string, ProjectSettingsRow[]>
  /** Runs that may go above their project's budget. */
  readonly overages: Set<string>
  /** By project, then by name. */
  readonly exportProfiles: Map<string, Map<string, ExportProfileRow>>
  readonly deployments: Map<string, DeploymentRow>
  /** Of each job, the first one first. */
  readonly submissions: Map<string, MemorySubmission[]>
  readonly gpuHosts: Map<string, MemoryGpuHost>
  readonly outbox: MemoryOutboxRow[]
  readonly events: Map<string, CatalogueEvent[]>
  /** Told of each event as it is written. */
  readonly eventListeners: ((event: CatalogueEvent) => void)[]
  /** Rises with each use: the place in a line. */
  counter: number
}

export function createMemoryState(ids: IdMint, now: () => number): MemoryState {
  return {
    ids,
    now,
    projects: new Map(),
    wishlists: new Map(),
    revisions: new Map(),
    runs: new Map(),
    specIds: new Map(),
    specRevisions: new Map(),
    permits: new Map(),
    jobs: new Map(),
    variants: new Map(),
    made: new Map(),
    drafts: new Map(),
    previews: new Map(),
    reproductions: [],
    cutouts: new Map(),
    requests: new Map(),
    decisions: [],
    claims: new Map(),
    assignments: new Map(),
    reviewTags: new Map(),
    projectSettings: new Map(),
    overages: new Set(),
    assetVersions: new Map(),
    atlases: new Map(),
    bundles: new Map(),
    exportProfiles: new Map(),
    chainSteps: new Map(),
    deployments: new Map(),
    submissions: new Map(),
    gpuHosts: new Map(),
    outbox: [],
    events: new Map(),
    eventListeners: [],
    counter: 0,
  }
}

export function isoNow(state: MemoryState): string {
  return new Date(state.now()).toISOString()
}

export function notFound(what: string): AssetloomError {
  return new AssetloomError('NotFound', `no ${what}`, 'list what is there', {})
}

export function requireRun(state: MemoryState, runId: string, projectId?: string): MemoryRun {
  const run = state.runs.get(runId)
  if (!run || (projectId !== undefined && run.projectId !== projectId)) throw notFound(`run ${runId}`)
  return run
}

export function requireRunSpec(run: MemoryRun, specRevisionId: string, specId?: string): MemoryRunSpec {
  const spec = run.specs.find((one) => one.specRevisionId === specRevisionId)
  if (!spec || (specId !== undefined && spec.specId !== specId)) throw notFound(`spec ${specRevisionId}`)
  return spec
}

/** The owner's row of a spec: the run's own, or that of the run that it is carried from. */
export function ownerSpec(state: MemoryState, run: MemoryRun, spec: MemoryRunSpec): OwnedSpec {
  if (spec.originRunId === undefined) return { ownerRunId: run.runId, spec }
  const owner = requireRun(state, spec.originRunId)
  return { ownerRunId: owner.runId, spec: requireRunSpec(owner, spec.specRevisionId) }
}

export interface OwnedSpec {
  readonly ownerRunId: string
  readonly spec: MemoryRunSpec
}

/** Whether something belongs to the spec's owner. */
export function isOf({ ownerRunId, spec }: OwnedSpec) {
  return (one: { runId: string; specRevisionId: string }): boolean =>
    one.runId === ownerRunId && one.specRevisionId === spec.specRevisionId
}

export function addEvent(
  state: MemoryState,
  projectId: string,
  runId: string | null,
  type: EventType,
  data: Readonly<Record<string, unknown>>,
): void {
  if (!state.projects.has(projectId)) throw notFound(`project ${projectId}`)
  const events = state.events.get(projectId) ?? []
  state.events.set(projectId, events)
  const event: CatalogueEvent = {
    seq: events.length + 1,
    projectId,
    runId,
    type,
    at: isoNow(state),
    data: structuredClone(data),
  }
  events.push(event)
  for (const listener of state.eventListeners) listener(event)
}

export function addOutbox(state: MemoryState, message: OutboxMessage, dedupeKey: string): MemoryOutboxRow {
  const known = state.outbox.find(
    (row) => row.dedupeKey === dedupeKey && row.message.projectId === message.projectId,
  )
  if (known) return known
  const row: MemoryOutboxRow = {
    outboxId: state.outbox.length + 1,
    message: structuredClone(message),
    attempts: 0,
    dedupeKey,
    dueMs: state.now(),
    createdMs: state.now(),
    closed: false,
  }
  state.outbox.push(row)
  return row
}

export function closeOutbox(state: MemoryState, projectId: string, dedupeKey: string): void {
  for (const row of state.outbox)
    if (row.dedupeKey === dedupeKey && row.message.projectId === projectId) row.closed = true
}

/** By code unit, as PostgreSQL's collation "C" does for these keys. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

export function byPlace(a: VariantRow, b: VariantRow): number {
  return a.round - b.round || a.variantIndex - b.variantIndex || byText(a.variantId, b.variantId)
}

export function boundLimit(limit: number): number {
  return Math.max(1, Math.min(1_000, Math.floor(limit)))
}
