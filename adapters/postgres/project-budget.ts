import type { ClientBase } from 'pg'
import { AssetloomError } from '../../core/errors.js'
import type { GenerationCatalogue, RunCatalogue } from '../../core/ports.js'
import type { BudgetWait } from '../../core/oversight-ports.js'
import {
  judgeSpending,
  type Spent,
  type SpendingLimits,
  spendingLimitsOf,
  tellSpending,
} from '../../core/spending/spending-limits.js'
import { tablePriceOf } from '../../core/spending/table-price.js'
import { appendEvent } from './event-log.js'
import { noSuchSpec } from './run-spec-stages.js'
import { inTransaction, queryPool, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

type Policies = Parameters<typeof spendingLimitsOf>[0]
type ReserveInput = Parameters<GenerationCatalogue['reserve']>[0]

/** What a job is expected to cost, and what the project may still spend on it. Micros. */
export interface SpendingPower {
  /** Of one job. */
  readonly priceMicros: number
  /** Absent: somebody let this run go above them. */
  readonly limits?: SpendingLimits
}

/**
 * Price and limits as they are now, so that a budget that is raised counts at the next question. The price is the highest
 * that anybody knows: what the caller expects, what the provider says, and what it took in this project before.
 */
export async function readSpendingPower(tx: ClientBase, input: ReserveInput): Promise<SpendingPower> {
  const { projectId, runId, specRevisionId, costMicros, jobs, prices = {} } = input
  const [row] = await queryTx<{
    provider: string
    frames: string
    policies: Policies | null
    approved: boolean
    known: string | null
  }>(
    tx,
    `SELECT made.provider, r.overage_approved_at IS NOT NULL AS approved, ${newestPolicies('$1')} AS policies, (
       SELECT max(v.cost_micros) FROM variants v
       WHERE v.project_id = $1 AND v.provider = made.provider AND v.cost_micros > 0) AS known,
       coalesce((SELECT sum((a ->> 'frames')::integer) FROM jsonb_array_elements(sr.content -> 'animations') a),
         jsonb_array_length(sr.content -> 'states'), 1) AS frames
     FROM run_specs rs JOIN runs r USING (run_id) JOIN spec_revisions sr USING (spec_revision_id)
       CROSS JOIN LATERAL (SELECT coalesce($4::text, sr.content ->> 'provider') AS provider) made
     WHERE rs.project_id = $1 AND rs.run_id = $2 AND rs.spec_revision_id = $3`,
    [projectId, runId, specRevisionId, jobs[0]?.adjust?.provider ?? null],
  )
  if (!row) throw noSuchSpec(runId, specRevisionId)
  const told = Math.max(costMicros, tablePriceOf(prices, row.provider, Number(row.frames)))
  if (row.approved) return { priceMicros: Math.ceil(told) }
  return {
    priceMicros: Math.ceil(Math.max(told, Number(row.known ?? 0))),
    limits: spendingLimitsOf(row.policies),
  }
}

/** The policies of a project's newest settings, as JSON; null where it has none. */
function newestPolicies(projectId: string): string {
  return `(SELECT ps.content -> 'policies' FROM project_settings ps
       WHERE ps.project_id = ${projectId} ORDER BY ps.revision DESC LIMIT 1)`
}

/**
 * Whether the ledger of the whole project, with these jobs, stays within its budget and its month. Call it under the
 * project's permits lock: two that ask at once would else both get the last of it. Free jobs are never held back.
 */
export async function isWithinBudget(
  tx: ClientBase,
  { projectId, jobs }: ReserveInput,
  { priceMicros, limits }: SpendingPower,
): Promise<boolean> {
  if (limits === undefined || priceMicros === 0) return true
  const own = jobs.map(({ jobId }) => jobId)
  const [row] = await queryTx<SpentRow>(tx, spentSql, [projectId, own])
  return judgeSpending(limits, spentOf(row), jobs.length * priceMicros) === 'within'
}

interface SpentRow {
  readonly spent: string
  readonly month: string
}

/** Paid, or reserved and neither paid nor given back; without the jobs $2. What is reserved counts in every month. */
const spentSql = `SELECT coalesce(sum(l.cost_micros), 0) AS spent, coalesce(sum(l.cost_micros) FILTER (
    WHERE l.kind = 'reserve' OR l.created_at >= date_trunc('month', now(), 'UTC')), 0) AS month
  FROM ledger_entries l
  WHERE l.project_id = $1 AND l.cost_micros > 0 AND l.job_id <> ALL($2) AND (l.kind = 'commit' OR (l.kind = 'reserve'
    AND NOT EXISTS (SELECT 1 FROM ledger_entries s WHERE s.job_id = l.job_id AND s.kind IN ('commit', 'refund'))))`

function spentOf(row: SpentRow | undefined): Spent {
  return { totalMicros: Number(row?.spent ?? 0), monthMicros: Number(row?.month ?? 0) }
}

/** What a project has spent, with its limits. */
export async function readSpent(
  { pool }: PostgresCatalogueContext,
  projectId: string,
): Promise<{ spent: Spent; limits: SpendingLimits }> {
  const [row] = await queryPool<SpentRow & { policies: Policies | null }>(
    pool,
    `SELECT spent.*, ${newestPolicies('$1')} AS policies FROM (${spentSql}) spent`,
    [projectId, []],
  )
  return { spent: spentOf(row), limits: spendingLimitsOf(row?.policies) }
}

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
  context: PostgresCatalogueContext,
  runId: string,
): Promise<BudgetWait | null> {
  const [row] = await queryPool<{ project_id: string; specs: string; since: Date }>(
    context.pool,
    `SELECT project_id, count(*) AS specs, min(budget_wait_since) AS since
     FROM run_specs WHERE run_id = $1 AND budget_wait_since IS NOT NULL GROUP BY project_id`,
    [runId],
  )
  if (!row) return null
  const { spent, limits } = await readSpent(context, row.project_id)
  return { specs: Number(row.specs), since: row.since.toISOString(), ...tellSpending(limits, spent) }
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
