import type { ClientBase } from 'pg'
import type { CarriedSpecs } from '../../core/ports.js'
import { terminalRunStages } from '../../core/run-options.js'
import { queryPool, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

/**
 * Names the owner of every spec of a new run that the newest earlier revision of its wishlist had in the same words,
 * with the same seed and number of variants. Specs that failed or were cancelled are made anew, and so are those that
 * a run ended without having started; what is not settled is carried under the same kind of review and the same
 * quality contract only.
 */
export async function carrySpecs(tx: ClientBase, projectId: string, runId: string): Promise<void> {
  await queryTx(
    tx,
    `UPDATE run_specs rs SET origin_run_id = c.owner_run_id FROM (
       SELECT DISTINCT ON (n.spec_revision_id) n.spec_revision_id, o.run_id AS owner_run_id
       FROM run_specs n
         JOIN runs nr ON nr.run_id = n.run_id
         JOIN wishlist_revisions nw ON nw.wishlist_revision_id = nr.wishlist_revision_id
         JOIN wishlist_revisions ew ON ew.wishlist_id = nw.wishlist_id AND ew.revision < nw.revision
           AND ew.options -> 'seed' = nw.options -> 'seed'
         JOIN runs er ON er.wishlist_revision_id = ew.wishlist_revision_id
         JOIN run_specs e ON e.run_id = er.run_id AND e.spec_revision_id = n.spec_revision_id
         JOIN run_specs o ON o.run_id = coalesce(e.origin_run_id, e.run_id) AND o.spec_revision_id = e.spec_revision_id
         JOIN runs owner ON owner.run_id = o.run_id
         JOIN wishlist_revisions ow ON ow.wishlist_revision_id = owner.wishlist_revision_id
       WHERE n.project_id = $1 AND n.run_id = $2 AND o.variants_per_round = n.variants_per_round
         AND (o.stage IN ('done', 'rejected') OR (
           o.stage NOT IN ('failed', 'cancelled') AND ow.options -> 'review' = nw.options -> 'review'
           AND ow.options -> 'contract' IS NOT DISTINCT FROM nw.options -> 'contract'
           AND NOT (o.stage = 'waiting' AND owner.stage = ANY($3))))
       ORDER BY n.spec_revision_id, ew.revision DESC) c
     WHERE rs.project_id = $1 AND rs.run_id = $2 AND rs.spec_revision_id = c.spec_revision_id`,
    [projectId, runId, terminalRunStages],
  )
}

export async function readCarried({ pool }: PostgresCatalogueContext, runId: string): Promise<CarriedSpecs> {
  const [row] = await queryPool<{ run_ids: string[]; specs: string; variants: string; approved: string }>(
    pool,
    `WITH carried AS (
       SELECT * FROM run_spec_states WHERE run_id = $1 AND origin_run_id IS NOT NULL)
     SELECT coalesce((SELECT array_agg(DISTINCT origin_run_id ORDER BY origin_run_id) FROM carried), '{}') AS run_ids,
       (SELECT count(*) FROM carried) AS specs,
       (SELECT count(*) FROM carried WHERE stage = 'done') AS approved,
       (SELECT count(*) FROM carried c
          JOIN variants v ON v.run_id = c.origin_run_id AND v.spec_revision_id = c.spec_revision_id) AS variants`,
    [runId],
  )
  return {
    runIds: row?.run_ids ?? [],
    specs: Number(row?.specs ?? 0),
    variants: Number(row?.variants ?? 0),
    approved: Number(row?.approved ?? 0),
  }
}

/** adopted_from stays behind: a spec that was adopted and not yet started is told from one whose turn has not come. */
export async function adoptGivenUp({ pool }: PostgresCatalogueContext, runId: string): Promise<void> {
  await queryPool(
    pool,
    `WITH adopted AS (
       UPDATE run_specs rs SET adopted_from = rs.origin_run_id, origin_run_id = NULL, stage = 'waiting', round = 0
       FROM run_specs o, runs r
       WHERE rs.run_id = $1 AND o.run_id = rs.origin_run_id AND o.spec_revision_id = rs.spec_revision_id
         AND o.stage IN ('failed', 'cancelled') AND r.run_id = rs.run_id AND r.stage <> ALL($2)
       RETURNING rs.project_id, rs.spec_id, rs.spec_revision_id)
     SELECT append_event(a.project_id, $1, 'specStageChanged', jsonb_build_object(
       'specRevisionId', a.spec_revision_id, 'stage', 'waiting', 'specKey', s.key, 'round', 0))
     FROM adopted a JOIN specs s USING (spec_id)`,
    [runId, terminalRunStages],
  )
}
