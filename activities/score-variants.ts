import { scoreSound } from '../core/audio/score-sound.js'
import { finishAsset } from '../core/finish/finish-asset.js'
import type { VariantRow } from '../core/ports.js'
import type { VariantReview } from '../core/review/verdict.js'
import { scoreVariant, type VariantScore } from '../core/scoring/score-variant.js'
import type { AssetSpec } from '../core/spec/asset-spec.schema.js'
import type { PixelPorts } from './activity-ports.js'
import { underHeartbeat } from './heartbeat.js'

/** Above the scores at which a policy takes a variant for unusable (core/review/choose-automatically.ts). */
const handedInScore = 0.5

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
export function scoreVariants(ports: PixelPorts) {
  const { catalogue } = ports
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
        const scored = await scoreBytes(ports, spec, { sha256, specRevisionId })
        found.push({ variantId, ...(spec.origin === undefined ? scored : standFor(scored)) })
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

/** The checks are made for what software paints: what a person made and handed in is not refused by them. */
function standFor({ score, checks }: VariantScore): VariantScore {
  return { score: Math.max(score, handedInScore), checks }
}

async function scoreBytes(
  { store, codec, frames, soundCodec }: PixelPorts,
  spec: AssetSpec,
  { sha256, specRevisionId }: Pick<VariantRow, 'sha256' | 'specRevisionId'>,
): Promise<VariantScore> {
  const bytes = await store.get(sha256)
  if (spec.sound !== undefined) return scoreSound(await soundCodec.decode(bytes), spec.sound)
  const delivered = await codec.decodePng(bytes)
  const finished = finishAsset(delivered, spec)
  frames?.keep(sha256, specRevisionId, finished)
  return scoreVariant(delivered, spec, finished)
}
