import { AssetloomError } from '../core/errors.js'
import { chooseDrafts, planFinals, type ScoredDraft } from '../core/generation/choose-drafts.js'
import type { DraftRow } from '../core/generation/draft-ports.js'
import type { GenerationJob } from '../core/ports.js'
import { scoreVariant, type VariantScore } from '../core/scoring/score-variant.js'
import type { PixelPorts } from './activity-ports.js'
import { underHeartbeat } from './heartbeat.js'

export interface ChooseDraftsInput {
  readonly projectId: string
  readonly runId: string
  readonly specRevisionId: string
  readonly round: number
  /** The round's finals as they were reserved. */
  readonly finals: readonly GenerationJob[]
  /** Only what is kept is told, and nothing is chosen. */
  readonly keptOnly?: true
}

export interface ChosenDrafts {
  /** The finals with their seeds and sources; null with `keptOnly` where nothing was chosen. */
  readonly finals: readonly GenerationJob[] | null
  /** How many drafts there are. */
  readonly drafts: number
}

/**
 * Scores the drafts of a round by the checks of variants, chooses the best, and says the jobs of the finals. The choice is
 * kept: asked again, after whatever loss, it answers the same finals. Throws NotFound without any draft, and CorruptObject or
 * MissingObject for a draft that has to be made again first.
 */
export function chooseDraftsOfRound(ports: PixelPorts) {
  const { catalogue } = ports
  return async (input: ChooseDraftsInput): Promise<ChosenDrafts> => {
    const { projectId, runId, specRevisionId, round, finals, keptOnly } = input
    const made = await catalogue.drafts.ofRound(runId, specRevisionId, round)
    const kept = isChosen(made) ? made : null
    if (kept === null && keptOnly) return { finals: null, drafts: made.length }
    const drafts = kept ?? (await choose(ports, input, made))
    const jobs = planFinals(finals, chosenOf(drafts))
    await catalogue.drafts.placeFinals(projectId, jobs)
    return { finals: jobs, drafts: drafts.length }
  }
}

async function choose(
  ports: PixelPorts,
  { projectId, runId, specRevisionId, round, finals }: ChooseDraftsInput,
  made: readonly DraftRow[],
): Promise<DraftRow[]> {
  if (made.length === 0) throw withoutDrafts(round)
  const scores = await scoreDrafts(ports, { projectId, specRevisionId, round }, made)
  const chosen = chooseDrafts(scores, finals.length).map(({ jobId }) => jobId)
  return await ports.catalogue.drafts.choose({
    ...{ projectId, runId, specRevisionId, round, chosen },
    scores: scores.map(({ jobId, score, checks }) => ({ jobId, score, checks })),
  })
}

async function scoreDrafts(
  { catalogue, store, codec }: PixelPorts,
  of: { readonly projectId: string; readonly specRevisionId: string; readonly round: number },
  made: readonly DraftRow[],
): Promise<(ScoredDraft & VariantScore)[]> {
  const spec = await catalogue.runs.loadSpec(of.projectId, of.specRevisionId)
  return await underHeartbeat({ specKey: spec.key, round: of.round }, async (signal) => {
    const scores: (ScoredDraft & VariantScore)[] = []
    for (const { jobId, draftIndex, sha256 } of made) {
      signal.throwIfAborted()
      const delivered = await codec.decodePng(await store.get(sha256))
      scores.push({ jobId, draftIndex, ...scoreVariant(delivered, spec) })
    }
    return scores
  })
}

function isChosen(drafts: readonly DraftRow[]): boolean {
  return drafts.some(({ place }) => place !== null)
}

/** The best one first. */
function chosenOf(drafts: readonly DraftRow[]): (DraftRow & { readonly score: number })[] {
  return drafts
    .filter(({ place }) => place !== null)
    .toSorted((a, b) => a.place! - b.place!)
    .map((draft) => ({ ...draft, score: draft.score ?? 0 }))
}

function withoutDrafts(round: number): AssetloomError {
  return new AssetloomError(
    'NotFound',
    `round ${round} has no draft to choose from`,
    'regenerate the asset, or order it without drafts',
  )
}
