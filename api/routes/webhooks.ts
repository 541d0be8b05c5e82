import { randomBytes } from 'node:crypto'
import type { Router } from 'express'
import {
  createWebhook,
  listWebhookDeliveries,
  listWebhooks,
  putWebhook,
  readWebhook,
  redeliverWebhook,
  removeWebhook,
  rotateWebhookSecret,
  testWebhook,
} from '../../core/http/contracts/webhooks-contracts.schema.js'
import type { BodyOf } from '../../core/http/contracts/route-contract.js'
import { checkWebhookUrl } from '../../core/webhooks/check-webhook-url.js'
import { webhookLimits } from '../../core/webhooks/webhook-limits.js'
import type { ListedWebhook, WebhookSettings } from '../../core/webhooks/webhook-ports.js'
import type { ApiContext } from '../api-deps.js'
import { requireProject } from '../lookup.js'
import { mountOperations, operation, type Operation } from '../operations.js'
import { notFound, problem } from '../problem.js'

/** Webhooks of a project and their deliveries; for its owners alone. What is to be sent goes through the outbox. */
export function addWebhookRoutes(router: Router, deps: ApiContext): void {
  mountOperations(router, deps, [...webhookOperations(deps), ...deliveryOperations(deps)])
}

/** 32 random bytes; the specification wants 24 to 64. */
const mintSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`

function webhookOperations({ catalogue, webhooks: terms }: ApiContext): Operation[] {
  const { webhooks } = catalogue
  const settingsOf = ({ url, events, description, isActive }: BodyOf<typeof putWebhook>): WebhookSettings => {
    const objection = checkWebhookUrl(url, terms.httpOnLoopback)
    if (objection !== null)
      throw problem(409, 'invalid-webhook', `The address ${objection.message}.`, objection.hint, {
        problems: [{ file: 'webhook', line: 1, member: 'url', ...objection }],
      })
    const unique = [...new Set(events)]
    return { url, events: unique, description: description ?? '', isActive: isActive ?? true }
  }
  return [
    operation(listWebhooks, async ({ params }, response) => {
      const { projectId } = await requireProject(catalogue, params.projectId)
      const rows = await webhooks.list(projectId)
      const last = new Map((await webhooks.lastDeliveries(projectId)).map((one) => [one.webhookId, one]))
      response.json({
        webhooks: rows.map((row): ListedWebhook => ({
          ...row,
          lastDelivery: last.get(row.webhookId) ?? null,
        })),
      })
    }),
    operation(createWebhook, async ({ params, body, principal }, response) => {
      const { projectId } = await requireProject(catalogue, params.projectId)
      const settings = settingsOf(body)
      const secret = mintSecret()
      const createdBy = principal.handle
      const webhook = await webhooks.create({ projectId, settings, secret, createdBy })
      response.status(201).json({ webhook, secret })
    }),
    operation(readWebhook, async ({ params }, response) => {
      const webhook = await webhooks.find(params.projectId, params.webhookId)
      if (webhook === null) throw notFound('webhook')
      response.json(webhook)
    }),
    operation(putWebhook, async ({ params, body }, response) => {
      const webhook = await webhooks.update(params.projectId, params.webhookId, settingsOf(body))
      if (webhook === null) throw notFound('webhook')
      response.json(webhook)
    }),
    operation(removeWebhook, async ({ params }, response) => {
      if (!(await webhooks.remove(params.projectId, params.webhookId))) throw notFound('webhook')
      response.status(204).end()
    }),
    operation(rotateWebhookSecret, async ({ params }, response) => {
      const next = { secret: mintSecret(), overlapMs: webhookLimits.secretOverlapMs }
      const webhook = await webhooks.rotateSecret(params.projectId, params.webhookId, next)
      if (webhook === null) throw notFound('webhook')
      response.json({ webhook, secret: next.secret })
    }),
  ]
}

function deliveryOperations({ catalogue, limits }: ApiContext): Operation[] {
  const { webhooks } = catalogue
  return [
    operation(testWebhook, async ({ params }, response) => {
      const delivery = await webhooks.sendTest(params.projectId, params.webhookId)
      if (delivery === null) throw notFound('webhook')
      response.status(202).json(delivery)
    }),
    operation(listWebhookDeliveries, async ({ params, query }, response) => {
      const { projectId, webhookId } = params
      if ((await webhooks.find(projectId, webhookId)) === null) throw notFound('webhook')
      const limit = query.limit ?? limits.pageSizeDefault
      const { cursor } = query
      const before = cursor === undefined ? {} : { beforeNo: cursor }
      const found = await webhooks.deliveries({ projectId, webhookId, limit: limit + 1, ...before })
      const page = found.slice(0, limit)
      const nextCursor = found.length > limit ? (page.at(-1)?.deliveryNo ?? null) : null
      response.json({ deliveries: page.map(({ delivery }) => delivery), nextCursor })
    }),
    operation(redeliverWebhook, async ({ params }, response) => {
      const { projectId, webhookId, deliveryId } = params
      const delivery = await webhooks.redeliver(projectId, webhookId, deliveryId)
      if (delivery === null) throw notFound('delivery')
      response.status(202).json(delivery)
    }),
  ]
}
