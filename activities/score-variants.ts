import { finishAsset } from '../core/finish/finish-asset.js'
import type { VariantReview } from '../core/review/verdict.js'
import { scoreVariant } from '../core/scoring/score-variant.js'
import type { PixelPorts } from './activity-ports.js'
import { underHeartbeat } from './heartbeat.js'

export interface ScoreVariantsInput {
  readonly projectId: string
  readonly runId: string
  readonly specRevisionId: string
  readonly round: number
  /**
   * Also writes the stage `scoring`, and gives the permit back with the scores. Left out by executions that do both by
   * steps of their own.
   */
  readonly endsRound?: true
}

/** Scores every variant of a round with its explained checks. Scores depend on the pictures only. */
export function scoreVariants({ catalogue, store, codec, frames }: PixelPorts) {
  return async (input: ScoreVariantsInput): Promise<{ variants: VariantReview[] }> => {
    const { projectId, runId, specRevisionId, round, endsRound } = input
    if (endsRound)
      await catalogue.runs.setSpecStage({
        ...{ runId, specRevisionId, stage: 'scoring', round },
        unless: { scored: true },
      })
    const spec = await catalogue.runs.loadSpec(projectId, specRevisionId)
    const rows = await catalogue.generation.variantsOfRound(runId, specRevisionId, round)
    const scores = await underHeartbeat({ specKey: spec.key, round }, async (signal) => {
      const found = []
      for (const { variantId, sha256 } of rows) {
        signal.throwIfAborted()
        const delivered = await codec.decodePng(await store.get(sha256))
        const finished = finishAsset(delivered, spec)
        frames?.keep(sha256, specRevisionId, finished)
        const { score, checks } = scoreVariant(delivered, spec, finished)
        found.push({ variantId, score, checks })
      }
      return found
    })
    await catalogue.generation.saveScores({
      ...{ projectId, runId, specRevisionId, scores },
      ...(endsRound ? { endsRound: round } : {}),
    })
    const scoreOf = new Map(scores.map((one) => [one.variantId, one.score]))
    const variants = rows.map(({ variantId, variantIndex, version, decisionId, verdict }) => ({
      variantId,
      variantIndex,
      round,
      version,
      decisionId,
      verdict,
      score: scoreOf.get(variantId) ?? 0,
    }))
    return { variants }
  }
}
