/** What a reviewer asks for. `pick` approves one variant and marks its undecided siblings notChosen. */
export const reviewVerbs = ['approve', 'reject', 'regenerate', 'pick', 'withdraw'] as const
export type ReviewVerb = (typeof reviewVerbs)[number]

/** Where a variant stands. `notChosen` is not a rejection and never negative training data. */
export const verdicts = ['undecided', 'approved', 'rejected', 'regenerate', 'notChosen'] as const
export type Verdict = (typeof verdicts)[number]

/** One variant as the workflow knows it; carried through continue-as-new and in start snapshots. */
export interface VariantReview {
  readonly variantId: string
  readonly variantIndex: number
  readonly round: number
  /** Counts decisions on this variant; 0 = none yet. */
  readonly version: number
  /** The decision that made `version`; null at version 0. */
  readonly decisionId: string | null
  readonly verdict: Verdict
  /** 0-1, higher is better. */
  readonly score: number
}

/** A decision on its way to assetRun, the same by update, by signal and from the outbox. */
export interface DecisionMessage {
  readonly decisionId: string
  readonly variantId: string
  readonly verb: ReviewVerb
  /** The version of the variant that the reviewer saw. */
  readonly expectedVersion: number
  /** For `pick`: the versions of the siblings that the reviewer saw; one stale one refuses all. */
  readonly siblings?: readonly { readonly variantId: string; readonly expectedVersion: number }[]
  readonly reason?: string
  readonly note?: string
  /** A person (`local`), `policy:<name>`, or `signal:<identity>`. */
  readonly reviewer: string
}

/** One row for the append-only decisions table. */
export interface RecordedDecision {
  readonly decisionId: string
  readonly variantId: string
  /** The variant's version after this decision. UNIQUE(variantId, version). */
  readonly version: number
  readonly verb: ReviewVerb
  readonly verdict: Verdict
  readonly reason: string | null
  readonly note: string | null
  readonly reviewer: string
}

export type RefusalReason = 'Malformed' | 'UnknownVariant' | 'StaleVersion' | 'NotReady' | 'Closed'

export type DecisionOutcome =
  | { readonly status: 'applied'; readonly decisions: readonly RecordedDecision[] }
  | {
      readonly status: 'refused'
      readonly reason: RefusalReason
      readonly message: string
      readonly current?: VariantReview
    }
