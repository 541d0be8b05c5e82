import { spendingLimitsOf } from '../../core/spending/spending-limits.js'
import { warnOfRun } from '../../core/spending/warn-of-run.js'
import { appendEvent } from './event-log.js'
import { inTransaction, queryPool, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

/**
 * One event when what a run has cost comes near its cap. Asked after each job that cost something: a process that dies
 * before it is told leaves it to the next job.
 */
export async function tellCap(
  { pool }: Pick<PostgresCatalogueContext, 'pool'>,
  { runId, costMicros }: { readonly runId: string; readonly costMicros: number },
): Promise<void> {
  if (costMicros === 0) return
  const [row] = await queryPool<{
    project_id: string
    policies: Parameters<typeof spendingLimitsOf>[0]
    cost: string
  }>(
    pool,
    `SELECT r.project_id, (SELECT ps.content -> 'policies' FROM project_settings ps
         WHERE ps.project_id = r.project_id ORDER BY ps.revision DESC LIMIT 1) AS policies,
       (SELECT coalesce(sum(l.cost_micros), 0) FROM ledger_entries l
        WHERE l.run_id = r.run_id AND l.kind = 'commit') AS cost
     FROM runs r WHERE r.run_id = $1 AND r.cap_told_at IS NULL`,
    [runId],
  )
  if (!row) return
  const { runCapMicros } = spendingLimitsOf(row.policies)
  const cost = Number(row.cost)
  if (warnOfRun(cost, { runCapMicros }).length === 0) return
  await inTransaction(pool, async (tx) => {
    const first = await queryTx(
      tx,
      `UPDATE runs SET cap_told_at = clock_timestamp()
       WHERE project_id = $1 AND run_id = $2 AND cap_told_at IS NULL RETURNING 1`,
      [row.project_id, runId],
    )
    if (first.length === 0) return
    const data = { costMicros: cost, capMicros: runCapMicros }
    await appendEvent(tx, { projectId: row.project_id, runId, type: 'runCapNear', data })
  })
}
