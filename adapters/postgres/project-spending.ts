import type { ProjectSpending, ProviderFigures, RunCost, Spread } from '../../core/spending/spending-ports.js'
import { readSpent } from './project-budget.js'
import { queryPool } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

/** So many of the newest variants of a provider tell how long and how dear one is: older ones were other models. */
const measuredMax = 500
const runsMax = 10

interface FiguresRow {
  readonly provider: string
  readonly variants: string
  readonly approved: string
  readonly executions: string
  readonly cost: string
  readonly month: string
  readonly ms: number[] | null
  readonly micros: number[] | null
}

/** What the providers did for a project; null = for all projects. */
export async function readProviderFigures(
  { pool }: PostgresCatalogueContext,
  projectId: string | null,
): Promise<ProviderFigures[]> {
  const isOf = projectId === null ? '$1::text IS NULL' : 'v.project_id = $1'
  const rows = await queryPool<FiguresRow>(
    pool,
    `WITH made AS (
       SELECT v.provider, count(*) AS variants, count(*) FILTER (WHERE v.verdict = 'approved') AS approved,
         sum(j.executions) AS executions, sum(v.cost_micros) AS cost,
         coalesce(sum(v.cost_micros) FILTER (WHERE v.created_at >= date_trunc('month', now(), 'UTC')), 0) AS month
       FROM variants v JOIN generation_jobs j USING (job_id) WHERE ${isOf} GROUP BY v.provider)
     SELECT made.*, measured.* FROM made CROSS JOIN LATERAL (
       SELECT percentile_cont(ARRAY[0.1, 0.5, 0.9]) WITHIN GROUP (ORDER BY paint_ms) AS ms,
         percentile_cont(ARRAY[0.1, 0.5, 0.9]) WITHIN GROUP (ORDER BY cost_micros::float8) AS micros
       FROM (
         SELECT v.paint_ms, v.cost_micros FROM variants v JOIN generation_jobs j USING (job_id)
         WHERE ${isOf} AND v.provider = made.provider AND j.executions > 0
         ORDER BY v.created_at DESC LIMIT ${measuredMax}) newest) measured
     ORDER BY provider`,
    [projectId],
  )
  return rows.map((row) => ({
    provider: row.provider,
    variants: Number(row.variants),
    approved: Number(row.approved),
    executions: Number(row.executions),
    costMicros: Number(row.cost),
    monthMicros: Number(row.month),
    paintMs: spreadOf(row.ms),
    jobMicros: spreadOf(row.micros),
  }))
}

function spreadOf(found: readonly number[] | null): Spread {
  const [low = 0, likely = 0, high = 0] = found ?? []
  return { low: Math.round(low), likely: Math.round(likely), high: Math.round(high) }
}

/** What a project has spent on what, with its limits. */
export async function readProjectSpending(
  context: PostgresCatalogueContext,
  projectId: string,
): Promise<ProjectSpending> {
  // One after another: together they would take a core each.
  const { spent, limits } = await readSpent(context, projectId)
  const providers = await readProviderFigures(context, projectId)
  const [assets] = await queryPool<{ count: string }>(
    context.pool,
    `SELECT count(DISTINCT spec_id) AS count FROM asset_versions WHERE project_id = $1`,
    [projectId],
  )
  const runs = await queryPool<{ run_id: string; name: string; cost: string }>(
    context.pool,
    `SELECT l.run_id, w.name, sum(l.cost_micros) AS cost
     FROM ledger_entries l JOIN runs r USING (run_id) JOIN wishlist_revisions USING (wishlist_revision_id)
       JOIN wishlists w USING (wishlist_id)
     WHERE l.project_id = $1 AND l.kind = 'commit' AND l.cost_micros > 0
     GROUP BY l.run_id, w.name ORDER BY sum(l.cost_micros) DESC, l.run_id LIMIT ${runsMax}`,
    [projectId],
  )
  const dearestRuns = runs.map((row): RunCost => ({
    runId: row.run_id,
    name: row.name,
    costMicros: Number(row.cost),
  }))
  return { spent, limits, providers, assets: Number(assets?.count ?? 0), dearestRuns }
}
