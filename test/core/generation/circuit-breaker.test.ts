import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  admitJob,
  afterFailure,
  afterSuccess,
  breakerDefaults,
  type BreakerState,
  closedBreaker,
  countsAgainstProvider,
} from '../../../core/generation/circuit-breaker.js'

const failing = (times: number, atMs = 0): BreakerState =>
  Array.from({ length: times }).reduce<BreakerState>((state) => afterFailure(state, atMs), closedBreaker)

describe('a circuit breaker', () => {
  it('opens after so many failures in a row, and a success in between begins the count anew', () => {
    const almost = failing(breakerDefaults.failuresMax - 1)
    expect(admitJob(almost, 0).allowed).toBe(true)
    expect(afterFailure(afterSuccess(), 0)).toEqual({ kind: 'closed', failures: 1 })
    expect(afterFailure(almost, 0)).toEqual({ kind: 'open', untilMs: breakerDefaults.pauseMs, opened: 1 })
  })

  it('lets one job through after its pause, and no second one while that is tried', () => {
    const open = failing(breakerDefaults.failuresMax)
    expect(admitJob(open, breakerDefaults.pauseMs - 1)).toMatchObject({
      allowed: false,
      againAtMs: breakerDefaults.pauseMs,
    })
    const first = admitJob(open, breakerDefaults.pauseMs)
    expect(first).toMatchObject({ allowed: true, state: { kind: 'halfOpen' } })
    expect(admitJob(first.state, breakerDefaults.pauseMs + 1).allowed).toBe(false)
    // A trial whose worker died must not keep it shut for ever.
    expect(admitJob(first.state, breakerDefaults.pauseMs + breakerDefaults.trialMaxMs).allowed).toBe(true)
  })

  it('waits twice as long after each failed trial, up to its limit, and closes at the first success', () => {
    let state = failing(breakerDefaults.failuresMax)
    let nowMs = 0
    const pauses: number[] = []
    for (let trial = 0; trial < 8; trial++) {
      if (state.kind !== 'open') throw new Error('it is not open')
      pauses.push(state.untilMs - nowMs)
      nowMs = state.untilMs
      state = afterFailure(admitJob(state, nowMs).state, nowMs)
    }
    expect(pauses).toEqual([15_000, 30_000, 60_000, 120_000, 240_000, 480_000, 600_000, 600_000])
    expect(afterSuccess()).toEqual(closedBreaker)
  })

  it('never asks sooner than the provider wants, and only for faults of the provider', () => {
    const told = afterFailure(closedBreaker, 1_000, { retryAfterMs: 90_000 })
    expect(told).toEqual({ kind: 'open', untilMs: 91_000, opened: 1 })
    expect(afterFailure(told, 2_000)).toEqual(told)
    expect(
      ['ProviderFailed', 'Unavailable', 'ContentRejected', 'InvalidInput'].map((type) =>
        countsAgainstProvider(type as 'InvalidInput'),
      ),
    ).toEqual([true, true, false, false])
  })

  it('is never shut for ever, whatever comes in whatever order', () => {
    const step = fc.record({
      kind: fc.constantFrom('fail', 'admit', 'succeed'),
      afterMs: fc.nat(1_000_000),
      retryAfterMs: fc.nat(3_600_000),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let state: BreakerState = closedBreaker
        let nowMs = 0
        for (const { kind, afterMs, retryAfterMs } of steps) {
          nowMs += afterMs
          if (kind === 'fail') state = afterFailure(state, nowMs, { retryAfterMs })
          else state = kind === 'admit' ? admitJob(state, nowMs).state : afterSuccess()
        }
        const admission = admitJob(state, nowMs)
        if (admission.allowed) return true
        const wait = admission.againAtMs! - nowMs
        return wait > 0 && wait <= 3_600_000 && admitJob(state, admission.againAtMs!).allowed
      }),
    )
  })
})
