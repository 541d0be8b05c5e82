import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { closeLoop } from '../../../core/audio/close-loop.js'
import { isSeamless, measureLoopSeam } from '../../../core/audio/loop-seam.js'
import { cutSound, sampleCount, type Sound } from '../../../core/audio/sound.js'
import { noise, silence, sine } from './synthetic-sound.js'

const isLoop = (sound: Sound): boolean => isSeamless(measureLoopSeam(sound))

describe('the seam of a loop', () => {
  it('is clean where whole periods fit, and clicks where they do not', () => {
    expect(isLoop(sine(100, 1, 0.5))).toBe(true)
    expect(isLoop(sine(100.5, 1, 0.5))).toBe(false)
    expect(isLoop(sine(100.25, 1, 0.5))).toBe(false)
  })

  it('belongs to a square wave whose edge lies on it', () => {
    const square = sine(100, 1, 0.5)
    square.channels[0]!.forEach((sample, at, all) => (all[at] = Math.sign(sample) * 0.5))
    expect(isLoop(square)).toBe(true)
  })

  it('of noise is like any other place of it', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => isLoop(noise(0.5, 0.5, seed))))
  })

  it('of silence and of next to nothing is clean', () => {
    expect(isLoop(silence(1))).toBe(true)
    expect(isLoop(cutSound(silence(1), 0, 3))).toBe(true)
  })

  it('is judged by the worse channel', () => {
    const clean = sine(100, 1, 0.5).channels[0]!
    const torn = sine(100.5, 1, 0.5).channels[0]!
    expect(isLoop({ sampleRateHz: 48_000, channels: [clean, torn] })).toBe(false)
  })
})

describe('closing a loop', () => {
  it('removes the click from any tone and keeps three quarters of it', () => {
    fc.assert(
      fc.property(fc.double({ min: 50, max: 3_000, noNaN: true }), (hz) => {
        const torn = sine(hz, 1.3, 0.5)
        const closed = closeLoop(torn)!
        expect(isLoop(closed.sound)).toBe(true)
        expect(sampleCount(closed.sound)).toBeGreaterThanOrEqual(sampleCount(torn) * 0.75)
      }),
      { numRuns: 30 },
    )
  })

  it('finds the place where the sound repeats, so that a tone neither dips nor swells', () => {
    const { sound, correlation, crossfadeSamples } = closeLoop(sine(220.7, 1.1, 0.5))!
    expect(correlation).toBeGreaterThan(0.99)
    const fade = sound.channels[0]!.subarray(0, crossfadeSamples)
    const rms = Math.sqrt(fade.reduce((sum, sample) => sum + sample * sample, 0) / fade.length)
    expect(rms).toBeGreaterThan(0.34)
    expect(rms).toBeLessThan(0.37)
  })

  it('keeps the power of noise over the crossfade', () => {
    const { sound, crossfadeSamples } = closeLoop(noise(2, 0.5))!
    const power = (from: number, to: number): number =>
      sound.channels[0]!.subarray(from, to).reduce((sum, sample) => sum + sample * sample, 0) / (to - from)
    const middle = power(crossfadeSamples, crossfadeSamples * 4)
    expect(power(0, crossfadeSamples) / middle).toBeGreaterThan(0.85)
    expect(power(0, crossfadeSamples) / middle).toBeLessThan(1.2)
  })

  it('gives up on what is too short', () => {
    expect(closeLoop(sine(440, 0.002, 0.5))).toBeNull()
  })
})
