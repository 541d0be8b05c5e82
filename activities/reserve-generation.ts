import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common'
import { AssetloomError } from '../core/errors.js'
import type { GenerationJob } from '../core/ports.js'
import type { OrchestratePorts } from './activity-ports.js'

export interface ReserveGenerationInput {
  readonly projectId: string
  readonly runId: string
  readonly specRevisionId: string
  readonly jobs: readonly GenerationJob[]
  /** Also writes the stage `generating`. Left out by executions that write it by a step of its own. */
  readonly writesStage?: true
  /** What each job is expected to cost; left out: nothing. */
  readonly costMicros?: number
  /** What all rounds of the spec may cost together. Left out: no limit. */
  readonly capMicros?: number
}

/** The first in line asks again soon, the last one late. Milliseconds. */
const retryDelayMinMs = 250
const retryDelayMaxMs = 2_000

/**
 * Takes the permit and reserves the cost of all jobs of a round, or fails with NoPermit and the delay after which to
 * ask again, with NoBudget while the project's budget does not reach for it, or for good with BudgetExceeded. The
 * procedural painter costs nothing; the ledger has its rows all the same.
 */
export function reserveGeneration({ catalogue, settings }: OrchestratePorts) {
  return async ({ writesStage, ...input }: ReserveGenerationInput): Promise<void> => {
    const { runId, specRevisionId, jobs } = input
    if (writesStage && jobs[0])
      await catalogue.runs.setSpecStage({
        ...{ runId, specRevisionId, stage: 'generating', round: jobs[0].round },
        unless: { scored: true },
      })
    const { granted, ahead, overBudget, waitsForBudget } = await catalogue.generation.reserve({
      ...input,
      cap: settings.permitCap,
      ...(settings.permitWaitMs === undefined ? {} : { waitMs: settings.permitWaitMs }),
      ...(settings.prices === undefined ? {} : { prices: settings.prices }),
      costMicros: input.costMicros ?? 0,
    })
    if (granted) return
    if (overBudget)
      throw new AssetloomError(
        'BudgetExceeded',
        `another round of ${jobs.length} would cost more than the ${input.capMicros} micros of the contract`,
        'choose among the variants that are there, or order it again with a higher budget',
        { runId, specRevisionId },
      )
    if (waitsForBudget)
      throw ApplicationFailure.create({
        message: `waits for budget: another round of ${jobs.length} would cost more than the project has left`,
        type: 'NoBudget',
        // Asked again by the policy's own steps, up to 10 s apart: a budget is raised by people.
        category: ApplicationFailureCategory.BENIGN,
      })
    throw ApplicationFailure.create({
      message: `waiting for a permit: ${ahead} specs of this project are before this one`,
      type: 'NoPermit',
      // Of those before it, as many as the cap allows hold a permit; the others are the line.
      nextRetryDelay: Math.min(retryDelayMaxMs, retryDelayMinMs * (1 + ahead - settings.permitCap)),
      // Waiting is no fault: nothing is logged or counted as one.
      category: ApplicationFailureCategory.BENIGN,
    })
  }
}

export interface ReleaseGenerationInput {
  readonly projectId: string
  readonly runId: string
  readonly specRevisionId: string
}

/** Returns the permit and refunds what was reserved and not spent. */
export function releaseGeneration({ catalogue }: OrchestratePorts) {
  return async (input: ReleaseGenerationInput): Promise<void> => await catalogue.generation.release(input)
}
