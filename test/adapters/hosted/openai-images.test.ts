import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createOpenAiImagesProvider } from '../../../adapters/openai-images/openai-images-provider.js'
import { type FakeServices, startFakeServices } from '../../support/fake-services.js'
import { codec, paintRequest, prices, quiet, timeoutMs } from './hosted-fixture.js'

const apiKey = 'sk-never-to-be-seen-0123'
let fake: FakeServices
beforeAll(async () => {
  fake = await startFakeServices()
})
afterAll(async () => await fake.close())

const open = (model = 'gpt-image-1-mini', changes: { timeoutMs?: number; baseUrl?: string } = {}) =>
  createOpenAiImagesProvider({
    ...{ baseUrl: `${fake.origin}/v1/`, model, apiKey, quality: 'low', timeoutMs, prices, codec },
    ...changes,
  })
const paint = async (prompt: string, provider = open(), request = paintRequest(prompt)) => {
  try {
    return await provider.paint({ ...request, prompt }, 1, quiet)
  } finally {
    await provider.close()
  }
}
const last = () => fake.requests.at(-1)!

describe('pictures of the images API', () => {
  it('have exactly the size that was asked for, with their alpha, at the price of the size that was bought', async () => {
    const painted = await paint('mooring post')
    expect(painted).toMatchObject({ width: 320, height: 480, placeholder: false, costMicros: 6_000 })
    expect(painted.provenance).toMatchObject({
      revisedPrompt: 'a mooring post, as the service put it',
      values: { model: 'gpt-image-1-mini', size: '1024x1536', quality: 'low' },
    })
    const raster = await codec.decodePng(painted.png)
    expect([raster.width, raster.height]).toEqual([320, 480])
    expect([raster.data[3], raster.data[(240 * 320 + 160) * 4 + 3]]).toEqual([0, 255])
    expect(last().headers.authorization).toBe(`Bearer ${apiKey}`)
    expect(last().json).toMatchObject({
      n: 1,
      size: '1024x1536',
      quality: 'low',
      background: 'transparent',
      output_format: 'png',
    })
    expect(last().json).not.toHaveProperty('response_format')
    expect(String(last().json['prompt'])).toMatch(
      /^pixel art, mooring post, game sprite, prop.*without: blurry$/,
    )
  })

  it('are asked for anew without a parameter that the server does not know, and from then on so', async () => {
    const provider = open('harbour-diffusion')
    const before = fake.requests.length
    await provider.paint(paintRequest('post strict:response_format'), 1, quiet)
    await provider.paint(paintRequest('post strict:response_format'), 1, quiet)
    await provider.close()
    expect(fake.requests.slice(before).map(({ json }) => 'response_format' in json)).toEqual([
      true,
      false,
      false,
    ])
    // Without clear pixels of its own it is asked for a background that can be cut out.
    await paint('post strict:background')
    expect(String(last().json['prompt'])).toContain('plain flat background')
  })

  it('come as JPEG or from an address of the same server as well', async () => {
    const jpeg = await codec.decodePng((await paint('post answer:jpeg')).png)
    expect([jpeg.width, jpeg.height, jpeg.data[3]]).toEqual([320, 480, 255])
    expect(await paint('post answer:url')).toMatchObject({ width: 320, height: 480 })
    // The key goes to the API only.
    expect(last()).toMatchObject({ path: '/picture.png', method: 'GET' })
    expect(last().headers.authorization).toBeUndefined()
  })

  it.each([
    ['refuse', 'ContentRejected', /safety system/],
    ['no-credit', 'BudgetExceeded', /no credit/],
    ['busy', 'Unavailable', /429: slow down/],
    ['html', 'Unavailable', /502/],
    ['html-200', 'ProviderFailed', /without a picture/],
    ['redirect', 'InvalidInput', /302/],
    ['empty', 'ProviderFailed', /without a picture/],
    ['reset', 'Unavailable', /cannot be reached/],
    ['cut-off', 'Unavailable', /cannot be reached/],
    ['huge', 'ProviderFailed', /more than \d+ bytes/],
    ['no-picture', 'ProviderFailed', /a web page/],
    ['url-inside', 'ProviderFailed', /not fetched from/],
    ['url-plain', 'ProviderFailed', /not fetched from/],
    ['url-file', 'ProviderFailed', /not fetched from/],
    ['url-name-inside', 'ProviderFailed', /cannot be fetched \(ENOTPUBLIC\)/],
  ])('fail as %s: %s', async (fault, type, message) => {
    const failure = await paint(`post fault:${fault}`).catch((error: unknown) => error)
    expect(failure).toMatchObject({ type, message: expect.stringMatching(message) as string })
  })

  it('keep the key out of every message, and the pause that a busy service asks for in its details', async () => {
    const wrong = (await paint('post fault:echo-key').catch((error: unknown) => error)) as Error
    expect(wrong).toMatchObject({ type: 'InvalidInput', hint: 'give its key in OPENAI_IMAGES_KEY' })
    expect(wrong.message).toContain('[secret]')
    expect(JSON.stringify([wrong, wrong.message])).not.toContain(apiKey)
    await expect(paint('post fault:busy')).rejects.toMatchObject({
      details: { status: 429, retryAfterMs: 7_000 },
    })
  })

  it('end at their deadline, and at once when nobody wants them any more', async () => {
    await expect(paint('post fault:hang', open('m', { timeoutMs: 50 }))).rejects.toMatchObject({
      type: 'Unavailable',
    })
    const provider = open()
    const stop = new AbortController()
    const painting = provider.paint(paintRequest('post fault:hang'), 1, stop.signal)
    stop.abort(new Error('nobody wants it'))
    await expect(painting).rejects.toThrow('nobody wants it')
    await provider.close()
  })

  it('are single: frames are refused before anything is bought', async () => {
    const before = fake.requests.length
    const frames = [0, 1].map((index) => ({
      name: `idle.${index}`,
      animation: 'idle',
      index,
      count: 2,
      loop: true,
    }))
    await expect(paint('post', open(), paintRequest('post', { frames }))).rejects.toMatchObject({
      type: 'InvalidInput',
    })
    expect(fake.requests).toHaveLength(before)
  })
})
