import type { DraftCatalogue, DraftRow } from '../../core/generation/draft-ports.js'
import { tellCap } from './memory-budget.js'
import { addEvent, isoNow, notFound, requireRun, requireRunSpec } from './memory-catalogue-state.js'
import type { MemoryState } from './memory-catalogue-state.js'

type KeptDraft = DraftRow & { readonly createdAt: string; readonly cacheKey?: string }

export function countDrafts(drafts: readonly DraftRow[]) {
  return {
    made: drafts.length,
    chosen: drafts.filter(({ place }) => place !== null).length,
    costMicros: drafts.reduce((sum, { costMicros }) => sum + costMicros, 0),
  }
}

export function createMemoryDrafts(state: MemoryState): DraftCatalogue {
  const rows = (keep: (draft: DraftRow) => boolean) =>
    [...state.drafts.values()]
      .filter(keep)
      .sort((a, b) => a.draftIndex - b.draftIndex)
      .map(toRow)
  const ofRound = (runId: string, specRevisionId: string, round: number) =>
    rows((one) => one.runId === runId && one.specRevisionId === specRevisionId && one.round === round)
  return {
    findOfJob: async (jobId) => rows((one) => one.jobId === jobId)[0] ?? null,
    findMade: async (projectId, cacheKey) => {
      const made = [...state.drafts.values()].filter(
        (one) =>
          one.projectId === projectId && one.cacheKey === cacheKey && one.pictureRemovedAt === undefined,
      )
      return made.length === 0 ? null : toRow(made.at(-1)!)
    },
    complete: async (made) => toRow(complete(state, structuredClone(made))),
    ofRound: async (...round) => ofRound(...round),
    choose: async (given) => {
      const { projectId, runId, specRevisionId, round, scores, chosen } = structuredClone(given)
      const there = ofRound(runId, specRevisionId, round)
      if (there.some(({ place }) => place !== null)) return there
      const known = new Set(there.map(({ jobId }) => jobId))
      for (const jobId of [...scores.map((one) => one.jobId), ...chosen])
        if (!known.has(jobId)) throw notFound(`draft of ${jobId}`)
      for (const { jobId, score, checks } of scores) {
        const place = chosen.indexOf(jobId) + 1
        Object.assign(state.drafts.get(jobId)!, { score, checks, place: place > 0 ? place : null })
      }
      const specKey = requireRunSpec(requireRun(state, runId, projectId), specRevisionId).key
      const counts = { drafts: there.length, chosen: chosen.length }
      addEvent(state, projectId, runId, 'draftsChosen', { specRevisionId, specKey, round, ...counts })
      return ofRound(runId, specRevisionId, round)
    },
    placeFinals: async (projectId, jobs) => {
      for (const { jobId, seed, adjust } of structuredClone(jobs)) {
        const job = state.jobs.get(jobId)
        const isMade = [...state.variants.values()].some((one) => one.jobId === jobId)
        if (job?.projectId === projectId && !isMade)
          state.jobs.set(jobId, { ...job, seed, ...(adjust === undefined ? {} : { adjust }) })
      }
    },
  }
}

function complete(state: MemoryState, made: Parameters<DraftCatalogue['complete']>[0]): KeptDraft {
  const { job: given, ...result } = made
  const job = state.jobs.get(given.jobId)
  if (job?.stage !== 'draft') throw notFound(`job ${given.jobId}`)
  const { jobId, projectId, runId, specRevisionId, round, variantIndex, seed, adjust } = job
  const known = state.drafts.get(jobId)
  if (known) return known
  const draft: KeptDraft = {
    createdAt: isoNow(state),
    ...{ jobId, projectId, runId, specRevisionId, round, draftIndex: variantIndex, seed },
    ...{ ...result, score: null, checks: [], place: null },
    ...(adjust === undefined ? {} : { adjust }),
  }
  state.drafts.set(jobId, draft)
  Object.assign(job, { committedMicros: made.costMicros, refunded: false })
  if (job.queue) Object.assign(job.queue, { state: 'done', leaseUntilMs: 0 })
  tellCap(state, job)
  return draft
}

function toRow(kept: KeptDraft): DraftRow {
  const { cacheKey: _, createdAt: _at, ...draft } = kept
  return structuredClone(draft)
}
