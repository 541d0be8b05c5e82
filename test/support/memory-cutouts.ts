import type { CutoutCatalogue } from '../../core/generation/cutout-ports.js'
import { notFound } from './memory-catalogue-state.js'
import type { MemoryState } from './memory-catalogue-state.js'

export function createMemoryCutouts(state: MemoryState): CutoutCatalogue {
  const rows = state.cutouts
  return {
    find: async (jobId) => structuredClone(rows.get(jobId) ?? null),
    begin: async ({ jobId, pictureJobId, picture, costMicros }) => {
      const of = state.jobs.get(pictureJobId)
      if (of === undefined) throw notFound(`job ${pictureJobId}`)
      const known = rows.get(jobId)
      const row = { jobId, picture: structuredClone(picture), outcome: known?.outcome ?? null }
      rows.set(jobId, row)
      const job = state.jobs.get(jobId)
      if (job !== undefined && row.outcome === null) job.refunded = false
      if (job === undefined) {
        const { projectId, runId, specId, specRevisionId, round, variantIndex, seed, reproduces } = of
        state.jobs.set(jobId, {
          ...{ jobId, projectId, runId, specId, specRevisionId, round, variantIndex, seed },
          ...{ stage: 'draft', ...(reproduces === undefined ? {} : { reproduces }), executions: 0 },
          ...{ reservedMicros: Math.ceil(costMicros), refunded: false, committedMicros: null },
        })
      }
      return structuredClone(row)
    },
    settle: async ({ jobId, outcome, costMicros }) => {
      const row = rows.get(jobId)
      const job = state.jobs.get(jobId)
      if (row === undefined || job === undefined) throw notFound(`job ${jobId}`)
      if (row.outcome !== null) return structuredClone(row)
      const settled = { ...row, outcome: structuredClone(outcome) }
      rows.set(jobId, settled)
      const isMade = 'sha256' in outcome
      job.committedMicros = isMade ? Math.ceil(costMicros) : null
      job.refunded = !isMade
      if (job.queue) Object.assign(job.queue, { state: 'done', leaseUntilMs: 0 })
      return structuredClone(settled)
    },
    abandon: async (jobId) => {
      const job = rows.has(jobId) ? state.jobs.get(jobId) : undefined
      if (job !== undefined && job.committedMicros === null) job.refunded = true
    },
  }
}
