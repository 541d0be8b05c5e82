import type { CatalogueEvent } from '../../core/events.js'
import type { ProgressNotice } from '../../core/generation/progress-notice.schema.js'
import type { RunView } from '../../core/http/http-api.js'
import { terminalRunStages } from '../../core/run-options.js'
import { ApiError, BackendUnavailableError } from '../http/api-error.js'
import type { AssetloomClient } from '../http/assetloom-client.js'

/** Events come in bursts (one a variant): one look at the run covers a burst. */
const burstMs = 200
/** Without any event: a run is looked at anyway, in case the stream is cut. */
const pollMs = 3_000

/**
 * The run whenever it changed, the first time at once, until it is terminal or `signal` aborts. An API, worker or
 * Temporal that goes away in between is waited for as long as it takes; `onAway` hears of it, and `onEvent` of the run's
 * events from the first look on, `onProgress` of how far its jobs are. Throws ApiError when the run is unknown.
 */
export async function* followRun(
  client: AssetloomClient,
  runId: string,
  signal: AbortSignal,
  onAway: (away: boolean) => void = () => undefined,
  onEvent: (event: CatalogueEvent) => void = () => undefined,
  onProgress?: (notice: ProgressNotice) => void,
): AsyncGenerator<RunView> {
  const ended = new AbortController()
  const either = AbortSignal.any([signal, ended.signal])
  const bell = new Bell()
  let last = ''
  let carriedFrom: readonly string[] = []
  let listening: Promise<void> | null = null
  try {
    while (!signal.aborted) {
      bell.quiet()
      const run = await lookAtRun(client, runId, onAway)
      const text = run === null ? last : JSON.stringify(run)
      if (run !== null && text !== last) yield run
      if (run !== null && terminalRunStages.includes(run.stage)) return
      last = text
      if (run !== null) carriedFrom = run.revision?.carried.runIds ?? []
      if (run !== null)
        listening ??= ringOnEvents(client, run, () => carriedFrom, bell, either, { onEvent, onProgress })
      await bell.wait(pollMs)
      if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, burstMs))
    }
  } finally {
    ended.abort()
    await listening
  }
}

async function lookAtRun(
  client: AssetloomClient,
  runId: string,
  onAway: (away: boolean) => void,
): Promise<RunView | null> {
  try {
    const run = await client.readRun(runId)
    onAway(false)
    return run
  } catch (error) {
    const away =
      error instanceof BackendUnavailableError || (error instanceof ApiError && error.status >= 500)
    if (!away) throw error
    onAway(true)
    return null
  }
}

async function ringOnEvents(
  client: AssetloomClient,
  run: RunView,
  carriedFrom: () => readonly string[],
  bell: Bell,
  signal: AbortSignal,
  told: {
    readonly onEvent: (event: CatalogueEvent) => void
    readonly onProgress: ((notice: ProgressNotice) => void) | undefined
  },
): Promise<void> {
  const isOwn = (runId: string | null) => runId === run.runId || carriedFrom().includes(runId ?? '')
  const { onEvent, onProgress } = told
  signal.addEventListener('abort', () => bell.ring(), { once: true })
  try {
    const hears =
      onProgress === undefined
        ? {}
        : { onProgress: (notice: ProgressNotice) => void (isOwn(notice.runId) && onProgress(notice)) }
    const events = client.readEvents({ projectId: run.projectId, since: null, signal, ...hears })
    for await (const event of events) {
      // What a revision carries happens in the run that made it.
      if (!isOwn(event.runId)) continue
      onEvent(event)
      bell.ring()
    }
  } catch {
    // The stream is only a wake-up: without it the run is polled.
  }
}

/** Remembers a ring that came while nobody was waiting. */
class Bell {
  #rung = false
  #wake: (() => void) | null = null

  ring(): void {
    this.#rung = true
    this.#wake?.()
  }

  quiet(): void {
    this.#rung = false
  }

  async wait(timeoutMs: number): Promise<void> {
    if (this.#rung) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeoutMs)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.#wake = null
  }
}
