import { AssetloomError } from '../../core/errors.js'
import {
  admitJob,
  afterFailure,
  afterSuccess,
  type BreakerState,
  closedBreaker,
  countsAgainstProvider,
} from '../../core/generation/circuit-breaker.js'
import type { ImageProvider } from '../../core/generation/paint-request.js'
import type { SoundProvider } from '../../core/generation/sound-request.js'

/** The breaker of one provider in one process: what it sees of it. */
export interface ProviderGuard {
  readonly state: () => BreakerState
  /** Runs work while the breaker lets it through. Throws Unavailable, with when to ask again, while it does not. */
  run<Result>(work: () => Promise<Result>): Promise<Result>
}

/** `now`: milliseconds since the epoch. */
export function createProviderGuard(name: string, now: () => number = Date.now): ProviderGuard {
  let state: BreakerState = closedBreaker
  return {
    state: () => state,
    async run(work) {
      const nowMs = now()
      const admission = admitJob(state, nowMs)
      state = admission.state
      if (!admission.allowed) throw leftAlone(name, (admission.againAtMs ?? nowMs) - nowMs)
      try {
        const result = await work()
        state = afterSuccess()
        return result
      } catch (error) {
        if (error instanceof AssetloomError && countsAgainstProvider(error.type)) {
          const { retryAfterMs } = error.details
          state = afterFailure(state, now(), typeof retryAfterMs === 'number' ? { retryAfterMs } : {})
        } else if (error instanceof AssetloomError) state = afterSuccess()
        throw error
      }
    },
  }
}

/** `provider` behind its breaker: while that is open, nothing is asked of it. */
export function guardImages(
  provider: ImageProvider,
  guard = createProviderGuard(provider.name),
): ImageProvider {
  return {
    ...provider,
    paint: async (request, attempt, signal, context) =>
      await guard.run(async () => await provider.paint(request, attempt, signal, context)),
  }
}

/** The same for sounds. */
export function guardSounds(
  provider: SoundProvider,
  guard = createProviderGuard(provider.name),
): SoundProvider {
  return {
    ...provider,
    render: async (request, attempt, signal, context) =>
      await guard.run(async () => await provider.render(request, attempt, signal, context)),
  }
}

function leftAlone(name: string, waitMs: number): AssetloomError {
  return new AssetloomError(
    'Unavailable',
    `${name} failed too often and is left alone for ${Math.max(1, Math.ceil(waitMs / 1000))} s`,
    'it goes on by itself; see the log of that service',
    { retryAfterMs: Math.max(1_000, waitMs) },
  )
}
