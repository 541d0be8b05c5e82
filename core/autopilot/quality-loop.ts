import type { JobAdjust } from '../generation/job-adjust.js'
import { hashOf } from '../hash.js'
import type { DecisionMessage, VariantReview } from '../review/verdict.js'
import { bestVariant, hasHelped, nextMove, type NextMove } from './next-move.js'
import type { QualityContract } from './quality-contract.schema.js'
import type {
  BestVariant,
  MadeRound,
  PlannedRound,
  QualityOutcome,
  QualityReport,
  TriedRound,
} from './quality-report.js'

/** Name under which an approval by contract is recorded: a policy, never a person. */
export const contractPolicy = 'policy:quality-contract/1'

const asOrdered: PlannedRound = { round: 1, change: null, check: null, why: 'as it was ordered' }

/** The state of one happy loop: rounds that were judged, the one that is planned, and how it ended. */
export class QualityLoop {
  readonly contract: QualityContract
  outcome: QualityOutcome
  private reason: string
  private rounds: readonly TriedRound[]
  private next: PlannedRound | null
  /** Holds the contract. */
  private held: BestVariant | null

  /** `report` is where an earlier execution left off. */
  constructor(contract: QualityContract, report?: QualityReport) {
    this.contract = contract
    this.outcome = report?.outcome ?? 'trying'
    this.reason = report?.reason ?? 'not judged yet'
    this.rounds = report?.rounds ?? []
    this.next = report === undefined ? asOrdered : (report.next ?? null)
    this.held = this.outcome === 'met' ? (report?.best ?? null) : null
  }

  isOpen(): boolean {
    return this.outcome === 'trying'
  }

  isJudged(round: number): boolean {
    return this.rounds.some((one) => one.round === round)
  }

  /** The change of a round that was made or is planned; none for those that people ask for later. */
  adjustOf(round: number): JobAdjust | undefined {
    const planned = this.next?.round === round ? this.next : null
    return (this.rounds.find((one) => one.round === round) ?? planned)?.adjust
  }

  /** The round that comes next; null when none does. */
  plannedRound(): number | null {
    return this.isOpen() ? (this.next?.round ?? null) : null
  }

  /** What a job cost at most so far, for the reservation of the next round. */
  dearestJobMicros(): number {
    return Math.max(
      0,
      ...this.rounds.map(({ costMicros, variants, drafts = 0 }) =>
        Math.ceil(costMicros / (variants.length + drafts || 1)),
      ),
    )
  }

  /** Judges a round that was made, or was not. The same round again changes nothing. */
  judge(made: MadeRound): void {
    if (this.isJudged(made.round)) return
    const planned = this.next?.round === made.round ? this.next : { ...asOrdered, round: made.round }
    this.rounds = [...this.rounds, { ...planned, ...made }]
    if (!this.isOpen()) return
    const move = nextMove(this.contract, this.rounds)
    this.next = move.kind === 'tryAgain' ? move.next : null
    this.outcome = outcomeOf[move.kind]
    this.held = move.kind === 'approve' ? move.best : null
    this.reason = move.kind === 'tryAgain' ? move.next.why : move.reason
  }

  /** A person decided: nothing more is tried. */
  endByPerson(): void {
    if (!this.isOpen()) return
    this.outcome = 'ended'
    this.reason = 'a person decided before the contract held'
    this.next = null
  }

  report(): QualityReport {
    const { contract, outcome, reason, rounds, next } = this
    return {
      contract,
      outcome,
      reason,
      best: this.held ?? bestVariant(rounds),
      rounds,
      ...(next === null || rounds.length === 0 ? {} : { next }),
      unhelpful: unhelpfulOf(rounds),
    }
  }

  /**
   * The approval of the variant that holds the contract, where the contract leaves it to the policy; none once anybody
   * decided on a variant of this spec. Its id comes from run, spec and variant: a replay or a restart decides the same.
   */
  approvals(
    scope: { readonly runId: string; readonly specRevisionId: string },
    variants: readonly VariantReview[],
  ): DecisionMessage[] {
    if (this.outcome !== 'met' || this.contract.thenApprove === 'person') return []
    if (variants.some(({ version }) => version > 0)) return []
    const chosen = variants.find(({ variantId }) => variantId === this.held?.variantId)
    if (chosen === undefined) return []
    const { runId, specRevisionId } = scope
    return [
      {
        decisionId: `dec_policy_${hashOf({ runId, specRevisionId, contract: chosen.variantId }).slice(0, 32)}`,
        variantId: chosen.variantId,
        verb: 'pick',
        expectedVersion: chosen.version,
        siblings: variants
          .filter((one) => one !== chosen)
          .map(({ variantId, version }) => ({ variantId, expectedVersion: version })),
        reviewer: contractPolicy,
        note: `round ${chosen.round}: ${this.reason}`,
      },
    ]
  }
}

const outcomeOf: Readonly<Record<NextMove['kind'], QualityOutcome>> = {
  approve: 'met',
  tryAgain: 'trying',
  handOver: 'handedOver',
}

/** What was changed and raised nothing, so that the person who takes over need not try it again. */
function unhelpfulOf(rounds: readonly TriedRound[]): string[] {
  return rounds.flatMap((round, index) => {
    if (round.change === null || hasHelped(rounds, index)) return []
    const best = Math.max(...round.variants.map(({ score }) => score))
    const came = round.variants.length === 0 ? 'gave no picture' : `came to ${best.toFixed(2)} at best`
    const isStill =
      round.check !== null && round.variants.every(({ failed }) => failed.includes(round.check!))
    return [`round ${round.round} (${round.why}) ${came}${isStill ? `, and ${round.check} still fails` : ''}`]
  })
}
