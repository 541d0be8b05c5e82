import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createComfyRunner, type ConnectedComfy } from '../../../adapters/comfyui/comfy-runner.js'
import { createComfyuiProvider } from '../../../adapters/comfyui/comfyui-provider.js'
import { createGraphSource } from '../../../adapters/comfyui/graph-source.js'
import { startFakeComfyui, type FakeComfy } from '../../../adapters/fake-comfyui/fake-comfyui.js'
import { sharpImageCodec as codec } from '../../../adapters/imaging/sharp-image-codec.js'
import type { SubmissionCatalogue } from '../../../core/comfyui/submission-ports.js'
import type { GenerationRoute } from '../../../core/generation/generation-route.js'
import type { MakingContext, PaintedImage, PaintRequest } from '../../../core/generation/paint-request.js'
import { graphHashOf } from '../../../core/graphs/graph-template.js'
import { sha256Hex } from '../../../core/hash.js'
import { createRaster, type Raster } from '../../../core/raster/raster.js'
import { createMemorySubmissions } from '../../support/memory-submissions.js'

const graphs = createGraphSource({ home: '/nonexistent' })
const stored = new Map<string, Uint8Array>()
let standIn: FakeComfy
let comfy: ConnectedComfy
let uploads: { mockClear(): void; readonly mock: { readonly calls: unknown[] } }
let jobs = 0
/** Called after a submission has begun, or ended well, in a smaller size. */
let onSmaller: (what: 'begun' | 'done') => void = () => undefined

function tellingSubmissions(): SubmissionCatalogue {
  const submissions = createMemorySubmissions()
  const tell = async (jobId: string, what: 'begun' | 'done') => {
    if ((await submissions.newest(jobId))!.timesSmaller > 0) onSmaller(what)
  }
  return {
    ...submissions,
    begin: async (input) => {
      const row = await submissions.begin(input)
      await tell(input.jobId, 'begun')
      return row
    },
    end: async (input) => {
      await submissions.end(input)
      if (input.state === 'done') await tell(input.jobId, 'done')
    },
  }
}

beforeAll(async () => {
  standIn = await startFakeComfyui({
    ...{ stepMs: 1, loadMs: 0, packs: true },
    models: {
      controlnet: [{ name: 'OpenPoseXL2.safetensors', gb: 1 }],
      clip_vision: [{ name: 'clip.safetensors', gb: 1 }],
      ipadapter: [{ name: 'ip-adapter.safetensors', gb: 1 }],
    },
  })
  comfy = createComfyRunner({
    ...{ host: 'gpu-1', baseUrl: standIn.url, submissions: tellingSubmissions(), log: () => undefined },
    timings: { pollMs: 10, retryMs: 10, unknownLookMs: 100, awayMaxMs: 60_000 },
  })
  uploads = vi.spyOn(comfy.http, 'uploadInput')
})
afterAll(async () => {
  await comfy.close()
  await standIn.close()
})

/** A picture by a rule of its pixels, as it lies in the store. */
async function keep(side: number, pixel: (x: number, y: number) => readonly number[]): Promise<string> {
  const raster = createRaster(side, side)
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) raster.data.set(pixel(x, y), (y * side + x) * 4)
  const png = await codec.encodePng(raster)
  const sha256 = sha256Hex(png)
  stored.set(sha256, png)
  return sha256
}

const red = [200, 30, 30, 255]
const clear = [0, 0, 0, 0]
const keepBarrel = async () => await keep(32, (x, y) => (x > 8 && x < 24 && y > 6 ? red : clear))

const request: PaintRequest = {
  ...{ prompt: 'a red barrel', negative: '', assetType: 'prop', seamless: false, palette: [], outlinePx: 1 },
  ...{ nativeSize: { width: 32, height: 32 }, generatedSize: { width: 256, height: 256 } },
  ...{ background: 'transparent', light: 'upper-left', seed: '00000000000000aa' },
}

interface Made extends PaintedImage {
  readonly raster: Raster
  readonly executions: number
}

