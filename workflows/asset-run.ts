import {
  ActivityFailure,
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow'
import type { ImageActivities, OrchestrateActivities } from '../activities/activity-sets.js'
import { QualityLoop } from '../core/autopilot/quality-loop.js'
import type { GenerationJob } from '../core/ports.js'
import { AssetReview } from '../core/review/asset-review.js'
import { chooseAutomatically } from '../core/review/choose-automatically.js'
import { completeSignal } from '../core/review/complete-signal.js'
import type { DecisionMessage, RecordedDecision } from '../core/review/verdict.js'
import { settledSpecStages, type SpecStage } from '../core/run-options.js'
import type { AssetRunInput } from '../core/workflow-inputs.js'
import { describeAssetRun } from '../core/workflow-texts.js'
import { catalogueOptions, imageOptions } from './activity-options.js'
import { Autopilot, type AutopilotSteps } from './autopilot.js'
import { inQueue, inWorkflowTask } from './catalogue-steps.js'
import { decisionSummary, isByPolicy, refusedAsFailure } from './decision-texts.js'
import type { DraftedRound } from './draft-stage.js'
import { failureMessage, isOverBudget } from './failure-message.js'
import * as messages from './messages.js'
import { RoundMaker } from './round-maker.js'
import { specAttributes } from './review-attributes.js'
import { wakeProductionRun } from './wake-production-run.js'
import { withSummary } from './with-summary.js'

const orchestrate = proxyActivities<OrchestrateActivities>(catalogueOptions)
const { finishAsset } = proxyActivities<ImageActivities>(imageOptions)

/** One spec of one run: rounds of variants, their review, and the finished asset. */
export async function assetRun(input: AssetRunInput): Promise<SpecStage> {
  // Every handler stands before the first await: an update that came before its handler would be rejected for good.
  const run = new AssetRun(input)
  run.registerHandlers()
  return await run.toTheEnd()
}

class AssetRun {
  private readonly input: AssetRunInput
  private readonly scope: { projectId: string; runId: string; specRevisionId: string }
  private readonly review: AssetReview
  private readonly fewerSteps: boolean
  private readonly rounds: RoundMaker
  /** null without a quality contract. */
  private readonly autopilot: Autopilot | null
  /** Why the contract's last round was not made, where none was. */
  private lastFailure: ActivityFailure | null = null
  private paused: boolean
  private closing = false
  private stageWritten: SpecStage | null = null
  private waitsForPermit = false
  /** The stage that the Temporal UI shows. */
  private told: SpecStage = 'waiting'
  /** Why a round has fewer variants than were asked for. */
  private shortfall: string | undefined

  constructor(input: AssetRunInput) {
    const { projectId, runId, specRevisionId } = input
    this.input = input
    this.scope = { projectId, runId, specRevisionId }
    this.review = new AssetReview(input.resumeFrom, input.reviewRules ?? 1, input.signOffs)
    this.fewerSteps = input.fewerSteps ?? false
    this.paused = input.paused
    const { contract, quality } = input
    this.autopilot =
      contract === undefined ? null : new Autopilot(new QualityLoop(contract, quality), input, this.review)
    this.rounds = new RoundMaker(input, this.review, this.autopilot?.loop ?? null)
  }

  registerHandlers(): void {
    const { review } = this
    setHandler(messages.reviewStateQuery, () => ({
      specKey: this.input.specKey,
      stage: review.stage(),
      round: review.round,
      paused: this.paused,
      variants: review.variants,
      ...(this.autopilot === null ? {} : { quality: this.autopilot.loop.report() }),
    }))
    setHandler(messages.closeAssetRunSignal, () => void (this.closing = true))
    setHandler(messages.pauseRunSignal, () => this.setPaused(true))
    setHandler(messages.resumeRunSignal, () => this.setPaused(false))
    setHandler(messages.decideVariantUpdate, (message) => refusedAsFailure(review.decide(message)), {
      validator: (message: DecisionMessage) => void refusedAsFailure(review.judge(message)),
    })
    setHandler(messages.decideVariantSignal, (raw) => review.decideBySignal(completeSignal(raw, 'temporal')))
  }

  async toTheEnd(): Promise<SpecStage> {
    this.tell(this.review.stage())
    try {
      return await this.close(await this.untilClosed())
    } catch (error) {
      if (!isCancellation(error) && !(error instanceof ActivityFailure)) throw error
      return await CancellationScope.nonCancellable(() => this.giveUp(error))
    }
  }

  /** Rounds, decisions and finishing until the review is over. Returns the stage to close with. */
  private async untilClosed(): Promise<SpecStage> {
    for (;;) {
      if (this.review.needsRound()) await this.generateAndTell()
      if (await this.goOnTrying()) continue
      this.decideByPolicy()
      await this.recordPending()
      const unfinished = this.review.approvedUnfinished()
      if (unfinished) {
        await this.finish(unfinished.variantId)
        continue
      }
      if (this.review.hasUnrecorded() || this.review.needsRound()) continue
      const stage = this.review.stage()
      const settled = settledSpecStages.includes(stage)
      const news = stage !== this.stageWritten
      await this.writeStage(stage)
      if (settled && news) await wakeProductionRun(this.scope, messages.assetDoneSignal)
      else if (news) await this.autopilot?.tellRun(stage)
      if (this.closing || (this.input.review === 'auto' && stage === 'rejected')) return stage
      if (this.isWoken()) continue
      await this.goOnAsNewIfLong()
      if (!settled) await condition(() => this.isWoken())
      else if (
        !(await condition(() => this.isWoken(), this.input.undoWindowMs, { summary: 'open for undo' }))
      )
        return stage
    }
  }

  private isWoken(): boolean {
    return this.closing || this.review.hasUnrecorded() || this.review.needsRound()
  }

  private async generateAndTell(): Promise<void> {
    const { round } = this.review
    try {
      await this.recordWhile(this.generateRound())
    } catch (error) {
      const isTry = this.autopilot?.loop.isOpen() === true
      const isLost = this.review.variants.length === 0 && !isTry
      if (isCancellation(error) || !(error instanceof ActivityFailure) || isLost) throw error
      // A later round failed: the variants of the earlier ones can still be chosen.
      this.shortfall = `round ${round} could not be made: ${failureMessage(error)}`
      await this.release()
      this.review.abandonRound()
      this.lastFailure = error
      // The next try is another round of the same stage.
      if (isTry) this.stageWritten = null
      const none = { variants: [], costMicros: 0, paintMs: 0, trouble: failureMessage(error) }
      const overBudget = isOverBudget(error) ? ({ overBudget: true } as const) : {}
      this.autopilot?.judge(round, { ...none, ...overBudget })
    }
    // The place in the window is held until the contract's rounds are over.
    if (this.autopilot?.isSettled() === false) return
    // A policy decides at once: one wake-up, when the asset is finished, is enough.
    if (!this.fewerSteps || this.input.review === 'person' || this.autopilot !== null)
      await wakeProductionRun(this.scope, messages.stageDoneSignal)
  }

  private async generateRound(): Promise<void> {
    const { round } = this.review
    if (this.autopilot?.loop.isOpen()) this.shortfall = undefined
    const planned = this.rounds.jobsOf(round)
    const drafts = this.rounds.draftsOf(round)
    // The first round is asked for by the history itself, and reserveGeneration writes its stage along.
    if (!this.fewerSteps || this.paused || round > 1) await this.writeStage('generating')
    await condition(() => !this.paused)
    await this.whileInLine(() => this.reserve(round, [...drafts, ...planned]))
    // Without drafts nothing is awaited here: older histories have their commands in this order.
    const { finals, trouble } =
      drafts.length === 0 ? { finals: planned } : await this.draft(round, drafts, planned)
    const made = await Promise.allSettled(finals.map((job) => this.rounds.paintFinal(job, false)))
    const failed = made.find((one) => one.status === 'rejected')
    if (failed && (made.every((one) => one.status === 'rejected') || isCancellation(failed.reason)))
      throw failed.reason
    const lacking = [trouble, failed && `a variant: ${failureMessage(failed.reason)}`].filter(Boolean)
    if (lacking.length > 0) this.shortfall = `round ${round} lacks ${lacking.join('; ')}`
    this.autopilot?.hear(made.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])))
    await this.begin('scoring')
    await this.scoreRound(round)
  }

  /** The finals of a round, from the best of its drafts. Whoever pauses in between gets the GPU slot back. */
  private async draft(
    round: number,
    drafts: GenerationJob[],
    planned: GenerationJob[],
  ): Promise<DraftedRound> {
    const drafted = await this.rounds.makeDrafts(drafts, planned)
    if (!this.paused) return drafted
    await this.release()
    await condition(() => !this.paused)
    await this.whileInLine(() => this.reserve(round, [...drafts, ...planned]))
    return drafted
  }

  private async scoreRound(round: number): Promise<void> {
    const { variants, judged } = await this.rounds.score(round)
    if (!this.fewerSteps) await this.release()
    this.review.addRound(variants)
    this.autopilot?.judgeScored(round, judged, this.shortfall)
  }

  /** Under a quality contract: judges the round and begins another one as long as the contract asks for it. */
  private async goOnTrying(): Promise<boolean> {
    const { autopilot, review } = this
    if (autopilot === null || autopilot.isSettled()) return false
    const steps: AutopilotSteps = {
      score: async (round) => await this.recordWhile(this.scoreRound(round)),
      rest: async () => await this.goOnAsNewIfLong(),
    }
    if (await autopilot.goOn(steps)) return true
    // Nothing can be chosen from: the spec failed as it does without a contract.
    if (review.variants.length === 0 && this.lastFailure !== null) throw this.lastFailure
    const decidesItself = autopilot.loop.approvals(this.scope, review.variants).length > 0
    if (!decidesItself || this.input.review === 'person')
      await wakeProductionRun(this.scope, messages.stageDoneSignal)
    return false
  }

  /** Waits in line for the permit. A later round follows from a decision, so it is asked for in the queue. */
  private async reserve(round: number, jobs: GenerationJob[]): Promise<void> {
    const step = this.fewerSteps && round === 1 ? inWorkflowTask : inQueue
    const isStageWritten = this.stageWritten === 'generating'
    this.stageWritten = 'generating'
    await step('reserveGeneration', `wait for a GPU slot, round ${round}`, {
      ...this.scope,
      jobs,
      ...(isStageWritten ? {} : { writesStage: true }),
      ...this.rounds.spendingOf(round),
    })
  }

  private decideByPolicy(): void {
    if (this.input.review !== 'auto') return
    const { round, variants } = this.review
    // A contract that does not hold is handed over: nothing is approved or rejected silently.
    if (this.autopilot !== null) this.review.decideAll(this.autopilot.loop.approvals(this.scope, variants))
    else this.review.decideAll(chooseAutomatically({ ...this.scope, round }, variants))
  }

  private async finish(variantId: string): Promise<void> {
    await this.begin('finishing')
    const round = this.fewerSteps ? { round: this.review.round } : {}
    await this.recordWhile(
      this.rounds
        .mendingDamage(() =>
          finishAsset.executeWithOptions(
            withSummary('finish the approved variant: cut out, scale, palette'),
            [{ ...this.scope, variantId, ...round }],
          ),
        )
        .then(() => this.review.markFinished(variantId)),
    )
  }

  private async recordPending(): Promise<void> {
    for (let next = this.review.nextUnrecorded(); next; next = this.review.nextUnrecorded()) {
      if (next.status === 'refused')
        await orchestrate.refuseDecision.executeWithOptions(
          withSummary(`keep a refusal for ${next.refusal.reviewer}: ${next.refusal.message}`),
          [{ ...this.scope, ...next.refusal }],
        )
      else
        await this.stepFor(next.decisions)('recordDecision', decisionSummary(next.decisions), {
          ...this.scope,
          specId: this.input.specId,
          decisions: next.decisions,
        })
      this.review.markRecorded()
    }
  }

  /** What a person decided is written by an activity, because the update is only kept when its workflow task ends. */
  private stepFor(decisions: readonly RecordedDecision[]): typeof inQueue {
    return this.fewerSteps && isByPolicy(decisions) ? inWorkflowTask : inQueue
  }

  private setPaused(paused: boolean): void {
    this.paused = paused
    this.tell(this.told)
  }

  private async release(): Promise<void> {
    await orchestrate.releaseGeneration.executeWithOptions(withSummary('give the GPU slot back'), [
      this.scope,
    ])
  }

  private async whileInLine(reserve: () => Promise<void>): Promise<void> {
    this.waitsForPermit = true
    this.tell('generating')
    try {
      await reserve()
    } finally {
      this.waitsForPermit = false
      this.tell('generating')
    }
  }

  /** What the Temporal UI says of this execution; continue-as-new forgets it, so every execution begins with it. */
  private tell(stage: SpecStage, failure?: string): void {
    this.told = stage
    const { specKey, review } = this.input
    const { round, variants } = this.review
    const { paused, waitsForPermit } = this
    const trouble = failure ?? this.shortfall
    const quality = this.autopilot?.describe()
    setCurrentDetails(
      describeAssetRun({ specKey, stage, round, review, paused, variants, waitsForPermit, trouble, quality }),
    )
  }

  /** Decisions are kept as they come, also while a later round is being painted. */
  private async recordWhile(work: Promise<void>): Promise<void> {
    let over = false
    const watched = work.finally(() => void (over = true))
    const recorder = (async () => {
      while (!over) {
        await condition(() => over || this.review.hasUnrecorded())
        await this.recordPending()
      }
    })()
    // Both have to end before anything else records: two recorders at once could skip a decision.
    const [outcome, recorded] = await Promise.allSettled([watched, recorder])
    if (outcome.status === 'rejected') throw outcome.reason
    if (recorded.status === 'rejected') throw recorded.reason
  }

  /** A stage that its own activity writes. */
  private async begin(stage: 'scoring' | 'finishing'): Promise<void> {
    if (!this.fewerSteps) return await this.writeStage(stage)
    this.stageWritten = stage
    this.tell(stage)
  }

  private async writeStage(stage: SpecStage, failure?: string, closed?: boolean): Promise<void> {
    if (stage === this.stageWritten && closed === undefined) return
    this.stageWritten = stage
    this.tell(stage, failure)
    upsertSearchAttributes(specAttributes(stage, this.review.round, this.input.reviewDueMs))
    const why = failure ?? this.shortfall
    // A later round follows from a decision, whose update this very workflow task may have brought.
    const isLaterRound = stage === 'generating' && this.review.round > 1
    const step = this.fewerSteps && !isLaterRound ? inWorkflowTask : inQueue
    await step('setSpecStage', `stage: ${stage}`, {
      runId: this.scope.runId,
      specRevisionId: this.scope.specRevisionId,
      stage,
      round: this.review.round,
      ...(why === undefined ? {} : { failure: why }),
      ...(closed === undefined ? {} : { closed }),
    })
  }

  private async goOnAsNewIfLong(): Promise<void> {
    const { historyLength, continueAsNewSuggested } = workflowInfo()
    if (historyLength <= this.input.historyEventsMax && !continueAsNewSuggested) return
    await condition(allHandlersFinished)
    if (this.isWoken()) return
    const { paused, review, autopilot } = this
    const quality = autopilot === null ? {} : { quality: autopilot.loop.report() }
    await continueAsNew<typeof assetRun>({ ...this.input, paused, ...quality, resumeFrom: review.snapshot() })
  }

  private async close(stage: SpecStage, failure?: string): Promise<SpecStage> {
    // First of all: a decision applied after the last one was recorded would be answered and lost.
    this.review.close()
    await condition(allHandlersFinished)
    await this.recordPending()
    await this.writeStage(stage, failure, true)
    return stage
  }

  /** Cancelled, or a step failed for good: nothing stays reserved, and what was decided is kept. */
  private async giveUp(error: unknown): Promise<SpecStage> {
    const reached = this.review.stage()
    const settled = settledSpecStages.includes(reached)
    const cancelled = isCancellation(error)
    await this.release()
    const stage = await this.close(
      !cancelled ? 'failed' : settled ? reached : 'cancelled',
      cancelled ? undefined : failureMessage(error),
    )
    await wakeProductionRun(this.scope, messages.stageDoneSignal)
    await wakeProductionRun(this.scope, messages.assetDoneSignal)
    return stage
  }
}
