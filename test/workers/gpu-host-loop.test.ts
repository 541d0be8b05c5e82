import { describe, expect, it, vi } from 'vitest'
import type { Catalogue } from '../../core/catalogue.js'
import { modelKeyOf } from '../../core/scheduling/model-set.js'
import { runHostLoop, type HostLoopOptions, type HostLoopPorts } from '../../workers/gpu-host-loop.js'
import { holderOf, planJobs, startRun } from '../support/catalogue-scenario.js'
import { createCountingIds } from '../support/counting-ids.js'
import { createMemoryCatalogue } from '../support/memory-catalogue.js'

const castle = { checkpoint: 'castle.safetensors', loras: [] }
const harbour = { checkpoint: 'harbour.safetensors', loras: [] }
const unknown = { checkpoint: 'not-on-this-host.safetensors', loras: [] }
const waiting = { timeout: 30_000, interval: 10 }

/** Three jobs for the castle, two for the harbour, four for a checkpoint that the host has not. */
async function openCatalogue(): Promise<Catalogue> {
  const catalogue = createMemoryCatalogue({ ids: createCountingIds(), now: () => Date.now() })
  const run = await startRun(catalogue, { project: 'one', keys: ['gate'] })
  const spec = run.specs[0]!
  const jobs = planJobs(run, spec, 1, 9).map(({ jobId }) => jobId)
  const { projectId } = run
  await catalogue.generation.reserve({
    ...{ ...holderOf(run, spec), cap: 1, costMicros: 1 },
    jobs: planJobs(run, spec, 1, 9),
  })
  const queue = async (jobIds: string[], models: typeof castle) =>
    await catalogue.gpuHosts.queueJobs({ projectId, jobIds, provider: 'comfyui', models })
  await queue(jobs.slice(0, 3), castle)
  await queue(jobs.slice(3, 5), harbour)
  await queue(jobs.slice(5), unknown)
  return catalogue
}

function startLoop(
  catalogue: Catalogue,
  changes: Partial<HostLoopPorts> = {},
  instance = 'a',
  options: Partial<HostLoopOptions> = {},
) {
  const served: string[] = []
  const ending = new AbortController()
  const facts = { devices: [], ramTotal: 0, ramFree: 0, nodeClasses: [] }
  const models = { checkpoints: [castle.checkpoint, harbour.checkpoint] }
  const over = runHostLoop(
    {
      gpuHosts: catalogue.gpuHosts,
      serve: async (modelKey) => {
        served.push(modelKey)
        return { stop: async () => undefined, ended: new Promise(() => undefined) }
      },
      probe: async () => ({ version: '0.28.0', profile: null, facts: { ...facts, models } }),
      ping: async () => undefined,
      figures: () => ({ running: 0, started: 0, executions: 0, discarded: 0, busyMs: 0 }),
      bytesOf: () => 1,
      log: () => undefined,
      ...changes,
    },
    {
      ...{ host: 'gpu-1', address: 'http://gpu-1', instance, modelBudgetBytes: () => 10, waitBoundMs: 1e9 },
      costs: { swapMs: 10, patchMs: 1, jobMs: 5 },
      ...{ tickMs: 5, beatMs: 10, pingMs: 1e6, emptyHandedMs: 30, ...options },
    },
    ending.signal,
  )
  return { served, over, stop: () => ending.abort() }
}

