import type { ClientBase, Pool } from 'pg'
import { documentLimits } from '../../core/documents/check-document.js'
import { AssetloomError } from '../../core/errors.js'
import { inTransaction, queryPool, queryTx } from './transaction.js'

/** How long rows are kept that nobody needs any more, days. */
export interface RowRetention {
  /** Messages that were delivered. Their keys keep a message from being sent twice, so it is weeks, not hours. */
  readonly outboxDays: number
  /** Events of runs that ended so long ago. */
  readonly eventsDays: number
}

export const rowRetentionDefault: RowRetention = { outboxDays: 30, eventsDays: 90 }

export interface RemovedRows {
  readonly idempotencyKeys: number
  readonly outbox: number
  readonly events: number
  /** Texts of design documents that were replaced or removed. */
  readonly formerDocuments: number
}

/** Rows of one statement: a sweep of a year's rows must not hold locks for minutes. */
const rowsAtOnce = 5_000
const statementsMax = 10_000

const expiredKeys = 'SELECT ctid FROM idempotency_keys WHERE expires_at <= clock_timestamp()'
const deliveredMessages = `SELECT ctid FROM outbox
  WHERE closed_at <= clock_timestamp() - $1 * interval '1 day'`
const formerDocuments = `SELECT ctid FROM documents
  WHERE removed_at <= clock_timestamp() - $1 * interval '1 day'`
// The last event of a project stays: it has the number from which the next one is counted. Refusals stay: a signal that
// is sent again finds by them that it was refused before.
const oldEvents = `SELECT e.ctid FROM events e
  WHERE e.at <= clock_timestamp() - $1 * interval '1 day' AND e.type <> 'decisionRefused'
    AND e.seq < (SELECT max(last.seq) FROM events last WHERE last.project_id = e.project_id)
    AND NOT EXISTS (SELECT 1 FROM runs r WHERE r.run_id = e.run_id
      AND (r.finished_at IS NULL OR r.finished_at > clock_timestamp() - $1 * interval '1 day'))`

/** Removes, or only counts, expired idempotency keys, delivered messages, old events and former documents. */
export async function removeExpiredRows(
  pool: Pool,
  keep: RowRetention,
  { run }: { readonly run: boolean },
): Promise<RemovedRows> {
  const remove = async (table: string, expired: string, values: number[]) =>
    run ? await deleteBatches(pool, table, expired, values) : await count(pool, expired, values)
  return {
    idempotencyKeys: await remove('idempotency_keys', expiredKeys, []),
    outbox: await remove('outbox', deliveredMessages, [keep.outboxDays]),
    events: await remove('events', oldEvents, [keep.eventsDays]),
    formerDocuments: await remove('documents', formerDocuments, [documentLimits.formerDays]),
  }
}

async function count(pool: Pool, expired: string, values: readonly number[]): Promise<number> {
  const [row] = await queryPool<{ rows: string }>(
    pool,
    `SELECT count(*) AS rows FROM (${expired}) AS expired`,
    values,
  )
  return Number(row?.rows ?? 0)
}

async function deleteBatches(
  pool: Pool,
  table: string,
  expired: string,
  values: readonly number[],
): Promise<number> {
  let removed = 0
  for (let statement = 0; statement < statementsMax; statement++) {
    const [row] = await queryPool<{ rows: string }>(
      pool,
      `WITH gone AS (DELETE FROM ${table} WHERE ctid = ANY(ARRAY(${expired} LIMIT ${rowsAtOnce})) RETURNING 1)
       SELECT count(*) AS rows FROM gone`,
      values,
    )
    const rows = Number(row?.rows ?? 0)
    removed += rows
    if (rows < rowsAtOnce) break
  }
  return removed
}

// Only where no run of the project is open: a later run may stand on the variants of an earlier one.
const unchosen = `SELECT v.variant_id FROM variants v
    JOIN projects p ON p.project_id = v.project_id JOIN runs r ON r.run_id = v.run_id
  WHERE p.unchosen_days IS NOT NULL AND v.picture_removed_at IS NULL
    AND r.finished_at <= clock_timestamp() - p.unchosen_days * interval '1 day'
    AND v.verdict <> 'approved' AND (v.verdict <> 'rejected' OR NOT p.keep_rejected)
    AND NOT EXISTS (SELECT 1 FROM asset_versions av WHERE av.variant_id = v.variant_id)
    AND NOT EXISTS (SELECT 1 FROM runs o WHERE o.project_id = v.project_id
      AND o.stage NOT IN ('done', 'failed', 'cancelled'))`

// The chosen ones stay: their finals are made from them again, should they be damaged.
const unchosenDrafts = `SELECT d.job_id FROM drafts d
    JOIN projects p ON p.project_id = d.project_id JOIN runs r ON r.run_id = d.run_id
  WHERE p.unchosen_days IS NOT NULL AND d.picture_removed_at IS NULL AND d.place IS NULL
    AND r.finished_at <= clock_timestamp() - p.unchosen_days * interval '1 day'
    AND NOT EXISTS (SELECT 1 FROM runs o WHERE o.project_id = d.project_id
      AND o.stage NOT IN ('done', 'failed', 'cancelled'))`

/** Gives up, or only counts, the pictures that the projects' retention says; their rows stay and say when. */
export async function giveUpUnchosen(pool: Pool, { run }: { readonly run: boolean }): Promise<number> {
  if (!run) {
    const [row] = await queryPool<{ rows: string }>(
      pool,
      `SELECT (SELECT count(*) FROM (${unchosen}) AS unchosen) + (SELECT count(*) FROM (${unchosenDrafts}) AS drafts) AS rows`,
    )
    return Number(row?.rows ?? 0)
  }
  const removed = await queryPool(
    pool,
    `UPDATE variants SET picture_removed_at = clock_timestamp() WHERE variant_id IN (${unchosen}) RETURNING 1`,
  )
  const drafts = await queryPool(
    pool,
    `UPDATE drafts SET picture_removed_at = clock_timestamp() WHERE job_id IN (${unchosenDrafts}) RETURNING 1`,
  )
  return removed.length + drafts.length
}

export interface ProjectRetention {
  readonly key: string
  /** Days after the end of a run; null = for ever. */
  readonly unchosenDays: number | null
  readonly keepRejected: boolean
}

/** Changes what is named and returns what holds then. Throws NotFound for an unknown key. */
export async function setProjectRetention(
  pool: Pool,
  key: string,
  change: Partial<Omit<ProjectRetention, 'key'>>,
): Promise<ProjectRetention> {
  return await inTransaction(pool, async (tx) => {
    if (change.unchosenDays !== undefined)
      await queryTx(tx, 'UPDATE projects SET unchosen_days = $2 WHERE key = $1', [key, change.unchosenDays])
    if (change.keepRejected !== undefined)
      await queryTx(tx, 'UPDATE projects SET keep_rejected = $2 WHERE key = $1', [key, change.keepRejected])
    return await readRetention(tx, key)
  })
}

async function readRetention(tx: ClientBase, key: string): Promise<ProjectRetention> {
  const [row] = await queryTx<{ unchosen_days: number | null; keep_rejected: boolean }>(
    tx,
    'SELECT unchosen_days, keep_rejected FROM projects WHERE key = $1',
    [key],
  )
  if (!row)
    throw new AssetloomError(
      'NotFound',
      `there is no project "${key}"`,
      'npx assetloom run list shows the projects',
    )
  return { key, unchosenDays: row.unchosen_days, keepRejected: row.keep_rejected }
}
