import type { CatalogueEvent } from '../../core/events.js'
import type { ProgressNotice } from '../../core/generation/progress-notice.schema.js'
import type { PresenceNotice } from '../../core/review-together/presence.schema.js'
import { ApiError } from './api-error.js'
import { parseServerSentEvents } from './parse-server-sent-events.js'
import { sendRequest, type Transport } from './send-request.js'

/** The server sends a comment at least every 15 s; twice that without a byte means that the connection is dead. */
const silenceMaxMs = 40_000
const longestPauseMs = 5_000

export interface ReadEventsInput {
  readonly projectId: string
  /** The last event number that the reader has seen; 0 = from the beginning, null = what happens from now on. */
  readonly since: number | null
  readonly signal: AbortSignal
  /** Told whenever the connection opens or breaks. */
  readonly onConnection?: (state: 'open' | 'lost') => void
  /** Told how far jobs are, as it comes; what was missed is not told again. */
  readonly onProgress?: (notice: ProgressNotice) => void
  /** Told who goes where in a run, as it comes. */
  readonly onPresence?: (notice: PresenceNotice) => void
}

/**
 * Events of a project after `since`, in order, each once. A broken connection is opened again from the last event seen
 * (`Last-Event-ID`), for ever, until `signal` aborts. Throws ApiError when the API refuses (401, 404).
 */
export async function* readEvents(
  transport: Transport,
  input: ReadEventsInput,
): AsyncGenerator<CatalogueEvent> {
  let lastSeq = input.since
  let failures = 0
  while (!input.signal.aborted) {
    try {
      for await (const event of openStream(transport, input, lastSeq)) {
        failures = 0
        if (lastSeq !== null && event.seq <= lastSeq) continue
        lastSeq = event.seq
        yield event
      }
    } catch (error) {
      if (input.signal.aborted) return
      if (error instanceof ApiError && error.status < 500 && error.status !== 429) throw error
    }
    if (input.signal.aborted) return
    input.onConnection?.('lost')
    failures += 1
    await transport.sleep(Math.min(250 * 2 ** Math.min(failures, 5), longestPauseMs))
  }
}

async function* openStream(
  transport: Transport,
  input: ReadEventsInput,
  since: number | null,
): AsyncGenerator<CatalogueEvent> {
  const silence = new AbortController()
  let timer = setTimeout(() => silence.abort(), silenceMaxMs)
  try {
    const response = await sendRequest(transport, {
      method: 'GET',
      path: `/api/v1/events?projectId=${encodeURIComponent(input.projectId)}${since === null ? '' : `&since=${since}`}${input.onProgress === undefined ? '' : '&progress=1'}${input.onPresence === undefined ? '' : '&presence=1'}`,
      repeatable: true,
      headers: {
        accept: 'text/event-stream',
        ...(since === null ? {} : { 'last-event-id': String(since) }),
      },
      signal: AbortSignal.any([input.signal, silence.signal]),
    })
    if (response.body === null) return
    input.onConnection?.('open')
    for await (const message of parseServerSentEvents(chunksOf(response.body))) {
      clearTimeout(timer)
      timer = setTimeout(() => silence.abort(), silenceMaxMs)
      if (message.event === 'progress') tell(message.data, input.onProgress)
      if (message.event === 'presence') tell(message.data, input.onPresence)
      const event = message.event === 'message' ? readEvent(message.data) : null
      if (event !== null) yield event
    }
  } finally {
    clearTimeout(timer)
    // A reader that stops early must not leave the connection open.
    silence.abort()
  }
}

/** Safari and older Chromium cannot iterate a ReadableStream by `for await`. */
async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

/** The API's own words: what cannot be read is of a newer one, and left out. */
function tell<Notice>(data: string, listener: ((notice: Notice) => void) | undefined): void {
  try {
    listener?.(JSON.parse(data) as Notice)
  } catch {
    // Progress and presence are a courtesy.
  }
}

function readEvent(data: string): CatalogueEvent | null {
  try {
    const parsed = JSON.parse(data) as Partial<CatalogueEvent>
    return typeof parsed.seq === 'number' && typeof parsed.type === 'string'
      ? (parsed as CatalogueEvent)
      : null
  } catch {
    return null
  }
}
