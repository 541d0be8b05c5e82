import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSoundCodec } from '../../../adapters/audio/sound-codec.js'
import { createElevenLabsProvider } from '../../../adapters/elevenlabs/elevenlabs-provider.js'
import { durationMsOf } from '../../../core/audio/sound.js'
import { readWav } from '../../../core/audio/wav.js'
import type { SoundRequest } from '../../../core/generation/sound-request.js'
import { type FakeServices, startFakeServices } from '../../support/fake-services.js'
import { prices, quiet, timeoutMs } from './hosted-fixture.js'

const apiKey = 'xi-never-to-be-seen-0123'
let fake: FakeServices
beforeAll(async () => {
  fake = await startFakeServices()
})
afterAll(async () => await fake.close())

const request = (
  prompt: string,
  min: number,
  max: number,
  more: Partial<SoundRequest['sound']> = {},
): SoundRequest => ({
  ...{ prompt, negative: '', assetType: 'sfx', seed: '0123456789abcdef' },
  sound: { durationMs: { min, max }, loop: false, formats: ['ogg'], peakDb: -1, trimBelowDb: -40, ...more },
})
const render = async (asked: SoundRequest, key = apiKey) => {
  const provider = createElevenLabsProvider({
    baseUrl: fake.origin,
    apiKey: key,
    creditsBuffer: 5_000,
    timeoutMs,
    prices,
    soundCodec: createSoundCodec(),
  })
  try {
    return await provider.render(asked, 1, quiet)
  } finally {
    await provider.close()
  }
}
const last = () => fake.requests.at(-1)!

describe('sounds of ElevenLabs', () => {
  it('come as WAV within the length of their spec, whatever the least length of the service', async () => {
    const rendered = await render(request('cork pops out of a bottle', 200, 400))
    expect(last().json).toEqual({
      text: 'cork pops out of a bottle',
      duration_seconds: 0.5,
      prompt_influence: 0.3,
    })
    expect(last()).toMatchObject({ path: '/v1/sound-generation?output_format=mp3_44100_128' })
    expect(last().headers['xi-api-key']).toBe(apiKey)
    const sound = readWav(rendered.wav)
    expect(durationMsOf(sound)).toBeGreaterThan(390)
    expect(durationMsOf(sound)).toBeLessThanOrEqual(400)
    expect(Math.abs(sound.channels[0]!.at(-1)!)).toBeLessThan(0.01)
    expect(rendered).toMatchObject({
      placeholder: false,
      costMicros: 120_000,
      provenance: { values: { credits: 40, durationSeconds: 0.5 } },
    })
  })

  it('are not asked for with no more credits left than are kept back; whoever may not ask is not held back', async () => {
    const from = fake.requests.length
    const asked = request('bell', 500, 900)
    await expect(render(asked, 'xi-left-5000')).rejects.toMatchObject({
      type: 'BudgetExceeded',
      message: 'the account at elevenlabs has 5000 credits left, and 5000 are kept back',
    })
    expect(fake.requests.slice(from).map(({ path }) => path)).toEqual(['/v1/user/subscription'])
    expect(await render(asked, 'xi-left-5001')).toMatchObject({ placeholder: false })
    expect(await render(asked)).toMatchObject({ placeholder: false })
  })

  it('follow the words as closely as the spec and a later try say, and loop where it loops', async () => {
    const asked = request('waves at a quay', 4_000, 6_000, { promptInfluence: 0.6, loop: true })
    await render({ ...asked, adjust: { promptWeight: 1.5 } })
    expect(last().json).toMatchObject({ duration_seconds: 5, prompt_influence: 0.9, loop: true })
    await render({ ...asked, adjust: { promptWeight: 9 } })
    expect(last().json).toMatchObject({ prompt_influence: 1 })
  })

  it.each([
    ['no-credits', 'BudgetExceeded', /needs 40 credits/],
    ['refuse-words', 'ContentRejected', /not this/],
    ['busy', 'Unavailable', /429/],
    ['html', 'Unavailable', /502/],
    ['html-200', 'ProviderFailed', /delivered no sound/],
    ['reset', 'Unavailable', /cannot be reached/],
    ['huge', 'ProviderFailed', /more than/],
  ])('fail as %s: %s', async (fault, type, message) => {
    const failure = await render(request(`bell fault:${fault}`, 500, 900)).catch((error: unknown) => error)
    expect(failure).toMatchObject({ type, message: expect.stringMatching(message) as string })
    expect(JSON.stringify([failure, String(failure)])).not.toContain(apiKey)
  })
})
