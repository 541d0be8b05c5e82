import { describe, expect, it } from 'vitest'
import { finishSound } from '../../../core/audio/finish-sound.js'
import { scoreSound } from '../../../core/audio/score-sound.js'
import { applyGain, sampleCount, type Sound } from '../../../core/audio/sound.js'
import type { SoundFile } from '../../../core/audio/sound-checks.js'
import type { SoundSpec } from '../../../core/spec/asset-spec.schema.js'
import { blow, join, noise, silence, sine } from './synthetic-sound.js'

const spec: SoundSpec = {
  durationMs: { min: 200, max: 600 },
  loop: false,
  formats: ['ogg'],
  peakDb: -1,
  trimBelowDb: -40,
}
const good = blow(0.5, 0.8)

function failed(delivered: Sound, of: SoundSpec = spec, files: readonly SoundFile[] = []): string[] {
  return scoreSound(delivered, of, finishSound(delivered, of), files)
    .checks.filter((check) => !check.passed)
    .map((check) => check.name)
}

describe('the score of a sound', () => {
  it('is high for a good one, and every check says its figure and its limit', () => {
    const { score, checks } = scoreSound(good, spec)
    expect(score).toBeGreaterThan(0.9)
    expect(checks.map((check) => check.name)).toEqual([
      'duration-range',
      'peak',
      'clipping',
      'silence',
      'level',
      'dc-offset',
    ])
    for (const check of checks) {
      expect(check.passed).toBe(true)
      expect(check.reason).toMatch(/^[A-Z0-9].*\d.*\.$/)
    }
  })

  it('names what is wrong, each by itself', () => {
    const clipped = applyGain(sine(200, 0.4, 0.5), 20)
    clipped.channels[0]!.forEach((sample, at, all) => (all[at] = Math.max(-1, Math.min(1, sample))))
    const offset = { ...good, channels: [good.channels[0]!.map((sample) => sample * 0.5 + 0.1)] }
    expect(failed(noise(1.5, 0.8))).toEqual(['duration-range'])
    expect(failed(blow(0.1, 0.8))).toEqual(['duration-range'])
    expect(failed(clipped)).toEqual(['clipping'])
    expect(failed(offset)).toEqual(['dc-offset'])
    expect(failed(applyGain(good, -35))).toEqual(expect.arrayContaining(['level']))
    expect(failed(join(blow(0.05, 0.8), silence(0.4), blow(0.1, 0.8)))).toEqual(['silence'])
    expect(failed(silence(0.4))).toEqual(expect.arrayContaining(['silence', 'level']))
  })

  it('of an unusable sound is below that of any usable one', () => {
    const usable = scoreSound(good, spec).score
    for (const bad of [silence(0.4), noise(1.5, 0.8), blow(0.1, 0.8)])
      expect(scoreSound(bad, spec).score).toBeLessThanOrEqual(Math.min(0.4, usable))
  })

  it('looks at the seam of loops only', () => {
    const loop = { ...spec, loop: true, durationMs: { min: 200, max: 5_000 } }
    const torn = sine(100.3, 2, 0.5)
    // A finished loop that somebody cut: finishing itself would have closed it.
    const cut = { ...finishSound(torn, loop), sound: torn }
    const seam = scoreSound(torn, loop, cut).checks.find((check) => check.name === 'loop-seam')
    expect(seam).toMatchObject({ passed: false })
    expect(failed(torn, loop)).not.toContain('loop-seam')
    expect(scoreSound(good, spec).checks.some((check) => check.name === 'loop-seam')).toBe(false)
  })

  it('looks at loudness where one is asked for and can be measured', () => {
    const music = { ...spec, durationMs: { min: 200, max: 9_000 }, loudnessLufs: -16 }
    const named = (delivered: Sound) =>
      scoreSound(delivered, music).checks.find((check) => check.name === 'loudness')
    expect(named(noise(2, 0.1))).toMatchObject({ passed: true })
    expect(named(noise(0.3, 0.1))).toBeUndefined()
    const peaky = silence(5)
    for (let at = 0; at < 20; at++) peaky.channels[0]![at * 12_000 + 5] = 0.9
    expect(named(peaky)).toMatchObject({ passed: false })
  })

  it('looks at formats, lengths and bitrate of files', () => {
    const both: SoundSpec = { ...spec, formats: ['ogg', 'mp3'], bitrateKbps: 192 }
    const samples = sampleCount(finishSound(good, both).sound)
    const ogg: SoundFile = { format: 'ogg', sizeBytes: 9_000, bitrateKbps: null, samples }
    const mp3: SoundFile = { format: 'mp3', sizeBytes: 9_000, bitrateKbps: 192, samples }
    expect(failed(good, both, [ogg, mp3])).toEqual([])
    expect(failed(good, both, [ogg])).toEqual(['format'])
    expect(failed(good, both, [ogg, { ...mp3, bitrateKbps: 128 }])).toEqual(['bitrate'])
    expect(failed(good, both, [{ ...ogg, samples: samples + 1 }, mp3])).toEqual(['format'])
  })
})
