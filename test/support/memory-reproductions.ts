import type { ReproductionCatalogue, ReproductionRow } from '../../core/reproduction/reproduction-ports.js'
import { isoNow, notFound } from './memory-catalogue-state.js'
import type { MemoryState } from './memory-catalogue-state.js'

/** Without budgets, which the memory catalogue asks of runs alone. */
export function createMemoryReproductions(state: MemoryState): ReproductionCatalogue {
  const rows = state.reproductions
  const findRow = (jobId: string) => rows.find((row) => row.jobId === jobId)
  return {
    find: async (jobId) => structuredClone(findRow(jobId) ?? null),
    ofVariant: async (variantId) => structuredClone(rows.filter((row) => row.variantId === variantId)),
    begin: async ({ projectId, generationJobId, variantId, costMicros }) => {
      const variant = state.variants.get(variantId)
      if (variant?.projectId !== projectId) throw notFound(`variant ${variantId}`)
      const { runId, specId, specRevisionId, round, variantIndex, seed } = variant
      if (!state.jobs.has(generationJobId))
        state.jobs.set(generationJobId, {
          ...{ jobId: generationJobId, projectId, runId, specId, specRevisionId, round, variantIndex, seed },
          ...{ stage: 'draft', reproduces: true, executions: 0, reservedMicros: Math.ceil(costMicros) },
          ...{ refunded: false, committedMicros: null },
        })
      return { waitsForBudget: false }
    },
    complete: async ({ projectId, jobId, generationJobId, variantId, report }) => {
      const known = findRow(jobId)
      if (known) return structuredClone(known)
      const job = state.jobs.get(generationJobId)
      if (job?.reproduces !== true || job.projectId !== projectId) throw notFound(`job ${generationJobId}`)
      const row: ReproductionRow = {
        ...structuredClone(report),
        jobId,
        variantId,
        projectId,
        createdAt: isoNow(state),
      }
      rows.push(row)
      Object.assign(job, { committedMicros: Math.ceil(report.costMicros), refunded: false })
      if (job.queue) Object.assign(job.queue, { state: 'done', leaseUntilMs: 0 })
      return structuredClone(row)
    },
    abandon: async (projectId, generationJobId) => {
      const job = state.jobs.get(generationJobId)
      if (job?.projectId === projectId && job.reproduces === true && job.committedMicros === null)
        job.refunded = true
    },
  }
}