describe('the loop of a GPU host', () => {
  it('leaves a queue that gives no job for a while, and never takes one whose files it has not', async () => {
    const catalogue = await openCatalogue()
    const loop = startLoop(catalogue)
    const keys = [castle, harbour].map(modelKeyOf)
    await vi.waitFor(() => expect(loop.served.slice(0, 2)).toEqual(keys), waiting)
    loop.stop()
    await loop.over
    expect(loop.served).not.toContain(modelKeyOf(unknown))
    expect(await catalogue.gpuHosts.list()).toEqual([])
  })

  it('ends when another process has the place of its host', async () => {
    const catalogue = await openCatalogue()
    const loop = startLoop(catalogue)
    await vi.waitFor(async () => expect(await catalogue.gpuHosts.list()).toHaveLength(1), waiting)
    await catalogue.gpuHosts.leave({ host: 'gpu-1', instance: 'a' })
    const probe = {
      version: '1',
      profile: null,
      facts: { devices: [], ramTotal: 0, ramFree: 0, models: {}, nodeClasses: [] },
    }
    const entry = { host: 'gpu-1', instance: 'b', address: 'http://gpu-1', ...probe }
    // A beat may lie between leaving and coming.
    await vi.waitFor(async () => {
      await catalogue.gpuHosts.leave({ host: 'gpu-1', instance: 'a' })
      expect(await catalogue.gpuHosts.register(entry)).toBe(true)
    }, waiting)
    await expect(loop.over).rejects.toThrow('another process has taken the place of gpu-1')
  })

  it('ends with the failure of its worker, so that it is started again', async () => {
    const catalogue = await openCatalogue()
    const failed = Promise.reject(new Error('the connection is gone'))
    failed.catch(() => undefined)
    const loop = startLoop(catalogue, { serve: async () => ({ stop: async () => undefined, ended: failed }) })
    await expect(loop.over).rejects.toThrow('the connection is gone')
  })

  it('learns of a model that is put onto its server while it runs, and outlives an answer that does not come', async () => {
    const catalogue = await openCatalogue()
    const facts = { devices: [], ramTotal: 0, ramFree: 0, nodeClasses: [] }
    let asked = 0
    const probe = async () => {
      asked += 1
      if (asked === 2) throw new Error('too slow')
      const checkpoints = asked < 3 ? [castle.checkpoint] : [castle.checkpoint, 'new.safetensors']
      return await Promise.resolve({
        version: '0.28.0',
        profile: null,
        facts: { ...facts, models: { checkpoints } },
      })
    }
    const loop = startLoop(catalogue, { probe }, 'a', { pingMs: 5, factsMs: 5 })
    await vi.waitFor(async () => {
      const [host] = await catalogue.gpuHosts.list()
      expect(host?.facts.models['checkpoints']).toContain('new.safetensors')
      expect(host?.trouble).toBeNull()
    }, waiting)
    loop.stop()
    await loop.over
  })

  it('goes on when the catalogue is away for a while', async () => {
    const catalogue = await openCatalogue()
    let failures = 3
    const known = { ...catalogue.gpuHosts }
    Object.assign(catalogue.gpuHosts, {
      waitingWork: async () => {
        if ((failures -= 1) >= 0) throw new Error('connection refused')
        return await known.waitingWork()
      },
    })
    const loop = startLoop(catalogue)
    await vi.waitFor(() => expect(loop.served[0]).toBe(modelKeyOf(castle)), waiting)
    expect(failures).toBeLessThan(0)
    loop.stop()
    await loop.over
  })

  it('counts the memory of a server that was restarted as empty, and serves nothing while it cannot work', async () => {
    const catalogue = await openCatalogue()
    const health: { trouble: string | null; restarts: number } = { trouble: null, restarts: 0 }
    let started = 0
    const loop = startLoop(catalogue, {
      health: () => ({ ...health }),
      figures: () => ({ running: 1, started, executions: 0, discarded: 0, busyMs: 0 }),
    })
    const row = async () => (await catalogue.gpuHosts.list())[0]!
    await vi.waitFor(() => expect(loop.served).toHaveLength(1), waiting)
    started = 1
    const resident = [{ checkpoint: castle.checkpoint, bytes: 1 }]
    await vi.waitFor(async () => expect(await row()).toMatchObject({ resident, swaps: 1 }), waiting)
    Object.assign(health, { trouble: 'it has answered nothing for 120 s' })
    await vi.waitFor(
      async () => expect(await row()).toMatchObject({ trouble: health.trouble, serving: null, resident }),
      waiting,
    )
    Object.assign(health, { trouble: null, restarts: 1 })
    await vi.waitFor(async () => expect(await row()).toMatchObject({ resident: [] }), waiting)
    loop.stop()
    await loop.over
  })
})
