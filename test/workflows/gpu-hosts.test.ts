import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { Context } from '@temporalio/activity'
import { bundleWorkflowCode, NativeConnection, Worker } from '@temporalio/worker'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { leaseRuns, type LeasedRunner } from '../../activities/leased-runner.js'
import type { Catalogue } from '../../core/catalogue.js'
import type { ComfyRunner } from '../../core/comfyui/comfy-work.js'
import { AssetloomError } from '../../core/errors.js'
import type { GenerationJob } from '../../core/ports.js'
import { modelKeyOf, type ModelSet } from '../../core/scheduling/model-set.js'
import { gpuQueueOf } from '../../core/task-queues.js'
import { runHostLoop, type HostLoopPorts, type ServedSet } from '../../workers/gpu-host-loop.js'
import { serveModelSet } from '../../workers/serve-model-set.js'
import { holderOf, planJobs, resultOf, startRun } from '../support/catalogue-scenario.js'
import { createCountingIds } from '../support/counting-ids.js'
import { createMemoryCatalogue } from '../support/memory-catalogue.js'
import { WorkflowFixture } from './workflow-fixture.js'

const castle: ModelSet = { checkpoint: 'castle.safetensors', loras: [] }
const harbour: ModelSet = { checkpoint: 'harbour.safetensors', loras: [] }
const setUpLimitMs = 180_000
const testLimitMs = 120_000
const waiting = { timeout: 90_000, interval: 50 }

let fixture: WorkflowFixture
let starter: { worker: Worker; running: Promise<void> }
/** The catalogue's clock runs ahead by this. */
let aheadMs = 0
let hostsMade = 0

beforeAll(async () => {
  fixture = await WorkflowFixture.open()
  await fixture.stopWorkers()
  const workflowsPath = fileURLToPath(new URL('../support/one-job-workflow.ts', import.meta.url))
  const logger = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error: console.error }
  const worker = await Worker.create({
    ...connectionOf(),
    taskQueue: 'one-job',
    workflowBundle: await bundleWorkflowCode({ workflowsPath, logger }),
  })
  starter = { worker, running: worker.run() }
}, setUpLimitMs)

afterAll(async () => {
  starter.worker.shutdown()
  await starter.running
  await fixture.close()
}, setUpLimitMs)

const connectionOf = () => ({
  connection: fixture.env.nativeConnection,
  namespace: fixture.env.namespace ?? 'default',
})

function openCatalogue(): Catalogue {
  return createMemoryCatalogue({ ids: createCountingIds(), now: () => Date.now() + aheadMs })
}

async function orderJobs(catalogue: Catalogue, project: string, count: number): Promise<GenerationJob[]> {
  const run = await startRun(catalogue, { project, keys: ['gate'] })
  const spec = run.specs[0]!
  const jobs = planJobs(run, spec, 1, count)
  await catalogue.generation.reserve({ ...holderOf(run, spec), cap: 8, jobs, costMicros: 1 })
  return jobs
}

/** Queues the jobs and starts their workflows; resolves with the hosts that made them. */
async function makeJobs(
  catalogue: Catalogue,
  jobs: readonly GenerationJob[],
  models: ModelSet,
): Promise<string[]> {
  const { projectId } = jobs[0]!
  const jobIds = jobs.map(({ jobId }) => jobId)
  await catalogue.gpuHosts.queueJobs({ projectId, jobIds, provider: 'comfyui', models })
  return await Promise.all(
    jobIds.map(async (jobId) =>
      fixture.env.client.workflow.execute('oneJob', {
        ...{ taskQueue: 'one-job', workflowId: `${projectId} ${jobId} ${randomUUID()}` },
        args: [{ taskQueue: gpuQueueOf(modelKeyOf(models)), jobId }],
      }),
    ),
  )
}

type HostInput<Method extends 'beat' | 'renew'> = Parameters<Catalogue['gpuHosts'][Method]>[0]

interface TestHost {
  readonly host: string
  /** The workers that it started, the newest last. */
  readonly sets: readonly ServedSet[]
  readonly leased: LeasedRunner
  /** As a process that is told to stop. */
  stop(): Promise<void>
  readonly over: Promise<void>
}

