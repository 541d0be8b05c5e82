import { judgeTry } from '../core/webhooks/judge-try.js'
import { spreadAskedWait } from '../core/webhooks/spread-waits.js'
import { webhookBody } from '../core/webhooks/webhook-body.js'
import type { DeliveryState, TryNote } from '../core/webhooks/webhook-ports.js'
import type { WebhookPorts } from './activity-ports.js'

export interface DeliverWebhookInput {
  readonly projectId: string
  readonly deliveryId: string
  readonly round: number
  /** From 1. */
  readonly tryNumber: number
  /** Before the next try; null = this is the last one. */
  readonly waitMs: number | null
}

export interface DeliverWebhookOutcome {
  readonly state: DeliveryState
  readonly nextTryInMs: number | null
}

const failed: DeliverWebhookOutcome = { state: 'failed', nextTryInMs: null }

/**
 * One try of a delivery. That nobody takes it is an outcome, no failure. A worker that dies between the answer and the
 * note of it sends again: receivers know a delivery by its webhook-id.
 */
export function deliverWebhook({ catalogue, postWebhook }: WebhookPorts) {
  const { webhooks } = catalogue
  return async (input: DeliverWebhookInput): Promise<DeliverWebhookOutcome> => {
    const { projectId, deliveryId, round, tryNumber, waitMs } = input
    const order = await webhooks.readOrder(projectId, deliveryId)
    // Removed, or somebody has begun another round.
    if (order === null || order.delivery.round !== round) return failed
    const { delivery, url, isActive, secrets, told } = order
    if (delivery.state !== 'pending') return { state: delivery.state, nextTryInMs: null }
    const note = async (more: Omit<TryNote, 'projectId' | 'deliveryId' | 'round'>) =>
      await webhooks.noteTry({ projectId, deliveryId, round, ...more })
    if (!isActive) {
      const failure = 'not sent: the webhook is switched off'
      await note({ ...failed, tryNumber: tryNumber - 1, status: null, failure })
      return failed
    }
    const outcome = await postWebhook({ url, id: deliveryId, body: webhookBody(told), secrets })
    const { state, nextTryInMs, isGone } = judgeTry(outcome, waitMs, (askedMs) =>
      spreadAskedWait(deliveryId, tryNumber, askedMs),
    )
    if (isGone)
      await webhooks.switchOff(projectId, delivery.webhookId, 'its receiver answered 410: it wants no more')
    const { status, failure } = outcome
    await note({ tryNumber, state, status, failure, nextTryInMs })
    return { state, nextTryInMs }
  }
}
