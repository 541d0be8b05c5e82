import type { RunCounts } from '../../core/ports.js'
import type { SpecStage } from '../../core/run-options.js'
import { ownersOf, statesOf } from './run-states.js'
import { queryPool } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

interface Row {
  specs: string
  by_stage: Partial<Record<SpecStage, number>>
  planned: string
  variants: string
  waiting: string
  handed_over: string
  assets: string
  cost: string
  drafts: NonNullable<RunCounts['drafts']>
}

/** The run as it stands, carried specs included; the cost is what this run paid itself. */
export async function countRun({ pool }: PostgresCatalogueContext, runId: string): Promise<RunCounts> {
  const [row] = await queryPool<Row>(
    pool,
    // A few scans of an index each: rows that are asked for spec by spec took five times as long.
    `WITH states AS MATERIALIZED (${statesOf('$1')}),
     owners AS MATERIALIZED (${ownersOf('$1')}),
     jobs AS MATERIALIZED (
       SELECT owners.owner_run_id, g.* FROM owners CROSS JOIN LATERAL (
         SELECT spec_revision_id, count(*) AS jobs FROM generation_jobs
         WHERE run_id = owners.owner_run_id AND stage IS NULL GROUP BY spec_revision_id) g),
     made AS MATERIALIZED (
       SELECT owners.owner_run_id, v.* FROM owners CROSS JOIN LATERAL (
         SELECT spec_revision_id, count(*) AS variants FROM variants
         WHERE run_id = owners.owner_run_id GROUP BY spec_revision_id) v),
     of_run AS (
       SELECT states.*, coalesce(jobs, 0) AS jobs, coalesce(variants, 0) AS variants
       FROM states LEFT JOIN jobs USING (owner_run_id, spec_revision_id)
         LEFT JOIN made USING (owner_run_id, spec_revision_id))
     SELECT count(*) AS specs,
       (SELECT coalesce(jsonb_object_agg(stage, n), '{}') FROM (SELECT stage, count(*) AS n FROM states GROUP BY stage) g)
         AS by_stage,
       coalesce(sum(CASE WHEN jobs > 0 THEN jobs ELSE variants_per_round END), 0) AS planned,
       coalesce(sum(variants), 0) AS variants,
       count(*) FILTER (WHERE stage = 'reviewing' AND (
         EXISTS (SELECT 1 FROM runs r JOIN wishlist_revisions wr USING (wishlist_revision_id)
           WHERE r.run_id = $1 AND wr.options ->> 'review' = 'person')
         OR outcome <> 'trying'
         OR EXISTS (SELECT 1 FROM decisions d
           WHERE d.run_id = of_run.owner_run_id AND d.spec_revision_id = of_run.spec_revision_id
             AND d.reviewer NOT LIKE 'policy:%'))) AS waiting,
       count(*) FILTER (WHERE stage = 'reviewing' AND outcome = 'handedOver') AS handed_over,
       count(finished_variant_id) AS assets,
       (SELECT coalesce(sum(cost_micros), 0) FROM ledger_entries WHERE run_id = $1 AND kind = 'commit') AS cost,
       (SELECT jsonb_build_object('made', count(*), 'chosen', count(d.place), 'costMicros', coalesce(sum(d.cost_micros), 0))
          FROM drafts d WHERE d.run_id = $1) AS drafts
     FROM of_run`,
    [runId],
  )
  return {
    specs: Number(row?.specs),
    variantsPlanned: Number(row?.planned),
    variants: Number(row?.variants),
    byStage: row?.by_stage ?? {},
    waitingForReview: Number(row?.waiting),
    ...(Number(row?.handed_over) > 0 ? { handedOver: Number(row?.handed_over) } : {}),
    assets: Number(row?.assets),
    costMicros: Number(row?.cost),
    ...(row !== undefined && row.drafts.made > 0 ? { drafts: row.drafts } : {}),
  }
}
