import type { Pool } from 'pg'
import { AssetloomError } from '../../core/errors.js'
import type { ReviewCatalogue, WaitingReviews } from '../../core/review-ports.js'
import { appendEvent } from './event-log.js'
import { inTransaction, queryPool, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

const selectWaiting = `SELECT count(*) AS waiting, min(o.reviewing_since) AS oldest,
    coalesce(array_agg(DISTINCT coalesce(sa.handle, ra.handle)) FILTER (WHERE coalesce(sa.handle, ra.handle) IS NOT NULL),
      '{}') AS assignees
  FROM waiting_reviews w
    JOIN run_specs o ON o.run_id = w.owner_run_id AND o.spec_revision_id = w.spec_revision_id
    LEFT JOIN review_assignments sa ON sa.run_id = w.owner_run_id AND sa.spec_revision_id = w.spec_revision_id
    LEFT JOIN run_assignments ra ON ra.run_id = w.run_id
  WHERE w.run_id = $1`

interface Row {
  waiting: string
  oldest: Date | null
  assignees: string[]
}

function toWaiting(row: Row | undefined): WaitingReviews {
  return {
    waiting: Number(row?.waiting ?? 0),
    oldest: row?.oldest?.toISOString() ?? null,
    assignees: row?.assignees ?? [],
  }
}

export async function waitingIn({ pool }: PostgresCatalogueContext, runId: string): Promise<WaitingReviews> {
  const [row] = await queryPool<Row>(pool, selectWaiting, [runId])
  return toWaiting(row)
}

export async function remindOf(
  { pool }: PostgresCatalogueContext,
  { runId, number }: Parameters<ReviewCatalogue['remindOf']>[0],
): ReturnType<ReviewCatalogue['remindOf']> {
  return await inTransaction(pool, async (tx) => {
    const [run] = await queryTx<{ project_id: string; reminders_sent: number }>(
      tx,
      'SELECT project_id, reminders_sent FROM runs WHERE run_id = $1 FOR NO KEY UPDATE',
      [runId],
    )
    if (run === undefined) throw new AssetloomError('NotFound', `no run ${runId}`, 'list the runs', { runId })
    const [row] = await queryTx<Row>(tx, selectWaiting, [runId])
    const found = toWaiting(row)
    if (found.waiting === 0 || run.reminders_sent >= number) return { ...found, sent: run.reminders_sent }
    await queryTx(tx, 'UPDATE runs SET reminders_sent = $2 WHERE run_id = $1', [runId, number])
    const { project_id: projectId } = run
    await appendEvent(tx, {
      projectId,
      runId,
      type: 'reviewOverdue',
      data: { runId, reminder: number, ...found },
    })
    return { ...found, sent: number }
  })
}

/** One event a run, when something waits for people in it for the first time. */
export async function tellReviewWaiting(pool: Pool, runId: string): Promise<void> {
  await queryPool(
    pool,
    `WITH told AS (
       UPDATE runs SET review_told_at = clock_timestamp()
       WHERE run_id = $1 AND review_told_at IS NULL AND EXISTS (SELECT 1 FROM waiting_reviews WHERE run_id = $1)
       RETURNING project_id)
     SELECT append_event(project_id, $1, 'reviewWaiting', jsonb_build_object('runId', $1::text)) FROM told`,
    [runId],
  )
}