/** A host agent with a scripted server: `paint` is its GPU. */
function startHost(
  catalogue: Catalogue,
  paint: (jobId: string, signal: AbortSignal) => Promise<void>,
  changes: Partial<HostLoopPorts> = {},
): TestHost {
  const host = `gpu-${(hostsMade += 1)}`
  const sets: ServedSet[] = []
  // One process has one worker a queue and connection: each host is a process of its own in truth.
  let connection: NativeConnection | undefined
  const runner: ComfyRunner = {
    host,
    upload: async () => 'picture.png',
    run: async ({ jobId }, { signal, onExecuted }) => {
      const after = (await catalogue.submissions.newest(jobId))?.submitNo ?? 0
      if (after > 0) await catalogue.submissions.end({ jobId, submitNo: after, state: 'lost' })
      const promptId = `${jobId}-${after + 1}`
      await catalogue.submissions.begin({ jobId, after, host, promptId, prefix: promptId })
      await paint(jobId, signal)
      onExecuted?.()
      await catalogue.submissions.end({ jobId, submitNo: after + 1, state: 'done' })
      const told = { promptId, submitNo: after + 1, executionMs: null, adopted: false }
      return { bytes: new Uint8Array([1]), mime: 'image/png', ...told }
    },
  }
  const leased = leaseRuns(runner, { gpuHosts: catalogue.gpuHosts, log: () => undefined, leaseMs: 2_000 })
  const activities = { makeJob: makeJob(catalogue, leased) }
  const ending = new AbortController()
  const facts = { devices: [], ramTotal: 0, ramFree: 0, nodeClasses: [] }
  const models = { checkpoints: [castle.checkpoint, harbour.checkpoint] }
  const over = runHostLoop(
    {
      gpuHosts: catalogue.gpuHosts,
      serve: async (modelKey) => {
        connection ??= await NativeConnection.connect({ address: fixture.env.address })
        const shared = { ...connectionOf(), connection, activities, slots: 2, heartbeatThrottleMs: 500 }
        const set = await serveModelSet(modelKey, shared)
        sets.push(set)
        return set
      },
      probe: async () => ({ version: '0.28.0', profile: null, facts: { ...facts, models } }),
      ping: async () => undefined,
      figures: () => leased.figures(),
      bytesOf: () => 7e9,
      log: () => undefined,
      ...changes,
    },
    {
      ...{
        host,
        address: `http://${host}`,
        instance: host,
        modelBudgetBytes: () => 10e9,
        waitBoundMs: 600_000,
      },
      costs: { swapMs: 200, patchMs: 10, jobMs: 20 },
      ...{ tickMs: 20, beatMs: 200, pingMs: 200, emptyHandedMs: 60_000 },
    },
    ending.signal,
  )
  const stop = async () => {
    leased.drain()
    ending.abort()
    await over
    await connection?.close()
  }
  return { host, leased, stop, over, sets }
}

function makeJob(catalogue: Catalogue, leased: LeasedRunner) {
  return async (jobId: string): Promise<string> => {
    const { heartbeat, cancellationSignal } = Context.current()
    heartbeat()
    const timer = setInterval(() => {
      // A process that is dead does not beat.
      if (!silenced.has(leased.host)) heartbeat()
    }, 500)
    try {
      const output = { node: '9', prefixField: 'filename_prefix', kind: 'image' as const }
      await leased.run(
        { jobId, graph: {}, output, executionMaxMs: 60_000 },
        { signal: cancellationSignal, cancels: () => true, onProgress: () => undefined },
      )
      const job = jobsById.get(jobId)!
      await catalogue.generation.complete({ ...resultOf(job), provider: leased.host })
      return leased.host
    } finally {
      clearInterval(timer)
    }
  }
}

const jobsById = new Map<string, GenerationJob>()
const silenced = new Set<string>()
const remember = (jobs: readonly GenerationJob[]) => {
  for (const job of jobs) jobsById.set(job.jobId, job)
  return jobs
}
const quick = async () => await new Promise<void>((resolve) => setTimeout(resolve, 20))

