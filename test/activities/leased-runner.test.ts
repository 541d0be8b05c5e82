import { describe, expect, it, vi } from 'vitest'
import { leaseRuns } from '../../activities/leased-runner.js'
import type { ComfyResult, ComfyRunner, ComfyWork } from '../../core/comfyui/comfy-work.js'
import { holderOf, planJobs, startRun } from '../support/catalogue-scenario.js'
import { createCountingIds } from '../support/counting-ids.js'
import { createMemoryCatalogue } from '../support/memory-catalogue.js'

const result: ComfyResult = {
  ...{ bytes: new Uint8Array([1]), mime: 'image/png', promptId: 'p', submitNo: 1 },
  ...{ executionMs: null, adopted: false },
}
const output = { node: '9', prefixField: 'filename_prefix', kind: 'image' as const }
const options = { signal: new AbortController().signal, cancels: () => true, onProgress: () => undefined }

async function open() {
  const clock = { nowMs: 0 }
  const { gpuHosts, ...catalogue } = createMemoryCatalogue({
    ids: createCountingIds(),
    now: () => clock.nowMs,
  })
  const run = await startRun({ ...catalogue, gpuHosts }, { project: 'one', keys: ['gate'] })
  const spec = run.specs[0]!
  const [job] = planJobs(run, spec)
  await catalogue.generation.reserve({ ...holderOf(run, spec), cap: 1, jobs: [job!], costMicros: 1 })
  const models = { checkpoint: 'castle.safetensors', loras: [] }
  const { jobId } = job!
  await gpuHosts.queueJobs({ projectId: run.projectId, jobIds: [jobId], provider: 'comfyui', models })
  const work: ComfyWork = { jobId, graph: {}, output, executionMaxMs: 1_000 }
  const lease = (paint: ComfyRunner['run']) =>
    leaseRuns(
      { host: 'gpu-a', run: paint, upload: async () => 'picture.png' },
      { gpuHosts, log: () => undefined, leaseMs: 90 },
    )
  return { clock, gpuHosts, work, lease }
}

/** Ends only when its signal fires, and tells whether that cancels the prompt. */
function hanging(told: { cancels?: boolean; begun?: boolean }): ComfyRunner['run'] {
  return async (_work, { signal, cancels }) => {
    told.begun = true
    return await new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        told.cancels = cancels(signal.reason)
        reject(signal.reason as Error)
      })
    })
  }
}

describe('a leased job', () => {
  it('is refused while another host has it, and told apart from its result', async () => {
    const { gpuHosts, work, lease, clock } = await open()
    await gpuHosts.claim({ jobId: work.jobId, host: 'gpu-b', leaseMs: 5_000 })
    const runner = lease(async () => result)
    await expect(runner.run(work, options)).rejects.toMatchObject({
      type: 'Unavailable',
      message: 'gpu-b has this job',
    })
    clock.nowMs = 5_001
    expect(await runner.run(work, options)).toEqual(result)
    expect(runner.figures()).toMatchObject({ started: 1, executions: 1, discarded: 0, running: 0 })
    expect(await gpuHosts.waitingWork()).toEqual([])
    // Its variant never came: it waits again when the lease is over.
    clock.nowMs = 60_000
    expect((await gpuHosts.waitingWork())[0]?.count).toBe(1)
  })

  it('is let go of, and its prompt left alone, when a newer attempt took it', async () => {
    const { gpuHosts, work, lease, clock } = await open()
    const told: { cancels?: boolean; begun?: boolean } = {}
    const running = lease(hanging(told)).run(work, options)
    await vi.waitFor(() => expect(told.begun).toBe(true))
    clock.nowMs = 10_000
    await gpuHosts.claim({ jobId: work.jobId, host: 'gpu-b' })
    await expect(running).rejects.toThrow('another attempt has taken job')
    expect(told.cancels).toBe(false)
    expect((await gpuHosts.claim({ jobId: work.jobId, host: 'gpu-c' })).claimed).toBe(false)
  })

  it('gives no result that came after it was taken, and counts that', async () => {
    const { gpuHosts, work, lease, clock } = await open()
    const runner = lease(async () => {
      clock.nowMs += 10_000
      await gpuHosts.claim({ jobId: work.jobId, host: 'gpu-b' })
      return result
    })
    await expect(runner.run(work, options)).rejects.toMatchObject({ type: 'Unavailable' })
    expect(runner.figures()).toMatchObject({ executions: 1, discarded: 1 })
  })

  it('is free at once when its work fails, and kept for the next process when the host ends', async () => {
    const { gpuHosts, work, lease } = await open()
    const failing = lease(async () => {
      throw new Error('out of memory')
    })
    await expect(failing.run(work, options)).rejects.toThrow('out of memory')
    expect((await gpuHosts.waitingWork())[0]?.count).toBe(1)
    const told: { cancels?: boolean; begun?: boolean } = {}
    const ending = lease(hanging(told))
    const running = ending.run(work, options)
    await vi.waitFor(() => expect(told.begun).toBe(true))
    ending.drain()
    await expect(running).rejects.toThrow('gpu-a ends')
    expect(told.cancels).toBe(false)
    expect((await gpuHosts.claim({ jobId: work.jobId, host: 'gpu-b' })).claimed).toBe(false)
    expect((await gpuHosts.claim({ jobId: work.jobId, host: 'gpu-a' })).claimed).toBe(true)
    await expect(ending.run(work, options)).rejects.toThrow('gpu-a ends')
  })

  it('is cancelled on the server where nobody wants it any more', async () => {
    const { work, lease } = await open()
    const told: { cancels?: boolean; begun?: boolean } = {}
    const stop = new AbortController()
    const running = lease(hanging(told)).run(work, { ...options, signal: stop.signal })
    await vi.waitFor(() => expect(told.begun).toBe(true))
    stop.abort(new Error('cancelled'))
    await expect(running).rejects.toThrow('cancelled')
    expect(told.cancels).toBe(true)
  })
})
