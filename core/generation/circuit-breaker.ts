import type { FailureType } from '../errors.js'

/**
 * How far a provider may be trusted with work just now. closed: it works. open: it failed too often and gets nothing
 * before `untilMs`. halfOpen: one job tries it out. Times are milliseconds since the epoch, given in by the caller.
 */
export type BreakerState =
  | { readonly kind: 'closed'; readonly failures: number }
  | { readonly kind: 'open'; readonly untilMs: number; readonly opened: number }
  | { readonly kind: 'halfOpen'; readonly sinceMs: number; readonly opened: number }

export interface BreakerRules {
  /** Failures in a row that open it. */
  readonly failuresMax: number
  /** First pause; doubled each time that the trial fails. */
  readonly pauseMs: number
  readonly pauseMaxMs: number
  /** A trial that was never heard of again gives way to another one after this time. */
  readonly trialMaxMs: number
}

/** One bad picture is bad luck, five in a row are an outage. A trial may take as long as the slowest provider's answer. */
export const breakerDefaults: BreakerRules = {
  failuresMax: 5,
  pauseMs: 15_000,
  pauseMaxMs: 600_000,
  trialMaxMs: 300_000,
}

export const closedBreaker: BreakerState = { kind: 'closed', failures: 0 }

/** These say that the provider is ill. All others are about the one job: its words, its input, the budget. */
const illnesses: readonly FailureType[] = ['ProviderFailed', 'Unavailable']

/** Whether a failure says something about the provider rather than about the job. */
export function countsAgainstProvider(type: FailureType): boolean {
  return illnesses.includes(type)
}

export interface Admission {
  readonly allowed: boolean
  /** What holds from now on: to ask may begin a trial. */
  readonly state: BreakerState
  /** When to ask again; absent where the answer is yes. Milliseconds since the epoch. */
  readonly againAtMs?: number
}

/** Whether one more job may go to the provider. An open breaker whose pause is over lets exactly one through. */
export function admitJob(
  state: BreakerState,
  nowMs: number,
  rules: BreakerRules = breakerDefaults,
): Admission {
  switch (state.kind) {
    case 'closed':
      return { allowed: true, state }
    case 'open':
      if (nowMs < state.untilMs) return { allowed: false, state, againAtMs: state.untilMs }
      return { allowed: true, state: { kind: 'halfOpen', sinceMs: nowMs, opened: state.opened } }
    case 'halfOpen': {
      const againAtMs = state.sinceMs + rules.trialMaxMs
      if (nowMs < againAtMs) return { allowed: false, state, againAtMs }
      return { allowed: true, state: { ...state, sinceMs: nowMs } }
    }
  }
}

/** Any success closes it: the provider is there. */
export function afterSuccess(): BreakerState {
  return closedBreaker
}

/**
 * What holds after a failure. `retryAfterMs` is what the provider itself asked for (429): it is never asked sooner.
 * A late failure of a job that began before the breaker opened changes nothing.
 */
export function afterFailure(
  state: BreakerState,
  nowMs: number,
  { retryAfterMs = 0, rules = breakerDefaults }: { retryAfterMs?: number; rules?: BreakerRules } = {},
): BreakerState {
  switch (state.kind) {
    case 'closed': {
      const failures = state.failures + 1
      if (failures < rules.failuresMax && retryAfterMs === 0) return { kind: 'closed', failures }
      return open(1, nowMs, retryAfterMs, rules)
    }
    case 'halfOpen':
      return open(state.opened + 1, nowMs, retryAfterMs, rules)
    case 'open':
      return { ...state, untilMs: Math.max(state.untilMs, nowMs + retryAfterMs) }
  }
}

function open(opened: number, nowMs: number, retryAfterMs: number, rules: BreakerRules): BreakerState {
  // The exponent is bounded before the power: 2^1024 is no number.
  const pauseMs = Math.min(rules.pauseMaxMs, rules.pauseMs * 2 ** Math.min(opened - 1, 30))
  return { kind: 'open', untilMs: nowMs + Math.max(pauseMs, retryAfterMs), opened }
}