/** One job through the provider, of its own where none is named. */
async function paint(
  graph: string,
  changes: Partial<PaintRequest>,
  values: GenerationRoute['values'] = { width: 256, height: 256 },
  { job = (jobs += 1), signal = new AbortController().signal } = {},
): Promise<Made> {
  const template = (await graphs.find(graph, 1))!
  const route: GenerationRoute = {
    ...{ provider: 'comfyui', taskQueue: 'gpu.x', costMicros: 0, reasons: [], values },
    graph: { name: graph, version: 1, hash: graphHashOf(template) },
    models: { checkpoint: 'sd_xl_base_1.0.safetensors', loras: [] },
  }
  const context: MakingContext = {
    ...{ jobId: sha256Hex(`job ${job}`), route, cancels: () => false, onProgress: () => undefined },
    load: async (sha256) => stored.get(sha256) ?? Promise.reject(new Error(`nothing under ${sha256}`)),
  }
  const before = standIn.stats().executions
  const painted = await createComfyuiProvider({ runner: comfy, graphs, codec }).paint(
    { ...request, ...changes },
    1,
    signal,
    context,
  )
  const raster = await codec.decodePng(painted.png)
  return { ...painted, raster, executions: standIn.stats().executions - before }
}

const pixelOf = ({ width, data }: Raster, x: number, y: number) => [
  ...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 4),
]

describe('a picture that begins from another one', () => {
  it('is a variation of it; two variations share one upload, a file of the content in our own folder', async () => {
    uploads.mockClear()
    const source = { sha256: await keepBarrel(), use: 'variation', strength: 0.4 } as const
    const made = [
      await paint('variation', { source }),
      await paint('variation', { source, seed: '00000000000000ab' }),
    ]
    expect(made.map(({ executions }) => executions)).toEqual([1, 1])
    expect(uploads.mock.calls).toHaveLength(1)
    const files = await readdir(join(standIn.dir, 'input', 'assetloom'))
    expect(files).toEqual([expect.stringMatching(/^[0-9a-f]{32}\.png$/)])
    expect(made[0]!.provenance).toMatchObject({
      source,
      values: { image: `assetloom/${files[0]}`, denoise: 0.4 },
    })
    // The clear pixels became plain white before the model saw them, and the subject kept its place.
    const sent = await codec.decodePng(
      (await comfy.http.view({ filename: files[0]!, subfolder: 'assetloom', type: 'input' }, 1_000_000))!,
    )
    expect([sent.width, sent.height]).toEqual([256, 256])
    expect(pixelOf(sent, 2, 2)).toEqual([255, 255, 255, 255])
    expect(pixelOf(sent, 128, 200)).toEqual(red)
  })

  it('is repainted where the mask is white only', async () => {
    const sha256 = await keep(64, (x) => [x < 32 ? 20 : 240, 90, 90, 255])
    const mask = await keep(64, (_, y) => (y < 32 ? [255, 255, 255, 255] : [0, 0, 0, 255]))
    const { raster, executions } = await paint('inpaint', {
      ...{ source: { sha256, use: 'inpaint', mask }, background: 'opaque' },
    })
    expect(executions).toBe(1)
    expect(pixelOf(raster, 40, 250)).toEqual([20, 90, 90, 255])
    expect(pixelOf(raster, 200, 250)).toEqual([240, 90, 90, 255])
    const changed = [40, 120, 200].some((x) => pixelOf(raster, x, 60)[1] !== 90)
    expect(changed).toBe(true)
  })

  it('follows a reference and is enlarged, each by its graph', async () => {
    const sha256 = await keepBarrel()
    const reference = await paint('reference', { source: { sha256, use: 'reference', strength: 0.6 } })
    expect(reference.provenance?.values).toMatchObject({ strength: 0.6 })
    const large = await keep(64, (x, y) => (x + y < 64 ? [10, 200, 30, 255] : [10, 30, 200, 255]))
    const enlarged = await paint('upscale', { source: { sha256: large, use: 'upscale' } }, {})
    expect([enlarged.width, enlarged.height]).toEqual([256, 256])
    expect(pixelOf(enlarged.raster, 20, 20)).toEqual([10, 200, 30, 255])
    expect(pixelOf(enlarged.raster, 240, 240)).toEqual([10, 30, 200, 255])
  })

  it('has a skeleton for each frame, equal ones uploaded once', async () => {
    uploads.mockClear()
    const frames = [0, 1, 0].map((index) => ({
      ...{ name: `walk.${index}`, animation: 'walk', index, count: 2, loop: true },
    }))
    const generatedSize = { width: 64, height: 64 }
    const values = { width: 256, height: 256, controlnet: 'OpenPoseXL2.safetensors' }
    const made = await paint('frames-pose-sdxl', { frames, generatedSize, assetType: 'character' }, values)
    expect([made.width, made.height, made.executions]).toEqual([192, 64, 1])
    expect(uploads.mock.calls).toHaveLength(2)
  })

  it('is uploaded again where the server was cleaned, and refused where its graph takes none', async () => {
    const source = { sha256: await keepBarrel(), use: 'variation' } as const
    await paint('variation', { source })
    await rm(join(standIn.dir, 'input', 'assetloom'), { recursive: true })
    await standIn.restart(10)
    uploads.mockClear()
    expect(await paint('variation', { source, seed: '00000000000000ac' })).toMatchObject({ executions: 1 })
    expect(uploads.mock.calls).toHaveLength(1)
    await expect(paint('sprite-sdxl', { source })).rejects.toMatchObject({ type: 'InvalidInput' })
    const mask = await keep(16, () => [255, 255, 255, 255])
    await expect(paint('inpaint', { source: { ...source, use: 'inpaint', mask } })).rejects.toThrow(
      '16x16 px and its picture 32x32 px',
    )
  })
})

