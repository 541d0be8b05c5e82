import type { Adjustable, JobAdjust } from '../generation/job-adjust.js'
import type { QualityChange } from './check-remedies.js'
import type { QualityContract } from './quality-contract.schema.js'

/** One variant as the contract sees it. */
export interface TriedVariant {
  readonly variantId: string
  /** From 0. */
  readonly variantIndex: number
  readonly score: number
  /** 0-1; absent where it was not asked for, null where there is too little to compare with. */
  readonly consistency?: number | null
  /** Names of the checks that fail. */
  readonly failed: readonly string[]
  /** The draft that it was painted over, from 0, with that one's score. Absent = none. */
  readonly draft?: { readonly index: number; readonly score: number }
}

/** What a round came to. */
export interface MadeRound {
  readonly round: number
  readonly variants: readonly TriedVariant[]
  readonly costMicros: number
  /** Time that painters worked, milliseconds. */
  readonly paintMs: number
  /** How many drafts cost and time are also of. Absent = none. */
  readonly drafts?: number
  /** What its provider can follow; absent when nobody said. */
  readonly takes?: readonly Adjustable[]
  /** Why the round, or a part of it, was not made. */
  readonly trouble?: string
  /** It was not begun: the ledger says that the budget does not reach for it. */
  readonly overBudget?: true
}

/** What is to be done otherwise in a round, and why. */
export interface PlannedRound {
  readonly round: number
  /** null: the first one, which is made as it was ordered. */
  readonly change: QualityChange | null
  /** The check that it is meant to help, if there is one. */
  readonly check: string | null
  readonly why: string
  readonly adjust?: JobAdjust
}

export interface TriedRound extends MadeRound, PlannedRound {}

/** `met`: a variant holds the contract. `handedOver`: a person decides. `ended`: a person decided before it was over. */
export type QualityOutcome = 'trying' | 'met' | 'handedOver' | 'ended'

export interface BestVariant {
  readonly variantId: string
  readonly round: number
  readonly variantIndex: number
  readonly score: number
}

/** What was tried for one spec and what came of it. Kept with the spec; written again after every round. */
export interface QualityReport {
  readonly contract: QualityContract
  readonly outcome: QualityOutcome
  /** One sentence. */
  readonly reason: string
  readonly best: BestVariant | null
  readonly rounds: readonly TriedRound[]
  /** The round that comes next; absent when there is none. */
  readonly next?: PlannedRound
  /** A sentence for each change that raised nothing. */
  readonly unhelpful: readonly string[]
}

/** Whether `after` says more than `before`: reports are written in any order, and the newest stays. */
export function isNewerReport(before: QualityReport | null, after: QualityReport): boolean {
  if (before === null) return true
  const gained = after.rounds.length - before.rounds.length
  return gained > 0 || (gained === 0 && before.outcome === 'trying' && after.outcome !== 'trying')
}
