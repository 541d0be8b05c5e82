import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { busyShare } from '../../../core/scheduling/busy-share.js'
import { noLoad, remainingTime, type RemainingWork } from '../../../core/scheduling/remaining-time.js'

const spread = (ms: number) => ({ lowMs: ms / 2, medianMs: ms, highMs: ms * 2 })
const work = (jobs: number, jobMs: number, loadMs = 0): RemainingWork => ({
  ...{ jobs, jobMs: spread(jobMs) },
  loadMs: loadMs === 0 ? noLoad : spread(loadMs),
})
const anyWork = fc
  .tuple(fc.nat(50), fc.integer({ min: 1, max: 60_000 }), fc.nat(60_000))
  .map(([jobs, jobMs, loadMs]) => work(jobs, jobMs, loadMs))

describe('the remaining time', () => {
  it('is from all quick and ours first to all slow and ours last, likely by turns', () => {
    const told = remainingTime({ own: [work(10, 3_000, 30_000)], others: [work(100, 3_000)], hosts: 1 })
    expect(told).toEqual({ lowMs: 30_000, likelyMs: 120_000, highMs: 120_000 + 600_000 })
    expect(remainingTime({ own: [work(10, 3_000)], others: [], hosts: 2 })).toMatchObject({
      likelyMs: 15_000,
    })
  })

  it('is not shortened below one job by more hosts, and unknown without any', () => {
    expect(remainingTime({ own: [work(1, 3_000)], others: [], hosts: 4 })?.likelyMs).toBe(3_000)
    expect(remainingTime({ own: [work(1, 3_000)], others: [], hosts: 0 })).toBeNull()
    expect(remainingTime({ own: [work(0, 3_000)], others: [], hosts: 0 })?.highMs).toBe(0)
  })

  it('is a range in order, which neither shrinks with more work of others nor grows with another host', () => {
    fc.assert(
      fc.property(
        fc.array(anyWork, { maxLength: 4 }),
        fc.array(anyWork, { maxLength: 4 }),
        anyWork,
        (own, others, more) => {
          const ask = (beside: readonly RemainingWork[], hosts = 1) =>
            remainingTime({ own, others: beside, hosts })!
          const { lowMs, likelyMs, highMs } = ask(others)
          expect(lowMs).toBeLessThanOrEqual(likelyMs)
          expect(likelyMs).toBeLessThanOrEqual(highMs)
          expect(ask([...others, more]).highMs).toBeGreaterThanOrEqual(highMs)
          expect(ask([...others, more]).likelyMs).toBeGreaterThanOrEqual(likelyMs)
          expect(ask(others, 2).highMs).toBeLessThanOrEqual(highMs)
        },
      ),
    )
  })
})

describe('the busy share', () => {
  const ended = (endedAgoMs: number, executionMs: number) => ({ endedAgoMs, executionMs })

  it('counts what lies in the window, and the prompt that is there since the last one ended', () => {
    expect(busyShare([ended(0, 30_000), ended(40_000, 30_000)], 100_000, null)).toBeCloseTo(0.6)
    expect(busyShare([ended(90_000, 30_000), ended(100_001, 60_000)], 100_000, null)).toBeCloseTo(0.1)
    expect(busyShare([ended(20_000, 30_000)], 100_000, 50_000)).toBeCloseTo(0.5)
    expect(busyShare([ended(20_000, 30_000)], 100_000, 5_000)).toBeCloseTo(0.35)
    expect(busyShare([], 100_000, 900_000)).toBe(1)
    expect(busyShare([ended(0, 1)], 0, 1)).toBe(0)
  })
})
