import type { Admission, BreakerState } from './circuit-breaker.js'

/** What every process knows of who fails: one breaker for each provider, or for each of its hosts. */
export interface BreakerCatalogue {
  /** Those that are not at rest, by name. */
  states(): Promise<ReadonlyMap<string, BreakerState>>
  /** Whether one more job may go to it. An open one whose pause is over lets exactly one through, whoever asks. */
  admit(name: string): Promise<Admission>
  /** It did its work: it is at rest. */
  succeed(name: string): Promise<void>
  /** It failed, in these words; `retryAfterMs` is what it asked for itself. */
  fail(name: string, failure: { readonly why: string; readonly retryAfterMs?: number }): Promise<void>
}

/** `automatic1111`, or `comfyui@gpu-0123456789ab` for one host of several. */
export function breakerNameOf(provider: string, host?: string): string {
  return host === undefined ? provider : `${provider}@${host}`
}
