import { z } from 'zod'
import { webhookLimits } from '../../webhooks/webhook-limits.js'
import {
  deliveryStates,
  webhookEvents,
  type DeliveryRow,
  type ListedWebhook,
  type WebhookRow,
} from '../../webhooks/webhook-ports.js'
import { count, idOf, isoTime, line, pageLimit, wholeNumber, type Members } from './pieces.schema.js'
import { routeContract } from './route-contract.js'

const event = z.enum(webhookEvents)
const webhook = z
  .strictObject({
    ...{ webhookId: idOf('webhook'), projectId: idOf('project'), url: z.string(), events: z.array(event) },
    ...{ description: z.string(), isActive: z.boolean() },
    /** Why it was switched off by what it answered. */
    offReason: z.string().nullable(),
    ...{ createdBy: z.string(), createdAt: isoTime, secretChangedAt: isoTime },
  } satisfies Members<WebhookRow>)
  .meta({ id: 'Webhook' })
const withSecret = z
  .strictObject({
    webhook,
    /** Shown this once. */
    secret: z.string(),
  })
  .meta({ id: 'WebhookWithSecret' })
const delivery = z
  .strictObject({
    ...{ deliveryId: idOf('webhookDelivery'), webhookId: idOf('webhook') },
    ...{ event: z.enum([...webhookEvents, 'test']), eventSeq: count.nullable() },
    ...{ state: z.enum(deliveryStates), round: count, tries: count },
    ...{ lastStatus: z.number().int().nullable(), lastFailure: z.string().nullable() },
    ...{ lastTryAt: isoTime.nullable(), nextTryAt: isoTime.nullable() },
    ...{ createdAt: isoTime, endedAt: isoTime.nullable() },
  } satisfies Members<DeliveryRow>)
  .meta({ id: 'WebhookDelivery' })
const body = z.strictObject({
  url: line(webhookLimits.urlCharsMax).meta({ format: 'uri' }),
  events: z.array(event).min(1).max(webhookEvents.length),
  description: line(webhookLimits.descriptionCharsMax, 0).exactOptional(),
  /** Default: true. */
  isActive: z.boolean().exactOptional(),
})
const owned = { tag: 'Webhooks', scope: 'project', role: 'owner' } as const
const all = { ...owned, path: '/projects/{projectId}/webhooks' } as const
const one = {
  ...owned,
  path: '/projects/{projectId}/webhooks/{webhookId}',
  params: z.object({ webhookId: idOf('webhook') }),
} as const

export const listWebhooks = routeContract({
  ...{ ...all, operationId: 'listWebhooks', method: 'get' },
  summary: 'The addresses that are told of events of the project, each with its newest delivery',
  answers: {
    200: z.strictObject({
      webhooks: z.array(
        webhook
          .extend({
            /** What it was told last; null = nothing yet. */
            lastDelivery: delivery.nullable(),
          } satisfies Members<Pick<ListedWebhook, 'lastDelivery'>>)
          .meta({ id: 'ListedWebhook' }),
      ),
    }),
  },
})

export const createWebhook = routeContract({
  ...{ ...all, operationId: 'createWebhook', method: 'post', body },
  summary: 'Adds a webhook; its secret is shown this once',
  answers: { 201: withSecret },
})

export const readWebhook = routeContract({
  ...{ ...one, operationId: 'readWebhook', method: 'get' },
  summary: 'One webhook, without its secret',
  answers: { 200: webhook },
})

export const putWebhook = routeContract({
  ...{ ...one, operationId: 'putWebhook', method: 'put', body },
  summary: 'Changes a webhook, or switches it off or on; its secret stays',
  answers: { 200: webhook },
})

export const removeWebhook = routeContract({
  ...{ ...one, operationId: 'removeWebhook', method: 'delete' },
  summary: 'Removes a webhook with its deliveries',
  answers: { 204: null },
})

export const rotateWebhookSecret = routeContract({
  ...{ ...owned, params: one.params, operationId: 'rotateWebhookSecret', method: 'post' },
  path: '/projects/{projectId}/webhooks/{webhookId}/rotate-secret',
  summary: 'Gives a webhook another secret; for 24 hours the former one signs as well',
  answers: { 200: withSecret },
})

export const testWebhook = routeContract({
  ...{ ...owned, params: one.params, operationId: 'testWebhook', method: 'post' },
  path: '/projects/{projectId}/webhooks/{webhookId}/test',
  summary: 'Sends a delivery of type test',
  answers: { 202: delivery },
})

export const listWebhookDeliveries = routeContract({
  ...{ ...owned, params: one.params, operationId: 'listWebhookDeliveries', method: 'get' },
  path: '/projects/{projectId}/webhooks/{webhookId}/deliveries',
  summary: 'What was sent or is on its way, newest first',
  query: z.object({ limit: pageLimit, cursor: wholeNumber(1, Number.MAX_SAFE_INTEGER).exactOptional() }),
  answers: {
    200: z.strictObject({
      deliveries: z.array(delivery),
      /** `cursor` of the next page; null = this is the last one. */
      nextCursor: z.number().int().nullable(),
    }),
  },
})

export const redeliverWebhook = routeContract({
  ...{ ...owned, operationId: 'redeliverWebhook', method: 'post' },
  path: '/projects/{projectId}/webhooks/{webhookId}/deliveries/{deliveryId}/redeliver',
  params: z.object({ webhookId: idOf('webhook'), deliveryId: idOf('webhookDelivery') }),
  summary: 'Sends a delivery that has ended once more, with the same webhook-id',
  answers: { 202: delivery },
})
