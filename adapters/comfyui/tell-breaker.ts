import type { ComfyRunner } from '../../core/comfyui/comfy-work.js'
import { AssetloomError } from '../../core/errors.js'
import type { BreakerCatalogue } from '../../core/generation/breaker-ports.js'
import { countsAgainstProvider } from '../../core/generation/circuit-breaker.js'
import type { Log } from '../../core/log.js'

/** These are about one graph or one size, and say nothing of the host. */
const ofTheJob: readonly unknown[] = ['out-of-memory', 'node-exception', 'exhausted']

/**
 * A runner whose host's breaker hears how its work ends. Nothing is held back here: whoever chooses a host looks at the
 * breaker, and work that a host has already is best ended there.
 */
export function tellBreaker(
  runner: ComfyRunner,
  { breakers, name, log }: { readonly breakers: BreakerCatalogue; readonly name: string; readonly log: Log },
): ComfyRunner {
  const noted = async (writing: Promise<void>): Promise<void> => {
    await writing.catch((error: unknown) =>
      log('warn', `how work ended could not be told to the breaker: ${String(error)}`),
    )
  }
  return {
    ...runner,
    run: async (work, options) => {
      try {
        const result = await runner.run(work, options)
        await noted(breakers.succeed(name))
        return result
      } catch (error) {
        if (!options.signal.aborted && isOfTheHost(error))
          await noted(breakers.fail(name, { why: error.message }))
        throw error
      }
    },
  }
}

function isOfTheHost(error: unknown): error is AssetloomError {
  return (
    error instanceof AssetloomError &&
    countsAgainstProvider(error.type) &&
    !ofTheJob.includes(error.details['kind'])
  )
}