describe('a picture that is too large for the memory of its server', () => {
  it('is made in three quarters of its size after a second try, and says so', async () => {
    standIn.inject('oom*2')
    const made = await paint('sprite-sdxl', {}, { width: 1024, height: 768 })
    expect(made.provenance).toMatchObject({
      downsizedFrom: { width: 1024, height: 768 },
      ...{ values: { width: 768, height: 576 }, submitNo: 3 },
    })
    expect([made.width, made.height]).toEqual([256, 256])
  })

  it.each([
    ['before its smaller size was posted', 'begun', 1],
    ['after its smaller size was made', 'done', 0],
  ] as const)('says so also where the worker dies %s', async (_when, dies, executions) => {
    standIn.inject('oom*2')
    const [job, size] = [(jobs += 1), { width: 1024, height: 768 }]
    const worker = new AbortController()
    onSmaller = (what) => {
      if (what === dies) worker.abort(new Error('it died'))
    }
    const died = await paint('sprite-sdxl', {}, size, { job, signal: worker.signal }).catch(() => null)
    onSmaller = () => undefined
    expect(worker.signal.aborted).toBe(true)
    const made = await paint('sprite-sdxl', {}, size, { job })
    expect(made.executions).toBe(executions)
    expect(made.provenance).toMatchObject({
      downsizedFrom: size,
      ...{ values: { width: 768, height: 576 }, submitNo: 3 },
    })
    if (died !== null) expect(made.png).toEqual(died.png)
  })

  it('is given up after two smaller sizes, and at once where it is small already', async () => {
    const before = standIn.stats().faults['oom'] ?? 0
    standIn.inject('oom*20')
    await expect(paint('sprite-sdxl', {}, { width: 1024, height: 1024 })).rejects.toMatchObject({
      details: { kind: 'out-of-memory' },
    })
    const used = standIn.stats().faults['oom']!
    await expect(paint('sprite-sdxl', {}, { width: 512, height: 512 })).rejects.toMatchObject({
      details: { kind: 'out-of-memory' },
    })
    // Twice for each size: 1024, 768 and 576 px; then 512 px alone.
    expect([used - before, standIn.stats().faults['oom']! - used]).toEqual([6, 2])
  })
})
