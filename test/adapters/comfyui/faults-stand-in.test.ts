import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import {
  createComfyRunner,
  type ComfyRunnerOptions,
  type ConnectedComfy,
} from '../../../adapters/comfyui/comfy-runner.js'
import { startFakeComfyui, type FakeComfy } from '../../../adapters/fake-comfyui/fake-comfyui.js'
import type { FaultKind } from '../../../adapters/fake-comfyui/fault-book.js'
import type { ComfyResult, ComfyWork } from '../../../core/comfyui/comfy-work.js'
import { sha256Hex } from '../../../core/hash.js'
import { createMemorySubmissions } from '../../support/memory-submissions.js'

// Each fault of the stand-in meets one job; what is counted are results, files, executions and submissions.

function workOf(name: string): ComfyWork {
  const jobId = sha256Hex(name)
  return {
    jobId,
    graph: {
      '3': {
        class_type: 'KSampler',
        inputs: {
          ...{ seed: BigInt(`0x${jobId.slice(0, 16)}`), steps: 2, cfg: 7, denoise: 1 },
          ...{ sampler_name: 'euler', scheduler: 'normal' },
          ...{ model: ['4', 0], positive: ['6', 0], negative: ['7', 0], latent_image: ['5', 0] },
        },
      },
      '4': { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: 'v1-5-pruned-emaonly.safetensors' } },
      '5': { class_type: 'EmptyLatentImage', inputs: { width: 64, height: 64, batch_size: 1 } },
      '6': { class_type: 'CLIPTextEncode', inputs: { text: 'a wooden barrel', clip: ['4', 1] } },
      '7': { class_type: 'CLIPTextEncode', inputs: { text: 'blurry', clip: ['4', 1] } },
      '8': { class_type: 'VAEDecode', inputs: { samples: ['3', 0], vae: ['4', 2] } },
      '9': { class_type: 'SaveImage', inputs: { filename_prefix: 'unbound', images: ['8', 0] } },
    },
    output: { node: '9', prefixField: 'filename_prefix', kind: 'image' },
    executionMaxMs: 600_000,
  }
}

const run = async (runner: ConnectedComfy, work: ComfyWork): Promise<ComfyResult> =>
  await runner.run(work, {
    signal: new AbortController().signal,
    cancels: () => false,
    onProgress: () => undefined,
  })

