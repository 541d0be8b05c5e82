import type { RegenerateChanges } from './regenerate-changes.js'

/**
 * What a reviewer asks for. `pick` approves one variant and marks its undecided siblings notChosen; `primary` approves one
 * without them and makes it the asset of its spec; `withdraw` is the undo.
 */
export const reviewVerbs = ['approve', 'reject', 'regenerate', 'pick', 'primary', 'withdraw'] as const
export type ReviewVerb = (typeof reviewVerbs)[number]

/** Where a variant stands. `notChosen` is not a rejection and never negative training data. */
export const verdicts = ['undecided', 'approved', 'rejected', 'regenerate', 'notChosen'] as const
export type Verdict = (typeof verdicts)[number]

/** One approval of a variant that needs two. */
export interface SignOff {
  readonly reviewer: string
  readonly decisionId: string
}

/** What stands on a variant beside its verdict. Members are left out where there is nothing. */
export interface ReviewMarks {
  /** Who has approved it so far, where two have to. */
  readonly signOffs?: readonly SignOff[]
  /** Of a spec's approved variants the one with the highest is the primary (primary-variant.ts). Absent = 0. */
  readonly primaryRank?: number
  /** The pick that approved it, where another decision came on top: its siblings come back with it. */
  readonly pickId?: string
  /** It was approved already when it was made the primary; an undo of that gives this rank back (null = none). */
  readonly rankBefore?: number | null
  /** The round that its regenerate asked for, and what that does otherwise. */
  readonly asked?: AskedRound
}

export interface AskedRound {
  readonly round: number
  readonly changes?: RegenerateChanges
}

/** One variant as the workflow knows it; carried through continue-as-new and in start snapshots. */
export interface VariantReview extends ReviewMarks {
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
  /** For `regenerate`: what the round does otherwise. */
  readonly changes?: RegenerateChanges
  /** Decisions that were made at one stroke have one; each of them is undone by its own `withdraw`. */
  readonly groupId?: string
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
  /** Where the message had one. */
  readonly groupId?: string
  /** After this decision; absent = none. */
  readonly marks?: ReviewMarks
}

/** Why a decision is refused. `AlreadySigned`: two have to approve, and this reviewer has. */
export const refusalReasons = [
  'Malformed',
  'UnknownVariant',
  'StaleVersion',
  'NotReady',
  'Closed',
  'AlreadySigned',
] as const
export type RefusalReason = (typeof refusalReasons)[number]

export type DecisionOutcome =
  | { readonly status: 'applied'; readonly decisions: readonly RecordedDecision[] }
  | {
      readonly status: 'refused'
      readonly reason: RefusalReason
      readonly message: string
      readonly current?: VariantReview
    }
