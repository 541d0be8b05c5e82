import { proxyActivities } from '@temporalio/workflow'
import type { ImageActivities, PaintActivities } from '../activities/activity-sets.js'
import type { GeneratedVariant } from '../activities/generate-variant.js'
import type { ScoredRound } from '../activities/score-variants.js'
import type { QualityLoop } from '../core/autopilot/quality-loop.js'
import { adjustByChanges } from '../core/generation/adjust-by-changes.js'
import { planRound } from '../core/generation/variant-plan.js'
import type { GenerationJob } from '../core/ports.js'
import type { AssetReview } from '../core/review/asset-review.js'
import type { AssetRunInput } from '../core/workflow-inputs.js'
import { imageOptions, paintOptions } from './activity-options.js'
import { DraftStage, type DraftedRound, type RoundPlan } from './draft-stage.js'
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
  private readonly drafting: DraftStage

  constructor(input: AssetRunInput, review: AssetReview, loop: QualityLoop | null) {
    this.input = input
    this.review = review
    this.loop = loop
    this.routed = input.routes ? new RoutedPainting() : null
    this.drafting = new DraftStage(input, async (job, repair) => await this.paint(job, repair))
  }

  jobsOf(round: number): GenerationJob[] {
    return planRound({ ...this.input, variants: this.input.variantsPerRound, ...this.planOf(round) })
  }

  /** What a round does otherwise: what its reviewer asked for, else what the contract's loop tries. */
  private planOf(round: number): RoundPlan {
    const changes = this.review.changesOf(round)
    const adjust = changes === undefined ? this.loop?.adjustOf(round) : adjustByChanges(changes)
    return { round, adjust, roundSeed: changes?.seed }
  }

  /** What is made before the jobs of a round, to choose from; none where none were asked for. */
  draftsOf(round: number): GenerationJob[] {
    return this.drafting.jobsOf(this.planOf(round))
  }

  async makeDrafts(drafts: readonly GenerationJob[], jobs: readonly GenerationJob[]): Promise<DraftedRound> {
    return await this.drafting.make(drafts, jobs)
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
    const { variantsPerRound, drafts = 0 } = this.input
    const [one, count] = job.stage === 'draft' ? ['draft', drafts] : ['variant', variantsPerRound]
    const what = `paint ${one} ${variantIndex + 1} of ${count}, round ${round}`
    const why = repair ? ' again: its bytes are damaged' : ''
    if (this.routed !== null) {
      const route = repair
        ? await this.routed.routeOfJob(job)
        : await this.routed.routeOf(round, this.siblingsOf(job))
      return await this.routed.paint(job, { repair, summary: `${what}${why}`, route })
    }
    return await generateVariant.executeWithOptions(withSummary(`${what}${why}`), [{ job, repair }])
  }

  /** The same where its draft may be damaged: then the drafts are mended first. */
  paintFinal(job: GenerationJob, repair: boolean): Promise<GeneratedVariant> {
    const painted = this.paint(job, repair)
    // What comes of no draft is handed on as it is: another turn of the event loop could change the order of commands.
    return job.draft === undefined
      ? painted
      : painted.catch((error: unknown) => this.paintAnew(job, repair, error))
  }

  private async paintAnew(job: GenerationJob, repair: boolean, error: unknown): Promise<GeneratedVariant> {
    if (!isDamagedBytes(error)) throw error
    await this.drafting.mend(this.planOf(job.round))
    return await this.paint(job, repair)
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
        if (this.hasPictures(round))
          await (this.draftsOf(round).length > 0
            ? this.mendDrafted(round)
            : Promise.all(this.jobsOf(round).map((job) => this.paint(job, true))))
      return await work()
    }
  }

  private async mendDrafted(round: number): Promise<void> {
    const finals = (await this.drafting.chosen(round, this.jobsOf(round))) ?? []
    await Promise.all(finals.map((job) => this.paintFinal(job, true)))
  }

  /** The jobs that are routed together: who makes the drafts of a round need not make its finals. */
  private siblingsOf({ round, stage, adjust }: GenerationJob): GenerationJob[] {
    if (stage === 'draft') return this.draftsOf(round)
    return this.jobsOf(round).map((job) => (adjust === undefined ? job : { ...job, adjust }))
  }

  /** A try that was not made has nothing to mend, and would fail again; nor has a round that was asked for and taken back. */
  private hasPictures(round: number): boolean {
    const { round: newest, variants } = this.review
    const isEveryRoundMade = this.loop === null && (this.input.reviewRules ?? 1) < 3
    return isEveryRoundMade || round === newest || variants.some((one) => one.round === round)
  }
}
