import { proxyActivities } from '@temporalio/workflow'
import type { ImageActivities, PaintActivities } from '../activities/activity-sets.js'
import type { GeneratedVariant } from '../activities/generate-variant.js'
import type { ScoredRound } from '../activities/score-variants.js'
import type { QualityLoop } from '../core/autopilot/quality-loop.js'
import { planRound } from '../core/generation/variant-plan.js'
import type { GenerationJob } from '../core/ports.js'
import type { AssetReview } from '../core/review/asset-review.js'
import type { AssetRunInput } from '../core/workflow-inputs.js'
import { imageOptions, paintOptions } from './activity-options.js'
import { isDamagedBytes } from './failure-message.js'
import { RoutedPainting } from './routed-painting.js'
import { withSummary } from './with-summary.js'

const { generateVariant } = proxyActivities<PaintActivities>(paintOptions)
const { scoreVariants } = proxyActivities<ImageActivities>(imageOptions)

/** The work on the pictures of one assetRun's rounds: jobs, painting, scoring, and painting again what is damaged. */
export class RoundMaker {
  private readonly input: AssetRunInput
  private readonly review: AssetReview
  /** null without a quality contract. */
  private readonly loop: QualityLoop | null
  /** null = painted at once. */
  private readonly routed: RoutedPainting | null

  constructor(input: AssetRunInput, review: AssetReview, loop: QualityLoop | null) {
    this.input = input
    this.review = review
    this.loop = loop
    this.routed = input.routes ? new RoutedPainting() : null
  }

  jobsOf(round: number): GenerationJob[] {
    const adjust = this.loop?.adjustOf(round)
    return planRound({ ...this.input, round, variants: this.input.variantsPerRound, adjust })
  }

  /** What the contract's rounds may cost; those that people ask for are not held to it. */
  spendingOf(round: number): { costMicros?: number; capMicros?: number } {
    const { loop } = this
    if (loop?.isOpen() !== true || loop.isJudged(round)) return {}
    const { budgetMicros } = loop.contract
    return {
      costMicros: loop.dearestJobMicros(),
      ...(budgetMicros === undefined ? {} : { capMicros: budgetMicros }),
    }
  }

  async paint(job: GenerationJob, repair: boolean): Promise<GeneratedVariant> {
    const { variantIndex, round } = job
    const what = `paint variant ${variantIndex + 1} of ${this.input.variantsPerRound}, round ${round}`
    const why = repair ? ' again: its bytes are damaged' : ''
    if (this.routed !== null) {
      const route = repair
        ? await this.routed.routeOfJob(job)
        : await this.routed.routeOf(round, this.jobsOf(round))
      return await this.routed.paint(job, { repair, summary: `${what}${why}`, route })
    }
    return await generateVariant.executeWithOptions(withSummary(`${what}${why}`), [{ job, repair }])
  }

  async score(round: number): Promise<ScoredRound> {
    const { projectId, runId, specRevisionId, fewerSteps, variantsPerRound } = this.input
    const contract = this.loop?.contract
    return await this.mendingDamage(() =>
      scoreVariants.executeWithOptions(withSummary(`score ${variantsPerRound} variants, round ${round}`), [
        {
          ...{ projectId, runId, specRevisionId, round },
          ...(fewerSteps ? { endsRound: true } : {}),
          ...(contract ? { judges: { consistency: contract.minConsistency !== undefined } } : {}),
        },
      ]),
    )
  }

  /** Stored bytes that no longer give their hash are painted again (same seed, same bytes), then the work is retried. */
  async mendingDamage<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work()
    } catch (error) {
      if (!isDamagedBytes(error)) throw error
      for (let round = 1; round <= this.review.round; round++)
        if (this.hasPictures(round)) await Promise.all(this.jobsOf(round).map((job) => this.paint(job, true)))
      return await work()
    }
  }

  /** A try that was not made has nothing to mend, and would fail again. */
  private hasPictures(round: number): boolean {
    const { round: newest, variants } = this.review
    return this.loop === null || round === newest || variants.some((one) => one.round === round)
  }
}
