import { describe, expect, it } from 'vitest'
import {
  createProceduralSoundProvider,
  proceduralSoundVersion,
} from '../../../adapters/procedural/sound/procedural-sound-provider.js'
import { finishSound } from '../../../core/audio/finish-sound.js'
import { scoreSound } from '../../../core/audio/score-sound.js'
import { samplePeakDb } from '../../../core/audio/measure-peak.js'
import { durationMsOf } from '../../../core/audio/sound.js'
import { readWav } from '../../../core/audio/wav.js'
import { resolveSoundRequest } from '../../../core/generation/sound-request.js'
import { buildSpec } from '../../core/finish/build-spec.js'
import { buildRequest, effectSpec } from './sound-features.js'

const live = new AbortController().signal
const provider = createProceduralSoundProvider({ faults: true })

describe('the procedural sound provider', () => {
  it('gives a WAV of one channel, its length, and says that it is a placeholder', async () => {
    const answer = await provider.render(buildRequest('coin'), 1, live)
    const sound = readWav(answer.wav)
    expect([provider.name, provider.version]).toEqual(['procedural', proceduralSoundVersion])
    expect([sound.sampleRateHz, sound.channels.length]).toEqual([44_100, 1])
    expect(answer.durationMs).toBe(Math.round(durationMsOf(sound)))
    expect(answer.placeholder).toBe(true)
    expect(samplePeakDb(sound)).toBeCloseTo(-1, 1)
  })

  it('fails as its fault words say, and only where they are honoured', async () => {
    await expect(provider.render(buildRequest('coin fault:refuse'), 1, live)).rejects.toMatchObject({
      type: 'ContentRejected',
    })
    await expect(provider.render(buildRequest('coin fault:flaky-1'), 1, live)).rejects.toMatchObject({
      type: 'ProviderFailed',
    })
    const healed = await provider.render(buildRequest('coin fault:flaky-1'), 2, live)
    const plain = await provider.render(buildRequest('coin'), 1, live)
    expect(Buffer.compare(healed.wav, plain.wav)).toBe(0)
    const deaf = createProceduralSoundProvider()
    await expect(deaf.render(buildRequest('coin fault:refuse'), 1, live)).resolves.toBeDefined()
  })

  it('delivers silence and cut sounds on request, and the checks see both', async () => {
    const failed = async (prompt: string): Promise<string[]> => {
      const sound = readWav((await provider.render(buildRequest(prompt), 1, live)).wav)
      const { checks } = scoreSound(sound, { ...effectSpec, durationMs: { min: 250, max: 900 } })
      return checks.filter((check) => !check.passed).map((check) => check.name)
    }
    expect(await failed('coin fault:empty')).toContain('silence')
    expect(await failed('coin fault:cut-off')).toContain('duration-range')
    expect(await failed('coin')).toEqual([])
  })

  it('stops when nobody waits any more', async () => {
    await expect(provider.render(buildRequest('coin'), 1, AbortSignal.abort())).rejects.toThrow('abort')
    const controller = new AbortController()
    const slow = provider.render(buildRequest('coin fault:slow-60000'), 1, controller.signal)
    controller.abort()
    await expect(slow).rejects.toThrow('abort')
  })

  it('is asked by a spec for its content only', async () => {
    const spec = buildSpec({ assetType: 'sfx', sound: effectSpec })
    const request = resolveSoundRequest(spec, '0123456789abcdef')
    expect(Object.keys(request).sort()).toEqual(['assetType', 'negative', 'prompt', 'seed', 'sound'])
    expect(() => resolveSoundRequest(buildSpec(), '0123456789abcdef')).toThrow('says nothing about a sound')
    const sound = readWav((await provider.render(request, 1, live)).wav)
    expect(scoreSound(sound, effectSpec, finishSound(sound, effectSpec)).score).toBeGreaterThan(0.9)
  })

  it('refuses a seed that is none', async () => {
    await expect(provider.render(buildRequest('coin', { seed: 'abc' }), 1, live)).rejects.toThrow(
      '16 hex digits',
    )
  })
})
