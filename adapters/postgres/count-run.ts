import type { RunCounts } from '../../core/ports.js'
import type { SpecStage } from '../../core/run-options.js'
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
    `WITH states AS (SELECT * FROM run_spec_states WHERE run_id = $1),
     of_run AS (
       SELECT states.*, j.n AS jobs
       FROM states CROSS JOIN LATERAL (
         SELECT count(*) AS n FROM generation_jobs g
         WHERE g.run_id = states.owner_run_id AND g.spec_revision_id = states.spec_revision_id AND g.stage IS NULL) j)
     SELECT count(*) AS specs,
       (SELECT coalesce(jsonb_object_agg(stage, n), '{}') FROM (SELECT stage, count(*) AS n FROM of_run GROUP BY stage) g)
         AS by_stage,
       coalesce(sum(CASE WHEN jobs > 0 THEN jobs ELSE variants_per_round END), 0) AS planned,
       (SELECT count(*) FROM states o
          JOIN variants v ON v.run_id = o.owner_run_id AND v.spec_revision_id = o.spec_revision_id) AS variants,
       count(*) FILTER (WHERE stage = 'reviewing' AND (
         EXISTS (SELECT 1 FROM runs r JOIN wishlist_revisions wr USING (wishlist_revision_id)
           WHERE r.run_id = $1 AND wr.options ->> 'review' = 'person')
         OR EXISTS (SELECT 1 FROM run_specs q
           WHERE q.run_id = of_run.owner_run_id AND q.spec_revision_id = of_run.spec_revision_id
             AND q.quality ->> 'outcome' <> 'trying')
         OR EXISTS (SELECT 1 FROM decisions d
           WHERE d.run_id = of_run.owner_run_id AND d.spec_revision_id = of_run.spec_revision_id
             AND d.reviewer NOT LIKE 'policy:%'))) AS waiting,
       count(*) FILTER (WHERE stage = 'reviewing' AND EXISTS (SELECT 1 FROM run_specs q
         WHERE q.run_id = of_run.owner_run_id AND q.spec_revision_id = of_run.spec_revision_id
           AND q.quality ->> 'outcome' = 'handedOver')) AS handed_over,
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
