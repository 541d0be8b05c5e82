import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'

/** Reconcile asks once a minute; what it has to give back is back after that and a little. */
const settleLimitMs = 100_000

/**
 * A run is done when its bundles are. What trails behind it is waited for, so that only what stays counts as wrong:
 * outbox rows that are being delivered, permits that reconcile takes back from holders that are gone.
 */
export async function settleAfterRun(db: pg.Client, runId: string): Promise<void> {
  const endMs = Date.now() + settleLimitMs
  while (Date.now() < endMs) {
    const { rows } = await db.query<{ n: string }>(
      `SELECT (SELECT count(*) FROM permits WHERE run_id = $1)
        + (SELECT count(*) FROM decision_requests WHERE run_id = $1 AND state = 'pending')
        + (SELECT count(*) FROM run_specs WHERE run_id = $1 AND stage NOT IN ('done', 'rejected', 'failed', 'cancelled'))
        + (SELECT count(*) FROM outbox WHERE closed_at IS NULL
           AND project_id = (SELECT project_id FROM runs WHERE run_id = $1)) AS n`,
      [runId],
    )
    if (Number(rows[0]?.n) === 0) return
    await sleep(250)
  }
}
