import type { IntegrityCounts, ReportFigures } from '../../core/oversight-ports.js'
import { queryPool } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

const rowsMax = 50
const runNames = `runs r JOIN wishlist_revisions USING (wishlist_revision_id) JOIN wishlists w USING (wishlist_id)`

type Projects = readonly string[] | null

/** Whether a row is of one of the projects that parameter `nth` names; NULL = of any. */
const isOf = (nth: number, column = 'project_id') => `($${nth}::text[] IS NULL OR ${column} = ANY ($${nth}))`

/** What happened since a moment in these projects; null = in the whole catalogue. */
export async function readFigures(
  { pool }: PostgresCatalogueContext,
  since: string,
  projectIds: Projects,
): Promise<ReportFigures> {
  // One after another: together they would take a core each.
  const [counts] = await queryPool<Record<string, string>>(
    pool,
    `SELECT
         (SELECT count(*) FROM run_specs JOIN runs USING (run_id) WHERE created_at >= $1
            AND origin_run_id IS NULL AND ${isOf(2, 'runs.project_id')})
           AS specs,
         v.variants, v.paint, v.taken,
         (SELECT count(*) FROM asset_versions WHERE created_at >= $1 AND ${isOf(2)}) AS assets,
         (SELECT count(*) FROM bundles WHERE published_at >= $1 AND ${isOf(2)}) AS bundles,
         (SELECT count(DISTINCT decision_id) FROM decisions WHERE decided_at >= $1 AND ${isOf(2)}) AS decisions,
         (SELECT coalesce(sum(cost_micros), 0) FROM ledger_entries WHERE kind = 'commit' AND created_at >= $1
           AND ${isOf(2)}) AS cost,
         j.jobs, j.executions, d.drafts, d.chosen, d.draft_cost, d.draft_paint
       FROM (SELECT count(*) AS variants, coalesce(sum(paint_ms), 0) AS paint,
           count(*) FILTER (WHERE provenance ? 'cachedFrom') AS taken
         FROM variants WHERE created_at >= $1 AND ${isOf(2)}) v,
         (SELECT count(*) AS jobs, coalesce(sum(executions), 0) AS executions FROM generation_jobs
          WHERE created_at >= $1 AND ${isOf(2)}) j,
         (SELECT count(*) AS drafts, count(place) AS chosen, coalesce(sum(cost_micros), 0) AS draft_cost,
            coalesce(sum(paint_ms), 0) AS draft_paint FROM drafts WHERE created_at >= $1 AND ${isOf(2)}) d`,
    [since, projectIds],
  )
  const ended = await queryPool<{ run_id: string; name: string; stage: string; at: Date }>(
    pool,
    `SELECT r.run_id, w.name, r.stage, r.finished_at AS at FROM ${runNames}
       WHERE r.finished_at >= $1 AND ${isOf(2, 'r.project_id')} ORDER BY r.finished_at DESC, r.run_id LIMIT ${rowsMax}`,
    [since, projectIds],
  )
  const failures = await readFailures(pool, since, projectIds)
  const reviews = await readReviews(pool, projectIds)
  const count = (name: string) => Number(counts?.[name] ?? 0)
  return {
    specs: count('specs'),
    variants: count('variants'),
    assets: count('assets'),
    bundles: count('bundles'),
    decisions: count('decisions'),
    costMicros: count('cost'),
    paintMs: Math.round(count('paint') + count('draft_paint')),
    jobs: count('jobs'),
    executions: count('executions'),
    ...(count('taken') === 0 ? {} : { taken: count('taken') }),
    ...(count('drafts') === 0
      ? {}
      : {
          drafts: {
            made: count('drafts'),
            chosen: count('chosen'),
            costMicros: count('draft_cost'),
          },
        }),
    runsEnded: ended.map((row) => ({
      runId: row.run_id,
      name: row.name,
      stage: row.stage,
      at: row.at.toISOString(),
    })),
    failures,
    reviews,
  }
}

async function readReviews(
  pool: PostgresCatalogueContext['pool'],
  projectIds: Projects,
): Promise<ReportFigures['reviews']> {
  const rows = await queryPool<{ run_id: string; name: string; specs: string }>(
    pool,
    `SELECT r.run_id, w.name, count(*) AS specs FROM ${runNames} JOIN run_specs rs ON rs.run_id = r.run_id
     WHERE rs.stage = 'reviewing' AND ${isOf(1, 'r.project_id')} AND (
       (r.stage NOT IN ('done', 'failed', 'cancelled')
         AND (options ->> 'review' = 'person' OR rs.quality ->> 'outcome' <> 'trying'))
       OR (r.stage = 'done' AND rs.quality ->> 'outcome' = 'handedOver'))
     GROUP BY r.run_id, w.name ORDER BY count(*) DESC, r.run_id LIMIT ${rowsMax}`,
    [projectIds],
  )
  return rows.map((row) => ({ runId: row.run_id, name: row.name, specs: Number(row.specs) }))
}

