import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startFakeComfyui, type FakeComfy } from '../../adapters/fake-comfyui/fake-comfyui.js'
import { localComfy } from '../../clients/cli/local.js'
import { runCli } from '../../clients/cli/program.js'
import type { GpuBenchReport } from '../../core/gpu-bench/judge-gpu-bench.js'

const testLimitMs = 120_000
let standIn: FakeComfy

beforeAll(async () => {
  standIn = await startFakeComfyui({ stepMs: 1, loadMs: 400, previews: false })
}, testLimitMs)
afterAll(async () => await standIn.close())

async function bench(args: readonly string[], signal = new AbortController().signal) {
  let out = ''
  let err = ''
  const code = await runCli(['bench', 'gpu', '--home', '/nonexistent', ...args], {
    terminal: {
      writeOut: (text) => void (out += text),
      writeErr: (text) => void (err += text),
      isInteractive: false,
      columns: () => 80,
    },
    ...{ env: {}, cwd: '/', signal },
    packageRoot: fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, ''),
    loadLocalStack: () => Promise.reject(new Error('no stack here')),
    loadLocalKeeping: () => Promise.reject(new Error('no home here')),
    loadLocalComfy: () => Promise.resolve({ ...localComfy, findServers: async () => [] }),
  })
  return { code, out, err }
}

async function ask(path: string, body?: unknown): Promise<unknown> {
  const init =
    body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const response = await fetch(`${standIn.url}${path}`, init)
  return JSON.parse((await response.text()) || 'null')
}

/** A prompt of somebody else: a blank picture, saved. */
const foreignPrompt = (promptId: string) => ({
  ...{ prompt_id: promptId, client_id: 'somebody' },
  prompt: {
    a: { class_type: 'EmptyImage', inputs: { width: 64, height: 64, batch_size: 1, color: 0 } },
    b: { class_type: 'SaveImage', inputs: { images: ['a', 0], filename_prefix: 'somebody' } },
  },
})

describe('assetloom bench gpu', () => {
  it(
    'makes the pictures it was told to and one to warm up, and leaves only what others did in the history',
    async () => {
      const foreign = '11111111-1111-4111-8111-111111111111'
      await ask('/prompt', foreignPrompt(foreign))
      await vi.waitFor(
        async () => expect(Object.keys((await ask('/history')) as object)).toEqual([foreign]),
        testLimitMs,
      )
      const before = standIn.stats().executions
      const { code, out, err } = await bench(['--url', standIn.url, '--jobs', '2', '--json'])
      expect(code, err).toBe(0)
      const report = JSON.parse(out) as GpuBenchReport
      expect(standIn.stats().executions - before).toBe(3)
      expect(report).toMatchObject({
        ...{ graph: 'sprite-sdxl@1', checkpoint: 'sd_xl_base_1.0.safetensors', base: 'sdxl', pictures: 2 },
        ...{ paintedPx: { width: 1024, height: 1024 }, steps: 30 },
        foreign: { before: 0, during: 0 },
      })
      expect(report.executionsMs).toHaveLength(2)
      expect(report.warmUpMs).toBeGreaterThan(0)
      expect(report.picturesPerMinute).toBeGreaterThan(0)
      expect(report.stepsPerSecond).toBeGreaterThan(0)
      expect(report.memory!.peakBytes).toBeGreaterThan(0)
      expect(Object.keys((await ask('/history')) as object)).toEqual([foreign])
    },
    testLimitMs,
  )

  it(
    'takes its own prompts off the server when it is interrupted, and no others',
    async () => {
      const slow = await startFakeComfyui({ stepMs: 50, loadMs: 1, previews: false })
      try {
        const stop = new AbortController()
        const benched = bench(['--url', slow.url, '--jobs', '20'], stop.signal)
        const queue = async () =>
          (await (await fetch(`${slow.url}/queue`)).json()) as Record<string, [number, string][]>
        await vi.waitFor(
          async () => expect((await queue())['queue_pending']!.length).toBeGreaterThan(0),
          testLimitMs,
        )
        const foreign = '22222222-2222-4222-8222-222222222222'
        await fetch(`${slow.url}/prompt`, { method: 'POST', body: JSON.stringify(foreignPrompt(foreign)) })
        stop.abort(new Error('Ctrl-C'))
        expect((await benched).code).not.toBe(0)
        const { queue_running, queue_pending } = await queue()
        const left = [...queue_running!, ...queue_pending!].map(([, id]) => id)
        expect(left.every((id) => id === foreign)).toBe(true)
        await vi.waitFor(async () => {
          const history = (await (await fetch(`${slow.url}/history`)).json()) as object
          expect(Object.keys(history)).toEqual([foreign])
        }, testLimitMs)
      } finally {
        await slow.close()
      }
    },
    testLimitMs,
  )

  it(
    'takes an SD 1.5 checkpoint where no SDXL one is there, and says that the targets are for others',
    async () => {
      const models = { checkpoints: [{ name: 'v1-5-pruned-emaonly.safetensors', gb: 4.3 }], loras: [] }
      const small = await startFakeComfyui({ stepMs: 1, loadMs: 1, previews: false, models })
      try {
        const { code, out, err } = await bench(['--url', small.url, '--jobs', '2'])
        expect(code, err).toBe(0)
        expect(out).toContain('v1-5-pruned-emaonly.safetensors')
        expect(out).toMatch(/verdict +not comparable/)
        expect(out).toContain('for 1024 px of an SDXL checkpoint')
      } finally {
        await small.close()
      }
    },
    testLimitMs,
  )

  it('says how to name a ComfyUI where none is known', async () => {
    const { code, err } = await bench([])
    expect(code).toBe(2)
    expect(err).toContain('--url http://127.0.0.1:8188')
  })
})
