import type { ToldEvent } from './webhook-ports.js'

/**
 * The JSON of a delivery, as the Standard Webhooks specification recommends it (standardwebhooks.com): `type`,
 * `timestamp` of the event, `data`. Equal events give equal text, so that each try sends the same bytes.
 */
export function webhookBody({ event, at, projectId, runId, seq, data }: ToldEvent): string {
  return JSON.stringify({ type: event, timestamp: at, data: { ...data, projectId, runId, seq } })
}
