import { Agent, type Dispatcher, request as send } from 'undici'
import { AssetloomError } from '../../core/errors.js'
import { parseComfyJson } from './comfy-json.js'

export interface ComfyTransportOptions {
  /** Address of the server, a path before its routes included; what the operator configured. */
  readonly baseUrl: string
  /** For a proxy in front of it; sent with every request. Values are secrets: they are in no message. */
  readonly headers: Readonly<Record<string, string>>
  readonly connectTimeoutMs?: number
  /** For one whole answer where a call says nothing else. */
  readonly timeoutMs?: number
}

export interface ComfyCall {
  readonly method?: 'GET' | 'POST'
  /** From `/`, encoded. */
  readonly path: string
  readonly body?: string | Uint8Array
  readonly contentType?: string
  readonly timeoutMs?: number
  readonly sizeBytesMax?: number
  readonly signal?: AbortSignal | undefined
}

export interface ComfyReply {
  readonly status: number
  readonly contentType: string
  readonly bytes: Uint8Array
}

export interface ComfyTransport {
  /** The whole answer, whatever its status. Throws Unavailable where there is none, or the signal's reason. */
  call(call: ComfyCall): Promise<ComfyReply>
  /** Address without user and password, for messages. */
  readonly origin: string
  close(): Promise<void>
}

const connectTimeoutDefaultMs = 5_000
const timeoutDefaultMs = 15_000
/** An answer with tensors of an execution error printed has some hundred KB. */
const jsonBytesMax = 32 * 1024 ** 2
/** Polls, fetches and submissions of one process at once. */
const connectionsMax = 16

/** HTTP to one ComfyUI with a deadline and a size limit on everything. Redirects are not followed; no Origin is sent. */
export function createComfyTransport(options: ComfyTransportOptions): ComfyTransport {
  const base = new URL(options.baseUrl)
  const agent = new Agent({
    connect: { timeout: options.connectTimeoutMs ?? connectTimeoutDefaultMs },
    connections: connectionsMax,
    // A server that restarts drops kept connections; a short keep makes that rare.
    keepAliveTimeout: 4_000,
  })
  const exchange = { base: `${base.origin}${base.pathname.replace(/\/+$/, '')}`, agent, options }
  return {
    origin: base.origin,
    call: async (call) => await callOnce(exchange, call),
    close: async () => await agent.destroy(),
  }
}

/**
 * The JSON of an answer. Throws Unavailable for anything else, such as the HTML page of a proxy: it says nothing about the
 * prompt and may be asked again.
 */
export function jsonOf({ status, contentType, bytes }: ComfyReply, origin: string): unknown {
  if (!/^application\/(?:[\w.+-]+\+)?json\b/i.test(contentType))
    throw transportFailure(`${origin} answered ${status} without JSON`, { status })
  try {
    return parseComfyJson(Buffer.from(bytes).toString('utf8'))
  } catch (error) {
    throw transportFailure(`${origin} answered JSON that cannot be read: ${(error as Error).message}`, {
      status,
    })
  }
}

/** An answer did not come or says nothing; whatever was asked may or may not have happened. */
export function transportFailure(
  message: string,
  details: Record<string, string | number> = {},
): AssetloomError {
  return new AssetloomError(
    'Unavailable',
    message,
    'see that a ComfyUI runs at this address, and that no proxy answers in its place; workers ask it again',
    { kind: 'transport', ...details },
  )
}

export function isTransportFailure(error: unknown): boolean {
  return error instanceof AssetloomError && error.details['kind'] === 'transport'
}

interface Exchange {
  readonly base: string
  readonly agent: Dispatcher
  readonly options: ComfyTransportOptions
}

async function callOnce({ base, agent, options }: Exchange, call: ComfyCall): Promise<ComfyReply> {
  call.signal?.throwIfAborted()
  const timeoutMs = call.timeoutMs ?? options.timeoutMs ?? timeoutDefaultMs
  const deadline = AbortSignal.timeout(timeoutMs)
  const { origin } = new URL(base)
  try {
    const { statusCode, headers, body } = await send(`${base}${call.path}`, {
      dispatcher: agent,
      method: call.method ?? 'GET',
      signal: call.signal === undefined ? deadline : AbortSignal.any([call.signal, deadline]),
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      headers: {
        ...options.headers,
        ...(call.body === undefined ? {} : { 'content-type': call.contentType ?? 'application/json' }),
      },
      ...(call.body === undefined ? {} : { body: call.body }),
    })
    const bytes = await readBody(body, call.sizeBytesMax ?? jsonBytesMax, origin)
    const type = headers['content-type']
    return { status: statusCode, contentType: (Array.isArray(type) ? type[0] : type) ?? '', bytes }
  } catch (error) {
    call.signal?.throwIfAborted()
    throw asFailure(error, deadline, timeoutMs, origin)
  }
}

/** The body, and Unavailable as soon as it is larger than it may be: leaving the loop ends the stream. */
async function readBody(
  body: AsyncIterable<Uint8Array>,
  sizeBytesMax: number,
  origin: string,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  for await (const chunk of body) {
    sizeBytes += chunk.length
    if (sizeBytes > sizeBytesMax) throw transportFailure(`${origin} answered more than ${sizeBytesMax} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function asFailure(error: unknown, deadline: AbortSignal, timeoutMs: number, origin: string): Error {
  if (error instanceof AssetloomError) return error
  if (deadline.aborted) return transportFailure(`${origin} gave no whole answer within ${timeoutMs} ms`)
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined
  // Sockets and undici name their failures; anything else is a mistake of this program.
  if (typeof code !== 'string') return error instanceof Error ? error : new Error(String(error))
  return transportFailure(`${origin} cannot be reached (${code})`, { code })
}
