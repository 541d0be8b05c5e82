/**
 * Shapes of `/api/v1`, shared by api/ (which answers them) and clients/ (which read them). Errors are RFC 9457
 * problems. Long work answers 202 with Location. docs/http-api.md lists the routes.
 */
import type { QualityContract } from '../autopilot/quality-contract.schema.js'
import type { GenerationRoute } from '../generation/generation-route.js'
import type { IntakeNote, IntakeProblem } from '../intake/intake-report.js'
import type { AssetSpec } from '../spec/asset-spec.schema.js'
import type { SpecEdit } from '../spec-edits/spec-edit.schema.js'
import type { WishlistRevisionRow, WishlistRevisionSummary } from '../intake-ports.js'
import type { CarriedSpecs, ProjectRow, RunCounts, RunRow, SpecSnapshot, VariantRow } from '../ports.js'
import type { DecisionRow } from '../review-ports.js'
import type { WishlistDifference } from '../intake/diff-specs.js'
import type { TimeLeft } from './run-pace.js'
import type { WaitsFor } from './waits-for.js'
import type { BundleFileRow, BundleKind, BundleRow, ExportProfileRow } from '../bundle-ports.js'
import type { ReleaseObjection } from '../bundle/judge-release.js'
import type { RegenerateChanges } from '../review/regenerate-changes.js'
import type { RecordedDecision, RefusalReason, ReviewVerb, VariantReview } from '../review/verdict.js'

/** `application/problem+json`. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  /** What to do next. */
  readonly hint?: string
  /** Conflicts: how the variant stands, and who decided when and why. */
  readonly current?: VariantReview
  readonly decision?: DecisionRow
  /** Path of the request (POST) that would reopen a closed spec. */
  readonly reopen?: string
  /** Input that was rejected piece by piece, each with file and line. */
  readonly problems?: readonly IntakeProblem[]
  /** What keeps a run from being released, by key. */
  readonly objections?: readonly ReleaseObjection[]
  /** The request that failed, as the log of the API has it. */
  readonly requestId?: string
  /** Names of the things that the problem is about (hash, limit, ...). */
  readonly details?: Readonly<Record<string, string | number>>
}

/** POST /projects */
export interface EnsureProjectBody {
  readonly key: string
  readonly name: string
}

/** GET /projects, oldest first. POST /projects and GET /projects/{projectId} answer one ProjectRow. */
export interface ProjectList {
  readonly projects: readonly ProjectRow[]
}

/** POST /projects/{projectId}/wishlists -> 202 WishlistAccepted (200 when the same list was there). */
export interface SubmitWishlistBody {
  /** File name that problems are reported against. */
  readonly name: string
  readonly text: string
  readonly palette?: { readonly name: string; readonly text: string }
  readonly seed?: number
  readonly variantsPerSpec?: number
  readonly review?: 'auto' | 'person'
  readonly provider?: string
  /** Drafts of each round, of which the best are made in earnest; only for providers that make some. 0 = none. */
  readonly drafts?: number
  /** SHA-256 of uploads by the names that the list has for pictures to begin from. */
  readonly pictures?: Readonly<Record<string, string>>
  readonly targets?: readonly string[]
  /** Changes by hand. Absent = those of the newest revision of this list; an empty list gives them up. */
  readonly edits?: readonly SpecEdit[]
  /** The run begins paused: its specs are there, and nothing is made before it is resumed. */
  readonly hold?: true
  /** Rounds go on until it holds; members that are left out get their defaults. Absent = the project's, if it has one. */
  readonly contract?: Partial<QualityContract>
}

export interface WishlistAccepted {
  readonly wishlistRevisionId: string
  readonly runId: string
  readonly created: boolean
  /** Nothing of the run is made before it is resumed. */
  readonly held: boolean
  /** The held run of the revision before: it has made nothing and is cancelled. */
  readonly cancelledRunId?: string
  /** From 1: how often this list was submitted with another content. */
  readonly revision: number
  /** Against the revision before; absent for the first one, and where nothing new was made. */
  readonly difference?: WishlistDifference
  /** Lines of the palette file that were left out. */
  readonly paletteProblems?: readonly IntakeProblem[]
  /** Who was chosen to make it, where nobody was named. */
  readonly chosenProvider?: { readonly provider: string; readonly reason: string }
}

