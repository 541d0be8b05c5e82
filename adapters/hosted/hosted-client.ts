import { Agent, type Dispatcher, request as send } from 'undici'
import { AssetloomError } from '../../core/errors.js'
import { retryAfterMs } from '../llm/retry-after.js'

export interface HostedClientOptions {
  /** As people know the service, for messages. */
  readonly service: string
  /** The operator's own setting, so that this machine and its network are allowed. */
  readonly baseUrl: string
  /** The variable that it comes from, for hints. */
  readonly variable: string
  readonly headers: Readonly<Record<string, string>>
  /** In no message of ours, whatever the service says. */
  readonly secrets: readonly (string | null)[]
  /** For one answer. */
  readonly timeoutMs: number
  readonly connectTimeoutMs?: number
  readonly dispatcher?: Dispatcher
}

export interface HostedReply {
  readonly status: number
  readonly contentType: string
  readonly header: (name: string) => string | undefined
  /** What Retry-After asks for. */
  readonly retryAfterMs: number | null
  readonly bytes: Uint8Array
}

export interface HostedClient {
  /**
   * One request, answered whole. Any status is an answer; redirects are not followed. Throws Unavailable when the service
   * cannot be reached or is too slow, ProviderFailed for an answer above `bytesMax`, the signal's reason when it fires.
   */
  ask(input: {
    readonly method: 'GET' | 'POST'
    /** Joined to the base address. */
    readonly path: string
    readonly json?: unknown
    readonly bytesMax: number
    readonly signal: AbortSignal
    readonly timeoutMs?: number
  }): Promise<HostedReply>
  /** One line of what the service said, without its secrets. */
  clean(text: string): string
  close(): Promise<void>
}

const connectTimeoutDefaultMs = 10_000
const shownCharsMax = 200

/** Plain HTTP to one service: deadlines, limits and no secrets in messages. */
export function createHostedClient(options: HostedClientOptions): HostedClient {
  const { service, variable, timeoutMs, headers, secrets } = options
  const base = options.baseUrl.replace(/\/+$/, '')
  const agent = new Agent({
    connect: { timeout: Math.min(options.connectTimeoutMs ?? connectTimeoutDefaultMs, timeoutMs) },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  })
  return {
    async ask({ method, path, json, bytesMax, signal, timeoutMs: ownMs = timeoutMs }) {
      signal.throwIfAborted()
      const deadline = AbortSignal.timeout(ownMs)
      try {
        const {
          statusCode,
          headers: got,
          body,
        } = await send(`${base}${path}`, {
          dispatcher: options.dispatcher ?? agent,
          method,
          signal: AbortSignal.any([signal, deadline]),
          headers: { ...headers, ...(json === undefined ? {} : { 'content-type': 'application/json' }) },
          ...(json === undefined ? {} : { body: JSON.stringify(json) }),
        })
        const bytes = await readLimited(body, bytesMax, service)
        const header = (name: string): string | undefined => {
          const value = got[name]
          return Array.isArray(value) ? value[0] : value
        }
        const retry = retryAfterMs(header('retry-after'), Date.now())
        return {
          status: statusCode,
          contentType: header('content-type') ?? '',
          header,
          retryAfterMs: retry,
          bytes,
        }
      } catch (error) {
        signal.throwIfAborted()
        throw asFailure(error, deadline, { service, variable, base, timeoutMs: ownMs })
      }
    },
    clean(text) {
      let line = text.replace(/[\p{C}\s]+/gu, ' ').trim()
      for (const secret of secrets) if (secret) line = line.split(secret).join('[secret]')
      return line.length > shownCharsMax ? `${line.slice(0, shownCharsMax)}…` : line
    },
    close: async () => await agent.destroy(),
  }
}

/** A body up to a size. Throws ProviderFailed as soon as it is larger: leaving the loop ends the stream. */
export async function readLimited(
  body: AsyncIterable<Uint8Array>,
  bytesMax: number,
  service: string,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  for await (const chunk of body) {
    sizeBytes += chunk.length
    if (sizeBytes > bytesMax)
      throw new AssetloomError(
        'ProviderFailed',
        `${service} answered with more than ${bytesMax} bytes`,
        'see what its address points to',
      )
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks))
}

/** JSON of an answer; undefined where it is none. */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8')) as unknown
  } catch {
    return undefined
  }
}

/** The failure that a status stands for, where the service's own words do not say more. */
export function failureOfStatus(
  { service, variable, keyVariable }: { service: string; variable: string; keyVariable: string | null },
  reply: Pick<HostedReply, 'status' | 'retryAfterMs'>,
  said: string,
): AssetloomError {
  const { status } = reply
  const message = `${service} answered ${status}${said === '' ? '' : `: ${said}`}`
  const details = { status, ...(reply.retryAfterMs === null ? {} : { retryAfterMs: reply.retryAfterMs }) }
  const fail = (type: 'InvalidInput' | 'Unavailable', hint: string) =>
    new AssetloomError(type, message, hint, details)
  if (status >= 300 && status < 400)
    return fail('InvalidInput', `redirects are not followed: set ${variable} to where it leads`)
  if (status === 401 || status === 403)
    return fail(
      'InvalidInput',
      keyVariable === null ? `see who may use ${variable}` : `give its key in ${keyVariable}`,
    )
  if (status === 404 || status === 405) return fail('InvalidInput', `see what ${variable} points to`)
  if (status === 408 || status === 425 || status === 429 || status >= 500)
    return fail('Unavailable', 'it is asked again; see the log of that service when this goes on')
  return fail('InvalidInput', `see the spec, ${variable} and the log of that service`)
}

function asFailure(
  error: unknown,
  deadline: AbortSignal,
  {
    service,
    variable,
    base,
    timeoutMs,
  }: { service: string; variable: string; base: string; timeoutMs: number },
): Error {
  if (error instanceof AssetloomError) return error
  if (deadline.aborted)
    return new AssetloomError(
      'Unavailable',
      `${service} did not answer within ${timeoutMs / 1_000} s`,
      'it is asked again',
    )
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined
  // Sockets and undici name their failures; anything else is a mistake of this program.
  if (typeof code !== 'string') return error instanceof Error ? error : new Error(String(error))
  return new AssetloomError(
    'Unavailable',
    `${service} cannot be reached at ${new URL(base).origin} (${code})`,
    `start it or correct ${variable}`,
  )
}
