import { proxyActivities } from '@temporalio/workflow'
import type { OrchestrateActivities } from '../activities/activity-sets.js'
import type { ScoredRound } from '../activities/score-variants.js'
import { describeQuality } from '../core/autopilot/describe-quality.js'
import type { QualityLoop } from '../core/autopilot/quality-loop.js'
import type { MadeRound } from '../core/autopilot/quality-report.js'
import type { Adjustable } from '../core/generation/job-adjust.js'
import type { AssetReview } from '../core/review/asset-review.js'
import type { SpecStage } from '../core/run-options.js'
import type { AssetRunInput } from '../core/workflow-inputs.js'
import { catalogueOptions } from './activity-options.js'
import { assetDoneSignal, checkAssetsSignal } from './messages.js'
import { wakeProductionRun } from './wake-production-run.js'
import { withSummary } from './with-summary.js'

const { recordQuality } = proxyActivities<OrchestrateActivities>(catalogueOptions)

/** What assetRun does for its autopilot. */
export interface AutopilotSteps {
  /** Scores the round again: an execution that was lost before it was judged left its pictures only. */
  readonly score: (round: number) => Promise<void>
  /** Goes on as new where the history is long; between two rounds nothing is under way. */
  readonly rest: () => Promise<void>
}

/** Rounds under a quality contract: each is judged, kept, and followed by another until the contract's loop is over. */
export class Autopilot {
  readonly loop: QualityLoop
  private readonly scope: { projectId: string; runId: string; specRevisionId: string }
  private readonly review: AssetReview
  private takes: readonly Adjustable[] | undefined
  private isWritten = true
  private readonly handsOver: boolean

  constructor(loop: QualityLoop, input: AssetRunInput, review: AssetReview) {
    const { projectId, runId, specRevisionId } = input
    this.loop = loop
    this.scope = { projectId, runId, specRevisionId }
    this.handsOver = input.handsOver ?? false
    this.review = review
  }

  describe(): string {
    return describeQuality(this.loop.report())
  }

  /** The loop is over, and the catalogue knows how it ended. */
  isSettled(): boolean {
    return !this.loop.isOpen() && this.isWritten
  }

  /** What the providers of the round can follow, as far as they said. */
  hear(answers: readonly { readonly takes?: readonly Adjustable[] }[]): void {
    this.takes = answers.find(({ takes }) => takes !== undefined)?.takes
  }

  /** The round was made and scored, or was not: then `trouble` says why. */
  judge(round: number, made: Omit<MadeRound, 'round' | 'takes'>): void {
    if (this.loop.isJudged(round) || !this.loop.isOpen()) return
    this.loop.judge({ round, ...(this.takes === undefined ? {} : { takes: this.takes }), ...made })
    this.takes = undefined
    this.isWritten = false
  }

  judgeScored(round: number, judged: ScoredRound['judged'], trouble: string | undefined): void {
    if (judged !== undefined) this.judge(round, { ...judged, ...(trouble === undefined ? {} : { trouble }) })
  }

  /**
   * Takes the contract's next step. True = another round has begun. A decision of a person, at whatever moment it comes,
   * ends the loop: from then on the review is as it is without a contract.
   */
  async goOn(steps: AutopilotSteps): Promise<boolean> {
    const { loop, review } = this
    if (loop.isOpen() && !loop.isJudged(review.round) && !this.isDecided()) await steps.score(review.round)
    this.yieldToPerson()
    await this.write()
    if (!loop.isOpen()) return false
    await steps.rest()
    this.yieldToPerson()
    await this.write()
    const planned = loop.plannedRound()
    if (planned === null || planned <= review.round) return false
    review.tryAgain()
    return true
  }

  /** The spec is with a person now: its run goes on without it, or shows that its order asks for one. */
  async tellRun(stage: SpecStage): Promise<void> {
    if (!this.handsOver || stage !== 'reviewing') return
    const isOver = this.loop.outcome === 'handedOver'
    await wakeProductionRun(this.scope, isOver ? assetDoneSignal : checkAssetsSignal)
  }

  /** As long as the loop is open no policy decides, so whoever moved a variant on is a person. */
  private isDecided(): boolean {
    return this.review.variants.some(({ version }) => version > 0)
  }

  private yieldToPerson(): void {
    if (!this.loop.isOpen() || !this.isDecided()) return
    this.loop.endByPerson()
    this.isWritten = false
  }

  private async write(): Promise<void> {
    if (this.isWritten) return
    this.isWritten = true
    const report = this.loop.report()
    await recordQuality.executeWithOptions(withSummary(`quality contract: ${describeQuality(report)}`), [
      { ...this.scope, report },
    ])
  }
}
