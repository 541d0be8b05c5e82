import { hashOf } from '../hash.js'
import type { GenerationJob } from '../ports.js'
import { hardFailureScore } from '../review/choose-automatically.js'
import { draftStrength } from './draft-rules.js'

export interface ScoredDraft {
  readonly jobId: string
  /** From 0. */
  readonly draftIndex: number
  /** 0-1. */
  readonly score: number
}

/**
 * The drafts that finals are made from, the best one first: at most `finals`, ties to the lower index. Those that failed
 * a hard check are left out, unless all did: then the best of them have to do. Pure.
 */
export function chooseDrafts<Draft extends ScoredDraft>(drafts: readonly Draft[], finals: number): Draft[] {
  const usable = drafts.filter(({ score }) => score > hardFailureScore)
  return (usable.length > 0 ? usable : [...drafts])
    .toSorted((a, b) => b.score - a.score || a.draftIndex - b.draftIndex)
    .slice(0, Math.max(1, finals))
}

/**
 * The jobs of a round's finals, each from its draft. With fewer drafts than finals the best ones serve again, from other
 * seeds; the first final of a draft has the draft's own. Content only, so that the same choice gives the same pictures.
 * Throws a RangeError without any draft.
 */
export function planFinals(
  jobs: readonly GenerationJob[],
  chosen: readonly (ScoredDraft & { readonly seed: string; readonly sha256: string })[],
): GenerationJob[] {
  if (chosen.length === 0) throw new RangeError('finals need a draft')
  return jobs.map((job, index) => {
    const { draftIndex, sha256, score, seed } = chosen[index % chosen.length]!
    const again = Math.floor(index / chosen.length)
    return {
      ...job,
      seed: again === 0 ? seed : hashOf({ seed, again }).slice(0, 16),
      adjust: { ...job.adjust, source: { sha256, use: 'variation', strength: draftStrength } },
      draft: { index: draftIndex, sha256, score },
    }
  })
}
