import { isCancellation, proxyActivities } from '@temporalio/workflow'
import type { ImageActivities } from '../activities/activity-sets.js'
import type { ChosenDrafts } from '../activities/choose-drafts.js'
import { draftProviders } from '../core/generation/draft-rules.js'
import { planDrafts, type DraftPlanInput } from '../core/generation/variant-plan.js'
import type { GenerationJob } from '../core/ports.js'
import type { AssetRunInput } from '../core/workflow-inputs.js'
import { imageOptions } from './activity-options.js'
import { failureMessage, isDamagedBytes } from './failure-message.js'
import { withSummary } from './with-summary.js'

const { chooseDrafts } = proxyActivities<ImageActivities>(imageOptions)

export interface DraftedRound {
  /** With the draft that each is made from. */
  readonly finals: readonly GenerationJob[]
  /** Why there are fewer drafts than were asked for. */
  readonly trouble?: string
}

/** One round, and what it does otherwise than the spec and the run say. */
export type RoundPlan = Pick<DraftPlanInput, 'round' | 'adjust' | 'roundSeed'>

/** The drafts of one assetRun's rounds: made, scored, and the best of them made the sources of the round's finals. */
export class DraftStage {
  private readonly input: AssetRunInput
  private readonly paint: (job: GenerationJob, repair: boolean) => Promise<unknown>
  /** Of rounds whose choice this execution knows. */
  private readonly finals = new Map<number, readonly GenerationJob[]>()

  constructor(input: AssetRunInput, paint: (job: GenerationJob, repair: boolean) => Promise<unknown>) {
    this.input = input
    this.paint = paint
  }

  /** None where the round's provider makes none: a contract may turn to another one than was ordered. */
  jobsOf(plan: RoundPlan): GenerationJob[] {
    const { drafts = 0, variantsPerRound } = this.input
    const { adjust } = plan
    const isAble = adjust?.provider === undefined || draftProviders.includes(adjust.provider)
    if (drafts === 0 || !isAble) return []
    return planDrafts({ ...this.input, variants: variantsPerRound, drafts, ...plan })
  }

  /** Drafts that fail are left out; throws the failure where all do. */
  async make(drafts: readonly GenerationJob[], finals: readonly GenerationJob[]): Promise<DraftedRound> {
    const round = drafts[0]?.round ?? 0
    const made = await Promise.allSettled(drafts.map((job) => this.paint(job, false)))
    const failed = made.filter((one) => one.status === 'rejected')
    const [first] = failed
    if (first && (failed.length === made.length || isCancellation(first.reason))) throw first.reason
    const chosen = await this.choose(drafts, finals)
    this.finals.set(round, chosen)
    return {
      finals: chosen,
      ...(first === undefined
        ? {}
        : { trouble: `${failed.length} of ${drafts.length} drafts: ${failureMessage(first.reason)}` }),
    }
  }

  /** The finals of a round as they were chosen, also by an execution before this one; null where nothing was. */
  async chosen(round: number, finals: readonly GenerationJob[]): Promise<readonly GenerationJob[] | null> {
    const known = this.finals.get(round)
    if (known !== undefined) return known
    const { finals: kept } = await this.ask(round, finals, `which drafts round ${round} was made from`, true)
    if (kept !== null) this.finals.set(round, kept)
    return kept
  }

  /** Damaged drafts are made again (same seed, same bytes). */
  async mend(plan: RoundPlan): Promise<void> {
    await Promise.all(this.jobsOf(plan).map((job) => this.paint(job, true)))
  }

  private async choose(
    drafts: readonly GenerationJob[],
    finals: readonly GenerationJob[],
  ): Promise<readonly GenerationJob[]> {
    const round = drafts[0]?.round ?? 0
    const summary = `score the drafts of round ${round} and choose the best`
    try {
      return (await this.ask(round, finals, summary)).finals ?? finals
    } catch (error) {
      if (!isDamagedBytes(error)) throw error
      await Promise.all(drafts.map((job) => this.paint(job, true)))
      return (await this.ask(round, finals, summary)).finals ?? finals
    }
  }

  private async ask(
    round: number,
    finals: readonly GenerationJob[],
    summary: string,
    keptOnly?: true,
  ): Promise<ChosenDrafts> {
    const { projectId, runId, specRevisionId } = this.input
    return await chooseDrafts.executeWithOptions(withSummary(summary), [
      { projectId, runId, specRevisionId, round, finals, ...(keptOnly ? { keptOnly } : {}) },
    ])
  }
}
