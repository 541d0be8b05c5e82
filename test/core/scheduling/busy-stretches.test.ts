import fc from 'fast-check'
import { expect, test } from 'vitest'
import { busyStretches } from '../../../core/scheduling/busy-stretches.js'

const ran = (endedAgoMs: number, executionMs: number) => ({ endedAgoMs, executionMs })

test('jobs that follow one another are one stretch, a pause parts them, and what is at work reaches to now', () => {
  const past = [ran(20_000, 3_000), ran(23_500, 3_000), ran(400_000, 3_000)]
  expect(busyStretches(past, 900_000, 15_000)).toEqual([
    { fromAgoMs: 403_000, toAgoMs: 400_000 },
    { fromAgoMs: 26_500, toAgoMs: 20_000 },
    { fromAgoMs: 15_000, toAgoMs: 0 },
  ])
  // Posted long ago, it only began when the one before it ended.
  expect(busyStretches(past.slice(0, 1), 900_000, 800_000)).toEqual([{ fromAgoMs: 23_000, toAgoMs: 0 }])
  expect(busyStretches([ran(899_000, 5_000), ran(950_000, 1_000)], 900_000, null)).toEqual([
    { fromAgoMs: 900_000, toAgoMs: 899_000 },
  ])
})

test('stretches lie inside the window, one after the other, and hold every execution', () => {
  const past = fc.array(fc.record({ endedAgoMs: fc.nat(1_000_000), executionMs: fc.nat(60_000) }))
  fc.assert(
    fc.property(past, fc.option(fc.nat(1_000_000)), (executions, openMs) => {
      const windowMs = 900_000
      const found = busyStretches(executions, windowMs, openMs)
      found.forEach(({ fromAgoMs, toAgoMs }, at) => {
        expect(fromAgoMs).toBeLessThanOrEqual(windowMs)
        expect(toAgoMs).toBeLessThanOrEqual(fromAgoMs)
        if (at > 0) expect(fromAgoMs).toBeLessThan(found[at - 1]!.toAgoMs)
      })
      for (const { endedAgoMs } of executions.filter((one) => one.endedAgoMs < windowMs))
        expect(found.some((one) => one.fromAgoMs >= endedAgoMs && one.toAgoMs <= endedAgoMs)).toBe(true)
      expect(found.length).toBeLessThanOrEqual(301)
    }),
  )
})
