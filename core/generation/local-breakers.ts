import type { BreakerCatalogue } from './breaker-ports.js'
import { admitJob, afterFailure, type BreakerState, closedBreaker } from './circuit-breaker.js'

/** Breakers of one process, where no other has to know. `now`: milliseconds since the epoch. */
export function createLocalBreakers(now: () => number): BreakerCatalogue {
  const states = new Map<string, BreakerState>()
  const of = (name: string) => states.get(name) ?? closedBreaker
  return {
    states: async () => await Promise.resolve(new Map(states)),
    admit: async (name) => {
      const admission = admitJob(of(name), now())
      if (admission.state !== closedBreaker) states.set(name, admission.state)
      return await Promise.resolve(admission)
    },
    succeed: async (name) => {
      states.delete(name)
      await Promise.resolve()
    },
    fail: async (name, { retryAfterMs = 0 }) => {
      states.set(name, afterFailure(of(name), now(), { retryAfterMs }))
      await Promise.resolve()
    },
  }
}
