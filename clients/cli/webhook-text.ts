import { describeDelivery } from '../../core/webhooks/describe-delivery.js'
import type { DeliveryRow, ListedWebhook } from '../../core/webhooks/webhook-ports.js'
import { formatTable } from './format-table.js'

/** Webhooks as a table: id, whether it is told, events, address, how its newest delivery went. */
export function webhooksText(webhooks: readonly ListedWebhook[]): string {
  return formatTable(
    webhooks.map(({ webhookId, isActive, offReason, events, url, lastDelivery }) => [
      ...[webhookId, stateText(isActive, offReason), events.join(','), url],
      lastDelivery === null ? 'nothing sent yet' : describeDelivery(lastDelivery),
    ]),
  )
}

function stateText(isActive: boolean, offReason: string | null): string {
  if (isActive) return 'active'
  return offReason === null ? 'paused' : `off: ${offReason}`
}

/** Deliveries as a table: id, event, when it was last tried, how it stands, when it is tried next. */
export function deliveriesText(deliveries: readonly DeliveryRow[]): string {
  return formatTable(
    deliveries.map((delivery) => {
      const { deliveryId, event, createdAt, lastTryAt, nextTryAt, state } = delivery
      const next = state === 'pending' && nextTryAt !== null ? `, next try ${nextTryAt}` : ''
      return [deliveryId, event, lastTryAt ?? createdAt, `${describeDelivery(delivery)}${next}`]
    }),
  )
}
