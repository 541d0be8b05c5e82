import { describe, expect, test } from 'vitest'
import { describeRun } from '../../../core/http/describe-run.js'
import fc from 'fast-check'
import {
  addPaceSample,
  estimateSecondsLeft,
  estimateTimeLeft,
  roundSecondsLeft,
  steadySecondsLeft,
  type PaceSample,
} from '../../../core/http/run-pace.js'
import type { RunCounts } from '../../../core/ports.js'
import { runStages, type RunStage } from '../../../core/run-options.js'

const counts: RunCounts = {
  specs: 32,
  variantsPlanned: 128,
  variants: 37,
  byStage: { rejected: 1, failed: 2 },
  waitingForReview: 5,
  assets: 29,
  costMicros: 0,
}
const run = (stage: RunStage, more: { paused?: boolean; failure?: string; secondsLeft?: number } = {}) => ({
  stage,
  paused: false,
  failure: null,
  secondsLeft: null,
  ...more,
})

describe('the sentence on a run', () => {
  test('tells that a held list waits to be looked at, until something of it is made', () => {
    const held = { ...run('generating', { paused: true }), options: { hold: true as const } }
    expect(describeRun(held, { ...counts, variants: 0 })).toBe(
      'Held with 32 specs to look at and change; nothing is made before you resume it.',
    )
    expect(describeRun(held, counts)).toMatch(/^Paused with 37/)
    expect(describeRun({ ...held, paused: false }, counts)).toMatch(/^Making pictures/)
  })

  test('tells what goes on, how much is done and what waits', () => {
    expect(describeRun(run('generating', { secondsLeft: 130 }), counts)).toBe(
      'Making pictures: 37 of 128 pictures are there, about 2 minutes left. 5 specs wait for you.',
    )
    expect(describeRun(run('reviewing'), { ...counts, variants: 128, waitingForReview: 1 })).toBe(
      'All pictures are made. 1 spec waits for you.',
    )
    expect(describeRun(run('reviewing'), { ...counts, variants: 124, waitingForReview: 1 })).toBe(
      'Making more pictures: 124 of 128 pictures are there. 1 spec waits for you.',
    )
    expect(describeRun(run('done'), counts)).toBe('Done: 29 of 32 assets finished (1 rejected, 2 failed).')
    expect(describeRun(run('done'), { ...counts, byStage: {}, handedOver: 2 })).toBe(
      'Done: 29 of 32 assets finished (2 handed over to a person).',
    )
    expect(describeRun(run('failed', { failure: 'the disk is full.' }), counts)).toBe(
      'Failed: the disk is full.',
    )
    expect(describeRun(run('generating', { paused: true }), counts)).toBe(
      'Paused with 37 of 128 pictures made; resume it to go on.',
    )
  })

  test('counts no assets of a run that ended before it had a spec', () => {
    const none = { ...counts, specs: 0, variantsPlanned: 0, variants: 0, byStage: {}, assets: 0 }
    expect(describeRun(run('cancelled'), none)).toBe('Cancelled before its list was read.')
    expect(describeRun(run('cancelled', { paused: true }), none)).toBe('Cancelled before its list was read.')
    expect(describeRun(run('done'), none)).toBe('Done: its list held nothing to make.')
    expect(describeRun(run('failed', { failure: 'the disk is full' }), none)).toBe(
      'Failed: the disk is full.',
    )
    expect(describeRun(run('cancelled'), counts)).toBe('Cancelled: 29 of 32 assets finished.')
  })

  test('is one for every stage, paused or not', () => {
    for (const stage of runStages)
      for (const paused of [true, false])
        expect(describeRun(run(stage, { paused }), counts)).toMatch(/^[A-Z].*\.$/)
  })
})

describe('the pace of a run', () => {
  test('gives the seconds that the rest takes', () => {
    const samples = [{ atMs: 0, done: 0 }]
    expect(estimateSecondsLeft(samples, { atMs: 10_000, done: 20 }, 100)).toBe(50)
    expect(estimateSecondsLeft(samples, { atMs: 10_000, done: 0 }, 100)).toBeNull()
    expect(estimateSecondsLeft(samples, { atMs: 500, done: 20 }, 100)).toBeNull()
    expect(estimateSecondsLeft([], { atMs: 10_000, done: 20 }, 100)).toBeNull()
  })

  test('forgets a night of being switched off', () => {
    const night = 10 * 3_600_000
    let samples: PaceSample[] = [{ atMs: 0, done: 0 }]
    samples = addPaceSample(samples, { atMs: night, done: 10 })
    for (let second = 1; second <= 20; second++)
      samples = addPaceSample(samples, { atMs: night + second * 1000, done: 10 + second })
    expect(estimateSecondsLeft(samples, { atMs: night + 20_000, done: 30 }, 60)).toBe(60)
  })

  test('keeps few samples however often somebody looks', () => {
    let samples: PaceSample[] = []
    for (let index = 0; index < 10_000; index++)
      samples = addPaceSample(samples, { atMs: index * 10, done: index })
    expect(samples.length).toBeLessThanOrEqual(64)
    expect(estimateSecondsLeft(samples, { atMs: 100_000, done: 10_000 }, 1000)).toBe(10)
  })
})