describe('GPU hosts', () => {
  it(
    'serve one model set after the other: two sets that come mixed are two swaps, each job is executed once',
    async () => {
      const catalogue = openCatalogue()
      const one = remember(await orderJobs(catalogue, 'one', 6))
      const two = remember(await orderJobs(catalogue, 'two', 6))
      const isCastle = (_: unknown, at: number) => at % 2 === 0
      const castles = [one, two].map((jobs) => jobs.filter(isCastle))
      const harbours = [one, two].map((jobs) => jobs.filter((_, at) => at % 2 === 1))
      const made = Promise.all([
        ...castles.map((jobs) => makeJobs(catalogue, jobs, castle)),
        ...harbours.map((jobs) => makeJobs(catalogue, jobs, harbour)),
      ])
      await vi.waitFor(async () => {
        const work = await catalogue.gpuHosts.waitingWork()
        expect(work.reduce((sum, { count }) => sum + count, 0)).toBe(12)
      }, waiting)
      const order: string[] = []
      const host = startHost(catalogue, async (jobId) => {
        order.push(castles.flat().some((job) => job.jobId === jobId) ? 'castle' : 'harbour')
        await quick()
      })
      expect((await made).flat()).toEqual(Array.from({ length: 12 }, () => host.host))
      expect(order.filter((name, at) => name !== order[at - 1])).toHaveLength(2)
      await vi.waitFor(async () => {
        const row = (await catalogue.gpuHosts.list())[0]!
        expect(row).toMatchObject({ swaps: 2, executions: 12, discarded: 0, running: 0, isAlive: true })
        expect(row.resident).toHaveLength(1)
        expect(row.busyMs).toBeGreaterThan(0)
      }, waiting)
      expect(await catalogue.gpuHosts.waitingWork()).toEqual([])
      await host.stop()
      expect(await catalogue.gpuHosts.list()).toEqual([])
    },
    testLimitMs,
  )

  it(
    'take over from one that died: its jobs come once each, and its late result is discarded',
    async () => {
      const catalogue = openCatalogue()
      const jobs = remember(await orderJobs(catalogue, 'one', 2))
      let release = (): void => undefined
      const held = new Promise<void>((resolve) => (release = resolve))
      let begun = 0
      const dead = startHost(catalogue, async () => {
        begun += 1
        await held
      })
      const made = makeJobs(catalogue, jobs, castle)
      await vi.waitFor(() => expect(begun).toBe(2), waiting)
      // Its process hangs from here on: no heartbeat, no beat, no renewal counts.
      silenced.add(dead.host)
      void dead.sets.at(-1)?.stop()
      const known = { ...catalogue.gpuHosts }
      Object.assign(catalogue.gpuHosts, {
        beat: async (input: HostInput<'beat'>) => input.host === dead.host || (await known.beat(input)),
        renew: async (lease: HostInput<'renew'>) => lease.host === dead.host || (await known.renew(lease)),
      })
      aheadMs += 11_000
      const heir = startHost(catalogue, quick)
      expect(await made).toEqual([heir.host, heir.host])
      release()
      await vi.waitFor(
        () => expect(dead.leased.figures()).toMatchObject({ discarded: 2, running: 0 }),
        waiting,
      )
      for (const { jobId } of jobs)
        expect(await catalogue.generation.findVariantOfJob(jobId)).toMatchObject({ provider: heir.host })
      expect((await catalogue.generation.ledger(jobs[0]!.runId)).executions).toBe(4)
      expect(heir.leased.figures()).toMatchObject({ executions: 2, discarded: 0 })
      await Promise.all([dead.stop(), heir.stop()])
    },
    testLimitMs,
  )

  it(
    'serve nothing while their server is away, and let go of their jobs when they end',
    async () => {
      const catalogue = openCatalogue()
      const [job] = remember(await orderJobs(catalogue, 'one', 1))
      let isAway = true
      const ask = async () => {
        if (isAway) throw new Error('connect ECONNREFUSED')
      }
      let begun = 0
      const never = async (_: string, signal: AbortSignal) => {
        begun += 1
        await new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error))
        })
      }
      const facts = { devices: [], ramTotal: 0, ramFree: 0, nodeClasses: [] }
      const first = startHost(catalogue, never, {
        ping: ask,
        probe: async () => {
          await ask()
          return {
            ...{ version: '0.28.0', profile: null },
            facts: { ...facts, models: { checkpoints: [castle.checkpoint] } },
          }
        },
      })
      const made = makeJobs(catalogue, [job!], castle)
      await vi.waitFor(async () => {
        const [row] = await catalogue.gpuHosts.list()
        expect(row).toMatchObject({ version: 'unknown', trouble: 'connect ECONNREFUSED', serving: null })
      }, waiting)
      isAway = false
      await vi.waitFor(() => expect(begun).toBe(1), waiting)
      await vi.waitFor(async () => {
        const [row] = await catalogue.gpuHosts.list()
        expect(row).toMatchObject({ version: '0.28.0', trouble: null, serving: modelKeyOf(castle), swaps: 1 })
      }, waiting)
      await first.stop()
      const second = startHost(catalogue, quick)
      expect(await made).toEqual([second.host])
      await second.stop()
    },
    testLimitMs,
  )

  it(
    'put themselves aside while they cannot save: another one takes their jobs, and later they work again',
    async () => {
      const catalogue = openCatalogue()
      const [one, two, later] = remember(await orderJobs(catalogue, 'one', 3))
      let isFull = true
      let trouble: string | null = null
      let tried = 0
      const full = startHost(
        catalogue,
        async () => {
          tried += 1
          if (!isFull) return
          trouble = 'its disk is full'
          throw new Error('[Errno 28] No space left on device')
        },
        { health: () => ({ trouble, restarts: 0 }) },
      )
      const made = makeJobs(catalogue, [one!, two!], castle)
      const rowOfFull = async () => (await catalogue.gpuHosts.list()).find(({ host }) => host === full.host)
      await vi.waitFor(
        async () => expect(await rowOfFull()).toMatchObject({ trouble: 'its disk is full', serving: null }),
        waiting,
      )
      // Alone it only waits: nothing of its jobs is given up.
      expect((await catalogue.gpuHosts.waitingWork()).map(({ count }) => count)).toEqual([2])
      const heir = startHost(catalogue, quick)
      expect(await made).toEqual([heir.host, heir.host])
      await heir.stop()
      const triesBefore = tried
      isFull = false
      trouble = null
      expect(await makeJobs(catalogue, [later!], castle)).toEqual([full.host])
      expect(tried).toBe(triesBefore + 1)
      await vi.waitFor(async () => expect(await rowOfFull()).toMatchObject({ trouble: null }), waiting)
      await full.stop()
    },
    testLimitMs,
  )

  it(
    'that are both down for a minute fail nothing and charge nobody: all goes on when they are back',
    async () => {
      const catalogue = openCatalogue()
      const jobs = remember(await orderJobs(catalogue, 'one', 4))
      let isDown = false
      let die = (): void => undefined
      const hasDied = new Promise<void>((resolve) => (die = resolve))
      let begun = 0
      const paint = async () => {
        begun += 1
        // The servers die under the first jobs.
        await hasDied
        if (isDown) throw new AssetloomError('Unavailable', 'connect ECONNREFUSED', 'it is tried again')
        await quick()
      }
      const refuse = async () => {
        if (isDown) throw new Error('connect ECONNREFUSED')
      }
      const facts = { devices: [], ramTotal: 0, ramFree: 0, nodeClasses: [] }
      const probed = { ...facts, models: { checkpoints: [castle.checkpoint] } }
      const ports = {
        ping: refuse,
        probe: async () => {
          await refuse()
          return { version: '0.28.0', profile: null, facts: probed }
        },
      }
      const hosts = [startHost(catalogue, paint, ports), startHost(catalogue, paint, ports)]
      let isOver = false
      const made = makeJobs(catalogue, jobs, castle).finally(() => (isOver = true))
      await vi.waitFor(() => expect(begun).toBeGreaterThanOrEqual(2), waiting)
      isDown = true
      die()
      await vi.waitFor(async () => {
        const rows = await catalogue.gpuHosts.list()
        expect(rows.map(({ trouble, serving }) => [trouble, serving])).toEqual(
          hosts.map(() => ['connect ECONNREFUSED', null]),
        )
        expect((await catalogue.gpuHosts.waitingWork()).map(({ count }) => count)).toEqual([4])
      }, waiting)
      aheadMs += 60_000
      await vi.waitFor(async () => {
        const rows = await catalogue.gpuHosts.list()
        expect(rows.map(({ isAlive }) => isAlive)).toEqual([true, true])
      }, waiting)
      expect(isOver).toBe(false)
      const ledger = async () => await catalogue.generation.ledger(jobs[0]!.runId)
      expect(await ledger()).toMatchObject({ committed: 0, refunded: 0, open: 4 })
      isDown = false
      expect(await made).toHaveLength(4)
      expect(await ledger()).toMatchObject({ committed: 4, refunded: 0, open: 0, executions: begun })
      for (const { jobId } of jobs) expect(await catalogue.generation.findVariantOfJob(jobId)).not.toBeNull()
      await Promise.all(hosts.map(async (one) => await one.stop()))
    },
    testLimitMs,
  )
})
