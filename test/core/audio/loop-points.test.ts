import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { finishSound } from '../../../core/audio/finish-sound.js'
import { loopObjection, loopOf, placedLoop, spanOfLoop } from '../../../core/audio/loop-points.js'
import { isSeamless, measureLoopSeam } from '../../../core/audio/loop-seam.js'
import { scoreSound } from '../../../core/audio/score-sound.js'
import { durationMsOf, sampleCount, type Sound } from '../../../core/audio/sound.js'
import type { SoundSpec } from '../../../core/spec/asset-spec.schema.js'
import { join, noise, silence, sine } from './synthetic-sound.js'

const whole: SoundSpec = {
  ...{ durationMs: { min: 100, max: 6_000 }, loop: true, formats: ['ogg'] },
  ...{ peakDb: -1, trimBelowDb: -40 },
}
const marked = (start: number, end?: number): SoundSpec => ({
  ...whole,
  loopMs: { start, ...(end === undefined ? {} : { end }) },
})
const checkOf = (delivered: Sound, spec: SoundSpec, name: string) =>
  scoreSound(delivered, spec).checks.find((check) => check.name === name)

describe('loop points', () => {
  it('move with the silence that is cut off before, and the loop keeps its length to the sample', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 900 }),
        fc.integer({ min: 0, max: 900 }),
        fc.double({ min: 60, max: 2_000, noNaN: true }),
        (before, behind, hz) => {
          const delivered = join(silence(before / 1000), sine(hz, 1, 0.5), silence(behind / 1000))
          const spec = marked(before + 200, before + 800)
          const finished = finishSound(delivered, spec)
          const { sound, loop, processing } = finished
          expect(processing.loop).toEqual(loop)
          const cutMs = before > 5 ? before - 5 : 0
          expect(Math.abs(loop!.startMs - (before + 200 - cutMs))).toBeLessThan(5)
          const span = spanOfLoop(sound, loop!)!
          expect(span.to - span.from).toBe(0.6 * 48_000)
          expect(isSeamless(measureLoopSeam(loopOf(sound, span)))).toBe(true)
          expect(scoreSound(delivered, spec, finished).checks.filter(({ passed }) => !passed)).toEqual([])
        },
      ),
      { numRuns: 8 },
    )
  })

  it('keep what lies between them, whatever is silent or too long there', () => {
    const delivered = join(silence(1), noise(1, 0.5), silence(1), noise(7, 0.5))
    const { sound, loop } = finishSound(delivered, marked(250, 2_900))
    expect(loop).toEqual({ startMs: 0, endMs: 2_650 })
    expect(durationMsOf(sound)).toBeCloseTo(6_000, 0)
    expect(finishSound(delivered, marked(250, 2_900))).toEqual({
      ...finishSound(delivered, marked(250, 2_900)),
    })
  })

  it('without an end go to the end of the sound', () => {
    const { loop } = finishSound(sine(220, 3, 0.5), marked(1_000))
    expect(loop).toEqual({ startMs: 1_000 })
  })

  it('behind the end of what was delivered fail their check, and the sound still loops', () => {
    const short = sine(220, 2, 0.5)
    expect(checkOf(short, marked(500, 2_500), 'loop-points')).toMatchObject({
      ...{ passed: false },
      reason:
        'The loop goes from 0.50 s to 2.50 s of a sound of 2.00 s: move its points, or ask for a longer sound.',
    })
    expect(scoreSound(short, marked(500, 2_500)).score).toBeLessThanOrEqual(0.4)
    expect(finishSound(short, marked(500, 2_500)).loop).toEqual({ startMs: 500, endMs: 2_000 })
    const late = finishSound(short, marked(2_500))
    expect(late.loop).toBeUndefined()
    expect(late.sound).toEqual(finishSound(short, whole).sound)
    expect(placedLoop(late.sound, marked(2_500), undefined)).toBeNull()
  })

  it('that are absent change nothing', () => {
    const { processing, ...rest } = finishSound(sine(220.7, 3, 0.3), whole)
    expect([Object.keys(processing), Object.keys(rest)]).toEqual([
      ['backgroundRemoval', 'scale', 'palette', 'steps'],
      ['sound', 'findings'],
    ])
    expect(checkOf(sine(220, 2, 0.5), whole, 'loop-points')).toBeUndefined()
  })

  it('of a spec have their limits told', () => {
    expect(loopObjection(whole)).toBeNull()
    expect(loopObjection(marked(0, 6_000))).toBeNull()
    expect(loopObjection(marked(2_000, 2_000))).toMatch(/begins at 2 s, which is not before its end at 2 s/)
    expect(loopObjection(marked(0, 6_001))).toMatch(/ends at 6.001 s, and the sound lasts at most 6 s/)
    expect(loopObjection(marked(6_000))).toMatch(/begins at 6 s/)
  })

  it('need no crossfade where the seam is clean already', () => {
    const clean = sine(200, 3, 0.5)
    const { sound, processing } = finishSound(clean, marked(500, 2_500))
    expect(processing.steps.join()).not.toContain('join')
    expect(sampleCount(sound)).toBe(sampleCount(clean))
    expect(finishSound(sine(200.3, 3, 0.5), marked(500, 2_500)).processing.steps.join()).toContain(
      'join the loop',
    )
  })
})
