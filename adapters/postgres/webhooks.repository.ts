import type { ClientBase } from 'pg'
import { AssetloomError } from '../../core/errors.js'
import type {
  DeliveryRow,
  OverdueDelivery,
  WebhookCatalogue,
  WebhookRow,
} from '../../core/webhooks/webhook-ports.js'
import { offConflict, pendingConflict, tooManyWebhooks } from '../../core/webhooks/webhook-conflicts.js'
import { webhookLimits } from '../../core/webhooks/webhook-limits.js'
import { addOutboxRow } from './outbox.repository.js'
import { boundLimit } from './page-limit.js'
import { storableText } from './storable-text.js'
import { inTransaction, queryPool, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'
import {
  deliveryColumns,
  toDelivery,
  toOrder,
  toWebhook,
  webhookColumns,
  type DeliveryColumns,
  type OrderColumns,
  type WebhookColumns,
} from './webhook-rows.js'

/** Webhooks and what is on its way to them. Deliveries of events are written by a trigger on events (its migration). */
export function createWebhooksRepository(context: PostgresCatalogueContext): WebhookCatalogue {
  return { ...createSettings(context), ...createDeliveries(context), ...createTries(context) }
}

function createSettings({
  pool,
  ids,
}: PostgresCatalogueContext): Pick<
  WebhookCatalogue,
  'create' | 'list' | 'find' | 'update' | 'remove' | 'rotateSecret' | 'switchOff'
> {
  const change = async (sql: string, values: unknown[]): Promise<WebhookRow | null> => {
    const [row] = await inTransaction(pool, async (tx) => await queryTx<WebhookColumns>(tx, sql, values))
    return row ? toWebhook(row) : null
  }
  return {
    create: async ({ projectId, settings, secret, createdBy }) =>
      await inTransaction(pool, async (tx) => {
        await refuseTooMany(tx, projectId)
        const [row] = await queryTx<WebhookColumns>(
          tx,
          `INSERT INTO webhooks (webhook_id, project_id, url, events, description, is_active, secret, created_by)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING ${webhookColumns}`,
          [
            ...[ids.mint('webhook'), projectId, settings.url, settings.events, settings.description],
            ...[settings.isActive, secret, createdBy],
          ],
        )
        return toWebhook(row as WebhookColumns)
      }),
    list: async (projectId) => {
      const sql = `SELECT ${webhookColumns} FROM webhooks WHERE project_id = $1 ORDER BY created_at, webhook_id`
      return (await queryPool<WebhookColumns>(pool, sql, [projectId])).map(toWebhook)
    },
    find: async (projectId, webhookId) => {
      const sql = `SELECT ${webhookColumns} FROM webhooks WHERE project_id = $1 AND webhook_id = $2`
      const [row] = await queryPool<WebhookColumns>(pool, sql, [projectId, webhookId])
      return row ? toWebhook(row) : null
    },
    update: async (projectId, webhookId, { url, events, description, isActive }) =>
      await change(
        `UPDATE webhooks SET url = $3, events = $4, description = $5, is_active = $6,
           off_reason = CASE WHEN $6 THEN NULL ELSE off_reason END
         WHERE project_id = $1 AND webhook_id = $2 RETURNING ${webhookColumns}`,
        [projectId, webhookId, url, events, description, isActive],
      ),
    remove: async (projectId, webhookId) =>
      (await change(
        `DELETE FROM webhooks WHERE project_id = $1 AND webhook_id = $2 RETURNING ${webhookColumns}`,
        [projectId, webhookId],
      )) !== null,
    rotateSecret: async (projectId, webhookId, { secret, overlapMs }) =>
      await change(
        `UPDATE webhooks SET former_secret = secret, secret = $3, secret_changed_at = clock_timestamp(),
           former_secret_until = clock_timestamp() + $4 * interval '1 millisecond'
         WHERE project_id = $1 AND webhook_id = $2 RETURNING ${webhookColumns}`,
        [projectId, webhookId, secret, overlapMs],
      ),
    switchOff: async (projectId, webhookId, reason) => {
      await change(
        `UPDATE webhooks SET is_active = false, off_reason = $3
         WHERE project_id = $1 AND webhook_id = $2 AND is_active RETURNING ${webhookColumns}`,
        [projectId, webhookId, reason],
      )
    },
  }
}

async function refuseTooMany(tx: ClientBase, projectId: string): Promise<void> {
  // Two that come at once must not both find room for the last one.
  const project = await queryTx(tx, 'SELECT 1 FROM projects WHERE project_id = $1 FOR NO KEY UPDATE', [
    projectId,
  ])
  if (project.length === 0)
    throw new AssetloomError('NotFound', `no project ${projectId}`, 'list the projects that there are')
  const [known] = await queryTx<{ count: number }>(
    tx,
    'SELECT count(*)::int AS count FROM webhooks WHERE project_id = $1',
    [projectId],
  )
  if ((known?.count ?? 0) >= webhookLimits.webhooksMax) throw tooManyWebhooks()
}

function createDeliveries({
  pool,
  ids,
}: PostgresCatalogueContext): Pick<
  WebhookCatalogue,
  'deliveries' | 'lastDeliveries' | 'findDelivery' | 'redeliver' | 'sendTest'
> {
  return {
    deliveries: async ({ projectId, webhookId, limit, beforeNo }) => {
      const rows = await queryPool<DeliveryColumns>(
        pool,
        `SELECT ${deliveryColumns} FROM webhook_deliveries d
         WHERE project_id = $1 AND webhook_id = $2 AND ($3::bigint IS NULL OR delivery_no < $3)
         ORDER BY delivery_no DESC LIMIT $4`,
        [projectId, webhookId, beforeNo ?? null, boundLimit(limit)],
      )
      return rows.map((row) => ({ deliveryNo: Number(row.delivery_no), delivery: toDelivery(row) }))
    },
    lastDeliveries: async (projectId) => {
      const sql = `SELECT ${deliveryColumns} FROM webhooks w CROSS JOIN LATERAL (
          SELECT * FROM webhook_deliveries one WHERE one.webhook_id = w.webhook_id
          ORDER BY one.delivery_no DESC LIMIT 1) d
        WHERE w.project_id = $1`
      return (await queryPool<DeliveryColumns>(pool, sql, [projectId])).map(toDelivery)
    },
    findDelivery: async (projectId, webhookId, deliveryId) => {
      const [row] = await queryPool<DeliveryColumns>(
        pool,
        `SELECT ${deliveryColumns} FROM webhook_deliveries d
         WHERE project_id = $1 AND webhook_id = $2 AND delivery_id = $3`,
        [projectId, webhookId, deliveryId],
      )
      return row ? toDelivery(row) : null
    },
    redeliver: async (projectId, webhookId, deliveryId) =>
      await inTransaction(pool, async (tx) => await redeliver(tx, { projectId, webhookId, deliveryId })),
    sendTest: async (projectId, webhookId) =>
      await inTransaction(pool, async (tx) => {
        if (!(await isOn(tx, projectId, webhookId))) return null
        const [row] = await queryTx<DeliveryColumns>(
          tx,
          `INSERT INTO webhook_deliveries AS d (delivery_id, project_id, webhook_id, event_type, event_at, data)
           VALUES ($1, $2, $3, 'test', clock_timestamp(), '{}') RETURNING ${deliveryColumns}`,
          [ids.mint('webhookDelivery'), projectId, webhookId],
        )
        return await queue(tx, projectId, toDelivery(row as DeliveryColumns))
      }),
  }
}

function createTries({
  pool,
}: PostgresCatalogueContext): Pick<WebhookCatalogue, 'readOrder' | 'noteTry' | 'listOverdue'> {
  return {
    readOrder: async (projectId, deliveryId) => {
      const [row] = await queryPool<OrderColumns>(
        pool,
        `SELECT ${deliveryColumns}, d.event_at, d.run_id, d.data, d.project_id, w.url, w.is_active, w.secret,
           CASE WHEN w.former_secret_until > clock_timestamp() THEN w.former_secret END AS former_secret
         FROM webhook_deliveries d JOIN webhooks w USING (project_id, webhook_id)
         WHERE project_id = $1 AND delivery_id = $2`,
        [projectId, deliveryId],
      )
      return row ? toOrder(row) : null
    },
    noteTry: async ({ projectId, deliveryId, round, tryNumber, state, status, failure, nextTryInMs }) => {
      await queryPool(
        pool,
        `UPDATE webhook_deliveries SET state = $4, tries = greatest(tries, $5), last_status = $6, last_failure = $7,
           last_try_at = clock_timestamp(), next_try_at = clock_timestamp() + $8 * interval '1 millisecond',
           ended_at = CASE WHEN $4 = 'pending' THEN NULL ELSE clock_timestamp() END
         WHERE project_id = $1 AND delivery_id = $2 AND round = $3 AND state = 'pending'`,
        [
          ...[projectId, deliveryId, round, state, tryNumber, status],
          ...[failure === null ? null : storableText(failure, 500), nextTryInMs],
        ],
      )
    },
    listOverdue: async (limit, overdueMs) =>
      await queryPool<OverdueDelivery>(
        pool,
        `SELECT project_id AS "projectId", delivery_id AS "deliveryId", round, tries FROM webhook_deliveries
         WHERE state = 'pending' AND next_try_at < clock_timestamp() - $2 * interval '1 millisecond'
         ORDER BY next_try_at LIMIT $1`,
        [boundLimit(limit), overdueMs],
      ),
  }
}

/** Throws Conflict for one that is off; false = there is none. It is not removed before the transaction ends. */
async function isOn(tx: ClientBase, projectId: string, webhookId: string): Promise<boolean> {
  const [hook] = await queryTx<{ is_active: boolean }>(
    tx,
    'SELECT is_active FROM webhooks WHERE project_id = $1 AND webhook_id = $2 FOR KEY SHARE',
    [projectId, webhookId],
  )
  if (hook && !hook.is_active) throw offConflict()
  return hook !== undefined
}

async function redeliver(
  tx: ClientBase,
  { projectId, webhookId, deliveryId }: { projectId: string; webhookId: string; deliveryId: string },
): Promise<DeliveryRow | null> {
  const [found] = await queryTx<{ state: string }>(
    tx,
    `SELECT state FROM webhook_deliveries WHERE project_id = $1 AND webhook_id = $2 AND delivery_id = $3 FOR UPDATE`,
    [projectId, webhookId, deliveryId],
  )
  if (!found || !(await isOn(tx, projectId, webhookId))) return null
  if (found.state === 'pending') throw pendingConflict()
  const [row] = await queryTx<DeliveryColumns>(
    tx,
    `UPDATE webhook_deliveries d SET state = 'pending', round = round + 1, tries = 0, ended_at = NULL,
       next_try_at = clock_timestamp() WHERE delivery_id = $1 RETURNING ${deliveryColumns}`,
    [deliveryId],
  )
  return await queue(tx, projectId, toDelivery(row as DeliveryColumns))
}

/** The message that starts its workflow. */
async function queue(tx: ClientBase, projectId: string, delivery: DeliveryRow): Promise<DeliveryRow> {
  const { deliveryId, round } = delivery
  const message = { kind: 'deliverWebhook', projectId, deliveryId, round } as const
  await addOutboxRow(tx, message, `deliverWebhook/${deliveryId}/${round}`)
  return delivery
}