async function readFailures(
  pool: PostgresCatalogueContext['pool'],
  since: string,
  projectIds: Projects,
): Promise<ReportFigures['failures']> {
  const rows = await queryPool<{
    kind: 'run' | 'spec' | 'bundle'
    run_id: string
    name: string
    reason: string | null
    at: Date
  }>(
    pool,
    `SELECT 'run' AS kind, r.run_id, w.name, r.failure AS reason, r.finished_at AS at FROM ${runNames}
       WHERE r.stage = 'failed' AND r.finished_at >= $1 AND ${isOf(2, 'r.project_id')}
     UNION ALL
     SELECT 'spec', rs.run_id, s.key, rs.failure, e.at
     FROM (SELECT project_id, run_id, data ->> 'specRevisionId' AS revision, max(at) AS at FROM events
           WHERE type = 'specStageChanged' AND data ->> 'stage' = 'failed' AND at >= $1
             AND ${isOf(2)} GROUP BY 1, 2, 3) e
       JOIN run_specs rs ON rs.run_id = e.run_id AND rs.spec_revision_id = e.revision AND rs.stage = 'failed'
       JOIN specs s ON s.spec_id = rs.spec_id
     UNION ALL
     SELECT 'bundle', b.run_id, b.target, b.failure, b.created_at FROM bundles b
       WHERE b.state = 'failed' AND b.created_at >= $1 AND ${isOf(2)}
     ORDER BY at DESC, name LIMIT ${rowsMax}`,
    [since, projectIds],
  )
  return rows.map((row) => ({
    kind: row.kind,
    runId: row.run_id,
    name: row.name,
    reason: row.reason ?? 'the reason was not recorded',
    at: row.at.toISOString(),
  }))
}

/** Counts what must not exist in these projects; null = over the whole catalogue. */
export async function countIntegrity(
  { pool }: PostgresCatalogueContext,
  projectIds: Projects,
): Promise<IntegrityCounts> {
  const [row] = await queryPool<Record<keyof IntegrityCounts, string>>(
    pool,
    `SELECT
       (SELECT count(*) FROM decision_requests q WHERE ${isOf(1)} AND (
          (q.state = 'applied' AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.decision_id = q.decision_id))
          OR (q.state = 'pending' AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.project_id = q.project_id
             AND o.dedupe_key = 'sendDecision/' || q.decision_id AND o.closed_at IS NULL)))) AS "decisionsLost",
       (SELECT count(*) FROM run_specs rs WHERE rs.stage = 'done' AND ${isOf(1)} AND NOT EXISTS (
          SELECT 1 FROM asset_versions a WHERE a.spec_id = rs.spec_id))
         AS "assetsLost",
       (SELECT count(*) FROM variants v WHERE ${isOf(1)} AND NOT EXISTS (
          SELECT 1 FROM ledger_entries l WHERE l.job_id = v.job_id AND l.kind = 'commit')) AS "variantsUnaccounted",
       (SELECT count(*) FROM bundles b WHERE b.state = 'published' AND ${isOf(1)} AND NOT EXISTS (
          SELECT 1 FROM bundle_files f WHERE f.bundle_id = b.bundle_id)) AS "bundlesEmpty",
       (SELECT count(*) FROM (SELECT job_id FROM variants WHERE ${isOf(1)} GROUP BY job_id HAVING count(*) > 1
          UNION SELECT job_id FROM ledger_entries WHERE kind IN ('commit', 'refund') AND ${isOf(1)}
          GROUP BY job_id HAVING count(*) > 1) d) AS "jobsDoubled",
       (SELECT count(*) FROM (SELECT 1 FROM decisions WHERE ${isOf(1)} GROUP BY variant_id, version HAVING count(*) > 1) d)
         AS "decisionsDoubled"`,
    [projectIds],
  )
  return {
    decisionsLost: Number(row?.decisionsLost),
    assetsLost: Number(row?.assetsLost),
    variantsUnaccounted: Number(row?.variantsUnaccounted),
    bundlesEmpty: Number(row?.bundlesEmpty),
    jobsDoubled: Number(row?.jobsDoubled),
    decisionsDoubled: Number(row?.decisionsDoubled),
  }
}