/** POST /projects/{projectId}/wishlists/diff with a SubmitWishlistBody: what submitting it would do. Keeps nothing. */
export interface WishlistDiff {
  readonly name: string
  /** The newest revision of the list with this name; null when there is none yet. */
  readonly against: WishlistRevisionSummary | null
  /** Text and options are those of that revision: submitting gives its run. */
  readonly isSame: boolean
  /** Another seed: every spec is made again, also those whose lines are as before. */
  readonly isOtherSeed: boolean
  readonly difference: WishlistDifference
  /** Unchanged specs with an approved and finished asset. */
  readonly approvalsKept: number
  readonly problems: readonly IntakeProblem[]
}

/** GET /projects/{projectId}/wishlists/{wishlistRevisionId}: the raw text, and all revisions of that list. */
export interface WishlistRevisionView extends WishlistRevisionRow {
  readonly revisions: readonly WishlistRevisionSummary[]
}

/** What a revision of a list is to the ones before and after it. */
export interface RunRevision {
  readonly number: number
  /** Against the revision before, in counts (GET /runs/{runId}/difference names them); null for the first. */
  readonly difference: {
    readonly added: number
    readonly changed: number
    readonly removed: number
    readonly unchanged: number
  } | null
  /** What was taken over: those specs were not made again, and decisions on them stand. */
  readonly carried: CarriedSpecs
  /** Set where a newer revision was submitted. */
  readonly newest: { readonly number: number; readonly runId: string } | null
}

/** GET /projects/{projectId}/wishlists: what was submitted, newest first, without the texts. */
export interface WishlistList {
  readonly wishlists: readonly {
    readonly wishlistRevisionId: string
    readonly name: string
    /** From 1, within the list of that name. */
    readonly revision: number
    readonly runId: string
    readonly createdAt: string
  }[]
}

/** GET /runs?projectId&limit, newest first. */
export interface RunList {
  readonly runs: readonly RunRow[]
}

/** POST /runs/{runId}/approve-overage -> 200. The run goes on above the budget of its project. */
export interface OverageApproved {
  readonly runId: string
  readonly approved: true
}

/** POST /runs/{runId}/pause | resume | cancel and .../reopen -> 202. */
export interface RequestAccepted {
  /** `delivered`: the workflow has it. `pending`: it is kept and will be delivered. */
  readonly state: 'delivered' | 'pending'
  /** Why it is pending, in a sentence. */
  readonly message?: string
}

/** GET /runs/{runId} */
export interface RunView extends RunRow {
  readonly counts: RunCounts
  readonly problems: readonly IntakeProblem[]
  readonly notes: readonly IntakeNote[]
  /** Estimated from this run's own pace; null before there is one. */
  readonly secondsLeft: number | null
  /** The same as a range, with what it rests on; absent while nobody knows and while nothing is made. */
  readonly timeLeft?: TimeLeft
  /** What it may cost before people are warned of it, millionths of the currency; absent = as much as it likes. */
  readonly capMicros?: number
  /** What people should know of what it costs, as sentences; absent = nothing. */
  readonly warnings?: readonly string[]
  /** One sentence that a producer understands: what goes on, what waits for whom. */
  readonly sentence: string
  /** The run in the Temporal UI; null when the UI's address is not known. */
  readonly temporalUrl: string | null
  readonly executions: number
  /** Absent as long as the list has one revision only. */
  readonly revision?: RunRevision
  /** What the run waits for, what holds most of it up first. */
  readonly waitsFor: readonly WaitsFor[]
}

/** GET /runs/{runId}/difference: by key, against the revision before; null for the first one. */
export interface RunDifference {
  readonly difference: WishlistDifference | null
}

/** What a list and a review show of a spec. */
export interface SpecLook extends Pick<AssetSpec, 'size' | 'animations' | 'states' | 'nineSlice' | 'sound'> {
  readonly prompt: string
  readonly assetType: string
  readonly seamless: boolean
  /** Its pictures fill their frame; of all others the background is removed. */
  readonly keepsBackground: boolean
}

/** GET /runs/{runId}/specs?cursor&limit */
export interface SpecPage {
  readonly specs: readonly (SpecSnapshot & SpecLook)[]
  readonly nextCursor: number | null
}

/** GET /runs/{runId}/variants?specKey&cursor&limit; GET /variants/{variantId} gives one VariantView. */
export interface VariantPage {
  readonly variants: readonly VariantView[]
  readonly nextCursor: string | null
}
export interface VariantView extends VariantRow {
  /** Path of the PNG (all frames side by side, where there are several); of the WAV of a sound. */
  readonly imageUrl: string
  /**
   * Path of a PNG of it as it would look when it is finished: without its background where the asset has none, at native
   * size up to 512 px a frame (beyond, pixel art by a whole divisor, all else smoothly), all frames side by side. The
   * waveform of a sound. Absent: its picture was given up (`pictureRemovedAt`). A request may fail: show imageUrl then.
   */
  readonly previewUrl?: string
  /** The same of its first frame, at most 256 px: for lists. */
  readonly thumbUrl?: string
  /** Pixels of both, where they are made already; the addresses hold the hash of the bytes then. */
  readonly previewSize?: PreviewSize
  readonly thumbSize?: PreviewSize
}

