import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { finishSound } from '../../../core/audio/finish-sound.js'
import { isSeamless, measureLoopSeam } from '../../../core/audio/loop-seam.js'
import { measureLoudness } from '../../../core/audio/measure-loudness.js'
import { truePeakDb } from '../../../core/audio/measure-peak.js'
import { resampleSound } from '../../../core/audio/resample-sound.js'
import { applyGain, durationMsOf, fromDb, sampleCount } from '../../../core/audio/sound.js'
import { trimSilence } from '../../../core/audio/trim-silence.js'
import type { SoundSpec } from '../../../core/spec/asset-spec.schema.js'
import { blow, join, noise, silence, sine } from './synthetic-sound.js'

const effect: SoundSpec = {
  durationMs: { min: 50, max: 3_000 },
  loop: false,
  formats: ['ogg'],
  peakDb: -1,
  trimBelowDb: -40,
}
const music: SoundSpec = { ...effect, durationMs: { min: 500, max: 60_000 }, loudnessLufs: -16 }

describe('trimming', () => {
  it('keeps 5 ms before and 20 ms after what is heard', () => {
    const sound = join(silence(0.5), sine(440, 0.35, 0.5, { phase: 90 }), silence(0.85))
    expect(durationMsOf(trimSilence(sound, -40))).toBeCloseTo(5 + 350 + 20, 0)
  })

  it('counts what is softer than the threshold as silence', () => {
    const hiss = noise(0.5, fromDb(-50))
    const sound = join(hiss, sine(440, 0.2, 0.5, { phase: 90 }), hiss)
    expect(durationMsOf(trimSilence(sound, -40))).toBeCloseTo(225, 0)
    expect(sampleCount(trimSilence(sound, -60))).toBe(sampleCount(sound))
  })

  it('leaves silence alone', () => {
    const sound = silence(1)
    expect(trimSilence(sound, -40)).toBe(sound)
  })
})

describe('a finished effect', () => {
  it('has its peak where the spec wants it, whatever was delivered', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.02, max: 1.2, noNaN: true }), fc.nat(1_000), (level, seed) => {
        const { sound } = finishSound(blow(0.3, level, seed + 1), effect)
        expect(truePeakDb(sound)).toBeCloseTo(-1, 2)
      }),
      { numRuns: 30 },
    )
  })

  it('under 0.4 s is levelled by its peak, even where a loudness is asked for', () => {
    const { findings, sound } = finishSound(blow(0.3, 0.2), { ...effect, loudnessLufs: -16 })
    expect(findings.levelledBy).toBe('peak')
    expect(truePeakDb(sound)).toBeCloseTo(-1, 2)
  })

  it('has no silence at its ends and begins and ends at nothing', () => {
    const { sound, processing } = finishSound(join(silence(0.5), noise(0.5, 0.5), silence(0.5)), effect)
    expect(durationMsOf(sound)).toBeCloseTo(525, 0)
    expect(Math.abs(sound.channels[0]!.at(-1)!)).toBeLessThan(0.001)
    expect(processing.steps).toEqual([
      'trim below -40 dB: 1500 ms to 525 ms',
      'fade 2 ms in, 15 ms out',
      expect.stringMatching(/^level to a peak of -1 dBTP \(\+\d\.\d dB\)$/),
    ])
  })

  it('loses a faint tail that is longer than asked for, but nothing that matters', () => {
    const narrow = { ...effect, durationMs: { min: 200, max: 600 } }
    const faint = join(blow(0.4, 0.8), noise(0.8, fromDb(-38)))
    const cut = finishSound(faint, narrow)
    expect(durationMsOf(cut.sound)).toBeLessThanOrEqual(600)
    expect(cut.processing.steps.join()).toContain('cut a faint tail off')
    expect(durationMsOf(finishSound(noise(1.2, 0.5), narrow).sound)).toBeGreaterThan(1_000)
  })

  it('swings about zero and has a usual sample rate', () => {
    const odd = noise(0.5, 0.3, 7, 22_050)
    odd.channels[0]!.forEach((sample, at, all) => (all[at] = sample + 0.2))
    const { sound, processing } = finishSound(odd, effect)
    const mean = sound.channels[0]!.reduce((sum, sample) => sum + sample, 0) / sampleCount(sound)
    expect(sound.sampleRateHz).toBe(44_100)
    expect(Math.abs(mean)).toBeLessThan(0.005)
    expect(processing.steps.slice(0, 2)).toEqual([
      'resample 22050 Hz to 44100 Hz',
      expect.stringMatching(/^take out a constant offset of 0\.(19|20)\d$/),
    ])
  })

  it('stays silent when silence was delivered', () => {
    const { sound, findings } = finishSound(silence(1), effect)
    expect(findings.levelledBy).toBe('nothing')
    expect(truePeakDb(sound)).toBe(-Infinity)
  })

  it('is the same for the same samples, and leaves those as they were', () => {
    const delivered = blow(0.7, 0.3)
    const before = delivered.channels[0]!.slice()
    expect(finishSound(delivered, effect)).toEqual(finishSound(delivered, effect))
    expect(delivered.channels[0]).toEqual(before)
  })
})

