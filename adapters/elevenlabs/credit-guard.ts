import { AssetloomError } from '../../core/errors.js'
import { hostedNames } from '../hosted/hosted-names.js'
import { type HostedClient, parseJson } from '../hosted/hosted-client.js'
import { elevenLabsSubscriptionSchema } from './elevenlabs-error.schema.js'

/** An account is asked this often; a sound takes longer than a question, and costs far less than the buffer. */
const askedEveryMs = 60_000
const answerBytesMax = 1024 * 1024
const timeoutMs = 10_000

/**
 * Asks the account what is left of its month. Rejects with BudgetExceeded while that is no more than `buffer` credits. A key that
 * may not read the account, or an answer without figures, holds nothing back: the service itself knows its quota.
 */
export function createCreditGuard(
  client: HostedClient,
  buffer: number,
  nowMs: () => number = () => performance.now(),
): (signal: AbortSignal) => Promise<void> {
  let known: { readonly left: number | null; readonly atMs: number } | null = null
  return async (signal) => {
    if (buffer === 0) return
    if (known === null || nowMs() - known.atMs > askedEveryMs)
      known = { left: await readCredits(client, signal), atMs: nowMs() }
    const { left } = known
    if (left === null || left > buffer) return
    known = null
    throw new AssetloomError(
      'BudgetExceeded',
      `the account at ${hostedNames.elevenLabs} has ${left} credits left, and ${buffer} are kept back`,
      'top it up or lower ELEVENLABS_CREDITS_BUFFER, then regenerate',
    )
  }
}

async function readCredits(client: HostedClient, signal: AbortSignal): Promise<number | null> {
  const reply = await client.ask({
    ...{ method: 'GET', path: '/v1/user/subscription', bytesMax: answerBytesMax, timeoutMs },
    signal,
  })
  const account = elevenLabsSubscriptionSchema.safeParse(reply.status === 200 ? parseJson(reply.bytes) : null)
  if (!account.success) return null
  return Math.max(0, account.data.character_limit - account.data.character_count)
}
