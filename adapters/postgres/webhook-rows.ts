import type {
  DeliveryOrder,
  DeliveryRow,
  DeliveryState,
  WebhookEvent,
  WebhookRow,
} from '../../core/webhooks/webhook-ports.js'

export interface WebhookColumns {
  webhook_id: string
  project_id: string
  url: string
  events: WebhookEvent[]
  description: string
  is_active: boolean
  off_reason: string | null
  created_by: string
  created_at: Date
  secret_changed_at: Date
}

/** Never the secrets. */
export const webhookColumns = `webhook_id, project_id, url, events, description, is_active, off_reason, created_by,
  created_at, secret_changed_at`

export interface DeliveryColumns {
  delivery_no: string
  delivery_id: string
  webhook_id: string
  event_type: WebhookEvent | 'test'
  event_seq: string | null
  state: DeliveryState
  round: number
  tries: number
  last_status: number | null
  last_failure: string | null
  last_try_at: Date | null
  next_try_at: Date | null
  created_at: Date
  ended_at: Date | null
}

/** Of `webhook_deliveries d`. */
export const deliveryColumns = `d.delivery_no, d.delivery_id, d.webhook_id, d.event_type, d.event_seq, d.state, d.round,
  d.tries, d.last_status, d.last_failure, d.last_try_at, d.next_try_at, d.created_at, d.ended_at`

export interface OrderColumns extends DeliveryColumns {
  event_at: Date
  run_id: string | null
  data: Record<string, unknown>
  project_id: string
  url: string
  is_active: boolean
  secret: string
  former_secret: string | null
}

export function toWebhook(row: WebhookColumns): WebhookRow {
  return {
    ...{ webhookId: row.webhook_id, projectId: row.project_id, url: row.url, events: row.events },
    ...{ description: row.description, isActive: row.is_active, offReason: row.off_reason },
    ...{ createdBy: row.created_by, createdAt: row.created_at.toISOString() },
    secretChangedAt: row.secret_changed_at.toISOString(),
  }
}

export function toDelivery(row: DeliveryColumns): DeliveryRow {
  return {
    ...{ deliveryId: row.delivery_id, webhookId: row.webhook_id, event: row.event_type },
    eventSeq: row.event_seq === null ? null : Number(row.event_seq),
    ...{ state: row.state, round: row.round, tries: row.tries },
    ...{ lastStatus: row.last_status, lastFailure: row.last_failure },
    lastTryAt: row.last_try_at?.toISOString() ?? null,
    nextTryAt: row.next_try_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
  }
}

export function toOrder(row: OrderColumns): DeliveryOrder {
  const delivery = toDelivery(row)
  return {
    ...{ delivery, url: row.url, isActive: row.is_active },
    secrets: [row.secret, ...(row.former_secret === null ? [] : [row.former_secret])],
    told: {
      ...{ event: row.event_type, at: row.event_at.toISOString(), projectId: row.project_id },
      ...{ runId: row.run_id, seq: delivery.eventSeq, data: row.data },
    },
  }
}
