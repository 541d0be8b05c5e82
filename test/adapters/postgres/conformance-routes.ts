import { describe, expect, it } from 'vitest'
import type { Catalogue } from '../../../core/catalogue.js'
import type { GenerationRoute } from '../../../core/generation/generation-route.js'
import { hashOf } from '../../../core/hash.js'
import { freshKey, holderOf, planJobs, resultOf, startRun } from '../../support/catalogue-scenario.js'

const route: GenerationRoute = {
  provider: 'comfyui',
  taskQueue: 'gpu.0123456789abcdef',
  modelKey: '0123456789abcdef',
  graph: { name: 'sprite-sdxl', version: 1, hash: hashOf('graph') },
  models: { checkpoint: 'base.safetensors', loras: [{ name: 'pixel.safetensors', weight: 0.8 }] },
  values: { steps: 20, cfg: 7 },
  costMicros: 12,
  reasons: ['the only checkpoint that is there'],
}

export function describeRoutes(open: () => Catalogue): void {
  const start = async () => {
    const run = await startRun(open(), { project: freshKey(), keys: ['sword'] })
    const spec = run.specs[0]!
    const jobs = planJobs(run, spec)
    await open().generation.reserve({ ...holderOf(run, spec), cap: 8, jobs, costMicros: 10 })
    const keep = async (kept: GenerationRoute) =>
      await open().routes.keep({
        ...holderOf(run, spec),
        jobIds: jobs.map(({ jobId }) => jobId),
        route: kept,
      })
    return { run, spec, jobs, keep }
  }
  const routedEvents = async (projectId: string) =>
    (await open().events.readAfter(projectId, 0, 500)).filter(({ type }) => type === 'generationRouted')

  describe('routes', () => {
    it('a route is kept with its jobs, told once, and stays when the picture is there', async () => {
      const { run, jobs, keep } = await start()
      const { routes, generation } = open()
      expect(await routes.find(jobs[0]!.jobId)).toBeNull()
      await keep(route)
      await keep(route)
      expect(await routes.find(jobs[1]!.jobId)).toEqual(route)
      expect((await routedEvents(run.projectId)).map(({ data }) => data)).toEqual([
        {
          ...{ specRevisionId: run.specs[0]!.specRevisionId, specKey: 'sword', round: 1 },
          ...{ provider: 'comfyui', taskQueue: route.taskQueue, graph: 'sprite-sdxl' },
          ...{ checkpoint: 'base.safetensors', reasons: route.reasons },
        },
      ])
      await generation.complete(resultOf(jobs[0]!))
      const other = { ...route, provider: 'procedural', taskQueue: 'paint' }
      await keep(other)
      expect(await routes.find(jobs[0]!.jobId)).toEqual(route)
      expect(await routes.find(jobs[1]!.jobId)).toEqual(other)
      expect(await routedEvents(run.projectId)).toHaveLength(2)
    })

    it('jobs that are not reserved have no route', async () => {
      const { run, spec } = await start()
      const strangers = { ...holderOf(run, spec), jobIds: [hashOf('nothing')], route }
      await expect(open().routes.keep(strangers)).rejects.toMatchObject({ type: 'NotFound' })
    })

    it('what was made of some content is found by it, within its project, with how it was made', async () => {
      const { run, jobs } = await start()
      const stranger = await start()
      const { routes, generation, review } = open()
      const cacheKey = hashOf({ of: run.runId })
      expect(await routes.findMade(run.projectId, cacheKey)).toBeNull()
      const provenance = { graph: route.graph!, values: { steps: 20 }, modelSeed: '18446744073709551615' }
      const made = await generation.complete({ ...resultOf(jobs[0]!), provenance, cacheKey })
      expect(await routes.findMade(run.projectId, cacheKey)).toEqual(made)
      expect((await review.findVariant(run.projectId, made.variantId))?.provenance).toEqual(provenance)
      expect(await routes.findMade(stranger.run.projectId, cacheKey)).toBeNull()
      const plain = await generation.complete(resultOf(jobs[1]!))
      expect(plain).not.toHaveProperty('provenance')
    })

    it('a report since a moment counts what was taken from what was there', async () => {
      const { jobs } = await start()
      const { generation, oversight } = open()
      const taken = async () => (await oversight.figuresSince('2026-01-01T00:00:00.000Z')).taken ?? 0
      const before = await taken()
      const made = await generation.complete(resultOf(jobs[0]!))
      expect(await taken()).toBe(before)
      const provenance = { cachedFrom: made.variantId }
      await generation.complete({ ...resultOf(jobs[1]!), provenance })
      expect(await taken()).toBe(before + 1)
    })
  })
}
