import { finishSound } from '../core/audio/finish-sound.js'
import { scoreSound } from '../core/audio/score-sound.js'
import type { TriedVariant } from '../core/autopilot/quality-report.js'
import { likenessTo, measureStyle, type StyleFigures } from '../core/autopilot/style-likeness.js'
import { finishAsset } from '../core/finish/finish-asset.js'
import type { DraftRow } from '../core/generation/draft-ports.js'
import type { MakingProvenance } from '../core/generation/generation-route.js'
import type { VariantRow } from '../core/ports.js'
import { previewPictures, previewWaveforms } from '../core/previews/preview-pictures.js'
import type { VariantReview } from '../core/review/verdict.js'
import { scoreVariant, type VariantScore } from '../core/scoring/score-variant.js'
import type { AssetSpec } from '../core/spec/asset-spec.schema.js'
import type { PixelPorts } from './activity-ports.js'
import { examineSoundFiles } from './encode-sounds.js'
import { underHeartbeat } from './heartbeat.js'
import { openPreviewKeeper, type PreviewKeeper } from './keep-previews.js'
import { readStyleSet } from './read-style-set.js'

/** Above the scores at which a policy takes a variant for unusable (core/review/choose-automatically.ts). */
const handedInScore = 0.5
/** What tells that a removal of the background went wrong. */
const cutoutChecks: readonly string[] = ['empty', 'cut-off', 'left-over-background']

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
  /** The round is held against a quality contract. Left out where there is none. */
  readonly judges?: { readonly consistency: boolean }
}

export interface ScoredRound {
  readonly variants: VariantReview[]
  /** With `judges`: what a contract is held against. */
  readonly judged?: {
    readonly variants: readonly TriedVariant[]
    readonly costMicros: number
    readonly paintMs: number
    /** How many drafts the cost is also of. */
    readonly drafts?: number
  }
}

interface FoundScore extends VariantScore {
  readonly variantId: string
  /** Only where likeness is asked for: null for sounds, and where there is too little to compare with. */
  readonly consistency?: number | null
}

/** Scores every variant of a round with its explained checks. Scores depend on the pictures only. */
export function scoreVariants(ports: PixelPorts) {
  const { catalogue } = ports
  return async (input: ScoreVariantsInput): Promise<ScoredRound> => {
    const { projectId, runId, specRevisionId, round, endsRound, judges } = input
    if (endsRound)
      await catalogue.runs.setSpecStage({
        ...{ runId, specRevisionId, stage: 'scoring', round },
        unless: { scored: true },
      })
    const spec = await catalogue.runs.loadSpec(projectId, specRevisionId)
    const rows = await catalogue.generation.variantsOfRound(runId, specRevisionId, round)
    const previews = await openPreviewKeeper(ports, { projectId, runId })
    const found = await underHeartbeat({ specKey: spec.key, round }, async (signal) => {
      const style = judges?.consistency ? await styleFor(ports, input, spec, signal) : null
      const scores: FoundScore[] = []
      for (const row of rows) {
        signal.throwIfAborted()
        const { variantId } = row
        const scored = await scoreBytes(ports, spec, row, style, previews, signal)
        scores.push({ variantId, ...(isJudged(spec, scored) ? scored : standFor(scored)) })
      }
      await previews.end()
      return scores
    })
    const scores = found.map(({ variantId, score, checks }) => ({ variantId, score, checks }))
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
    if (judges === undefined) return { variants }
    const drafts = await catalogue.drafts.ofRound(runId, specRevisionId, round)
    return { variants, judged: judgedOf(rows, drafts, found) }
  }
}

/**
 * Whether the checks decide: on all that software painted, and on a background that software removed of a person's
 * picture. What else a person handed in they only describe.
 */
function isJudged({ origin }: AssetSpec, { checks }: VariantScore): boolean {
  const cutoutFailed = checks.some(({ name, passed }) => !passed && cutoutChecks.includes(name))
  return origin === undefined || (origin.cutout === true && cutoutFailed)
}

/** The checks are made for what software paints: what a person made and handed in is not refused by them. */
function standFor({ score, checks }: VariantScore): VariantScore {
  return { score: Math.max(score, handedInScore), checks }
}

/** null for sounds: they have no picture whose style could be compared. */
async function styleFor(
  ports: PixelPorts,
  { projectId, runId }: ScoreVariantsInput,
  spec: AssetSpec,
  signal: AbortSignal,
): Promise<StyleFigures[] | null> {
  if (spec.sound !== undefined) return null
  return await readStyleSet(ports, { projectId, runId, assetType: spec.assetType }, signal)
}

function draftOf(provenance: MakingProvenance | undefined): Pick<TriedVariant, 'draft'> {
  if (provenance?.draft === undefined) return {}
  const { index, score } = provenance.draft
  return { draft: { index, score } }
}

function judgedOf(
  rows: readonly VariantRow[],
  drafts: readonly DraftRow[],
  found: readonly FoundScore[],
): ScoredRound['judged'] & object {
  const made = [...rows, ...drafts]
  const byId = new Map(found.map((one) => [one.variantId, one]))
  const sum = (figures: readonly number[]) => figures.reduce((total, one) => total + one, 0)
  return {
    variants: rows.map(({ variantId, variantIndex, provenance }) => {
      const { score = 0, checks = [], consistency } = byId.get(variantId) ?? {}
      const failed = checks.filter(({ passed }) => !passed).map(({ name }) => name)
      return {
        ...{ variantId, variantIndex, score, failed },
        ...(consistency === undefined ? {} : { consistency }),
        ...draftOf(provenance),
      }
    }),
    costMicros: sum(made.map(({ costMicros }) => costMicros)),
    paintMs: sum(made.map(({ paintMs }) => paintMs)),
    ...(drafts.length === 0 ? {} : { drafts: drafts.length }),
  }
}

async function scoreBytes(
  { store, codec, frames, soundCodec }: PixelPorts,
  spec: AssetSpec,
  { variantId, sha256, specRevisionId }: Pick<VariantRow, 'variantId' | 'sha256' | 'specRevisionId'>,
  style: readonly StyleFigures[] | null,
  previews: PreviewKeeper,
  signal: AbortSignal,
): Promise<Omit<FoundScore, 'variantId'>> {
  const bytes = await store.get(sha256)
  if (spec.sound !== undefined) {
    const delivered = await soundCodec.decode(bytes, signal)
    previews.keep(variantId, () => previewWaveforms(delivered))
    const finished = finishSound(delivered, spec.sound)
    const files = await examineSoundFiles(soundCodec, finished.sound, spec.sound, signal)
    return scoreSound(delivered, spec.sound, finished, files)
  }
  const delivered = await codec.decodePng(bytes)
  const finished = finishAsset(delivered, spec)
  frames?.keep(sha256, specRevisionId, finished)
  previews.keep(variantId, () => previewPictures(finished.frame, spec))
  const scored = scoreVariant(delivered, spec, finished)
  if (style === null) return scored
  return { ...scored, consistency: likenessTo(measureStyle(finished.frame), style) }
}
