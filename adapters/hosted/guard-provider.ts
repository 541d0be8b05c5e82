import { AssetloomError } from '../../core/errors.js'
import type { BreakerCatalogue } from '../../core/generation/breaker-ports.js'
import { countsAgainstProvider } from '../../core/generation/circuit-breaker.js'
import type { ImageProvider } from '../../core/generation/paint-request.js'
import type { SoundProvider } from '../../core/generation/sound-request.js'

/** The breaker of one provider. */
export interface ProviderGuard {
  /** Runs work while the breaker lets it through. Throws Unavailable, with when to ask again, while it does not. */
  run<Result>(work: () => Promise<Result>): Promise<Result>
}

/** `now`: milliseconds since the epoch. */
export function createProviderGuard(
  name: string,
  breakers: BreakerCatalogue,
  now: () => number = Date.now,
): ProviderGuard {
  return {
    async run(work) {
      const { allowed, againAtMs } = await breakers.admit(name)
      if (!allowed) throw leftAlone(name, againAtMs === undefined ? 0 : againAtMs - now())
      try {
        const result = await work()
        await noted(breakers.succeed(name))
        return result
      } catch (error) {
        if (error instanceof AssetloomError) await noted(note(breakers, name, error))
        throw error
      }
    },
  }
}

async function note(breakers: BreakerCatalogue, name: string, error: AssetloomError): Promise<void> {
  // What is about the words of one job says that the service is well.
  if (!countsAgainstProvider(error.type)) return await breakers.succeed(name)
  const { retryAfterMs } = error.details
  const waiting = typeof retryAfterMs === 'number' ? { retryAfterMs } : {}
  await breakers.fail(name, { why: error.message, ...waiting })
}

/** A picture that was paid for is not lost because nobody could write down that it came. */
async function noted(writing: Promise<void>): Promise<void> {
  await writing.catch(() => undefined)
}

/** `provider` behind its breaker: while that is open, nothing is asked of it. */
export function guardImages(provider: ImageProvider, breakers: BreakerCatalogue): ImageProvider {
  const guard = createProviderGuard(provider.name, breakers)
  return {
    ...provider,
    paint: async (request, attempt, signal, context) =>
      await guard.run(async () => await provider.paint(request, attempt, signal, context)),
  }
}

/** The same for sounds. */
export function guardSounds(provider: SoundProvider, breakers: BreakerCatalogue): SoundProvider {
  const guard = createProviderGuard(provider.name, breakers)
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
