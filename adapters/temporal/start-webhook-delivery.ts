import type { Client } from '@temporalio/client'
import { defineSearchAttributeKey } from '@temporalio/common'
import { workflowIds } from '../../core/ids.js'
import { taskQueues } from '../../core/task-queues.js'
import { webhookWaitsMs } from '../../core/webhooks/webhook-limits.js'
import type { DeliverWebhookMessage } from '../../core/webhooks/webhook-ports.js'

const projectIdKey = defineSearchAttributeKey('ProjectId', 'KEYWORD')

/** Starts the workflow of one round of a delivery. One that was started before is left alone, open or closed. */
export async function startWebhookDelivery(
  client: Client,
  { projectId, deliveryId, round }: DeliverWebhookMessage,
  waitsMs: readonly number[] = webhookWaitsMs,
): Promise<void> {
  await client.workflow.start('webhookDeliveryRun', {
    workflowId: workflowIds.webhookDeliveryRun(deliveryId, round),
    taskQueue: taskQueues.orchestrate,
    args: [{ projectId, deliveryId, round, waitsMs }],
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    staticSummary: `webhook delivery ${deliveryId}`,
    staticDetails: 'Tells a webhook of one event, and tries again for a day while nobody takes it.',
    typedSearchAttributes: [{ key: projectIdKey, value: projectId }],
  })
}
