import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kWeighting } from '../../../core/audio/biquad.js'
import { fadeSound } from '../../../core/audio/fade-sound.js'
import { measureLoudness } from '../../../core/audio/measure-loudness.js'
import { samplePeakDb, truePeakDb } from '../../../core/audio/measure-peak.js'
import { applyGain, fromDb } from '../../../core/audio/sound.js'
import { blow, join, noise, silence, sine } from './synthetic-sound.js'

/** Both channels of a 1 kHz sine at a level, as EBU Tech 3341 uses them. */
const tone = (db: number, seconds: number) => sine(1_000, seconds, fromDb(db), { channels: 2 })

describe('loudness', () => {
  it('weighs as the tables of ITU-R BS.1770-4 at 48 kHz', () => {
    const [shelf, highPass] = kWeighting(48_000)
    expect(shelf.b0).toBeCloseTo(1.53512485958697, 6)
    expect(shelf.b1).toBeCloseTo(-2.69169618940638, 6)
    expect(shelf.b2).toBeCloseTo(1.19839281085285, 6)
    expect(shelf.a1).toBeCloseTo(-1.69065929318241, 6)
    expect(shelf.a2).toBeCloseTo(0.73248077421585, 6)
    expect(highPass.a1).toBeCloseTo(-1.99004745483398, 6)
    expect(highPass.a2).toBeCloseTo(0.99007225036621, 6)
  })

  it.each([44_100, 48_000, 96_000])('of a full 997 Hz sine in one channel is -3.01 LKFS at %i Hz', (rate) => {
    const { integratedLufs } = measureLoudness(sine(997, 3, 1, { sampleRateHz: rate }))
    expect(integratedLufs).toBeCloseTo(-3.01, 1)
  })

  // EBU Tech 3341, table 1: cases 1 to 5, each within 0.1 LU.
  it.each([
    { name: '1', parts: [tone(-23, 20)], wanted: -23 },
    { name: '2', parts: [tone(-33, 20)], wanted: -33 },
    { name: '3', parts: [tone(-36, 10), tone(-23, 60), tone(-36, 10)], wanted: -23 },
    {
      name: '4',
      parts: [tone(-72, 10), tone(-36, 10), tone(-23, 60), tone(-36, 10), tone(-72, 10)],
      wanted: -23,
    },
    { name: '5', parts: [tone(-26, 20), tone(-20, 20.1), tone(-26, 20)], wanted: -23 },
  ])('meets case $name of EBU Tech 3341', ({ parts, wanted }) => {
    const { integratedLufs } = measureLoudness(join(...parts))
    expect(Math.abs(integratedLufs! - wanted)).toBeLessThanOrEqual(0.1)
  })

  it('of the loudest 400 ms is that of a tone as long', () => {
    const { momentaryMaxLufs } = measureLoudness(join(tone(-40, 2), tone(-23, 1), tone(-40, 2)))
    expect(momentaryMaxLufs).toBeCloseTo(-23, 1)
  })

  it('is unknown for less than 400 ms and for silence', () => {
    expect(measureLoudness(sine(997, 0.39, 1)).integratedLufs).toBeNull()
    expect(measureLoudness(sine(997, 0.45, 1)).integratedLufs).not.toBeNull()
    expect(measureLoudness(silence(2))).toEqual({ integratedLufs: null, momentaryMaxLufs: null })
  })

  it('rises by as many LU as the gain has decibels', () => {
    const sound = blow(1.5, 0.4)
    const before = measureLoudness(sound).integratedLufs!
    fc.assert(
      fc.property(fc.double({ min: -20, max: 12, noNaN: true }), (db) => {
        expect(measureLoudness(applyGain(sound, db)).integratedLufs).toBeCloseTo(before + db, 2)
      }),
      { numRuns: 10 },
    )
  })
})

describe('the true peak', () => {
  // EBU Tech 3341, table 1: cases 15 to 18, from +0.2 to -0.4 dB.
  it.each([
    { divisor: 4, phase: 0 },
    { divisor: 4, phase: 45 },
    { divisor: 6, phase: 60 },
    { divisor: 8, phase: 67.5 },
  ])(
    'of a sine of 1/$divisor of the rate at $phase degrees is found between the samples',
    ({ divisor, phase }) => {
      // Faded, as an abrupt beginning swings over by itself.
      const sound = fadeSound(sine(48_000 / divisor, 0.5, 0.5, { phase }), { inMs: 20, outMs: 20 })
      const peak = truePeakDb(sound)
      expect(peak).toBeLessThanOrEqual(-6.02 + 0.2)
      expect(peak).toBeGreaterThanOrEqual(-6.02 - 0.4)
    },
  )

  it('is 3 dB above the samples where they miss the crest', () => {
    const sound = sine(12_000, 0.5, 0.5, { phase: 45 })
    expect(samplePeakDb(sound)).toBeCloseTo(-9.03, 1)
  })

  it('is never below the samples, and looks at every place that could be above', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.double({ min: 0.01, max: 1, noNaN: true }), (seed, level) => {
        const sound = blow(0.02, level, seed + 1)
        const channel = sound.channels[0]!
        const peak = truePeakDb(sound)
        expect(peak).toBeGreaterThanOrEqual(samplePeakDb(sound))
        expect(truePeakDb({ ...sound, channels: [channel.toReversed()] })).toBeCloseTo(peak, 6)
      }),
    )
  })

  it('of silence is nothing', () => {
    expect(truePeakDb(silence(1))).toBe(-Infinity)
    expect(samplePeakDb(silence(1))).toBe(-Infinity)
  })

  it('of noise is found in no time', () => {
    expect(truePeakDb(noise(20, 0.5))).toBeGreaterThan(-6.1)
  })
})
