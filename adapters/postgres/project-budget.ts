import type { ClientBase } from 'pg'
import { AssetloomError } from '../../core/errors.js'
import type { GenerationCatalogue, RunCatalogue } from '../../core/ports.js'
import type { BudgetWait } from '../../core/oversight-ports.js'
import { appendEvent } from './event-log.js'
import { noSuchSpec } from './run-spec-stages.js'
import { inTransaction, queryPool, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

type ReserveInput = Parameters<GenerationCatalogue['reserve']>[0]

/** What a job is expected to cost, and what the project may still spend on it. Micros. */
export interface SpendingPower {
  /** Of one job. */
  readonly priceMicros: number
  /** Absent: the project has no budget, or somebody let this run go above it. */
  readonly budgetMicros?: number
}

/**
 * Price and budget as they are now, so that a budget that is raised counts at the next question. The price is the highest
 * that anybody knows: what the caller expects, what the provider says, and what it took in this project before.
 */
export async function readSpendingPower(tx: ClientBase, input: ReserveInput): Promise<SpendingPower> {
  const { projectId, runId, specRevisionId, costMicros, jobs, prices = {} } = input
  const [row] = await queryTx<{ provider: string; budget: string | null; approved: boolean }>(
    tx,
    `SELECT sr.content ->> 'provider' AS provider, r.overage_approved_at IS NOT NULL AS approved, (
       SELECT ps.content #>> '{policies,budgetMicros}' FROM project_settings ps
       WHERE ps.project_id = $1 ORDER BY ps.revision DESC LIMIT 1) AS budget
     FROM run_specs rs JOIN runs r USING (run_id) JOIN spec_revisions sr USING (spec_revision_id)
     WHERE rs.project_id = $1 AND rs.run_id = $2 AND rs.spec_revision_id = $3`,
    [projectId, runId, specRevisionId],
  )
  if (!row) throw noSuchSpec(runId, specRevisionId)
  const provider = jobs[0]?.adjust?.provider ?? row.provider
  const told = Math.max(costMicros, Object.hasOwn(prices, provider) ? (prices[provider] ?? 0) : 0)
  if (row.budget === null || row.approved) return { priceMicros: Math.ceil(told) }
  const [known] = await queryTx<{ price: string | null }>(
    tx,
    'SELECT max(cost_micros) AS price FROM variants WHERE project_id = $1 AND provider = $2 AND cost_micros > 0',
    [projectId, provider],
  )
  return {
    priceMicros: Math.ceil(Math.max(told, Number(known?.price ?? 0))),
    budgetMicros: Number(row.budget),
  }
}

/**
 * Whether the ledger of the whole project, with these jobs, stays within its budget. Call it under the project's permits
 * lock: two that ask at once would else both get the last of it. Jobs that cost nothing are never held back.
 */
export async function isWithinBudget(
  tx: ClientBase,
  { projectId, jobs }: ReserveInput,
  { priceMicros, budgetMicros }: SpendingPower,
): Promise<boolean> {
  if (budgetMicros === undefined || priceMicros === 0) return true
  const own = jobs.map(({ jobId }) => jobId)
  const [row] = await queryTx<{ spent: string }>(tx, spentSql, [projectId, own])
  return Number(row?.spent) + jobs.length * priceMicros <= budgetMicros
}

/** Paid, or reserved and neither paid nor given back; without the jobs $2. */
const spentSql = `SELECT coalesce(sum(l.cost_micros), 0) AS spent FROM ledger_entries l
  WHERE l.project_id = $1 AND l.cost_micros > 0 AND l.job_id <> ALL($2) AND (l.kind = 'commit' OR (l.kind = 'reserve'
    AND NOT EXISTS (SELECT 1 FROM ledger_entries s WHERE s.job_id = l.job_id AND s.kind IN ('commit', 'refund'))))`

/**
 * Notes that the spec waits for budget. It leaves the line for permits, so that work that costs nothing passes it by.
 * One event tells that a run has begun to wait, however many of its specs do.
 */
export async function waitForBudget(tx: ClientBase, input: ReserveInput): Promise<void> {
  const { projectId, runId, specRevisionId } = input
  const [state] = await queryTx<{ began: string; others: string }>(
    tx,
    `WITH left_line AS (
       DELETE FROM permits WHERE project_id = $1 AND run_id = $2 AND spec_revision_id = $3),
     began AS (
       UPDATE run_specs SET budget_wait_since = clock_timestamp()
       WHERE project_id = $1 AND run_id = $2 AND spec_revision_id = $3 AND budget_wait_since IS NULL RETURNING 1)
     SELECT (SELECT count(*) FROM began) AS began, (SELECT count(*) FROM run_specs WHERE run_id = $2
       AND spec_revision_id <> $3 AND budget_wait_since IS NOT NULL) AS others`,
    [projectId, runId, specRevisionId],
  )
  if (Number(state?.began) > 0 && Number(state?.others) === 0)
    await appendEvent(tx, { projectId, runId, type: 'budgetReached', data: {} })
}

/** What a run waits for, with the figures to decide by; null when none of its specs waits for budget. */
export async function readBudgetWait(
  { pool }: PostgresCatalogueContext,
  runId: string,
): Promise<BudgetWait | null> {
  const [row] = await queryPool<{ project_id: string; specs: string; since: Date; budget: string | null }>(
    pool,
    `SELECT project_id, count(*) AS specs, min(budget_wait_since) AS since, (
       SELECT ps.content #>> '{policies,budgetMicros}' FROM project_settings ps
       WHERE ps.project_id = run_specs.project_id ORDER BY ps.revision DESC LIMIT 1) AS budget
     FROM run_specs WHERE run_id = $1 AND budget_wait_since IS NOT NULL GROUP BY project_id`,
    [runId],
  )
  if (!row) return null
  const [spent] = await queryPool<{ spent: string }>(pool, spentSql, [row.project_id, []])
  return {
    specs: Number(row.specs),
    since: row.since.toISOString(),
    spentMicros: Number(spent?.spent ?? 0),
    budgetMicros: row.budget === null ? null : Number(row.budget),
  }
}

/** Lets a run go on above the budget of its project; the same again changes nothing. Throws NotFound. */
export async function approveOverage(
  { pool }: PostgresCatalogueContext,
  runId: string,
): ReturnType<RunCatalogue['approveOverage']> {
  await inTransaction(pool, async (tx) => {
    const [run] = await queryTx<{ project_id: string; approved: boolean }>(
      tx,
      `SELECT project_id, overage_approved_at IS NOT NULL AS approved FROM runs WHERE run_id = $1 FOR NO KEY UPDATE`,
      [runId],
    )
    if (!run)
      throw new AssetloomError('NotFound', `no run ${runId}`, 'list the runs of the project', { runId })
    if (run.approved) return
    await queryTx(
      tx,
      'UPDATE runs SET overage_approved_at = clock_timestamp() WHERE project_id = $1 AND run_id = $2',
      [run.project_id, runId],
    )
    await appendEvent(tx, { projectId: run.project_id, runId, type: 'overageApproved', data: {} })
  })
}
