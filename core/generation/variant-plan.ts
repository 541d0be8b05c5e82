import { hashOf } from '../hash.js'
import type { GenerationJob } from '../ports.js'
import type { JobAdjust } from './job-adjust.js'

export interface RoundPlanInput {
  readonly projectId: string
  readonly runId: string
  readonly specId: string
  readonly specRevisionId: string
  readonly specKey: string
  readonly runSeed: number
  /** From 1. */
  readonly round: number
  readonly variants: number
  /** What the round does otherwise than the spec says. */
  readonly adjust?: JobAdjust | undefined
  /**
   * Instead of `runSeed`, for a round that begins anew: its seeds are those of a first round, so that the seed of the run
   * gives the run's own again. Undefined = as ever.
   */
  readonly roundSeed?: number | undefined
}

export interface DraftPlanInput extends RoundPlanInput {
  readonly drafts: number
}

/**
 * The seed of one picture, 16 hex digits: from the run seed, the spec's key, the round and the variant's index, never
 * from an id, so that a fresh run with the same seed makes the same pictures.
 */
export function deriveSeed(runSeed: number, specKey: string, round: number, variantIndex: number): string {
  return hashOf({ runSeed, specKey, round, variantIndex }).slice(0, 16)
}

/**
 * The jobs of one round. `jobId` is the idempotency key of a picture and of its ledger rows; an adjusted job is another
 * one than the same job as it was ordered.
 */
export function planRound(input: RoundPlanInput): GenerationJob[] {
  const { projectId, runId, specId, specRevisionId, specKey, round, variants, adjust } = input
  const { runSeed, seedRound } = seedsOf(input)
  const adjusted = adjust === undefined ? {} : { adjust }
  return Array.from({ length: variants }, (_, variantIndex) => ({
    jobId: hashOf({ runId, specRevisionId, round, variantIndex, stage: 'final', ...adjusted }),
    projectId,
    runId,
    specId,
    specRevisionId,
    round,
    variantIndex,
    seed: deriveSeed(runSeed, specKey, seedRound, variantIndex),
    ...adjusted,
  }))
}

function seedsOf({ runSeed, round, roundSeed }: RoundPlanInput): { runSeed: number; seedRound: number } {
  return roundSeed === undefined ? { runSeed, seedRound: round } : { runSeed: roundSeed, seedRound: 1 }
}

/** The drafts of one round, from seeds of their own: jobs as any other, that make no variant. */
export function planDrafts(input: DraftPlanInput): GenerationJob[] {
  const { drafts, runId, specRevisionId, specKey, round, adjust } = input
  const { runSeed, seedRound } = seedsOf(input)
  const stage = 'draft'
  const adjusted = adjust === undefined ? {} : { adjust }
  return planRound({ ...input, variants: drafts }).map((job) => ({
    ...job,
    jobId: hashOf({ runId, specRevisionId, round, variantIndex: job.variantIndex, stage, ...adjusted }),
    seed: hashOf({ runSeed, specKey, round: seedRound, variantIndex: job.variantIndex, stage }).slice(0, 16),
    stage,
  }))
}
