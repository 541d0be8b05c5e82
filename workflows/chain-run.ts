import {
  ActivityFailure,
  CancellationScope,
  continueAsNew,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  workflowInfo,
} from '@temporalio/workflow'
import type { ImageActivities, OrchestrateActivities, PaintActivities } from '../activities/activity-sets.js'
import type { ChainStepStage } from '../core/chain/chain-ports.js'
import type { ChainRunInput, ChainRunStep } from '../core/chain/chain-run-input.js'
import { describeChainRun } from '../core/chain/chain-texts.js'
import { catalogueOptions, imageOptions, routedPaintOptions } from './activity-options.js'
import { failureMessage } from './failure-message.js'
import { withSummary } from './with-summary.js'

const orchestrate = proxyActivities<OrchestrateActivities>(catalogueOptions)
const { processPictures } = proxyActivities<ImageActivities>(imageOptions)

/**
 * A job and the jobs that follow it: each begins when the one before it is done, branches go on beside each other, and
 * one that fails ends its own branch only. Returns how each job ended.
 */
export async function chainRun(input: ChainRunInput): Promise<Readonly<Record<string, ChainStepStage>>> {
  const chain = new ChainRun(input)
  try {
    await chain.toTheEnd()
  } catch (error) {
    if (!isCancellation(error)) throw error
    await CancellationScope.nonCancellable(() => chain.cancel())
  }
  return chain.settled
}

class ChainRun {
  readonly settled: Record<string, ChainStepStage>
  private readonly input: ChainRunInput
  private readonly running = new Map<string, Promise<void>>()

  constructor(input: ChainRunInput) {
    this.input = input
    this.settled = { ...input.settled }
  }

  async toTheEnd(): Promise<void> {
    for (;;) {
      const ready = this.ready()
      const isLong = this.isLong()
      if (!isLong) for (const step of ready) this.start(step)
      this.tell()
      if (this.running.size > 0) await Promise.race(this.running.values())
      else if (isLong && ready.length > 0)
        await continueAsNew<typeof chainRun>({ ...this.input, settled: this.settled })
      else return
    }
  }

  async cancel(): Promise<void> {
    const { projectId, chainId } = this.input
    await orchestrate.cancelChain.executeWithOptions(withSummary('end the jobs that have not ended'), [
      { projectId, chainId },
    ])
    for (const { jobId } of this.input.steps) this.settled[jobId] ??= 'cancelled'
    this.tell()
  }

  /** Jobs whose turn it is: not begun, and the one before them is done. */
  private ready(): ChainRunStep[] {
    return this.input.steps.filter(
      ({ jobId, parentJobId }) =>
        this.settled[jobId] === undefined &&
        !this.running.has(jobId) &&
        (parentJobId === null || this.settled[parentJobId] === 'done'),
    )
  }

  private start(step: ChainRunStep): void {
    const { jobId } = step
    this.running.set(
      jobId,
      this.run(step).finally(() => void this.running.delete(jobId)),
    )
  }

  private async run(step: ChainRunStep): Promise<void> {
    const { projectId, chainId } = this.input
    const { jobId, type, position } = step
    try {
      const { settled } = await orchestrate.beginChainStep.executeWithOptions(
        withSummary(`begin job ${position}: ${type}`),
        [{ projectId, chainId, step }],
      )
      if (settled === null) await this.work(step)
      this.settle(jobId, settled ?? 'done')
    } catch (error) {
      if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error
      const failure = failureMessage(error)
      const stage = await orchestrate.failChainStep.executeWithOptions(
        withSummary(`job ${position} failed: ${failure}`),
        [{ projectId, jobId, failure }],
      )
      this.settle(jobId, stage)
    }
  }

  /** The last activity of a job writes its output and that it is done. */
  private async work({ jobId, type, position }: ChainRunStep): Promise<void> {
    const job = { projectId: this.input.projectId, jobId }
    switch (type) {
      case 'generate': {
        const started = await orchestrate.startJobRun.executeWithOptions(
          withSummary(`order the run of job ${position}`),
          [job],
        )
        return await orchestrate.awaitJobRun.executeWithOptions(
          withSummary(`wait for run ${started.runId} of job ${position}`),
          [{ ...job, ...started }],
        )
      }
      case 'export': {
        const started = await orchestrate.startJobBundles.executeWithOptions(
          withSummary(`freeze the bundles of job ${position}`),
          [job],
        )
        return await orchestrate.awaitJobBundles.executeWithOptions(
          withSummary(`wait for ${started.contentIds.length} bundles of job ${position}`),
          [{ ...job, ...started }],
        )
      }
      case 'reproduce': {
        const { taskQueue, ...begun } = await orchestrate.beginReproduction.executeWithOptions(
          withSummary(`find how the variant of job ${position} was made`),
          [job],
        )
        const { reproduceVariant } = proxyActivities<PaintActivities>({ ...routedPaintOptions, taskQueue })
        return await reproduceVariant.executeWithOptions(
          withSummary(`make variant ${begun.variantId} again, and compare`),
          [{ ...job, ...begun }],
        )
      }
      default:
        await processPictures.executeWithOptions(withSummary(`${type} the pictures of job ${position}`), [
          { ...job, type },
        ])
    }
  }

  /** The catalogue has skipped what waits behind a job that did not succeed; so does this. */
  private settle(jobId: string, stage: ChainStepStage): void {
    this.settled[jobId] = stage
    if (stage === 'done') return
    for (const step of this.input.steps) if (step.parentJobId === jobId) this.settle(step.jobId, 'skipped')
  }

  private isLong(): boolean {
    const { historyLength, continueAsNewSuggested } = workflowInfo()
    return historyLength > this.input.historyEventsMax || continueAsNewSuggested
  }

  private tell(): void {
    const { steps } = this.input
    setCurrentDetails(
      describeChainRun(
        steps.map(({ jobId, position, type }) => ({
          ...{ position, type },
          stage: this.settled[jobId] ?? (this.running.has(jobId) ? 'running' : 'waiting'),
        })),
      ),
    )
  }
}
