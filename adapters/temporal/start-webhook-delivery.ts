import type { Client } from '@temporalio/client'
import { defineSearchAttributeKey } from '@temporalio/common'
import { workflowIds } from '../../core/ids.js'
import { taskQueues } from '../../core/task-queues.js'
import { spreadWaits } from '../../core/webhooks/spread-waits.js'
import { webhookWaitsMs } from '../../core/webhooks/webhook-limits.js'
import type { DeliverWebhookMessage, OverdueDelivery } from '../../core/webhooks/webhook-ports.js'

const projectIdKey = defineSearchAttributeKey('ProjectId', 'KEYWORD')

/** Starts the workflow of one round of a delivery. One that was started before is left alone, open or closed. */
export async function startWebhookDelivery(
  client: Client,
  message: DeliverWebhookMessage,
  waitsMs: readonly number[] = webhookWaitsMs,
): Promise<void> {
  await start(client, { ...message, tries: 0 }, waitsMs, 'REJECT_DUPLICATE')
}

/**
 * Goes on with one whose workflow was lost, or broken off by hand, after the tries that it made: its id is the same, so
 * that there are never two. One that is open is left alone.
 */
export async function resumeWebhookDelivery(
  client: Client,
  delivery: OverdueDelivery,
  waitsMs: readonly number[] = webhookWaitsMs,
): Promise<void> {
  await start(client, delivery, waitsMs, 'ALLOW_DUPLICATE_FAILED_ONLY')
}

async function start(
  client: Client,
  { projectId, deliveryId, round, tries }: OverdueDelivery,
  waitsMs: readonly number[],
  workflowIdReusePolicy: 'REJECT_DUPLICATE' | 'ALLOW_DUPLICATE_FAILED_ONLY',
): Promise<void> {
  await client.workflow.start('webhookDeliveryRun', {
    workflowId: workflowIds.webhookDeliveryRun(deliveryId, round),
    taskQueue: taskQueues.orchestrate,
    args: [
      {
        ...{ projectId, deliveryId, round, waitsMs: spreadWaits(deliveryId, round, waitsMs) },
        ...(tries === 0 ? {} : { triesBefore: tries }),
      },
    ],
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy,
    staticSummary: `webhook delivery ${deliveryId}`,
    staticDetails: 'Tells a webhook of one event, and tries again for a day while nobody takes it.',
    typedSearchAttributes: [{ key: projectIdKey, value: projectId }],
  })
}
