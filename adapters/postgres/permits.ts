import type { ClientBase } from 'pg'
import type { GenerationCatalogue } from '../../core/ports.js'
import { beginWithLock } from './advisory-lock.js'
import { isWithinBudget, readSpendingPower, waitForBudget } from './project-budget.js'
import { noSuchSpec } from './run-spec-stages.js'
import { inTransaction, queryPool, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

/**
 * A holder in line that has not asked for this long does not make others wait: its workflow was cancelled or its
 * worker is down. It keeps its place for when it asks again. Waiting activities ask every 0.25-2 s.
 * ASSETGEN_WORKER_PROJECT_LOCK_TTL_MS sets another time.
 */
const waitDefaultMs = 30_000

type ReserveInput = Parameters<GenerationCatalogue['reserve']>[0]
type ReleaseInput = Parameters<GenerationCatalogue['release']>[0]

/**
 * Queues the holder, and grants the permit when fewer than `cap` are before it: those that hold one and those that
 * wait in front, and the project's budget reaches for the jobs. All under the project's permits lock, so that concurrent
 * holders can never be above the cap or the budget.
 */
export async function reserveGeneration(
  { pool }: PostgresCatalogueContext,
  input: ReserveInput,
): ReturnType<GenerationCatalogue['reserve']> {
  const reserve = async (tx: ClientBase) => {
    if (await isOverBudget(tx, input)) return { granted: false, ahead: 0, overBudget: true as const }
    const power = await readSpendingPower(tx, input)
    if (!(await isWithinBudget(tx, input, power))) {
      await waitForBudget(tx, input)
      return { granted: false, ahead: 0, waitsForBudget: true as const }
    }
    const { granted, ahead } = await queue(tx, input)
    if (!granted && ahead >= input.cap) return { granted: false, ahead }
    await grant(tx, { ...input, costMicros: power.priceMicros })
    return { granted: true, ahead: 0 }
  }
  return await inTransaction(pool, reserve, beginWithLock('permits', input.projectId))
}

/** Asked before anything is queued: a holder that will get nothing must not make others wait. */
async function isOverBudget(tx: ClientBase, input: ReserveInput): Promise<boolean> {
  const { projectId, runId, specRevisionId, jobs, costMicros, capMicros } = input
  if (capMicros === undefined) return false
  const [row] = await queryTx<{ spent: string }>(
    tx,
    `SELECT coalesce(sum(l.cost_micros), 0) AS spent FROM ledger_entries l
     WHERE l.project_id = $1 AND l.run_id = $2 AND l.spec_revision_id = $3 AND l.job_id <> ALL($4)
       AND (l.kind = 'commit' OR (l.kind = 'reserve' AND NOT EXISTS (
         SELECT 1 FROM ledger_entries s WHERE s.job_id = l.job_id AND s.kind IN ('commit', 'refund'))))`,
    [projectId, runId, specRevisionId, jobs.map(({ jobId }) => jobId)],
  )
  return Number(row?.spent) + jobs.length * Math.ceil(costMicros) > capMicros
}

async function queue(tx: ClientBase, input: ReserveInput): Promise<{ granted: boolean; ahead: number }> {
  // The count sees the line as it was before; what it says of the holder's own row is not used.
  const [permit] = await queryTx<{ granted: boolean; ahead: string }>(
    tx,
    `WITH own AS (
       INSERT INTO permits (project_id, run_id, spec_revision_id)
       SELECT project_id, run_id, spec_revision_id FROM run_specs
       WHERE project_id = $1 AND run_id = $2 AND spec_revision_id = $3
       ON CONFLICT (run_id, spec_revision_id) DO UPDATE SET asked_at = clock_timestamp()
       RETURNING place, granted_at IS NOT NULL AS granted)
     SELECT own.granted, (
       SELECT count(*) FROM permits p WHERE p.project_id = $1 AND (p.granted_at IS NOT NULL
         OR (p.place < own.place AND p.asked_at > clock_timestamp() - $4 * interval '1 millisecond'))) AS ahead
     FROM own`,
    [input.projectId, input.runId, input.specRevisionId, input.waitMs ?? waitDefaultMs],
  )
  if (permit) return { granted: permit.granted, ahead: Number(permit.ahead) }
  throw noSuchSpec(input.runId, input.specRevisionId)
}

/** One statement: the permit, the jobs, their reservations. A refund of a job that is wanted again is taken back. */
async function grant(tx: ClientBase, input: ReserveInput): Promise<void> {
  await queryTx(
    tx,
    `WITH granted AS (
       UPDATE permits SET granted_at = coalesce(granted_at, clock_timestamp())
       WHERE project_id = $1 AND run_id = $2 AND spec_revision_id = $3),
     waited AS (
       UPDATE run_specs SET budget_wait_since = NULL
       WHERE project_id = $1 AND run_id = $2 AND spec_revision_id = $3 AND budget_wait_since IS NOT NULL),
     wanted AS (
       SELECT * FROM jsonb_to_recordset($4::jsonb)
         AS w("jobId" text, "specId" text, round int, "variantIndex" int, seed text, adjust jsonb,
           stage text)),
     jobs AS (
       INSERT INTO generation_jobs (job_id, project_id, run_id, spec_id, spec_revision_id, round, variant_index, seed,
         adjust, stage)
       SELECT "jobId", $1, $2, "specId", $3, round, "variantIndex", seed, adjust, stage FROM wanted ORDER BY "jobId"
       ON CONFLICT (job_id) DO NOTHING),
     unrefunded AS (
       DELETE FROM ledger_entries l USING wanted
       WHERE l.project_id = $1 AND l.job_id = wanted."jobId" AND l.kind = 'refund')
     INSERT INTO ledger_entries (job_id, kind, project_id, run_id, spec_revision_id, cost_micros)
     SELECT "jobId", 'reserve', $1, $2, $3, $5 FROM wanted ORDER BY "jobId" ON CONFLICT (job_id, kind) DO NOTHING`,
    [
      input.projectId,
      input.runId,
      input.specRevisionId,
      JSON.stringify(input.jobs),
      Math.ceil(input.costMicros),
    ],
  )
}

/**
 * Gives the permit (or the place in line) back and refunds the open reservations of this holder. A result that commits
 * at the same moment wins: its commit and the refund meet at the index ledger_entries_settled.
 */
export async function releaseGeneration(
  { pool }: PostgresCatalogueContext,
  input: ReleaseInput,
): Promise<void> {
  await queryPool(pool, releaseStatement, releaseValues(input, null))
}

/** The same within a transaction, unless a later round of the holder than `round` has begun. */
export async function releaseRound(tx: ClientBase, input: ReleaseInput, round: number): Promise<void> {
  await queryTx(tx, releaseStatement, releaseValues(input, round))
}

const releaseStatement = `WITH over AS (
       SELECT 1 WHERE $4::int IS NULL OR NOT EXISTS (
         SELECT 1 FROM generation_jobs
         WHERE project_id = $1 AND run_id = $2 AND spec_revision_id = $3 AND round > $4)),
     returned AS (
       DELETE FROM permits
       WHERE project_id = $1 AND run_id = $2 AND spec_revision_id = $3 AND EXISTS (SELECT 1 FROM over)),
     waited AS (
       UPDATE run_specs SET budget_wait_since = NULL
       WHERE project_id = $1 AND run_id = $2 AND spec_revision_id = $3 AND budget_wait_since IS NOT NULL
         AND EXISTS (SELECT 1 FROM over))
     INSERT INTO ledger_entries (job_id, kind, project_id, run_id, spec_revision_id, cost_micros, currency)
     SELECT r.job_id, 'refund', r.project_id, r.run_id, r.spec_revision_id, r.cost_micros, r.currency
     FROM generation_jobs j JOIN ledger_entries r ON r.job_id = j.job_id AND r.kind = 'reserve'
     WHERE j.project_id = $1 AND j.run_id = $2 AND j.spec_revision_id = $3 AND EXISTS (SELECT 1 FROM over)
       AND j.stage IS DISTINCT FROM 'reproduction'
       AND NOT EXISTS (SELECT 1 FROM ledger_entries s WHERE s.job_id = j.job_id AND s.kind IN ('commit', 'refund'))
     ORDER BY r.job_id ON CONFLICT DO NOTHING`

function releaseValues({ projectId, runId, specRevisionId }: ReleaseInput, round: number | null) {
  return [projectId, runId, specRevisionId, round]
}

export async function listPermits({
  pool,
}: PostgresCatalogueContext): ReturnType<GenerationCatalogue['listPermits']> {
  const rows = await queryPool<{
    project_id: string
    run_id: string
    spec_revision_id: string
    granted_at: Date
    round_scored: boolean
  }>(
    pool,
    `SELECT p.project_id, p.run_id, p.spec_revision_id, p.granted_at, EXISTS (
       SELECT 1 FROM variants v JOIN scores USING (variant_id)
       WHERE v.run_id = p.run_id AND v.spec_revision_id = p.spec_revision_id AND v.round = (
         SELECT max(j.round) FROM generation_jobs j
         WHERE j.run_id = p.run_id AND j.spec_revision_id = p.spec_revision_id)) AS round_scored
     FROM permits p WHERE p.granted_at IS NOT NULL ORDER BY p.granted_at, p.place LIMIT 10000`,
  )
  return rows.map((row) => ({
    projectId: row.project_id,
    runId: row.run_id,
    specRevisionId: row.spec_revision_id,
    grantedAt: row.granted_at.toISOString(),
    roundScored: row.round_scored,
  }))
}
