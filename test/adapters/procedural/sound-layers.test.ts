import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../adapters/procedural/random.js'
import { applyEffects, effectTailSeconds } from '../../../adapters/procedural/sound/apply-effects.js'
import type { Layer } from '../../../adapters/procedural/sound/layer.js'
import { foldLoop, mixLayers } from '../../../adapters/procedural/sound/mix-layers.js'
import { levelAt, renderLayer } from '../../../adapters/procedural/sound/render-layer.js'

const rate = 44_100

function render(layer: Layer, seconds = (layer.at ?? 0) + layer.seconds): Float32Array {
  const target = new Float32Array(Math.round(seconds * rate))
  renderLayer(target, layer, rate, createRandom('0123456789abcdef'))
  return target
}

const rms = (samples: Float32Array): number =>
  Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length)

/** How often a second the samples go up through zero. */
function risingHz(samples: Float32Array): number {
  let count = 0
  for (let at = 1; at < samples.length; at++) if (samples[at - 1]! < 0 && samples[at]! >= 0) count++
  return (count * rate) / samples.length
}

const waves = ['sine', 'triangle', 'saw', 'square'] as const

describe('a layer', () => {
  it('has the pitch asked for and swings about zero, whatever its wave', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...waves),
        fc.double({ min: 60, max: 4_000, noNaN: true }),
        fc.double({ min: 0.1, max: 0.5, noNaN: true }),
        (wave, hz, duty) => {
          const samples = render({ wave, seconds: 1, level: 0.5, hz, duty, hold: 0.99 }).subarray(400, 43_000)
          expect(Math.abs(risingHz(samples) - hz)).toBeLessThan(3)
          const mean = samples.reduce((sum, sample) => sum + sample, 0) / samples.length
          expect(Math.abs(mean)).toBeLessThan(0.02)
        },
      ),
    )
  })

  it('slides, steps and ends where it says', () => {
    const slide = render({ wave: 'sine', seconds: 1, level: 1, hz: 200, toHz: 800, hold: 1 })
    expect(risingHz(slide.subarray(0, 4_410))).toBeLessThan(260)
    expect(risingHz(slide.subarray(39_690))).toBeGreaterThan(680)
    const steps = { semitones: [0, 12], seconds: 0.5 }
    const stepped = render({ wave: 'sine', seconds: 1, level: 1, hz: 300, hold: 1, steps })
    expect(risingHz(stepped.subarray(0, 22_000))).toBeCloseTo(300, -1)
    expect(risingHz(stepped.subarray(22_100))).toBeCloseTo(600, -1)
  })

  it('rises, stays and falls to nothing', () => {
    const layer: Layer = { wave: 'sine', seconds: 1, level: 0.8, hz: 100, attack: 0.2, hold: 0.3, fall: 1 }
    expect([0, 0.1, 0.2, 0.4, 0.75, 1].map((at) => Number(levelAt(layer, at).toFixed(3)))).toEqual([
      0, 0.4, 0.8, 0.8, 0.4, 0,
    ])
  })

  it('starts when it says and leaves out what lies beyond the end', () => {
    const late = render({ wave: 'square', at: 0.5, seconds: 1, level: 1, hz: 200, hold: 1 }, 0.8)
    expect(rms(late.subarray(0, 22_049))).toBe(0)
    expect(rms(late.subarray(22_100))).toBeGreaterThan(0.8)
    expect(late.length).toBe(Math.round(0.8 * rate))
  })

  it('is filtered without ever getting out of hand', () => {
    const noise: Layer = { wave: 'noise', seconds: 0.5, level: 1, hz: rate, hold: 0.5 }
    const low = render({ ...noise, filter: { kind: 'low', hz: 300 } })
    const high = render({ ...noise, filter: { kind: 'high', hz: 9_000 } })
    expect(risingHz(low)).toBeLessThan(600)
    expect(risingHz(high)).toBeGreaterThan(9_000)
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 30_000, noNaN: true }),
        fc.double({ min: 1, max: 30_000, noNaN: true }),
        fc.double({ min: 0.5, max: 20, noNaN: true }),
        (hz, toHz, q) => {
          const samples = render({ ...noise, seconds: 0.1, filter: { kind: 'band', hz, toHz, q } })
          expect(samples.every((sample) => Math.abs(sample) < 4)).toBe(true)
        },
      ),
    )
  })
})

describe('a mix', () => {
  const plan = { layers: [{ wave: 'noise' as const, seconds: 0.1, level: 0.5, hz: 9_000 }] }

  it('is the same by the same seed only', () => {
    const mix = (seed: string): Float32Array => mixLayers(plan, createRandom(seed))
    expect(mix('0123456789abcdef')).toEqual(mix('0123456789abcdef'))
    expect(mix('0123456789abcdef')).not.toEqual(mix('0123456789abcdee'))
  })

  it('has room for the tail of its effects, and has died away at its end', () => {
    for (const effects of [
      { reverb: { seconds: 0.6, mix: 0.5 } },
      { echo: { seconds: 0.1, feedback: 0.4, mix: 0.5 } },
    ]) {
      const mix = mixLayers({ ...plan, effects }, createRandom('0123456789abcdef'))
      expect(mix.length / rate).toBeCloseTo(0.1 + effectTailSeconds(effects), 2)
      expect(rms(mix.subarray(4_500, 9_000))).toBeGreaterThan(0.001)
      expect(rms(mix.subarray(-441))).toBeLessThan(rms(mix.subarray(0, 4_410)) / 200)
    }
  })

  it('that is crushed has as few levels as its bits allow', () => {
    const sine = render({ wave: 'sine', seconds: 0.2, level: 1, hz: 100, hold: 0.2 })
    const crushed = applyEffects(sine, { crush: { bits: 3, hold: 2 } }, rate)
    expect(new Set(crushed).size).toBeLessThanOrEqual(9)
    expect(new Set(crushed).size).toBeGreaterThan(4)
  })

  it('that is driven keeps its peak and gets louder', () => {
    const sine = render({ wave: 'sine', seconds: 0.2, level: 0.5, hz: 100, hold: 0.2 })
    const driven = applyEffects(sine, { drive: 4 }, rate)
    expect(Math.max(...driven)).toBeCloseTo(1, 2)
    expect(rms(driven) / Math.max(...driven)).toBeGreaterThan((rms(sine) / 0.5) * 1.2)
  })

  it('folds every sample of a loop back into it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.integer({ min: -9, max: 9 }), { maxLength: 200 }),
        (samples, values) => {
          const folded = foldLoop(Float32Array.from(values), samples)
          const sum = (list: Iterable<number>): number => [...list].reduce((total, value) => total + value, 0)
          expect(folded.length).toBe(samples)
          expect(sum(folded)).toBe(sum(values))
          expect(folded[0]).toBe(sum(values.filter((_, at) => at % samples === 0)))
        },
      ),
    )
  })
})