describe('the seconds left that are shown', () => {
  test('count down with the clock and only lean towards a new measurement', () => {
    const shown = { seconds: 100, atMs: 0 }
    expect(steadySecondsLeft(shown, 90, 10_000)).toBe(90)
    expect(steadySecondsLeft(shown, 130, 10_000)).toBe(100)
    expect(steadySecondsLeft(shown, 50, 10_000)).toBe(80)
    expect(steadySecondsLeft(null, 50, 0)).toBe(50)
    expect(steadySecondsLeft(shown, null, 10_000)).toBeNull()
  })

  test('take a measurement that is quite another as it is', () => {
    expect(steadySecondsLeft({ seconds: 20, atMs: 0 }, 600, 1_000)).toBe(600)
  })

  test('are never negative and never further from the clock than the measurement is', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.nat(10_000), fc.nat(600), (seconds, measured, passed) => {
        const left = steadySecondsLeft({ seconds, atMs: 0 }, measured, passed * 1000) ?? -1
        const expected = Math.max(0, seconds - passed)
        expect(left).toBeGreaterThanOrEqual(Math.min(expected, measured))
        expect(left).toBeLessThanOrEqual(Math.max(expected, measured))
      }),
    )
  })

  test('are rounded to what an estimate is worth', () => {
    expect([0, 7.4, 47, 131, 1_249].map(roundSecondsLeft)).toEqual([0, 7, 45, 135, 1_260])
  })
})

describe('the range of the time left', () => {
  const steady = { pictures: 40, spanMs: 40 * 4_100, deviationMs: 800, isOwn: true }

  test('tells what it rests on, and is nothing where nobody knows', () => {
    expect(estimateTimeLeft(steady, 31)).toEqual({
      ...{ lowSeconds: 115, highSeconds: 135, pictures: 31, eachMs: 4_100, measured: 40, isOfAnother: false },
    })
    expect(estimateTimeLeft(null, 31)).toBeNull()
    expect(estimateTimeLeft(steady, 0)).toBeNull()
  })

  test('is wider for uneven pictures, for few that were measured, and by those of another run', () => {
    const width = (more: Partial<typeof steady>) => {
      const left = estimateTimeLeft({ ...steady, ...more }, 200)!
      return left.highSeconds - left.lowSeconds
    }
    expect(width({ deviationMs: 9_000 })).toBeGreaterThan(width({}))
    expect(width({ pictures: 4, spanMs: 4 * 4_100, deviationMs: 4_000 })).toBeGreaterThan(
      width({ deviationMs: 4_000 }),
    )
    expect(width({ isOwn: false })).toBeGreaterThan(width({}))
  })

  test('is narrow for pictures that come in even bursts, however uneven the times between them are', () => {
    const gapsMs = Array.from({ length: 40 }, (_, at) => (at % 4 === 3 ? 40_000 : 100))
    const spanMs = gapsMs.reduce((sum, one) => sum + one, 0)
    const pace = { ...steady, spanMs, deviationMs: 17_500 }
    const blind = estimateTimeLeft(pace, 8)!
    const left = estimateTimeLeft({ ...pace, gapsMs }, 8)!
    // Eight pictures are two bursts: 80 s, give or take what of one is behind already.
    expect(left.lowSeconds).toBeGreaterThanOrEqual(60)
    expect(left.highSeconds).toBeLessThanOrEqual(100)
    expect(blind.lowSeconds).toBeLessThan(20)
    // Four say nothing of quantiles.
    expect(estimateTimeLeft({ ...pace, gapsMs: gapsMs.slice(0, 4) }, 8)).toEqual(blind)
  })

  test('holds what really comes about eight times out of ten, and is never upside down', () => {
    let state = 7
    // A linear congruential generator (Numerical Recipes): the same pictures in every run of this test.
    const random = () => (state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32
    const gap = () => 3_000 + 4_000 * random()
    let held = 0
    let heldByRows = 0
    for (let turn = 0; turn < 300; turn += 1) {
      const gaps = Array.from({ length: 20 }, gap)
      const spanMs = gaps.reduce((sum, one) => sum + one, 0)
      const squares = gaps.reduce((sum, one) => sum + (one - spanMs / 20) ** 2, 0)
      const pace = { pictures: 20, spanMs, deviationMs: Math.sqrt(squares / 19), isOwn: true }
      const left = estimateTimeLeft(pace, 30)!
      expect(left.lowSeconds).toBeLessThanOrEqual(left.highSeconds)
      const really = Array.from({ length: 30 }, gap).reduce((sum, one) => sum + one, 0) / 1000
      if (really >= left.lowSeconds && really <= left.highSeconds) held += 1
      const byRows = estimateTimeLeft({ ...pace, gapsMs: gaps }, 30)!
      if (really >= byRows.lowSeconds && really <= byRows.highSeconds) heldByRows += 1
    }
    expect(heldByRows / 300).toBeGreaterThan(0.6)
    expect(held / 300).toBeGreaterThan(0.7)
    expect(held / 300).toBeLessThan(0.97)
  })
})
