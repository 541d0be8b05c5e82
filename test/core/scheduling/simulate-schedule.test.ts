import { describe, expect, it } from 'vitest'
import { buildArrivalTrace } from '../../../core/scheduling/arrival-trace.js'
import { findOfflineSchedule } from '../../../core/scheduling/offline-schedule.js'
import {
  firstCome,
  lookAhead,
  ownRule,
  simulateSchedule,
  type TraceJob,
} from '../../../core/scheduling/simulate-schedule.js'

const costs = { swapMs: 30_000, patchMs: 500, jobMs: 3_000 }
const waitBoundMs = 900_000

describe('on a seeded evening of 3 projects with 300 jobs for 6 model sets', () => {
  it.each([1, 2, 3])('the rule needs at most 1.2 times the loads of the offline optimum, seed %i', (seed) => {
    const trace = buildArrivalTrace({ seed, projects: 3, modelSets: 6, jobs: 300, overMs: 14 * 60_000 })
    expect(new Set(trace.map(({ projectId }) => projectId)).size).toBe(3)
    expect(new Set(trace.map(({ modelKey }) => modelKey)).size).toBe(6)
    expect(trace).toHaveLength(300)
    const own = simulateSchedule(trace, costs, ownRule(costs, waitBoundMs))
    const optimum = findOfflineSchedule(trace, costs, waitBoundMs)
    if (!optimum) throw new Error('no schedule keeps the bound')
    expect(own.swaps).toBeLessThanOrEqual(1.2 * optimum.swaps)
    expect(own.longestWaitMs).toBeLessThanOrEqual(waitBoundMs)
    for (const policy of [firstCome, lookAhead(32)]) {
      const other = simulateSchedule(trace, costs, policy)
      expect(own.swaps).toBeLessThan(other.swaps)
      expect(own.makespanMs).toBeLessThan(other.makespanMs)
    }
  })
})

describe('a simulated host', () => {
  const job = (arrivesMs: number, modelKey: string, projectId = 'one'): TraceJob => ({
    arrivesMs,
    modelKey,
    projectId,
  })

  it('pays for each load and each job, and counts waits', () => {
    const trace = [job(0, 'a'), job(0, 'b', 'two'), job(0, 'a'), job(100_000, 'b', 'two')]
    expect(simulateSchedule(trace, costs, firstCome)).toEqual({
      ...{ swaps: 4, makespanMs: 133_000, longestWaitMs: 66_000, longestJobWaitMs: 96_000 },
    })
    expect(simulateSchedule(trace, costs, lookAhead(3))).toEqual({
      ...{ swaps: 2, makespanMs: 103_000, longestWaitMs: 66_000, longestJobWaitMs: 66_000 },
    })
    expect(findOfflineSchedule(trace, costs, waitBoundMs)).toEqual({ swaps: 2, makespanMs: 103_000 })
  })

  it('has no offline schedule under a bound that nobody can keep', () => {
    expect(findOfflineSchedule([job(0, 'a'), job(0, 'b', 'two')], costs, 40_000)).toBeNull()
  })
})
