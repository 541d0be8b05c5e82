import { setTimeout as sleep } from 'node:timers/promises'
import { describeDelivery } from '../../core/webhooks/describe-delivery.js'
import { webhookLimits } from '../../core/webhooks/webhook-limits.js'
import type { DeliveryRow } from '../../core/webhooks/webhook-ports.js'
import { CliError } from './cli-error.js'
import type { CommandKit } from './command-kit.js'
import type { FoundWebhook } from './find-webhook.js'

const askEveryMs = 250
/** Longer than one answer may take, with the way through the outbox. */
const waitMs = webhookLimits.answerMs + 10_000
/** A delivery that was just begun stands near the top. */
const lookedAtMax = 50

/**
 * Prints how the first try of a delivery went. Throws CliError (failed) when it was not taken; `wait` false prints that it
 * is on its way.
 */
export async function watchDelivery(
  kit: CommandKit,
  found: FoundWebhook,
  begun: DeliveryRow,
  wait: boolean,
): Promise<void> {
  const ended = wait ? await firstTry(kit, found, begun) : begun
  kit.print(ended, `${ended.deliveryId}  ${describeDelivery(ended)}\n`)
  if (!wait || ended.state === 'delivered') return
  const again =
    ended.state === 'pending'
      ? `It is tried again by itself; see: npx assetloom webhook deliveries ${found.named}`
      : `Look at the receiver, then: npx assetloom webhook test ${found.named}`
  if (ended.tries === 0 && ended.state === 'pending')
    throw new CliError('unavailable', 'It was not sent yet.', 'Look at: npx assetloom status')
  throw new CliError('failed', `${found.webhook.url} did not take it.`, again)
}

async function firstTry(
  { context: { signal } }: CommandKit,
  { client, params }: FoundWebhook,
  begun: DeliveryRow,
): Promise<DeliveryRow> {
  const untilMs = Date.now() + waitMs
  let now = begun
  while (now.state === 'pending' && now.tries === 0 && Date.now() < untilMs && !signal.aborted) {
    await sleep(askEveryMs, undefined, { signal }).catch(() => undefined)
    const { deliveries } = await client.call('listWebhookDeliveries', {
      params,
      query: { limit: lookedAtMax },
    })
    now = deliveries.find(({ deliveryId }) => deliveryId === begun.deliveryId) ?? now
  }
  return now
}
