import { workflowIds } from '../../core/ids.js'
import { webhookLimits } from '../../core/webhooks/webhook-limits.js'
import type { WebhookCatalogue } from '../../core/webhooks/webhook-ports.js'
import type { TemporalGateway } from './temporal-gateway.js'

/** Starts what is not open in Temporal; gives it up after too many starts in a row. */
export type EnsureOpen = (
  id: string,
  start: () => Promise<void>,
  giveUp: () => Promise<void>,
) => Promise<void>

export interface DeliveryPorts {
  readonly catalogue: { readonly webhooks: Pick<WebhookCatalogue, 'listOverdue' | 'noteTry'> }
  readonly gateway: Pick<TemporalGateway, 'resumeDelivery'>
}

/** Looked at in one sweep: each is asked for in Temporal, and the next sweep goes on. */
const overdueMax = 200

/**
 * Webhook deliveries whose next try is overdue go on after the tries that they had. A delivery that waits for its next
 * try is left alone until that is due, so a lost workflow changes nothing of when its receiver is asked.
 */
export async function ensureDeliveries(
  { catalogue: { webhooks }, gateway }: DeliveryPorts,
  ensure: EnsureOpen,
  starts: Map<string, number>,
): Promise<void> {
  const overdue = (await webhooks.listOverdue(overdueMax, webhookLimits.overdueMs)).map((delivery) => ({
    delivery,
    id: workflowIds.webhookDeliveryRun(delivery.deliveryId, delivery.round),
  }))
  forgetOthers(
    starts,
    overdue.map(({ id }) => id),
  )
  for (const { delivery, id } of overdue) {
    const { projectId, deliveryId, round, tries } = delivery
    const failure = `given up: its workflow did not stay open (${id} in the Temporal UI); send it once more`
    await ensure(
      id,
      () => gateway.resumeDelivery(delivery),
      () =>
        webhooks.noteTry({
          ...{ projectId, deliveryId, round, tryNumber: tries, failure },
          ...{ state: 'failed', status: null, nextTryInMs: null },
        }),
    )
  }
}

const ownPrefix = workflowIds.webhookDeliveryRun('', 0).split('/')[0] ?? ''

/** One that was tried meanwhile begins to count anew; there are too many of them to remember all. */
function forgetOthers(starts: Map<string, number>, overdue: readonly string[]): void {
  const kept = new Set(overdue)
  for (const id of starts.keys()) if (id.startsWith(`${ownPrefix}/`) && !kept.has(id)) starts.delete(id)
}
