import type { AskedRound, ReviewMarks, VariantReview, Verdict } from './verdict.js'

/** What assetRun holds of a review. */
export interface ReviewState {
  readonly round: number
  /** A round's pictures are being made: their variants are not known yet. */
  readonly generating: boolean
  /** The review takes no more decisions. */
  readonly closed: boolean
  readonly variants: readonly VariantReview[]
  /** Left out: today's. */
  readonly rules?: ReviewRules
  /** How many people have to approve. Left out: one. */
  readonly signOffsNeeded?: SignOffsNeeded
}

export type SignOffsNeeded = 1 | 2

/**
 * Reviews that are open keep the rules that they began with, because their histories are replayed. 1: any later decision
 * on a sibling that was not chosen ended the pick. 2: only an undo, or a decision against the picked variant, does.
 * 3: there are marks (verdict.ts): a primary, a second sign-off, rounds with changes, and picks that survive an approval.
 */
export type ReviewRules = 1 | 2 | 3

export const newestRules: ReviewRules = 3

/** Where a decision takes one variant. */
export interface Move {
  readonly verdict: Verdict
  /** Absent = none. */
  readonly marks?: ReviewMarks
}

export const roundsMax = 20

/** Rounds that were asked for and have not begun, the next one first: as long as their regenerate stands. */
export function waitingRounds(variants: readonly VariantReview[], round: number): AskedRound[] {
  return variants
    .flatMap(({ verdict, asked }) => (verdict === 'regenerate' && asked !== undefined ? [asked] : []))
    .filter((one) => one.round > round)
    .toSorted((a, b) => a.round - b.round)
}

/** The number of a round that `variant` asks for now. */
export function freeRound({ round, variants }: ReviewState, variant: VariantReview): number {
  const others = variants.filter((one) => one !== variant)
  return Math.max(round, ...waitingRounds(others, round).map((one) => one.round)) + 1
}
