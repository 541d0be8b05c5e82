import { proxyActivities, sleep } from '@temporalio/workflow'
import type { WebhookActivities } from '../activities/activity-sets.js'
import type { DeliveryState } from '../core/webhooks/webhook-ports.js'
import { webhookOptions } from './activity-options.js'
import { withSummary } from './with-summary.js'

export interface WebhookDeliveryRunInput {
  readonly projectId: string
  readonly deliveryId: string
  readonly round: number
  /** Before the second try, the third, and so on; one try more than there are waits. */
  readonly waitsMs: readonly number[]
  /** Tries of this round before this execution, which takes the place of one that was lost. Left out: none. */
  readonly triesBefore?: number
}

const { deliverWebhook } = proxyActivities<WebhookActivities>(webhookOptions)

/** One round of a delivery: tries until it is taken, refused for good or given up. */
export async function webhookDeliveryRun(input: WebhookDeliveryRunInput): Promise<DeliveryState> {
  const { waitsMs, triesBefore = 0, ...which } = input
  for (let tryNumber = triesBefore + 1; ; tryNumber++) {
    const waitMs = waitsMs[tryNumber - 1] ?? null
    const { state, nextTryInMs } = await deliverWebhook.executeWithOptions(
      {
        ...withSummary(`try ${tryNumber} of ${waitsMs.length + 1}`),
        // Receivers of one project that hang take no other project's places.
        priority: { fairnessKey: which.projectId },
      },
      [{ ...which, tryNumber, waitMs }],
    )
    if (state !== 'pending' || nextTryInMs === null) return state
    await sleep(nextTryInMs)
  }
}
