import { AssetloomError } from '../../core/errors.js'
import type { GenerationCatalogue } from '../../core/ports.js'
import { lockUntilCommit } from './advisory-lock.js'
import { inTransaction, queryPool, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

/**
 * A holder in line that has not asked for this long does not make others wait: its workflow was cancelled or its
 * worker is down. It keeps its place for when it asks again. Waiting activities ask every 0.25-2 s.
 */
const waiterSilenceMs = 30_000

type ReserveInput = Parameters<GenerationCatalogue['reserve']>[0]
type ReleaseInput = Parameters<GenerationCatalogue['release']>[0]

/**
 * Queues the holder, and grants the permit when fewer than `cap` are before it: those that hold one and those that
 * wait in front. All under the project's permits lock, so that concurrent holders can never be above the cap.
 */
export async function reserveGeneration(
  { pool }: PostgresCatalogueContext,
  input: ReserveInput,
): Promise<{ granted: boolean; ahead: number }> {
  return await inTransaction(pool, async (tx) => {
    await lockUntilCommit(tx, 'permits', input.projectId)
    const [permit] = await queryTx<{ place: string; granted: boolean }>(
      tx,
      `INSERT INTO permits (project_id, run_id, spec_revision_id)
       SELECT project_id, run_id, spec_revision_id FROM run_specs
       WHERE project_id = $1 AND run_id = $2 AND spec_revision_id = $3
       ON CONFLICT (run_id, spec_revision_id) DO UPDATE SET asked_at = clock_timestamp()
       RETURNING place, granted_at IS NOT NULL AS granted`,
      [input.projectId, input.runId, input.specRevisionId],
    )
    if (!permit)
      throw new AssetloomError(
        'NotFound',
        `run ${input.runId} has no spec ${input.specRevisionId} in this project`,
        'list the specs of the run',
        { runId: input.runId, specRevisionId: input.specRevisionId },
      )
    if (!permit.granted) {
      const [line] = await queryTx<{ ahead: string }>(
        tx,
        `SELECT count(*) AS ahead FROM permits WHERE project_id = $1 AND (granted_at IS NOT NULL
           OR (place < $2 AND asked_at > clock_timestamp() - $3 * interval '1 millisecond'))`,
        [input.projectId, permit.place, waiterSilenceMs],
      )
      const ahead = Number(line?.ahead)
      if (ahead >= input.cap) return { granted: false, ahead }
    }
    // One statement: the permit, the jobs, their reservations. A refund of a job that is wanted again is taken back.
    await queryTx(
      tx,
      `WITH granted AS (
         UPDATE permits SET granted_at = coalesce(granted_at, clock_timestamp())
         WHERE project_id = $1 AND run_id = $2 AND spec_revision_id = $3),
       wanted AS (
         SELECT * FROM jsonb_to_recordset($4::jsonb)
           AS w("jobId" text, "specId" text, round int, "variantIndex" int, seed text)),
       jobs AS (
         INSERT INTO generation_jobs (job_id, project_id, run_id, spec_id, spec_revision_id, round, variant_index, seed)
         SELECT "jobId", $1, $2, "specId", $3, round, "variantIndex", seed FROM wanted ORDER BY "jobId"
         ON CONFLICT (job_id) DO NOTHING),
       unrefunded AS (
         DELETE FROM ledger_entries l USING wanted
         WHERE l.project_id = $1 AND l.job_id = wanted."jobId" AND l.kind = 'refund')
       INSERT INTO ledger_entries (job_id, kind, project_id, run_id, spec_revision_id, cost_micros)
       SELECT "jobId", 'reserve', $1, $2, $3, $5 FROM wanted ON CONFLICT (job_id, kind) DO NOTHING`,
      [
        input.projectId,
        input.runId,
        input.specRevisionId,
        JSON.stringify(input.jobs),
        Math.ceil(input.costMicros),
      ],
    )
    return { granted: true, ahead: 0 }
  })
}

/** Gives the permit (or the place in line) back and refunds the open reservations of this holder. */
export async function releaseGeneration(
  { pool }: PostgresCatalogueContext,
  { projectId, runId, specRevisionId }: ReleaseInput,
): Promise<void> {
  await inTransaction(pool, async (tx) => {
    const holder = [projectId, runId, specRevisionId]
    const open = await queryTx<{ job_id: string }>(
      tx,
      `WITH returned AS (
         DELETE FROM permits WHERE project_id = $1 AND run_id = $2 AND spec_revision_id = $3)
       SELECT j.job_id FROM generation_jobs j
       WHERE j.project_id = $1 AND j.run_id = $2 AND j.spec_revision_id = $3
         AND EXISTS (SELECT 1 FROM ledger_entries l WHERE l.job_id = j.job_id AND l.kind = 'reserve')
         AND NOT EXISTS (SELECT 1 FROM ledger_entries l WHERE l.job_id = j.job_id AND l.kind <> 'reserve')
       ORDER BY j.job_id FOR UPDATE OF j`,
      holder,
    )
    if (open.length === 0) return
    // A variant that was completed while the lock was waited for is seen by this second statement.
    await queryTx(
      tx,
      `INSERT INTO ledger_entries (job_id, kind, project_id, run_id, spec_revision_id, cost_micros, currency)
       SELECT l.job_id, 'refund', l.project_id, l.run_id, l.spec_revision_id, l.cost_micros, l.currency
       FROM ledger_entries l WHERE l.job_id = ANY($1) AND l.kind = 'reserve' AND l.project_id = $2
         AND NOT EXISTS (SELECT 1 FROM variants v WHERE v.job_id = l.job_id)
       ON CONFLICT (job_id, kind) DO NOTHING`,
      [open.map((row) => row.job_id), projectId],
    )
  })
}

export async function listPermits({
  pool,
}: PostgresCatalogueContext): ReturnType<GenerationCatalogue['listPermits']> {
  const rows = await queryPool<{
    project_id: string
    run_id: string
    spec_revision_id: string
    granted_at: Date
  }>(
    pool,
    `SELECT project_id, run_id, spec_revision_id, granted_at FROM permits WHERE granted_at IS NOT NULL
     ORDER BY granted_at, place LIMIT 10000`,
  )
  return rows.map((row) => ({
    projectId: row.project_id,
    runId: row.run_id,
    specRevisionId: row.spec_revision_id,
    grantedAt: row.granted_at.toISOString(),
  }))
}
