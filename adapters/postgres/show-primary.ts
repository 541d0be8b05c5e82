import type { ClientBase } from 'pg'
import { queryTx } from './transaction.js'

/** Order of a spec's approved variants `v`, its primary first: primaryOf of core/review in SQL. */
export const primaryFirst = `coalesce((v.marks ->> 'primaryRank')::int, 0) DESC, v.round, v.variant_index, v.variant_id`

/**
 * Shows the primary as the finished asset of its spec, as soon as it is finished; as long as it is not, the next best.
 * Returns the primary; null where nothing is approved. Then what was shown last stays.
 */
export async function showPrimary(
  tx: ClientBase,
  { runId, specRevisionId }: { readonly runId: string; readonly specRevisionId: string },
): Promise<string | null> {
  const approved = await queryTx<{ variant_id: string; is_finished: boolean }>(
    tx,
    `SELECT v.variant_id, EXISTS (SELECT 1 FROM asset_versions av WHERE av.variant_id = v.variant_id) AS is_finished
     FROM variants v WHERE v.run_id = $1 AND v.spec_revision_id = $2 AND v.verdict = 'approved' ORDER BY ${primaryFirst}`,
    [runId, specRevisionId],
  )
  const shown = approved.find((one) => one.is_finished)
  if (shown !== undefined)
    await queryTx(
      tx,
      `UPDATE run_specs SET finished_variant_id = $3
       WHERE run_id = $1 AND spec_revision_id = $2 AND finished_variant_id IS DISTINCT FROM $3`,
      [runId, specRevisionId, shown.variant_id],
    )
  return approved[0]?.variant_id ?? null
}