describe('finished music', () => {
  it('has the loudness asked for', () => {
    const { sound, findings } = finishSound(sine(440, 5, 0.02), music)
    expect(measureLoudness(sound).integratedLufs).toBeCloseTo(-16, 1)
    expect(findings.cappedByPeak).toBe(false)
  })

  it('stays below -1.5 dBTP where loudness would push it over', () => {
    const clicks = silence(5)
    for (let at = 0; at < 5; at++) clicks.channels[0]![24_000 + at * 48_000] = 0.9
    const peaky = join(clicks, sine(440, 1, 0.01))
    const { sound, findings, processing } = finishSound(peaky, music)
    expect(findings.cappedByPeak).toBe(true)
    expect(truePeakDb(sound)).toBeCloseTo(-1.5, 2)
    expect(processing.steps.at(-1)).toContain('as far as the peak allows')
  })

  it('that loops loses its click and nothing else', () => {
    const loop = { ...music, loop: true }
    const torn = finishSound(sine(220.7, 3, 0.3), loop)
    expect(isSeamless(measureLoopSeam(torn.sound))).toBe(true)
    expect(torn.processing.steps.join()).toContain('close the loop')
    const clean = finishSound(sine(220, 3, 0.3), loop)
    expect(sampleCount(clean.sound)).toBe(3 * 48_000)
    expect(clean.processing.steps).toHaveLength(1)
  })

  it('that loops for longer than asked for becomes a shorter loop', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 400, max: 4_000 }),
        fc.integer({ min: 110, max: 400 }),
        (max, percent) => {
          const loop = { ...music, loop: true, durationMs: { min: Math.round(max * 0.7), max } }
          const { sound, processing } = finishSound(noise((max * percent) / 100_000, 0.3), loop)
          expect(durationMsOf(sound)).toBeLessThanOrEqual(max)
          expect(durationMsOf(sound)).toBeGreaterThanOrEqual(loop.durationMs.min)
          expect(isSeamless(measureLoopSeam(sound))).toBe(true)
          expect(processing.steps.join()).toContain('close the loop')
        },
      ),
      { numRuns: 15 },
    )
  })

  it('that loops keeps a rest and loses a gap', () => {
    const loop = { ...music, loop: true }
    const rest = join(sine(220, 2, 0.3), silence(0.2))
    expect(durationMsOf(finishSound(rest, loop).sound)).toBeCloseTo(2_200, 0)
    const gap = join(sine(220, 2, 0.3), silence(1))
    expect(durationMsOf(finishSound(gap, loop).sound)).toBeLessThan(2_100)
  })
})

describe('another sample rate', () => {
  it('keeps a tone, its length and its level', () => {
    const out = resampleSound(sine(1_000, 0.5, 0.5, { sampleRateHz: 22_050 }), 48_000)
    expect(sampleCount(out)).toBe(24_000)
    const wanted = sine(1_000, 0.5, 0.5).channels[0]!
    const worst = Math.max(
      ...out.channels[0]!.subarray(2_000, 22_000).map((sample, at) => Math.abs(sample - wanted[at + 2_000]!)),
    )
    expect(worst).toBeLessThan(0.001)
  })

  it('takes out what the lower rate cannot hold instead of folding it back', () => {
    const out = resampleSound(sine(18_000, 0.5, 0.5), 22_050)
    expect(
      truePeakDb(applyGain({ ...out, channels: [out.channels[0]!.subarray(500, 10_000)] }, 0)),
    ).toBeLessThan(-50)
  })
})
