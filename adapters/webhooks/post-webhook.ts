import { lookup as lookUp, type LookupAddress } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { Agent, request } from 'undici'
import type { PostOutcome, PostWebhook, WebhookPost } from '../../core/webhooks/webhook-ports.js'
import { checkWebhookUrl } from '../../core/webhooks/check-webhook-url.js'
import { webhookLimits } from '../../core/webhooks/webhook-limits.js'
import { isPublicAddress } from '../hosted/fetch-public-file.js'
import { signWebhook } from './sign-webhook.js'

export interface WebhookPosterOptions {
  /** Private, loopback and link-local addresses too, and plain HTTP to this machine. */
  readonly allowPrivate: boolean
  readonly timeoutMs?: number
  /** Epoch milliseconds. */
  readonly now?: () => number
  /** Who resolves names; tests. */
  readonly lookup?: typeof lookUp
}

const notPublicCode = 'ENOTPUBLIC'

/**
 * Sends one delivery: no redirects, a bounded answer, a bounded time. The address that is connected to is the one that
 * was judged, so a name that leads elsewhere the next time does not help. It never throws for what a receiver does.
 */
export function createWebhookPoster(options: WebhookPosterOptions): PostWebhook {
  const { allowPrivate, timeoutMs = webhookLimits.answerMs } = options
  return async (post) => {
    const objection = checkWebhookUrl(post.url, allowPrivate)
    if (objection !== null) return failed(`not sent: the address ${objection.message}`)
    const url = new URL(post.url)
    const host = url.hostname.replace(/^\[|\]$/g, '')
    // An address is not resolved, so no look-up judges it.
    if (!allowPrivate && isIP(host) !== 0 && !isPublicAddress(host)) return notPublic()
    const deadline = AbortSignal.timeout(timeoutMs)
    const lookup = allowPrivate ? {} : { lookup: createPublicLookup(options.lookup ?? lookUp) }
    const agent = new Agent({ connect: { timeout: timeoutMs, ...lookup } })
    try {
      return await send(url, post, { agent, deadline, now: options.now ?? Date.now })
    } catch (error) {
      if (deadline.aborted) return failed(`no answer within ${timeoutMs / 1000} s`)
      const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined
      if (code === notPublicCode) return notPublic()
      // The texts of such errors may hold parts of the address, which may be a secret; their codes do not.
      return failed(`no answer (${typeof code === 'string' ? code : 'the connection failed'})`)
    } finally {
      await agent.destroy()
    }
  }
}

async function send(
  url: URL,
  { id, body, secrets }: WebhookPost,
  {
    agent,
    deadline,
    now,
  }: { readonly agent: Agent; readonly deadline: AbortSignal; readonly now: () => number },
): Promise<PostOutcome> {
  const timestamp = Math.floor(now() / 1000)
  const {
    statusCode,
    headers,
    body: answer,
  } = await request(url, {
    dispatcher: agent,
    method: 'POST',
    signal: deadline,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Assetloom-Webhooks',
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signWebhook({ id, timestamp, body }, secrets),
    },
    body,
  })
  // Nothing in it is of use; it is read so far that a polite receiver is not cut off.
  await answer.dump({ limit: webhookLimits.answerBytesMax, signal: deadline }).catch(() => undefined)
  const failure = statusCode >= 200 && statusCode < 300 ? null : `answered ${statusCode}`
  return { status: statusCode, failure, retryAfterMs: readRetryAfter(headers['retry-after'], now()) }
}

/** Seconds or a date (RFC 9110, 10.2.3) as milliseconds from now; null for anything else. */
function readRetryAfter(value: string | string[] | undefined, nowMs: number): number | null {
  if (typeof value !== 'string') return null
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000
  const atMs = Date.parse(value)
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs)
}

/** Resolves names and refuses those that lead inside: the check and the connection see the same answer. */
function createPublicLookup(resolve: typeof lookUp): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
      if (error) return callback(error, '', 0)
      const [first] = found
      if (first === undefined || !found.every(({ address }) => isPublicAddress(address)))
        return callback(Object.assign(new Error('no public address'), { code: notPublicCode }), '', 0)
      if (options.all) return callback(null, found)
      return callback(null, first.address, first.family)
    })
  }
}

function notPublic(): PostOutcome {
  return failed('not sent: the address is not one of the public internet (ASSETLOOM_WEBHOOKS_ALLOW_PRIVATE)')
}

function failed(failure: string): PostOutcome {
  return { status: null, failure, retryAfterMs: null }
}
