import type { SpecStage } from '../run-options.js'
import { judgeDecision } from './judge-decision.js'
import type { RegenerateChanges } from './regenerate-changes.js'
import { newestRules, waitingRounds } from './review-state.js'
import type { ReviewRules, ReviewState, SignOffsNeeded } from './review-state.js'
import type {
  AskedRound,
  DecisionMessage,
  DecisionOutcome,
  RecordedDecision,
  RefusalReason,
  VariantReview,
} from './verdict.js'

/** What assetRun starts from: on the first start, after continue-as-new, and after the loss of its history. */
export interface AssetReviewSnapshot {
  /** 0 = nothing planned yet. */
  readonly round: number
  /** Pictures of `round` are made and scored. */
  readonly roundScored: boolean
  readonly variants: readonly VariantReview[]
  readonly finishedVariantIds: readonly string[]
  /** Rounds that people asked for with changes and that have begun. Absent = none. */
  readonly plans?: readonly AskedRound[]
}

interface Refusal {
  readonly decisionId: string
  readonly reason: RefusalReason
  readonly message: string
  readonly reviewer: string
}

type Unrecorded =
  | { readonly status: 'applied'; readonly decisions: readonly RecordedDecision[] }
  | { readonly status: 'refused'; readonly refusal: Refusal }

/** More unrecorded outcomes than this and refused signals are dropped: a flood must not fill the workflow. */
const unrecordedMax = 500

/** The state of one review: rounds, variants, what is decided and what of it is not yet recorded. */
export class AssetReview {
  round: number
  variants: readonly VariantReview[]
  private generating: boolean
  private closed = false
  private plans: readonly AskedRound[]
  private readonly rules: ReviewRules
  private readonly signOffsNeeded: SignOffsNeeded
  private readonly finished: Set<string>
  private readonly unrecorded: Unrecorded[] = []

  constructor(
    snapshot: AssetReviewSnapshot,
    rules: ReviewRules = newestRules,
    signOffsNeeded: SignOffsNeeded = 1,
  ) {
    this.rules = rules
    this.signOffsNeeded = signOffsNeeded
    this.plans = snapshot.plans ?? []
    this.variants = snapshot.variants
    this.finished = new Set(snapshot.finishedVariantIds)
    this.round = Math.max(1, snapshot.round)
    this.generating = snapshot.round === 0 || !snapshot.roundScored
    // A regenerate that was recorded before its round was begun.
    if (!this.generating && (this.isAskedForByVerdict() || this.nextAsked() !== undefined)) this.beginRound()
  }

  /** What a decision would give, without applying it (update validator). */
  judge(message: DecisionMessage): DecisionOutcome {
    return judgeDecision(this.state(), message).outcome
  }

  /** Applies a decision. The same decision again gives the same answer and changes nothing. */
  decide(message: DecisionMessage): DecisionOutcome {
    const { outcome, variants, wantsRound } = judgeDecision(this.state(), message)
    if (variants !== this.variants && outcome.status === 'applied') {
      this.variants = variants
      this.unrecorded.push({ status: 'applied', decisions: outcome.decisions })
      if (wantsRound && !this.generating) this.beginRound()
    }
    return outcome
  }

  decideAll(messages: readonly DecisionMessage[]): void {
    for (const message of messages) this.decide(message)
  }

  /** Nobody waits for a signal's answer: a refusal is kept to be made visible. */
  decideBySignal(message: DecisionMessage): void {
    const outcome = this.decide(message)
    if (outcome.status !== 'refused' || this.unrecorded.length >= unrecordedMax) return
    const { decisionId, reviewer } = message
    const { reason, message: text } = outcome
    this.unrecorded.push({ status: 'refused', refusal: { decisionId, reason, message: text, reviewer } })
  }

  /** The round's pictures are scored and open for decisions. A snapshot may hold some of them from before their score. */
  addRound(variants: readonly VariantReview[]): void {
    const known = new Set(this.variants.map((one) => one.variantId))
    const scores = new Map(variants.map((one) => [one.variantId, one.score]))
    const scored = this.variants.map((one) => ({ ...one, score: scores.get(one.variantId) ?? one.score }))
    this.variants = [...scored, ...variants.filter((one) => !known.has(one.variantId))]
    this.endRound()
  }

  /** The autopilot asks for another round: nothing is decided, every variant stays open. */
  tryAgain(): void {
    if (!this.generating) this.beginRound()
  }

  /** The round could not be made; what earlier rounds made stays open for decisions. */
  abandonRound(): void {
    this.endRound()
  }

  /** What a round does otherwise, where somebody asked for that. */
  changesOf(round: number): RegenerateChanges | undefined {
    return this.plans.find((one) => one.round === round)?.changes
  }

  /** From here on decisions are refused: whoever closes has already recorded, or still records, what came before. */
  close(): void {
    this.closed = true
  }

  needsRound(): boolean {
    return this.generating
  }

  hasUnrecorded(): boolean {
    return this.unrecorded.length > 0
  }

  nextUnrecorded(): Unrecorded | undefined {
    return this.unrecorded[0]
  }

  /** The first of the unrecorded is in the catalogue. */
  markRecorded(): void {
    this.unrecorded.shift()
  }

  approvedUnfinished(): VariantReview | undefined {
    return this.variants.find((one) => one.verdict === 'approved' && !this.finished.has(one.variantId))
  }

  markFinished(variantId: string): void {
    this.finished.add(variantId)
  }

  /** Where the spec stands between two steps. */
  stage(): SpecStage {
    if (this.generating) return 'generating'
    if (this.approvedUnfinished()) return 'finishing'
    if (this.variants.some((one) => one.verdict === 'approved')) return 'done'
    const open = this.variants.some((one) => one.verdict === 'undecided')
    return open || this.variants.length === 0 ? 'reviewing' : 'rejected'
  }

  snapshot(): AssetReviewSnapshot {
    return {
      round: this.round,
      roundScored: !this.generating,
      variants: this.variants,
      finishedVariantIds: [...this.finished],
      ...(this.plans.length === 0 ? {} : { plans: this.plans }),
    }
  }

  /** Markdown for the Temporal UI's current details. */
  describe(specKey: string, stage: SpecStage): string {
    const lines = this.variants.map(
      ({ round, variantIndex, verdict, score }) =>
        `- round ${round}, variant ${variantIndex + 1}: ${verdict}, score ${score.toFixed(2)}`,
    )
    // Markdown takes a list only after an empty line.
    return [`**${specKey}**: ${stage}, round ${this.round}`, '', ...lines].join('\n')
  }

  private state(): ReviewState {
    const { round, generating, closed, variants, rules, signOffsNeeded } = this
    return { round, generating, closed, variants, rules, signOffsNeeded }
  }

  private beginRound(): void {
    const asked = this.nextAsked()
    this.round = asked?.round ?? this.round + 1
    this.generating = true
    if (asked?.changes !== undefined) this.plans = [...this.plans, asked]
  }

  /** Who asked for changes while this round was being made gets the next one. */
  private endRound(): void {
    this.generating = false
    if (this.nextAsked() !== undefined) this.beginRound()
  }

  private nextAsked(): AskedRound | undefined {
    return waitingRounds(this.variants, this.round)[0]
  }

  /** Before rounds had numbers of their own a regenerate asked for the one after its variant's. */
  private isAskedForByVerdict(): boolean {
    return this.variants.some(
      ({ round, verdict, asked }) => round === this.round && verdict === 'regenerate' && asked === undefined,
    )
  }
}
