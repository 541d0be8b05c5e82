import type { RouteCatalogue } from '../../core/generation/route-ports.js'
import { canonicalJson } from '../../core/hash.js'
import { addEvent, notFound, requireRun, requireRunSpec } from './memory-catalogue-state.js'
import type { MemoryState } from './memory-catalogue-state.js'

export function createMemoryRoutes(state: MemoryState): RouteCatalogue {
  return {
    find: async (jobId) => structuredClone(state.jobs.get(jobId)?.route ?? null),
    keep: async (given) => {
      const { projectId, runId, specRevisionId, jobIds, route } = structuredClone(given)
      const spec = requireRunSpec(requireRun(state, runId, projectId), specRevisionId)
      const isMade = (jobId: string) =>
        state.drafts.has(jobId) || [...state.variants.values()].some((one) => one.jobId === jobId)
      const jobs = jobIds.map((jobId) => {
        const job = state.jobs.get(jobId)
        if (!job || job.projectId !== projectId || job.specRevisionId !== specRevisionId)
          throw notFound(`job ${jobId}`)
        return job
      })
      const open = jobs.filter(
        (job) => !isMade(job.jobId) && canonicalJson(job.route ?? null) !== canonicalJson(route),
      )
      if (open.length === 0) return
      for (const job of jobs) if (!isMade(job.jobId)) job.route = route
      const { provider, taskQueue, graph, models, reasons } = route
      addEvent(state, projectId, runId, 'generationRouted', {
        ...{ specRevisionId, specKey: spec.key, round: jobs[0]?.round ?? 0, provider, taskQueue },
        ...(graph === undefined ? {} : { graph: graph.name }),
        ...(models === undefined ? {} : { checkpoint: models.checkpoint }),
        reasons,
      })
    },
    findMade: async (projectId, cacheKey) => {
      const variant = state.variants.get(state.made.get(`${projectId} ${cacheKey}`) ?? '')
      return variant === undefined || variant.pictureRemovedAt !== undefined ? null : structuredClone(variant)
    },
  }
}