/** Pixels. */
export interface PreviewSize {
  readonly width: number
  readonly height: number
}

/** GET /variants/{variantId}/route: who was chosen to make it, and why. */
export interface VariantRouteView {
  /** null: nothing had to be chosen, or nobody kept it. */
  readonly route: GenerationRoute | null
  /** Address of the GPU host that made it; null = none, or it is not known any more. */
  readonly hostAddress: string | null
}

/** POST /variants/{variantId}/decisions -> 200 DecisionAnswer, 202 while Temporal cannot answer, 409 Problem. */
export interface DecideBody {
  /** Minted by the client (`dec_` + UUIDv7); the same id again is the same decision. */
  readonly decisionId?: string
  readonly verb: ReviewVerb
  /** The version of the variant that the reviewer saw; defaults to the current one. */
  readonly expectedVersion?: number
  readonly reason?: string
  readonly note?: string
  /** For `pick`: the versions of the other variants that the reviewer saw; defaults to the current ones. */
  readonly siblings?: readonly { readonly variantId: string; readonly expectedVersion: number }[]
  /** For `regenerate`: what the round does otherwise. */
  readonly changes?: RegenerateChangesBody
  /** One id of the client's for decisions that belong together; each is undone by its own `withdraw`. */
  readonly groupId?: string
}
export interface RegenerateChangesBody extends Omit<RegenerateChanges, 'from'> {
  /** A variant of the project that the round begins from. With `strength` alone it is the one that is decided on. */
  readonly from?: string
}
export interface DecisionAnswer {
  readonly decisionId: string
  readonly state: 'applied' | 'pending'
  readonly decisions: readonly RecordedDecision[]
  /** Why it is pending, in a sentence. */
  readonly message?: string
}

/** GET /decisions/{decisionId}: what became of one request. */
export interface DecisionStatus {
  readonly decisionId: string
  readonly projectId: string
  readonly runId: string
  readonly specRevisionId: string
  readonly variantId: string
  readonly verb: ReviewVerb
  readonly state: 'pending' | 'applied' | 'refused'
  readonly refusal: { readonly reason: RefusalReason; readonly message: string } | null
  readonly decisions: readonly RecordedDecision[]
}

/** GET /variants/{variantId}/decisions and GET /runs/{runId}/decisions, oldest first. */
export interface DecisionList {
  readonly decisions: readonly DecisionRow[]
}

/** GET /runs/{runId}/decisions */
export interface DecisionPage extends DecisionList {
  readonly nextCursor: number | null
}

/** POST /runs/{runId}/bundles -> 202; GET /runs/{runId}/bundles; GET /bundles/{bundleId} */
export interface RequestBundlesBody {
  /** Left out with a profile, which names its own. */
  readonly targets?: readonly string[]
  /** Absent = the approved set as it is. */
  readonly kind?: BundleKind
  /** An export profile of the project. */
  readonly profile?: string
}

/** GET, PUT and DELETE /projects/{projectId}/export-profiles/{name}; the body of PUT is the profile. */
export type ExportProfileView = ExportProfileRow
export interface ExportProfileList {
  readonly profiles: readonly ExportProfileRow[]
}

export interface BundleList {
  readonly bundles: readonly BundleRow[]
}
export interface BundleView extends BundleRow {
  /** Each at GET /bundles/{bundleId}/files/{path}. */
  readonly files: readonly BundleFileRow[]
}

/** POST /login-links -> 201: a link that signs a browser in once. */
export interface LoginLink {
  readonly url: string
  /** ISO 8601, UTC. */
  readonly expiresAt: string
}

/** GET /healthz (200) and GET /readyz (200, or 503 with what is missing). Neither asks for the token. */
export interface HealthView {
  readonly status: 'ok'
  readonly version: string
}
export interface ReadinessView {
  readonly status: 'ready' | 'not ready'
  readonly checks: readonly {
    /** `objects`: an object store in a bucket; false leaves the status `ready`. */
    readonly name: 'postgres' | 'temporal' | 'objects'
    readonly ok: boolean
    readonly message: string
  }[]
  /** Messages that wait for Temporal, and the age of the oldest; null when Postgres cannot be asked. */
  readonly outbox: { readonly open: number; readonly oldestMs: number } | null
}
