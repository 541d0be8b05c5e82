import {
  ActivityFailure,
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  patched,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow'
import type { OrchestrateActivities } from '../activities/activity-sets.js'
import type { SpecSnapshot } from '../core/ports.js'
import { settledSpecStages, type RunStage } from '../core/run-options.js'
import type { ProductionRunStatus } from '../core/run-status.js'
import type { ProductionRunInput } from '../core/workflow-inputs.js'
import { describeProductionRun } from '../core/workflow-texts.js'
import { catalogueOptions, wholeRunOptions } from './activity-options.js'
import { cancelAssetRuns, signalAssetRuns, startAssetRun } from './asset-run-children.js'
import { buildBundles } from './build-bundles.js'
import { failureMessage } from './failure-message.js'
import * as messages from './messages.js'
import { ReviewReminders } from './review-reminders.js'
import { withSummary } from './with-summary.js'

const pageSize = 100
/** A child that is lost this often is not started again: something is wrong with the spec itself. */
const restartsMax = 5
/** Reviews may wait for days: a run in which nothing moves asks up to this many times less often. */
const pollSlowdownMax = 20

const { readRunSpecs, setRunStage, setRunPaused, setSpecStage } =
  proxyActivities<OrchestrateActivities>(catalogueOptions)
const { checkAssets } = proxyActivities<OrchestrateActivities>(wholeRunOptions)

/** One production run of many specs: a sliding window of assetRuns, then the bundles. */
export async function productionRun(input: ProductionRunInput): Promise<RunStage> {
  const run = new ProductionRun(input)
  run.registerHandlers()
  return await run.toTheEnd()
}

class ProductionRun {
  private readonly input: ProductionRunInput
  private readonly window: Set<string>
  private readonly restarts = new Map<string, number>()
  private page: SpecSnapshot[] = []
  private nextCursor: number | null
  private started: number
  private paused: boolean
  private pausedWritten: boolean
  private settled = 0
  private total: number | null = null
  /** Specs that are made and wait for a person, in an automatic run. */
  private waiting = 0
  private reviewShown = false
  private wakeUps = 0
  private mustAsk: boolean
  private pollMs: number
  private step: ProductionRunStatus['step'] = 'generating'
  /** null in executions that began before there were any, and where nobody is to be reminded. */
  private readonly reminders: ReviewReminders | null

  constructor(input: ProductionRunInput) {
    this.input = input
    this.window = new Set(input.inWindow)
    this.nextCursor = input.cursor
    this.started = input.cursor
    this.paused = input.paused
    this.pausedWritten = input.paused
    this.pollMs = input.pollEveryMs
    this.mustAsk = input.asksFirst ?? false
    this.reminders = input.reminders === undefined ? null : new ReviewReminders(input.runId, input.reminders)
  }

  registerHandlers(): void {
    setHandler(messages.stageDoneSignal, (specRevisionId) => void this.window.delete(specRevisionId))
    setHandler(messages.assetDoneSignal, (specRevisionId) => {
      this.window.delete(specRevisionId)
      this.wakeUps++
    })
    setHandler(messages.checkAssetsSignal, () => void (this.mustAsk = true))
    setHandler(messages.pauseRunSignal, () => void (this.paused = true))
    setHandler(messages.resumeRunSignal, () => void (this.paused = false))
    setHandler(messages.runStatusQuery, () => {
      const { started, settled, total, paused, step } = this
      return { started, inWindow: this.window.size, settled, total, paused, step }
    })
  }

  async toTheEnd(): Promise<RunStage> {
    // A continued run has lost the details of the one before it.
    this.describe()
    try {
      await this.settleAll()
      this.enter('exporting')
      await this.writeStage('exporting')
      const failure = await buildBundles(this.input)
      this.enter('done')
      return await this.writeStage(failure === undefined ? 'done' : 'failed', failure)
    } catch (error) {
      if (isCancellation(error)) return await CancellationScope.nonCancellable(() => this.cancel())
      if (!(error instanceof ActivityFailure)) throw error
      return await this.writeStage('failed', failureMessage(error))
    }
  }

  private async writeStage(stage: RunStage, failure?: string): Promise<RunStage> {
    const { runId } = this.input
    await setRunStage.executeWithOptions(withSummary(`stage: ${stage}`), [
      { runId, stage, ...(failure === undefined ? {} : { failure }) },
    ])
    return stage
  }

  /** Starts every spec through the window and waits until all are settled, for days where people decide. */
  private async settleAll(): Promise<void> {
    while (this.moreToStart() || this.total === null || this.settled < this.total) {
      await this.writePause()
      if (this.canStart()) {
        await this.fillWindow()
        // Where places come free as fast as they are filled, this is all that a run does for thousands of events.
        if (this.isLong() && patched('go-on-while-filling')) await this.goOnAsNew()
        continue
      }
      if (this.step === 'generating' && !this.moreToStart() && this.window.size === 0) {
        this.enter('settling')
        await this.showReview()
      }
      this.describe()
      await this.waitForNews()
      if (this.isLong()) await this.goOnAsNew()
    }
  }

  /** People are waited for: in a run that they review, and where the order of a spec asks for them. */
  private async showReview(): Promise<void> {
    const { review, contract, handsOver } = this.input
    if (this.step !== 'settling' || this.reviewShown) return
    // Executions that began before waited for whatever a contract did not hold for.
    const waits = handsOver ? this.waiting > 0 : contract !== undefined
    if (review === 'auto' && !waits) return
    this.reviewShown = true
    await this.writeStage('reviewing')
  }

  private async waitForNews(): Promise<void> {
    const generated = () => this.step === 'generating' && !this.moreToStart() && this.window.size === 0
    const woken = await condition(
      () => this.canStart() || this.paused !== this.pausedWritten || this.isWorthAsking() || generated(),
      this.reminders?.waitMs(this.pollMs) ?? this.pollMs,
    )
    if (woken && !this.isWorthAsking()) return
    await this.reminders?.remindIfDue()
    this.wakeUps = 0
    this.mustAsk = false
    const before = this.settled
    await this.check(!woken)
    const slower = Math.min(this.pollMs * 2, this.input.pollEveryMs * pollSlowdownMax)
    this.pollMs = this.settled === before ? slower : this.input.pollEveryMs
  }

  /** One question when as many signals came as assets are open, not one question a signal. */
  private isWorthAsking(): boolean {
    if (this.mustAsk) return true
    const open = (this.total ?? this.started) - this.settled
    return !this.moreToStart() && this.wakeUps >= Math.max(1, open)
  }

  private moreToStart(): boolean {
    return this.page.length > 0 || this.nextCursor !== null
  }

  private canStart(): boolean {
    return !this.paused && this.moreToStart() && this.window.size < this.input.windowSize
  }

  private async fillWindow(): Promise<void> {
    if (this.page.length === 0 && this.nextCursor !== null) {
      const { runId } = this.input
      const read = await readRunSpecs.executeWithOptions(
        withSummary(`read the specs from number ${this.nextCursor + 1} on`),
        [{ runId, cursor: this.nextCursor, limit: pageSize }],
      )
      this.page = read.specs
      this.nextCursor = read.nextCursor
    }
    const starting: Promise<void>[] = []
    while (this.canStart() && this.page.length > 0) {
      const spec = this.page.shift() as SpecSnapshot
      this.started += 1
      const isCarried = spec.originRunId !== undefined
      if (settledSpecStages.includes(spec.stage) && (isCarried || spec.stage !== 'done')) {
        // Nothing will be heard of a carried spec that was settled before this run began: it counts at once.
        if (isCarried) this.countSettled()
        continue
      }
      if (isCarried && this.input.handsOver && isHandedOver(spec)) this.countSettled()
      if (this.needsPlace(spec)) this.window.add(spec.specRevisionId)
      starting.push(startAssetRun(this.input, spec, this.paused))
    }
    // Side by side: awaiting each start one by one costs 100 ms apiece.
    await Promise.all(starting)
  }

  /** A place in the window is for making pictures. */
  private needsPlace({ stage, originRunId }: SpecSnapshot): boolean {
    // A carried spec that is under way holds its place in the window of the run that began it.
    if (originRunId !== undefined && stage !== 'waiting') return false
    // After the loss of Temporal's file open reviews would else come back one window a poll.
    return stage !== 'reviewing' || !patched('reviews-need-no-place')
  }

  /** One wake-up for all of them: where nothing else is to be made, the catalogue is asked at once. */
  private countSettled(): void {
    this.settled += 1
    this.wakeUps = Math.max(1, this.wakeUps)
  }

  /** The catalogue and Temporal say how things stand; lost children are started again from their snapshots. */
  private async check(probe: boolean): Promise<void> {
    const found = await checkAssets.executeWithOptions(
      withSummary(`how many specs are settled${probe ? ', and is every one of them still open' : ''}`),
      [{ runId: this.input.runId, inWindow: [...this.window], probe }],
    )
    this.settled = found.settled
    this.total = found.total
    this.waiting = found.waiting ?? 0
    this.reminders?.take(found.review)
    for (const id of found.released) this.window.delete(id)
    for (const spec of found.lost) {
      const times = (this.restarts.get(spec.specRevisionId) ?? 0) + 1
      this.restarts.set(spec.specRevisionId, times)
      if (times <= restartsMax) await startAssetRun(this.input, spec, this.paused)
      else await this.giveUp(spec)
    }
    await this.showReview()
  }

  private async giveUp({ specRevisionId, round, originRunId }: SpecSnapshot): Promise<void> {
    this.window.delete(specRevisionId)
    const runId = originRunId ?? this.input.runId
    const failure = `its workflow was lost ${restartsMax} times in a row: see its history in the Temporal UI`
    await setSpecStage.executeWithOptions(withSummary(`give ${specRevisionId} up`), [
      { runId, specRevisionId, stage: 'failed', round, failure, closed: true },
    ])
  }

  private async writePause(): Promise<void> {
    const { paused } = this
    if (paused === this.pausedWritten) return
    this.pausedWritten = paused
    await setRunPaused.executeWithOptions(withSummary(paused ? 'pause' : 'resume'), [
      { runId: this.input.runId, paused },
    ])
    await signalAssetRuns(this.input, paused ? messages.pauseRunSignal : messages.resumeRunSignal)
  }

  private isLong(): boolean {
    const { historyLength, continueAsNewSuggested } = workflowInfo()
    return historyLength > this.input.historyEventsMax || continueAsNewSuggested
  }

  private async goOnAsNew(): Promise<void> {
    const { paused, started } = this
    await continueAsNew<typeof productionRun>({
      ...this.input,
      paused,
      cursor: started,
      inWindow: [...this.window],
      asksFirst: true,
      ...(this.reminders === null ? {} : { reminders: this.reminders.plan }),
    })
  }

  private async cancel(): Promise<RunStage> {
    await cancelAssetRuns(this.input, this.window)
    return await this.writeStage('cancelled')
  }

  private enter(step: ProductionRunStatus['step']): void {
    this.step = step
    this.describe()
  }

  private describe(): void {
    setCurrentDetails(
      describeProductionRun({
        step: this.step,
        paused: this.paused,
        review: this.waiting > 0 ? 'person' : this.input.review,
        started: this.started,
        inWindow: this.window.size,
        settled: this.settled,
        total: this.total,
      }),
    )
  }
}

function isHandedOver({ stage, quality }: SpecSnapshot): boolean {
  return stage === 'reviewing' && quality?.outcome === 'handedOver'
}
