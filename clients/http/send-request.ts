import { ApiError, BackendUnavailableError, readProblem } from './api-error.js'

export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** Where and how requests go. */
export interface Transport {
  /** Origin without a trailing slash; empty in the page, which is served by the API itself. */
  readonly baseUrl: string
  /** Null in the page, which has a cookie. */
  readonly token: string | null
  readonly fetch: Fetch
  /** How long calls that may be repeated are repeated while nobody answers, milliseconds. */
  readonly retryForMs: number
  /** One attempt's limit until the headers arrive, milliseconds. */
  readonly attemptTimeoutMs: number
  readonly sleep: (ms: number) => Promise<void>
  readonly now: () => number
}

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Begins with a slash. */
  readonly path: string
  readonly body?: unknown
  /** Sent as they are, instead of a JSON body. */
  readonly bytes?: { readonly mediaType: string; readonly data: Uint8Array }
  /**
   * Whether sending it twice is the same as sending it once. Reads are; so are the writes that carry their own
   * identity (a project key, a list's text, a decisionId).
   */
  readonly repeatable: boolean
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

const firstDelayMs = 100
/** A restarting API is back within seconds: asking more often than this only costs it start-up time. */
const longestDelayMs = 2_000
/** Answers of proxies and of an API whose database or Temporal is away. */
const awayStatuses: readonly number[] = [429, 502, 503, 504]

/**
 * Sends a request and gives the answer when its status is below 400. Throws ApiError for a problem,
 * BackendUnavailableError when nobody answers within `retryForMs` (repeatable ones) or at once (others).
 */
export async function sendRequest(transport: Transport, request: ApiRequest): Promise<Response> {
  const giveUpAt = transport.now() + transport.retryForMs
  for (let delayMs = firstDelayMs; ; delayMs = Math.min(delayMs * 2, longestDelayMs)) {
    const outcome = await attempt(transport, request)
    if (outcome.kind === 'answer') return outcome.response
    if (outcome.kind === 'problem') throw outcome.error
    request.signal?.throwIfAborted()
    const mayRepeat = request.repeatable || outcome.neverSent
    if (!mayRepeat || transport.now() + delayMs > giveUpAt) throw outcome.error
    await transport.sleep(Math.max(delayMs, outcome.waitMs))
  }
}

type Attempt =
  | { readonly kind: 'answer'; readonly response: Response }
  | { readonly kind: 'problem'; readonly error: ApiError }
  | { readonly kind: 'away'; readonly error: Error; readonly neverSent: boolean; readonly waitMs: number }

async function attempt(transport: Transport, request: ApiRequest): Promise<Attempt> {
  const timeout = new AbortController()
  const timer = setTimeout(() => timeout.abort(), transport.attemptTimeoutMs)
  const signals = request.signal === undefined ? [timeout.signal] : [timeout.signal, request.signal]
  try {
    const response = await transport.fetch(`${transport.baseUrl}${request.path}`, {
      method: request.method,
      headers: headersOf(transport, request),
      signal: AbortSignal.any(signals),
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      ...(request.bytes === undefined ? {} : { body: new Uint8Array(request.bytes.data) }),
    })
    if (response.status < 400) return { kind: 'answer', response }
    const error = new ApiError(await readProblem(response))
    if (!awayStatuses.includes(response.status)) return { kind: 'problem', error }
    return { kind: 'away', error, neverSent: false, waitMs: retryAfterMs(response) }
  } catch (cause) {
    request.signal?.throwIfAborted()
    const why = timeout.signal.aborted ? `no answer within ${transport.attemptTimeoutMs} ms` : reasonOf(cause)
    const error = new BackendUnavailableError(
      `The Assetloom API at ${transport.baseUrl || 'this address'} is away: ${why}.`,
    )
    return { kind: 'away', error, neverSent: isRefused(cause), waitMs: 0 }
  } finally {
    clearTimeout(timer)
  }
}

function headersOf(transport: Transport, request: ApiRequest): Record<string, string> {
  return {
    accept: 'application/json',
    ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(request.bytes === undefined ? {} : { 'content-type': request.bytes.mediaType }),
    ...(transport.token === null ? {} : { authorization: `Bearer ${transport.token}` }),
    ...request.headers,
  }
}

/** `Retry-After` in seconds, at most 10 s; dates are not used by this API. */
function retryAfterMs(response: Response): number {
  const seconds = Number(response.headers.get('retry-after') ?? '')
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 10) * 1000 : 0
}

/** A refused connection proves that the request never reached anybody, so even a POST may be repeated. */
function isRefused(error: unknown): boolean {
  return codeOf(error) === 'ECONNREFUSED'
}

function reasonOf(error: unknown): string {
  const code = codeOf(error)
  if (code === 'ECONNREFUSED') return 'connection refused'
  if (code !== null) return code
  return error instanceof Error ? error.message : String(error)
}

/** fetch wraps the socket's error as `cause`, and several addresses as an AggregateError within it. */
function codeOf(error: unknown): string | null {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth += 1)
    if ('code' in at && typeof at.code === 'string') return at.code
  return null
}
