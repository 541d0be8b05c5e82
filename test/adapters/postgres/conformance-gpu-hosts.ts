import { describe, expect, it } from 'vitest'
import type { Catalogue } from '../../../core/catalogue.js'
import type { GenerationJob } from '../../../core/ports.js'
import { modelKeyOf, type ModelSet } from '../../../core/scheduling/model-set.js'
import type { HostBeat } from '../../../core/scheduling/gpu-host-ports.js'
import { freshKey, holderOf, planJobs, resultOf, startRun } from '../../support/catalogue-scenario.js'

const castle: ModelSet = {
  checkpoint: 'castle.safetensors',
  loras: [{ name: 'pixel.safetensors', weight: 0.8 }],
}
const harbour: ModelSet = { checkpoint: 'harbour.safetensors', loras: [] }
const facts = {
  devices: [{ name: 'cuda:0', vramTotal: 24e9, vramFree: 20e9 }],
  ...{ ramTotal: 64e9, ramFree: 32e9, models: { checkpoints: ['castle.safetensors'] } },
  nodeClasses: ['KSampler'],
}
const idle: HostBeat = {
  ...{ serving: null, resident: [], running: 0, trouble: null },
  ...{ swaps: 0, executions: 0, discarded: 0, busyMs: 0 },
}

export function describeGpuHosts(open: () => Catalogue): void {
  const start = async (count = 2) => {
    const run = await startRun(open(), { project: freshKey(), keys: ['gate'] })
    const [spec] = run.specs
    if (!spec) throw new Error('no spec')
    const jobs = planJobs(run, spec, 1, count)
    await open().generation.reserve({ ...holderOf(run, spec), cap: 8, jobs, costMicros: 10 })
    return { ...run, spec, jobs, first: jobs[0] as GenerationJob, second: jobs[1] as GenerationJob }
  }
  const queue = async (
    projectId: string,
    jobs: readonly GenerationJob[],
    models: ModelSet | null,
    priority?: number,
  ) =>
    await open().gpuHosts.queueJobs({
      ...{ projectId, jobIds: jobs.map(({ jobId }) => jobId), provider: 'comfyui', models },
      ...(priority === undefined ? {} : { priority }),
    })
  const waitingOf = async (projectId: string) =>
    (await open().gpuHosts.waitingWork()).filter((one) => one.projectId === projectId)

  describe('submissions', () => {
    const posted = (jobId: string, after: number, tag = '') => ({
      ...{
        jobId,
        after,
        host: 'gpu-1',
        promptId: `${jobId}-${after}${tag}`,
        prefix: `al-${jobId}-${after}${tag}`,
      },
    })

    it('are numbered, count executions, and begin only where the newest one has ended', async () => {
      const { runId, first } = await start()
      const { submissions } = open()
      expect(await submissions.newest(first.jobId)).toBeNull()
      const one = await submissions.begin(posted(first.jobId, 0))
      expect(one).toMatchObject({ submitNo: 1, state: 'open', executionMs: null, host: 'gpu-1' })
      for (const after of [0, 1, 2])
        await expect(submissions.begin(posted(first.jobId, after, 'x'))).rejects.toMatchObject({
          type: 'Conflict',
        })
      await submissions.end({ jobId: first.jobId, submitNo: 1, state: 'lost', failure: 'restarted\u0000' })
      await submissions.end({ jobId: first.jobId, submitNo: 1, state: 'done', executionMs: 9 })
      expect(await submissions.newest(first.jobId)).toMatchObject({ submitNo: 1, state: 'lost' })
      await submissions.begin(posted(first.jobId, 1))
      await submissions.end({ jobId: first.jobId, submitNo: 2, state: 'done', executionMs: 2_500.5 })
      expect(await submissions.newest(first.jobId)).toMatchObject({
        submitNo: 2,
        state: 'done',
        executionMs: 2_500.5,
      })
      expect((await open().generation.ledger(runId)).executions).toBe(2)
      expect(await submissions.newest(first.jobId)).toMatchObject({ hostFaults: 0 })
      await submissions.begin(posted(first.jobId, 2))
      await submissions.end({ jobId: first.jobId, submitNo: 3, state: 'failed', isHostFault: true })
      expect(await submissions.newest(first.jobId)).toMatchObject({ submitNo: 3, hostFaults: 1 })
      const fourth = { ...posted(first.jobId, 3), timesSmaller: 1 }
      expect(await submissions.begin(fourth)).toMatchObject({ hostFaults: 1, timesSmaller: 1 })
      expect(await submissions.newest(first.jobId)).toMatchObject({ submitNo: 4, timesSmaller: 1 })
      await expect(submissions.begin(posted('unknown', 0))).rejects.toMatchObject({ type: 'NotFound' })
    })

    it('of one job that begin at once: one wins, and one execution is counted', async () => {
      const { runId, first } = await start()
      const tries = await Promise.allSettled(
        Array.from({ length: 6 }, (_, at) => open().submissions.begin(posted(first.jobId, 0, `-${at}`))),
      )
      expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      expect((await open().generation.ledger(runId)).executions).toBe(1)
    })
  })

  describe('GPU hosts', () => {
    it('have one instance at a time, which ends in order or is silent before another comes', async () => {
      const { gpuHosts } = open()
      const host = freshKey()
      const entry = { host, address: 'http://10.0.0.7:8188', version: '0.28.0', profile: '24 GB', facts }
      expect(await gpuHosts.register({ ...entry, instance: 'a' })).toBe(true)
      expect(await gpuHosts.register({ ...entry, instance: 'a' })).toBe(true)
      expect(await gpuHosts.register({ ...entry, instance: 'b' })).toBe(false)
      const serving = {
        serving: modelKeyOf(castle),
        resident: [{ checkpoint: castle.checkpoint, bytes: 7e9 }],
      }
      const figures = {
        ...serving,
        running: 2,
        swaps: 1,
        executions: 4,
        discarded: 1,
        busyMs: 12.5,
        trouble: null,
      }
      const pace = { loadMs: 2_000, prompt: { modelKey: 'mdl', jobMs: 4_100.5, leftMs: 0 } }
      expect(await gpuHosts.beat({ host, instance: 'a', ...figures, pace })).toBe(true)
      expect(await gpuHosts.beat({ host, instance: 'b', ...idle })).toBe(false)
      const row = (await gpuHosts.list()).find((one) => one.host === host)
      expect(row).toMatchObject({
        ...{ ...figures, pace },
        address: entry.address,
        profile: '24 GB',
        facts,
        isAlive: true,
      })
      const probed = { version: '0.30.1', profile: null, facts: { ...facts, nodeClasses: [] } }
      await gpuHosts.beat({ host, instance: 'a', ...figures, trouble: 'away\u0000', probed })
      const after = (await gpuHosts.list()).find((one) => one.host === host)
      expect(after).toMatchObject(probed)
      expect(after?.pace).toBeUndefined()
      await gpuHosts.leave({ host, instance: 'b' })
      expect(await gpuHosts.register({ ...entry, instance: 'b' })).toBe(false)
      await gpuHosts.leave({ host, instance: 'a' })
      expect((await gpuHosts.list()).some((one) => one.host === host)).toBe(false)
      expect(await gpuHosts.register({ ...entry, instance: 'b' })).toBe(true)
      expect(await gpuHosts.beat({ host, instance: 'a', ...idle })).toBe(false)
      expect((await gpuHosts.list()).find((one) => one.host === host)).toMatchObject(idle)
    })

    it('see what waits by project and model set until its picture is there or nobody wants it', async () => {
      const one = await start(3)
      const other = await start()
      await queue(one.projectId, one.jobs.slice(0, 2), castle)
      const host = freshKey()
      const entry = {
        host,
        instance: 'a',
        address: 'http://10.0.0.8:8188',
        version: '0.28.0',
        profile: null,
        facts,
      }
      await open().gpuHosts.register(entry)
      await open().gpuHosts.beat({ host, instance: 'a', ...idle, serving: modelKeyOf(castle) })
      const rows = await open().gpuHosts.list()
      expect(rows.find((row) => row.host === host)).toMatchObject({
        servingModels: { checkpoint: castle.checkpoint, loras: ['pixel.safetensors'] },
      })
      await queue(one.projectId, one.jobs.slice(2), harbour, 1)
      await queue(other.projectId, other.jobs, castle)
      await queue(other.projectId, [other.first], null)
      const work = await waitingOf(one.projectId)
      const byKey = Object.fromEntries(
        work.map(({ modelKey, count, priority }) => [modelKey, [count, priority]]),
      )
      expect(byKey).toEqual({ [modelKeyOf(castle)]: [2, 3], [modelKeyOf(harbour)]: [1, 1] })
      expect(work.find(({ count }) => count === 2)).toMatchObject({
        checkpoint: castle.checkpoint,
        loras: ['pixel.safetensors'],
      })
      for (const { oldestMs, waitedMs } of work) expect(oldestMs).toBeGreaterThanOrEqual(waitedMs)
      expect((await waitingOf(other.projectId)).map(({ count }) => count)).toEqual([1])
      await open().generation.complete(resultOf(one.first))
      expect((await waitingOf(one.projectId)).map(({ count }) => count)).toEqual([1, 1])
      await open().generation.release(holderOf(one, one.spec))
      expect(await waitingOf(one.projectId)).toEqual([])
      // A picture that was found damaged is made again, beside its variant.
      await queue(one.projectId, [one.first], castle)
      expect((await waitingOf(one.projectId)).map(({ count }) => count)).toEqual([1])
      await expect(queue(other.projectId, [one.first], castle)).rejects.toMatchObject({ type: 'NotFound' })
    })

    it('tell what they executed and what is with them', async () => {
      const { projectId, jobs, first, second } = await start()
      const { gpuHosts, submissions } = open()
      await queue(projectId, jobs, castle)
      const host = freshKey()
      for (const { jobId } of jobs) {
        await gpuHosts.claim({ jobId, host })
        await submissions.begin({ jobId, after: 0, host, promptId: `${host}-${jobId}`, prefix: jobId })
      }
      expect((await gpuHosts.openPrompts()).get(host)).toBeGreaterThanOrEqual(0)
      await submissions.end({ jobId: first.jobId, submitNo: 1, state: 'done', executionMs: 2_500 })
      // What failed or was lost says nothing of how long such a job takes.
      await submissions.end({ jobId: second.jobId, submitNo: 1, state: 'lost' })
      const [told, ...more] = await gpuHosts.pastExecutions({ withinMs: 600_000, host })
      expect(more).toEqual([])
      expect(told).toEqual({
        ...{ host, modelKey: modelKeyOf(castle), checkpoint: castle.checkpoint, graph: null },
        ...{ executionMs: 2_500, endedAgoMs: expect.any(Number) as number },
      })
      expect((await gpuHosts.pastExecutions({ withinMs: 600_000 })).some((one) => one.host === host)).toBe(
        true,
      )
      expect(await gpuHosts.pastExecutions({ withinMs: 0, host })).toEqual([])
      expect((await gpuHosts.openPrompts()).has(host)).toBe(false)
      const kinds = await gpuHosts.executionTimes({ withinMs: 600_000 })
      expect(kinds.find(({ modelKey }) => modelKey === modelKeyOf(castle))).toMatchObject({
        ...{ graph: null, values: {}, frames: 1, executions: expect.any(Number) as number },
        ms: { likely: expect.any(Number) as number },
      })
      expect(await gpuHosts.executionTimes({ withinMs: 0 })).toEqual([])
    })

    it('have a job one at a time: the newest claim only may renew it and end it', async () => {
      const { projectId, jobs, first, second } = await start()
      const { gpuHosts } = open()
      await queue(projectId, jobs, castle)
      const lease = { jobId: first.jobId, host: 'gpu-a' }
      expect(await gpuHosts.claim(lease)).toEqual({ claimed: true, fence: 1 })
      await queue(projectId, jobs, castle)
      expect((await waitingOf(projectId)).map(({ count }) => count)).toEqual([1])
      const refused = await gpuHosts.claim({ ...lease, host: 'gpu-b' })
      expect(refused).toMatchObject({ claimed: false, holder: 'gpu-a' })
      expect(await gpuHosts.claim(lease)).toEqual({ claimed: true, fence: 2 })
      expect(await gpuHosts.renew({ ...lease, fence: 1 })).toBe(false)
      expect(await gpuHosts.finish({ ...lease, fence: 1, as: 'made' })).toBe(false)
      // A lease that has run out goes to whom asks first.
      expect(await gpuHosts.renew({ ...lease, fence: 2, leaseMs: 0 })).toBe(true)
      expect((await waitingOf(projectId)).map(({ count }) => count)).toEqual([2])
      expect(await gpuHosts.claim({ ...lease, host: 'gpu-b' })).toEqual({ claimed: true, fence: 3 })
      expect(await gpuHosts.finish({ ...lease, fence: 2, as: 'made' })).toBe(false)
      const taken = { ...lease, host: 'gpu-b', fence: 3 }
      expect(await gpuHosts.finish({ ...taken, as: 'queued' })).toBe(true)
      expect((await waitingOf(projectId)).map(({ count }) => count)).toEqual([2])
      expect(await gpuHosts.claim({ ...lease, host: 'gpu-b' })).toEqual({ claimed: true, fence: 4 })
      expect(await gpuHosts.finish({ ...taken, fence: 4, as: 'made' })).toBe(true)
      expect((await waitingOf(projectId)).map(({ count }) => count)).toEqual([1])
      await open().generation.complete(resultOf(first))
      await open().generation.complete(resultOf(second))
      expect(await waitingOf(projectId)).toEqual([])
      await expect(gpuHosts.claim({ jobId: 'unknown', host: 'gpu-a' })).rejects.toMatchObject({
        type: 'NotFound',
      })
    })

    it('at once: one gets the job', async () => {
      const { projectId, jobs, first } = await start()
      await queue(projectId, jobs, castle)
      const answers = await Promise.all(
        ['a', 'b', 'c', 'd'].map((host) => open().gpuHosts.claim({ jobId: first.jobId, host })),
      )
      expect(answers.filter(({ claimed }) => claimed)).toHaveLength(1)
    })
  })
}
