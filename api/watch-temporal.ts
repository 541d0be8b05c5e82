import type { OngoingRetry } from '../core/oversight-ports.js'
import type { ApiContext } from './api-deps.js'
import { withinDeadline } from './within-deadline.js'

/** What Temporal said is shown this long before it is asked again. */
const freshMs = 2_000
const askDeadlineMs = 2_000
const runsMax = 200
const lookBackMs = 7 * 86_400_000

export interface TemporalWatch {
  /** null while Temporal answers, else since when it does not. */
  readonly away: () => Promise<{ readonly since: string | null } | null>
  /** Activities of a run that are tried again; null = not known. */
  readonly retries: (runId: string) => Promise<readonly OngoingRetry[] | null>
}

interface Kept<T> {
  readonly atMs: number
  readonly value: T
}

/**
 * Asks Temporal for the views of runs. A view never waits for it longer than `watchDeadlineMs`: it then shows what was
 * known before, and the answer serves the next view.
 */
export function watchTemporal(deps: ApiContext): TemporalWatch {
  const { catalogue, executions, gateway, limits, now } = deps
  const kept = new Map<string, Kept<readonly OngoingRetry[] | null>>()
  let reachable: Kept<boolean> | null = null

  const askReachable = async (): Promise<boolean> => {
    const value = await gateway.isReachable(askDeadlineMs).catch(() => false)
    reachable = { atMs: now(), value }
    return value
  }
  const askRetries = async (runId: string): Promise<readonly OngoingRetry[] | null> => {
    const value = await executions.retries(runId, askDeadlineMs).catch(() => null)
    kept.delete(runId)
    kept.set(runId, { atMs: now(), value })
    const oldest = kept.keys().next()
    if (kept.size > runsMax && !oldest.done) kept.delete(oldest.value)
    return value
  }
  const isFresh = (one: { atMs: number } | null | undefined): boolean =>
    one !== null && one !== undefined && now() - one.atMs < freshMs

  return {
    async away() {
      const known = reachable
      const isThere =
        known !== null && isFresh(known)
          ? known.value
          : await withinDeadline(limits.watchDeadlineMs, askReachable(), known?.value ?? true)
      if (isThere) return null
      const since = new Date(now() - lookBackMs).toISOString()
      const seen = await catalogue.oversight.intervals('temporal', since)
      return { since: seen.at(-1)?.lastSeen ?? null }
    },
    async retries(runId) {
      const known = kept.get(runId)
      if (known && isFresh(known)) return known.value
      return await withinDeadline(limits.watchDeadlineMs, askRetries(runId), known?.value ?? null)
    },
  }
}
