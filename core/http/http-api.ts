/**
 * Shapes of `/api/v1`, shared by api/ (which answers them) and clients/ (which read them). Errors are RFC 9457
 * problems. Long work answers 202 with Location. docs/http-api.md lists the routes.
 */
import type { IntakeNote, IntakeProblem } from '../intake/intake-report.js'
import type {
  RunCounts,
  RunRow,
  BundleFileRow,
  BundleRow,
  DecisionRow,
  SpecSnapshot,
  VariantRow,
} from '../ports.js'
import type { RecordedDecision, ReviewVerb, VariantReview } from '../review/verdict.js'

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
  /** Path of the request that would reopen a closed spec. */
  readonly reopen?: string
}

/** POST /projects */
export interface EnsureProjectBody {
  readonly key: string
  readonly name: string
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
  readonly targets?: readonly string[]
}

export interface WishlistAccepted {
  readonly wishlistRevisionId: string
  readonly runId: string
  readonly created: boolean
}

/** GET /runs/{runId} */
export interface RunView extends RunRow {
  readonly counts: RunCounts
  readonly problems: readonly IntakeProblem[]
  readonly notes: readonly IntakeNote[]
  /** Estimated from this run's own pace; null before there is one. */
  readonly secondsLeft: number | null
  /** One sentence that a producer understands: what goes on, what waits for whom. */
  readonly sentence: string
  /** The run in the Temporal UI; null when the UI's address is not known. */
  readonly temporalUrl: string | null
  readonly executions: number
}

/** GET /runs/{runId}/specs?cursor&limit */
export interface SpecPage {
  readonly specs: readonly (SpecSnapshot & { readonly prompt: string; readonly assetType: string })[]
  readonly nextCursor: number | null
}

/** GET /runs/{runId}/variants?specKey&cursor&limit; GET /variants/{variantId} gives one VariantView. */
export interface VariantPage {
  readonly variants: readonly VariantView[]
  readonly nextCursor: string | null
}
export interface VariantView extends VariantRow {
  /** Path of the PNG. */
  readonly imageUrl: string
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
}
export interface DecisionAnswer {
  readonly decisionId: string
  readonly state: 'applied' | 'pending'
  readonly decisions: readonly RecordedDecision[]
}

/** POST /runs/{runId}/bundles -> 202; GET /runs/{runId}/bundles; GET /bundles/{bundleId} */
export interface RequestBundlesBody {
  readonly targets: readonly string[]
}
export interface BundleList {
  readonly bundles: readonly BundleRow[]
}
export interface BundleView extends BundleRow {
  /** Each at GET /bundles/{bundleId}/files/{path}. */
  readonly files: readonly BundleFileRow[]
}
