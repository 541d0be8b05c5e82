import type { ClientBase } from 'pg'
import type { OutboxCatalogue, OutboxMessage, OutboxRow } from '../../core/outbox-ports.js'
import { boundLimit } from './page-limit.js'
import { storableText } from './storable-text.js'
import { inTransaction, queryPool, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

interface Row {
  outbox_id: string
  message: OutboxMessage
  attempts: number
  closed_at?: Date | null
}

/** Writes the row, or returns the one that has the key already, open or closed, as it is. */
export async function addOutboxRow(
  tx: ClientBase,
  message: OutboxMessage,
  dedupeKey: string,
): Promise<OutboxRow> {
  await queryTx(
    tx,
    `INSERT INTO outbox (project_id, dedupe_key, kind, message) VALUES ($1, $2, $3, $4)
     ON CONFLICT (project_id, dedupe_key) DO NOTHING`,
    [message.projectId, dedupeKey, message.kind, JSON.stringify(message)],
  )
  const [row] = await queryTx<Row>(
    tx,
    'SELECT outbox_id, message, attempts, closed_at FROM outbox WHERE project_id = $1 AND dedupe_key = $2',
    [message.projectId, dedupeKey],
  )
  return toOutboxRow(row as Row)
}

/** Closes the row with this key, if there is one. */
export async function closeOutboxRow(tx: ClientBase, projectId: string, dedupeKey: string): Promise<void> {
  await queryTx(
    tx,
    'UPDATE outbox SET closed_at = clock_timestamp() WHERE project_id = $1 AND dedupe_key = $2 AND closed_at IS NULL',
    [projectId, dedupeKey],
  )
}

export function createOutboxRepository({ pool }: PostgresCatalogueContext): OutboxCatalogue {
  return {
    add: async (message, dedupeKey) =>
      await inTransaction(pool, async (tx) => await addOutboxRow(tx, message, dedupeKey)),
    lease: async (limit, leaseMs) => {
      // The lock lives as long as this statement; due_at keeps the row from others for the length of the lease.
      const rows = await queryPool<Row>(
        pool,
        `WITH due AS MATERIALIZED (
           SELECT outbox_id FROM outbox WHERE closed_at IS NULL AND due_at <= clock_timestamp()
           ORDER BY outbox_id LIMIT $1 FOR UPDATE SKIP LOCKED)
         UPDATE outbox o SET attempts = o.attempts + 1, due_at = clock_timestamp() + $2 * interval '1 millisecond'
         FROM due WHERE o.outbox_id = due.outbox_id
         RETURNING o.outbox_id, o.message, o.attempts`,
        [boundLimit(limit), leaseMs],
      )
      return rows.map(toOutboxRow).sort((a, b) => a.outboxId - b.outboxId)
    },
    close: async (outboxId) => {
      await queryPool(
        pool,
        'UPDATE outbox SET closed_at = clock_timestamp() WHERE outbox_id = $1 AND closed_at IS NULL',
        [outboxId],
      )
    },
    retryLater: async (outboxId, delayMs, failure) => {
      await queryPool(
        pool,
        `UPDATE outbox SET due_at = clock_timestamp() + $2 * interval '1 millisecond', failure = $3
         WHERE outbox_id = $1 AND closed_at IS NULL`,
        [outboxId, delayMs, storableText(failure, 2_000)],
      )
    },
    isOvertaken: async ({ outboxId, message }) => {
      const newer = await queryPool(
        pool,
        `SELECT 1 FROM outbox WHERE outbox_id > $1 AND project_id = $2 AND kind = 'signalRun'
           AND message->>'runId' = $3 AND message->>'signal' IN ('pauseRun', 'resumeRun') LIMIT 1`,
        [outboxId, message.projectId, 'runId' in message ? message.runId : null],
      )
      return newer.length > 0
    },
    backlog: async () => {
      const [row] = await queryPool<{ open: string; oldest_ms: number }>(
        pool,
        `SELECT count(*) AS open,
           coalesce(extract(epoch FROM clock_timestamp() - min(created_at)) * 1000, 0)::float8 AS oldest_ms
         FROM outbox WHERE closed_at IS NULL`,
      )
      return { open: Number(row?.open ?? 0), oldestMs: Math.max(0, Math.round(row?.oldest_ms ?? 0)) }
    },
  }
}

function toOutboxRow(row: Row): OutboxRow {
  const { outbox_id, message, attempts, closed_at: closedAt = null } = row
  return {
    ...{ outboxId: Number(outbox_id), message, attempts },
    ...(closedAt === null ? {} : { isClosed: true as const }),
  }
}
