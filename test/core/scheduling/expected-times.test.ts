import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jobTimeOn, loadTimeOn } from '../../../core/scheduling/expected-times.js'
import type { GpuHostRow, HostPace } from '../../../core/scheduling/gpu-host-ports.js'
import { assumedCosts, assumedTimes } from '../../../core/scheduling/measured-times.js'
import { noteStep, type StepPace, timeBySteps } from '../../../core/scheduling/step-pace.js'

const nothingKnown = assumedTimes(assumedCosts)
const gib = 1024 ** 3

function host(name: string, pace?: HostPace): GpuHostRow {
  const device = { name, vramTotal: 24 * gib, vramFree: 24 * gib }
  return {
    ...{ host: `gpu-${name}`, address: 'http://127.0.0.1:8188', version: '0.28.0', profile: null },
    facts: { devices: [device], ramTotal: 32 * gib, ramFree: gib, models: {}, nodeClasses: [] },
    ...{ serving: 'castle', servingModels: null, resident: [], running: 1, swaps: 0, executions: 0 },
    ...{ discarded: 0, busyMs: 0, trouble: null, isAlive: true },
    ...{ startedAt: '2026-01-01T00:00:00.000Z', heartbeatAt: '2026-01-01T00:00:00.000Z' },
    ...(pace === undefined ? {} : { pace }),
  }
}

describe('the time of jobs of which nothing was measured', () => {
  it('is assumed of a card, and of a processor nobody knows it', () => {
    const card = jobTimeOn([host('cuda:0')], 'castle', nothingKnown)!
    expect(card).toMatchObject({ basis: 'assumed', samples: 0 })
    expect(card.lowMs).toBeLessThan(card.medianMs)
    expect(jobTimeOn([host('cpu')], 'castle', nothingKnown)).toBeNull()
    expect(jobTimeOn([host('cuda:0'), host('cpu')], 'castle', nothingKnown)).toBeNull()
  })

  it('is told by the steps of the job at work, also on a processor, for its own models', () => {
    const slow = host('cpu', { loadMs: null, prompt: { modelKey: 'castle', jobMs: 800_000, leftMs: 1 } })
    const told = jobTimeOn([slow], 'castle', nothingKnown)!
    expect(told).toMatchObject({ basis: 'steps', medianMs: 800_000 })
    expect(told.lowMs).toBeGreaterThan(600_000)
    expect(jobTimeOn([slow], 'cave', nothingKnown)).toBeNull()
  })

  it('of a load is what people said of each host', () => {
    const quick = host('cuda:0', { loadMs: 2_000, prompt: null })
    const slow = host('cuda:1', { loadMs: 90_000, prompt: null })
    expect(loadTimeOn([quick, slow], 'a', nothingKnown)).toMatchObject({ lowMs: 2_000, highMs: 90_000 })
    expect(loadTimeOn([host('cuda:0')], 'a', nothingKnown).medianMs).toBe(assumedCosts.swapMs)
  })
})

describe('the steps of a job', () => {
  it('tell what all of it takes from the second one on, without the load before the first', () => {
    const steps = (count: number, from = 0): StepPace =>
      Array.from({ length: count }, (_, at) => ({
        share: (at + 1) / 20,
        atMs: from + 300_000 + at * 40_000,
      })).reduce<StepPace | null>(noteStep, null)!
    expect(timeBySteps(null, 0)).toBeNull()
    expect(timeBySteps(steps(1), 400_000)).toBeNull()
    const third = timeBySteps(steps(3), 390_000)!
    expect(third.jobMs).toBeCloseTo(800_000)
    expect(third.leftMs).toBeCloseTo(17 * 40_000 - 10_000)
    // Done work is never below nothing, and another execution begins anew.
    expect(timeBySteps(steps(20), 9e9)!.leftMs).toBe(0)
    expect(noteStep(steps(9), { share: 0.05, atMs: 1e9 }).first.share).toBe(0.05)
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true })), fc.nat(), (shares, nowMs) => {
        const seen = shares.map((share, at) => ({ share, atMs: at }))
        const told = timeBySteps(seen.reduce<StepPace | null>(noteStep, null), nowMs)
        if (told !== null) expect(told.leftMs).toBeGreaterThanOrEqual(0)
      }),
    )
  })
})
