import type { IntakeProblem } from '../intake/intake-report.js'
import type { WorkEstimate } from '../spending/estimate-work.js'
import type { ProjectSpending } from '../spending/spending-ports.js'

/** GET /projects/{projectId}/budget. */
export interface BudgetView extends ProjectSpending {
  readonly projectId: string
  /** What may still be spent by both limits; null = no limit. */
  readonly leftMicros: number | null
  /** All that was paid, over the specs that have a finished asset; null while none has one. */
  readonly costPerAssetMicros: number | null
  /** As sentences. */
  readonly warnings: readonly string[]
}

/** POST /projects/{projectId}/wishlists/estimate with a SubmitWishlistBody, and GET /runs/{runId}/estimate. */
export interface EstimateView extends WorkEstimate {
  /** Specs that would be made. */
  readonly specs: number
  /** Specs of the list that are there as they are, or are settled. */
  readonly unchanged: number
  readonly problems: readonly IntakeProblem[]
}
