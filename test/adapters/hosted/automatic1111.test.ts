import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createAutomatic1111Provider } from '../../../adapters/automatic1111/automatic1111-provider.js'
import type { JobSource } from '../../../core/generation/job-source.schema.js'
import type { MakingContext } from '../../../core/generation/paint-request.js'
import { createRaster } from '../../../core/raster/raster.js'
import { type FakeServices, startFakeServices } from '../../support/fake-services.js'
import { codec, paintRequest, quiet, timeoutMs } from './hosted-fixture.js'

let fake: FakeServices
beforeAll(async () => {
  fake = await startFakeServices()
})
afterAll(async () => await fake.close())

const open = () =>
  createAutomatic1111Provider({
    ...{ baseUrl: fake.origin, timeoutMs, gpuHourMicros: 360_000_000, codec, progressEveryMs: 5 },
  })
const since = (from: number) => fake.requests.slice(from).map(({ path }) => path.replace('/sdapi/v1/', ''))
const waitFor = { timeout: 60_000, interval: 10 }

describe('pictures of an AUTOMATIC1111 web UI', () => {
  it("are asked for with document B's defaults, the spec's own figures, and no models that words smuggle in", async () => {
    const from = fake.requests.length
    const request = paintRequest('post <lora:stranger:1>', {
      generation: { steps: 20, sampler: 'Euler a', checkpoint: 'harbour_xl.safetensors' },
      loras: [{ name: 'pixels', weight: 0.8 }],
      seamless: true,
    })
    const provider = open()
    const painted = await provider.paint(request, 1, quiet)
    const plain = await provider.paint(paintRequest('post'), 1, quiet)
    await provider.close()
    expect(since(from)).toEqual(['sd-models', 'txt2img', 'txt2img'])
    const [, first, second] = fake.requests.slice(from)
    expect(first!.json).toMatchObject({
      ...{
        width: 704,
        height: 1024,
        steps: 20,
        cfg_scale: 7.5,
        sampler_name: 'Euler a',
        seed: 0x89abcdef,
        tiling: true,
      },
      ...{ batch_size: 1, negative_prompt: 'blurry' },
      override_settings: { sd_model_checkpoint: 'harbour_xl.safetensors [31e35c80fc]' },
    })
    expect(String(first!.json['prompt'])).toMatch(/^pixel art, post, game sprite, prop.*<lora:pixels:0.8>$/)
    expect(second!.json).toMatchObject({ steps: 30, tiling: false })
    expect(second!.json).not.toHaveProperty('override_settings')
    expect(painted).toMatchObject({
      width: 320,
      height: 480,
      provenance: {
        ...{ modelSeed: String(0x89abcdef), values: { checkpoint: 'harbour_xl' } },
        models: [
          { kind: 'checkpoint', file: 'harbour_xl', commercial: 'unknown' },
          { kind: 'lora', file: 'pixels' },
        ],
      },
    })
    // An hour costs 360 dollars, so every begun ten microseconds have a price.
    expect(plain.costMicros).toBeGreaterThan(0)
  })

  it('of one animation follow from its first frame, side by side', async () => {
    const from = fake.requests.length
    const frames = [0, 1, 2].map((index) => ({
      name: `walk.${index}`,
      animation: 'walk',
      index,
      count: 3,
      loop: true,
    }))
    const provider = open()
    const painted = await provider.paint(paintRequest('goat', { frames }), 1, quiet)
    await provider.close()
    expect(painted).toMatchObject({ width: 960, height: 480 })
    expect(since(from)).toEqual(['txt2img', 'img2img', 'img2img'])
    const [first, second, third] = fake.requests.slice(from)
    expect(String(first!.json['prompt'])).toContain('walk animation, frame 1 of 3')
    expect(third!.json['init_images']).toEqual(second!.json['init_images'])
    expect(new Set([first, second, third].map((one) => one!.json['seed'])).size).toBe(1)
    expect(new Set([first, second, third].map((one) => one!.json['force_task_id'])).size).toBe(3)
  })

  it('begin from a stored picture of the size that is asked for, repainted where a mask is white', async () => {
    const from = fake.requests.length
    const white = createRaster(30, 45)
    white.data.fill(255)
    const png = await codec.encodePng(white)
    const context: MakingContext = {
      ...{ jobId: 'job', route: null, cancels: () => false, onProgress: () => undefined },
      load: async () => png,
    }
    const sha256 = 'a'.repeat(64)
    const provider = open()
    const ask = async (source: JobSource) =>
      await provider.paint(paintRequest('post', { source }), 1, quiet, context)
    const made = await ask({ sha256, use: 'variation', strength: 0.3 })
    await ask({ sha256, use: 'inpaint', mask: sha256 })
    await expect(ask({ sha256, use: 'reference' })).rejects.toMatchObject({ type: 'InvalidInput' })
    await provider.close()
    const asked = fake.requests.slice(from).filter(({ path }) => !path.includes('progress'))
    expect(asked.map(({ path }) => path)).toEqual(['/sdapi/v1/img2img', '/sdapi/v1/img2img'])
    const [variation, inpaint] = asked
    expect(variation!.json).toMatchObject({ denoising_strength: 0.3, width: 704, height: 1024 })
    expect(variation!.json).not.toHaveProperty('mask')
    const sent = await codec.decodePng(
      Buffer.from((variation!.json['init_images'] as string[])[0]!, 'base64'),
    )
    // The web UI brings it to the size; large pixels were enlarged by a whole number.
    expect([sent.width, sent.height]).toEqual([690, 1012])
    expect(inpaint!.json).toMatchObject({ denoising_strength: 0.9, mask: expect.any(String) })
    expect(made.provenance).toMatchObject({ source: { use: 'variation' } })
  })

  it('tell their steps, and stop on the server only when they are cancelled and it is their turn', async () => {
    const progress = vi.fn()
    const from = fake.requests.length
    const context = (cancels: boolean): MakingContext => ({
      jobId: 'job',
      route: null,
      cancels: () => cancels,
      load: async () => new Uint8Array(),
      onProgress: progress,
    })
    const provider = open()
    const leave = new AbortController()
    const left = provider
      .paint(paintRequest('post pace:slow'), 1, leave.signal, context(false))
      .catch((error: unknown) => error)
    await vi.waitFor(
      () => expect(progress).toHaveBeenCalledWith({ phase: 'running', value: 7, max: 30 }),
      waitFor,
    )
    leave.abort(new Error('the worker stops'))
    expect(await left).toMatchObject({ message: 'the worker stops' })
    expect(since(from)).not.toContain('interrupt')

    progress.mockClear()
    const cancel = new AbortController()
    const cancelled = provider
      .paint(paintRequest('post pace:slow'), 2, cancel.signal, context(true))
      .catch((error: unknown) => error)
    await vi.waitFor(
      () => expect(progress).toHaveBeenCalledWith({ phase: 'running', value: 7, max: 30 }),
      waitFor,
    )
    cancel.abort(new Error('nobody wants it'))
    expect(await cancelled).toMatchObject({ message: 'nobody wants it' })
    expect(since(from).filter((path) => path === 'interrupt')).toHaveLength(1)
    await provider.close()
  })

  it.each([
    ['no-memory', 'ProviderFailed', /out of memory/],
    ['html', 'Unavailable', /502/],
    ['html-200', 'ProviderFailed', /without a picture/],
    ['no-picture', 'ProviderFailed', /a web page/],
    ['reset', 'Unavailable', /cannot be reached/],
  ])('fail as %s: %s', async (fault, type, message) => {
    const provider = open()
    const failure = await provider
      .paint(paintRequest(`post fault:${fault}`), 1, quiet)
      .catch((error: unknown) => error)
    await provider.close()
    expect(failure).toMatchObject({ type, message: expect.stringMatching(message) as string })
  })

  it('of a checkpoint that is not there name those that are', async () => {
    const provider = open()
    const painting = provider.paint(paintRequest('post', { generation: { checkpoint: 'no-such' } }), 1, quiet)
    await expect(painting).rejects.toMatchObject({ type: 'InvalidInput', hint: 'it has: harbour_xl' })
    await provider.close()
  })
})
