import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { generateVariant } from '../../activities/generate-variant.js'
import { leaseRuns } from '../../activities/leased-runner.js'
import { releaseGeneration, reserveGeneration } from '../../activities/reserve-generation.js'
import { createComfyRunner, type ConnectedComfy } from '../../adapters/comfyui/comfy-runner.js'
import { createComfyuiProvider } from '../../adapters/comfyui/comfyui-provider.js'
import { createGraphSource } from '../../adapters/comfyui/graph-source.js'
import { startFakeComfyui, type FakeComfy } from '../../adapters/fake-comfyui/fake-comfyui.js'
import { AssetloomError } from '../../core/errors.js'
import type { GenerationRoute } from '../../core/generation/generation-route.js'
import { graphHashOf } from '../../core/graphs/graph-template.js'
import type { GenerationJob } from '../../core/ports.js'
import { openActivityFixture } from './activity-fixture.js'

// The jobs of one round meet each fault of a ComfyUI; counted are executions on the server, stored pictures with their
// variants, and rows of the ledger. `npm run chaos -- --suite comfyui` does the same with real processes and databases.

/** A server that is being restarted refuses some of them. */
const attemptsMax = 100
const retryMs = 20
const models = { checkpoint: 'sd_xl_base_1.0.safetensors', loras: [] }
const graphs = createGraphSource({ home: '/nonexistent' })
let server: FakeComfy
let comfy: ConnectedComfy

afterEach(async () => {
  await comfy.close()
  await server.close()
})

async function routeOf(): Promise<GenerationRoute> {
  const template = (await graphs.find('sprite-sdxl', 1))!
  return {
    ...{ provider: 'comfyui', taskQueue: 'gpu.x', costMicros: 1, reasons: [], models },
    graph: { name: 'sprite-sdxl', version: 1, hash: graphHashOf(template) },
    values: { width: 256, height: 256, steps: 2 },
  }
}

/** A round with its budget reserved and its jobs in the queue of a host. */
async function openRound() {
  const fixture = await openActivityFixture('prop: barrel')
  const { catalogue, ports, orchestrate, projectId, jobsOf, scopeOf } = fixture
  server = await startFakeComfyui({ stepMs: 1, loadMs: 0, restartMs: 50, previews: false })
  comfy = createComfyRunner({
    ...{ host: 'gpu-1', baseUrl: server.url, submissions: catalogue.submissions, log: () => undefined },
    socket: { reconnectMs: 5, connectTimeoutMs: 50 },
    timings: { pollMs: 10, retryMs: 10, unknownLookMs: 100, awayMaxMs: 60_000 },
    restart: {
      restart: async () => {
        await server.restart(20)
        return { state: 'restarted' as const }
      },
    },
  })
  const jobs = jobsOf(0)
  await reserveGeneration(orchestrate)({ ...scopeOf(0), jobs, costMicros: 1 })
  const jobIds = jobs.map(({ jobId }) => jobId)
  await catalogue.gpuHosts.queueJobs({ projectId, jobIds, provider: 'comfyui', models })
  const runner = leaseRuns(comfy, { gpuHosts: catalogue.gpuHosts, log: () => undefined })
  const painter = createComfyuiProvider({ runner, graphs, codec: ports.codec })
  const generate = generateVariant({ ...ports, providers: new Map([[painter.name, painter]]) })
  return { ...fixture, jobs, generate, route: await routeOf() }
}

type Round = Awaited<ReturnType<typeof openRound>>

/** As Temporal would: again after every failure that is not for good. Null = the job was refused. */
async function make({ generate, route }: Round, job: GenerationJob): Promise<string | null> {
  for (let attempt = 1; ; attempt++) {
    try {
      return (await generate({ job, repair: false, route })).variantId
    } catch (error) {
      if (error instanceof AssetloomError && error.type === 'InvalidInput') return null
      if (attempt === attemptsMax) throw error
      await sleep(retryMs)
      // As its host's watch does now and then: a disk may have room again.
      await comfy.watch.look()
    }
  }
}

// What is armed, how many executions it may destroy, how many jobs it may refuse.
describe('a round of jobs that meets', () => {
  it.each([
    ['nothing', '', 0, 0],
    ['a websocket that is dropped', 'ws-drop*3', 0, 0],
    ['a websocket that goes silent', 'ws-stall', 0, 0],
    ['a websocket that is refused, and one that never opens', 'ws-refuse,ws-never-open', 0, 0],
    ['a POST that is answered late', 'post-late:50*2', 0, 0],
    ['a POST that is taken and never answered', 'post-lost*2', 0, 0],
    ['a POST that is not taken', 'post-refused*2', 0, 0],
    ['500s and pages of a proxy', 'http-500,http-502,poll-500*2,poll-502*2,view-502', 0, 0],
    ['a restart while it waits', 'restart-pending', 1, 0],
    ['a restart while it runs', 'restart-running', 1, 0],
    ['a restart after the save', 'restart-saved', 0, 0],
    ['a stranger who interrupts, and one who empties the queue', 'interrupt-stranger,dequeued', 1, 0],
    ['a node that fails', 'node-exception', 1, 0],
    ['too little memory', 'oom', 1, 0],
    ['a GPU that is lost', 'cuda', 2, 0],
    ['a disk that is full', 'disk-full', 1, 0],
    ['a graph that is taken in part', 'partial', 1, 1],
    ['a history that is gone, and a file', 'history-evicted,output-deleted', 1, 0],
    ['half a picture, and a page in place of one', 'view-truncated,view-wrong-type', 0, 0],
  ])('%s has one picture and one charge a job', async (_, faults, losses, refusals) => {
    const round = await openRound()
    const { jobs, catalogue, store, orchestrate, scopeOf, runId, specs } = round
    if (faults !== '') server.inject(faults)
    const made = await Promise.all(jobs.map(async (job) => await make(round, job)))
    // Said twice: by a retry whose first attempt was not heard of.
    const again = await Promise.all(
      jobs.filter((_job, at) => made[at] !== null).map(async (job) => await make(round, job)),
    )
    await releaseGeneration(orchestrate)(scopeOf(0))
    const ids = made.filter((id) => id !== null)
    expect(again).toEqual(ids)
    expect(jobs.length - ids.length).toBe(refusals)

    const { executions, faults: happened } = server.stats()
    expect(Object.keys(happened).toSorted()).toEqual(
      [...faults.matchAll(/([a-z][a-z0-9-]*)(?::\d+)?(?:\*\d+)?/g)].map(([, kind = '']) => kind).toSorted(),
    )
    expect(executions).toBeGreaterThanOrEqual(ids.length)
    expect(executions).toBeLessThanOrEqual(jobs.length + losses)

    const variants = await catalogue.generation.variantsOfRound(runId, specs[0]!.specRevisionId, 1)
    expect(variants.map(({ variantId }) => variantId).toSorted()).toEqual(ids.toSorted())
    expect(store.list()).toEqual([...new Set(variants.map(({ sha256 }) => sha256))].toSorted())
    expect(store.list()).toHaveLength(ids.length)

    const ledger = await catalogue.generation.ledger(runId)
    const counted = { reserved: jobs.length, committed: ids.length, refunded: refusals, open: 0 }
    expect(ledger).toMatchObject(counted)
    expect(await comfy.http.queue()).toEqual({ running: [], pending: [] })
  })
})
