import { setTimeout as sleep } from 'node:timers/promises'
import { AssetloomError } from '../core/errors.js'

const againAfterMs = 1_000

/**
 * Repeats work that only has to wait: a full store, a Postgres that is away. What was painted is in memory meanwhile,
 * and is not painted again. Gives up after `patienceMs` or when `signal` fires, with the last failure.
 */
export async function keepTrying<Result>(
  work: () => Promise<Result>,
  waiting: {
    readonly patienceMs: number
    readonly signal: AbortSignal
    /** Hears what is waited for, in a sentence. */
    readonly onWait: (why: string) => void
  },
): Promise<Result> {
  const { signal, onWait } = waiting
  const endMs = performance.now() + waiting.patienceMs
  for (;;) {
    try {
      return await work()
    } catch (error) {
      const isWaiting =
        error instanceof AssetloomError && (error.type === 'StoreFull' || error.type === 'Unavailable')
      if (!isWaiting || signal.aborted || performance.now() + againAfterMs > endMs) throw error
      onWait(`${error.message} (${error.hint})`)
      await sleep(againAfterMs, undefined, { signal }).catch(() => undefined)
    }
  }
}