describe.each(['0.28.0', '0.3.64'])('a job on a ComfyUI %s', (version) => {
  let server: FakeComfy
  const submissions = createMemorySubmissions()
  const runners: ConnectedComfy[] = []
  const open = (options: Partial<ComfyRunnerOptions> = {}): ConnectedComfy => {
    const runner = createComfyRunner({
      host: 'gpu-1',
      baseUrl: server.url,
      submissions,
      log: () => undefined,
      minVersion: version,
      timings: { pollMs: 10, retryMs: 10, unknownLookMs: 100, awayMaxMs: 60_000 },
      socket: { reconnectMs: 5 },
      ...options,
    })
    runners.push(runner)
    return runner
  }
  let runner: ConnectedComfy

  beforeAll(async () => {
    server = await startFakeComfyui({ version, stepMs: 2, loadMs: 0, restartMs: 50 })
    runner = open()
  })
  afterAll(async () => {
    await Promise.all(runners.map(async (one) => await one.close()))
    await server.close()
  })

  const rowsOf = ({ jobId }: ComfyWork) => submissions.rows.filter((row) => row.jobId === jobId)
  const filesOf = async ({ jobId }: ComfyWork, dir = server.dir) => {
    const names = await readdir(join(dir, 'output')).catch((): string[] => [])
    return names.filter((name) => name.startsWith(`al-${jobId.slice(0, 12)}-`))
  }
  /** The only file of a job, as it lies on the server's disk. */
  const fileOf = async (work: ComfyWork): Promise<Buffer> => {
    const names = await filesOf(work)
    expect(names).toHaveLength(1)
    return await readFile(join(server.dir, 'output', names[0]!))
  }

  // Submissions and executions that one injected loss may cost.
  test.each<[FaultKind, { submissions: number; executions: number }]>([
    ['post-refused', { submissions: 1, executions: 1 }],
    ['post-lost', { submissions: 1, executions: 1 }],
    ['post-late', { submissions: 1, executions: 1 }],
    ['http-500', { submissions: 1, executions: 1 }],
    ['http-502', { submissions: 1, executions: 1 }],
    ['restart-pending', { submissions: 2, executions: 1 }],
    ['dequeued', { submissions: 2, executions: 1 }],
    ['restart-running', { submissions: 2, executions: 2 }],
    ['restart-saved', { submissions: 1, executions: 1 }],
    ['history-evicted', { submissions: 1, executions: 1 }],
    ['interrupt-stranger', { submissions: 2, executions: 2 }],
    ['node-exception', { submissions: 2, executions: 2 }],
    ['oom', { submissions: 2, executions: 2 }],
    // The sampler's result is still in the server's cache: only the save is done again.
    ['output-deleted', { submissions: 2, executions: 1 }],
    ['view-truncated', { submissions: 1, executions: 1 }],
    ['view-wrong-type', { submissions: 1, executions: 1 }],
    ['view-502', { submissions: 1, executions: 1 }],
    ['poll-500', { submissions: 1, executions: 1 }],
    ['poll-502', { submissions: 1, executions: 1 }],
    ['ws-drop', { submissions: 1, executions: 1 }],
    ['ws-stall', { submissions: 1, executions: 1 }],
  ])('that meets %s ends in exactly one picture', async (kind, expected) => {
    const work = workOf(`${version} ${kind}`)
    const before = server.stats()
    server.inject(kind === 'post-late' ? 'post-late:50' : kind)
    const result = await run(runner, work)
    const after = server.stats()
    expect((after.faults[kind] ?? 0) - (before.faults[kind] ?? 0)).toBe(1)
    const rows = rowsOf(work)
    expect(rows.map(({ state }) => state).slice(0, -1)).not.toContain('done')
    expect(rows.at(-1)).toMatchObject({ state: 'done', submitNo: result.submitNo })
    expect(rows).toHaveLength(expected.submissions)
    expect(after.executions - before.executions).toBeLessThanOrEqual(expected.executions)
    expect(sha256Hex(await fileOf(work))).toBe(sha256Hex(result.bytes))
  })

  test.each(['ws-refuse', 'ws-never-open'] as const)('needs no socket: %s', async (kind) => {
    server.inject(kind)
    const work = workOf(`${version} ${kind}`)
    const own = open({ socket: { reconnectMs: 5, connectTimeoutMs: 50, pingEveryMs: 20, silenceMaxMs: 50 } })
    const before = server.stats().executions
    await run(own, work)
    expect(server.stats().faults[kind]).toBe(1)
    expect(server.stats().executions - before).toBe(1)
  })

  test('whose server dies again and again is made once it lives', async () => {
    const work = workOf(`${version} twice`)
    server.inject('restart-running*2,view-truncated,post-lost')
    const before = server.stats()
    await run(runner, work)
    const after = server.stats()
    expect(after.faults['restart-running']! - (before.faults['restart-running'] ?? 0)).toBe(2)
    // A server that dies before it answered the POST has lost no submission: the same one is posted again.
    const states = rowsOf(work).map(({ state }) => state)
    expect(['lost,done', 'lost,lost,done']).toContain(states.join())
    expect(after.executions - before.executions).toBeLessThanOrEqual(3)
    expect(await filesOf(work)).toHaveLength(1)
  })

  test('whose server stays away is given up for now, and made by a later attempt under the same id', async () => {
    const work = workOf(`${version} away`)
    // A server of its own, in the midst of a step when it goes, and not back before the runner has given up.
    const dir = await mkdtemp(join(tmpdir(), 'assetloom-away-'))
    const slow = await startFakeComfyui({ version, dir, stepMs: 60_000, loadMs: 0 })
    const baseUrl = slow.url
    const timings = { pollMs: 5, retryMs: 5, unknownLookMs: 50, awayMaxMs: 1 }
    const first = run(open({ baseUrl, timings }), work)
    first.catch(() => undefined)
    await vi.waitFor(() => expect(slow.stats().accepted).toBe(1), 20_000)
    await slow.close()
    await expect(first).rejects.toMatchObject({ type: 'Unavailable' })
    expect(rowsOf(work)).toMatchObject([{ state: 'open' }])
    const back = await startFakeComfyui({ version, dir, port: Number(new URL(baseUrl).port), stepMs: 2 })
    expect(await run(open({ baseUrl }), work)).toMatchObject({ submitNo: 1 })
    expect(await filesOf(work, dir)).toHaveLength(1)
    await back.close()
    await rm(dir, { recursive: true })
  })

  test('that two workers make at once is executed once', async () => {
    const work = workOf(`${version} two workers`)
    const before = server.stats().executions
    const results = await Promise.all([run(open(), work), run(open(), work)])
    expect(server.stats().executions - before).toBe(1)
    expect(new Set(results.map(({ bytes }) => sha256Hex(bytes))).size).toBe(1)
    expect(rowsOf(work)).toMatchObject([{ state: 'done' }])
    expect(await filesOf(work)).toHaveLength(1)
  })

  test('that is refused in part leaves nothing behind', async () => {
    const work = workOf(`${version} partial`)
    server.inject('partial')
    await expect(run(runner, work)).rejects.toMatchObject({ type: 'InvalidInput' })
    expect(rowsOf(work)).toMatchObject([{ state: 'failed' }])
    expect(await runner.http.queue()).toEqual({ running: [], pending: [] })
  })

  test('that finds the disk full waits for room, and loses none of its tries by it', async () => {
    const work = workOf(`${version} disk-full`)
    const own = open({ submissionsMax: 1 })
    // A picture cannot be saved, and the first look after it finds no room; then the same again.
    server.inject('disk-full*2')
    for (const submissionsSoFar of [1, 2]) {
      const full = { type: 'Unavailable', details: { kind: 'disk-full' } }
      await expect(run(own, work)).rejects.toMatchObject(full)
      const before = server.stats().executions
      await expect(run(own, work)).rejects.toMatchObject(full)
      await own.watch.look()
      expect(own.watch.sickness()).toEqual({ kind: 'disk-full', why: 'its disk is full' })
      await own.watch.look()
      expect(own.watch.sickness()).toBeNull()
      expect(server.stats().executions).toBe(before)
      expect(rowsOf(work)).toHaveLength(submissionsSoFar)
      if (submissionsSoFar === 1) server.inject('disk-full*2')
    }
    expect(await run(own, work)).toMatchObject({ submitNo: 3 })
    expect(await filesOf(work)).toHaveLength(1)
  })

  test.each(['cuda', 'hung-node', 'zombie'] as const)(
    'that meets %s is made after the restart',
    async (kind) => {
      const work = workOf(`${version} ${kind}`)
      const restart = vi.fn(async () => {
        await server.restart(20)
        return { state: 'restarted' as const }
      })
      const own = open({
        restart: { restart },
        watchLimits: { silentMedians: 0, silentFloorMs: 300, unansweredMaxMs: 60_000 },
      })
      server.inject(kind)
      const before = server.stats()
      const first = run(own, { ...work, executionMaxMs: kind === 'hung-node' ? 200 : 600_000 })
      first.catch(() => undefined)
      if (kind === 'zombie')
        await vi.waitFor(async () => {
          await own.watch.look()
          expect(restart).toHaveBeenCalled()
        }, 20_000)
      else
        await expect(first).rejects.toMatchObject({
          type: kind === 'cuda' ? 'ProviderFailed' : 'Unavailable',
        })
      // After a restart in its midst the first run may have gone on by itself.
      await first.catch(() => undefined)
      const result = await run(own, work)
      expect(restart).toHaveBeenCalledTimes(1)
      expect(rowsOf(work).at(-1)).toMatchObject({ state: 'done', submitNo: result.submitNo })
      expect(await filesOf(work)).toHaveLength(1)
      expect(server.stats().executions - before.executions).toBeLessThanOrEqual(2)
    },
  )

  test('whose server is a zombie is made after the command of the operator has restarted it, once', async () => {
    const work = workOf(`${version} command`)
    const script = 'fetch(process.argv[1], { method: "POST", body: JSON.stringify({ downMs: 20 }) })'
    const own = open({
      restartCommand: [process.execPath, '-e', script, `${server.url}/fake/restart`],
      watchLimits: { silentMedians: 0, silentFloorMs: 300, unansweredMaxMs: 60_000 },
    })
    const before = server.stats()
    server.inject('zombie')
    const first = run(own, work)
    first.catch(() => undefined)
    await vi.waitFor(async () => {
      // Looks that come while it is down or still sick start no second command.
      await Promise.all([own.watch.look(), own.watch.look()])
      expect(own.watch.restarts).toBe(1)
    }, 30_000)
    await first.catch(() => undefined)
    expect(await run(own, work)).toMatchObject({ mime: 'image/png' })
    expect(own.watch.sickness()).toBeNull()
    expect(server.stats().restarts - before.restarts).toBe(1)
    expect(await filesOf(work)).toHaveLength(1)
  })
})
