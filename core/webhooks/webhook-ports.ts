import type { OutboxMessage } from '../outbox-ports.js'

/** What a webhook can be told of. `runFinished` is the event `runStageChanged` of a run that ended. */
export const webhookEvents = ['runFinished', 'reviewWaiting', 'reviewOverdue', 'reviewAssigned'] as const
export type WebhookEvent = (typeof webhookEvents)[number]

/** An address that is told of events of a project. Its secret is in no row that is shown. */
export interface WebhookRow {
  readonly webhookId: string
  readonly projectId: string
  readonly url: string
  readonly events: readonly WebhookEvent[]
  readonly description: string
  readonly isActive: boolean
  /** Why it was switched off by what it answered; null = it was not. */
  readonly offReason: string | null
  readonly createdBy: string
  /** ISO 8601, UTC, like all times. */
  readonly createdAt: string
  readonly secretChangedAt: string
}

/** What people say of a webhook. */
export interface WebhookSettings {
  readonly url: string
  readonly events: readonly WebhookEvent[]
  readonly description: string
  readonly isActive: boolean
}

export const deliveryStates = ['pending', 'delivered', 'failed'] as const
export type DeliveryState = (typeof deliveryStates)[number]

/** One event on its way to one webhook. */
export interface DeliveryRow {
  /** The header webhook-id of each try. */
  readonly deliveryId: string
  readonly webhookId: string
  /** `test`: somebody wanted to see whether it arrives. */
  readonly event: WebhookEvent | 'test'
  /** Number of the event in the project's log; null for a test. */
  readonly eventSeq: number | null
  readonly state: DeliveryState
  /** From 1; redelivery begins another one. */
  readonly round: number
  /** In this round. */
  readonly tries: number
  /** HTTP status of the last answer; null = none came. */
  readonly lastStatus: number | null
  readonly lastFailure: string | null
  readonly lastTryAt: string | null
  /** null = there is none to come. */
  readonly nextTryAt: string | null
  readonly createdAt: string
  readonly endedAt: string | null
}

/** A webhook as lists show it. */
export interface ListedWebhook extends WebhookRow {
  /** The newest; null = there is none. */
  readonly lastDelivery: DeliveryRow | null
}

/** A page's row with its place. */
export interface PlacedDelivery {
  readonly deliveryNo: number
  readonly delivery: DeliveryRow
}

/** What one try needs to know. The secrets go nowhere but into the signature. */
export interface DeliveryOrder {
  readonly delivery: DeliveryRow
  readonly url: string
  readonly isActive: boolean
  /** The one that holds, and the one before it for as long as it is valid. */
  readonly secrets: readonly string[]
  readonly told: ToldEvent
}

/** The event as the body tells it. */
export interface ToldEvent {
  readonly event: WebhookEvent | 'test'
  readonly at: string
  readonly projectId: string
  readonly runId: string | null
  readonly seq: number | null
  readonly data: Readonly<Record<string, unknown>>
}

export interface TryNote {
  readonly projectId: string
  readonly deliveryId: string
  readonly round: number
  readonly tryNumber: number
  readonly state: DeliveryState
  readonly status: number | null
  readonly failure: string | null
  /** null = there is none to come. */
  readonly nextTryInMs: number | null
}

/** A delivery whose next try was due a while ago. */
export interface OverdueDelivery {
  readonly projectId: string
  readonly deliveryId: string
  readonly round: number
  /** Made in this round. */
  readonly tries: number
}

export type DeliverWebhookMessage = Extract<OutboxMessage, { kind: 'deliverWebhook' }>

export interface WebhookCatalogue {
  /** Throws Conflict when the project has as many as it may. */
  create(input: {
    readonly projectId: string
    readonly settings: WebhookSettings
    readonly secret: string
    readonly createdBy: string
  }): Promise<WebhookRow>
  /** The oldest first. */
  list(projectId: string): Promise<WebhookRow[]>
  /** The newest delivery of each webhook of the project that has any. */
  lastDeliveries(projectId: string): Promise<DeliveryRow[]>
  find(projectId: string, webhookId: string): Promise<WebhookRow | null>
  /** null = there is none (any more); so for all below. */
  update(projectId: string, webhookId: string, settings: WebhookSettings): Promise<WebhookRow | null>
  /** With its deliveries. */
  remove(projectId: string, webhookId: string): Promise<boolean>
  /** The secret that held until now stays valid for `overlapMs`. */
  rotateSecret(
    projectId: string,
    webhookId: string,
    next: { readonly secret: string; readonly overlapMs: number },
  ): Promise<WebhookRow | null>
  /** The newest first; `beforeNo` is the place of the last one of the page before. */
  deliveries(page: {
    readonly projectId: string
    readonly webhookId: string
    readonly limit: number
    readonly beforeNo?: number
  }): Promise<PlacedDelivery[]>
  findDelivery(projectId: string, webhookId: string, deliveryId: string): Promise<DeliveryRow | null>
  /** Another round with the same id. Throws Conflict while it is being delivered and for a webhook that is off. */
  redeliver(projectId: string, webhookId: string, deliveryId: string): Promise<DeliveryRow | null>
  /** A delivery that tells of nothing. Throws Conflict for a webhook that is off. */
  sendTest(projectId: string, webhookId: string): Promise<DeliveryRow | null>
  readOrder(projectId: string, deliveryId: string): Promise<DeliveryOrder | null>
  /** Keeps what became of a try. A delivery that has ended, or is in another round, stays as it is. */
  noteTry(note: TryNote): Promise<void>
  /** Of all projects: what should have been tried more than `overdueMs` ago, the longest ago first. */
  listOverdue(limit: number, overdueMs: number): Promise<OverdueDelivery[]>
  switchOff(projectId: string, webhookId: string, reason: string): Promise<void>
}

export interface WebhookPost {
  readonly url: string
  /** The header webhook-id. */
  readonly id: string
  readonly body: string
  readonly secrets: readonly string[]
}

/** What came of one POST. Without a status there was no answer, and `failure` says why. */
export interface PostOutcome {
  readonly status: number | null
  readonly failure: string | null
  /** What the answer asked for (Retry-After). */
  readonly retryAfterMs: number | null
}

export type PostWebhook = (post: WebhookPost) => Promise<PostOutcome>
