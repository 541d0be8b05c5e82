import { buildArrivalTrace } from '../../core/scheduling/arrival-trace.js'
import { findOfflineSchedule } from '../../core/scheduling/offline-schedule.js'
import {
  firstCome,
  lookAhead,
  ownRule,
  simulateSchedule,
  type SimulatedSchedule,
} from '../../core/scheduling/simulate-schedule.js'
import type { Bench, BenchRow } from './bench-row.js'

/** 3 s a picture; a swap costs the time of ten. */
const costs = { swapMs: 30_000, patchMs: 500, jobMs: 3_000 }
const waitBoundMs = 15 * 60_000
const evening = { projects: 3, modelSets: 6, jobs: 300, overMs: 14 * 60_000 }
const swapsRatioMax = 1.2
const seeds = [1, 2, 3, 4, 5, 6]

/** Swaps and makespan of mixed load beside other rules and the offline optimum: simulated, so that it is exact. */
export const scheduling: Bench = {
  name: 'scheduling',
  table: 'comfyui',
  run: async ({ quick, say }) =>
    (quick ? seeds.slice(0, 1) : seeds).flatMap((seed) => {
      say(`evening ${seed}: 3 projects, 6 model sets, 300 jobs`)
      return rowsOf(seed)
    }),
}

function rowsOf(seed: number): BenchRow[] {
  const trace = buildArrivalTrace({ seed, ...evening })
  const own = simulateSchedule(trace, costs, ownRule(costs, waitBoundMs))
  const optimum = findOfflineSchedule(trace, costs, waitBoundMs)
  if (!optimum) throw new Error(`no schedule of evening ${seed} keeps the wait bound`)
  const what = (peer: string) => `swaps of 300 jobs, evening ${seed}, beside ${peer}`
  const beside = (peer: string, other: SimulatedSchedule): BenchRow => ({
    ...{ what: what(peer), ours: told(own), against: told(other), ratio: own.swaps / other.swaps },
    ...{ aim: 'fewer', within: own.swaps < other.swaps },
  })
  return [
    {
      what: what('the offline optimum'),
      ours: told(own),
      against: `${optimum.swaps} swaps, ${seconds(optimum.makespanMs)}`,
      ratio: own.swaps / optimum.swaps,
      aim: `<= ${swapsRatioMax}, no project waits above ${seconds(waitBoundMs)}`,
      within: own.swaps <= swapsRatioMax * optimum.swaps && own.longestWaitMs <= waitBoundMs,
    },
    beside('first come first served', simulateSchedule(trace, costs, firstCome)),
    beside('a look-ahead of 32', simulateSchedule(trace, costs, lookAhead(32))),
  ]
}

function told({ swaps, makespanMs, longestWaitMs }: SimulatedSchedule): string {
  return `${swaps} swaps, ${seconds(makespanMs)}, longest wait ${seconds(longestWaitMs)}`
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1_000)} s`
}
