import { isPrepared } from '../../core/bundle/is-prepared.js'
import { bundleColumns, type BundleColumns, noSuchBundle, toBundle } from './bundle-rows.js'
import { addOutboxRow } from './outbox.repository.js'
import { inTransaction, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

/**
 * Builds a published bundle again. The count of its failures goes on, so that the outbox row has a key of its own; when
 * it was first published stays.
 */
export async function rebuildBundle({ pool }: PostgresCatalogueContext, contentId: string): Promise<boolean> {
  return await inTransaction(pool, async (tx) => {
    const [row] = await queryTx<BundleColumns & { failures: number }>(
      tx,
      `UPDATE bundles b SET state = 'building', failures = failures + 1
       WHERE content_id = $1 AND state = 'published' RETURNING ${bundleColumns}, b.failures`,
      [contentId],
    )
    if (!row) {
      const known = await queryTx(tx, 'SELECT 1 FROM bundles WHERE content_id = $1', [contentId])
      if (known.length === 0) throw noSuchBundle(contentId)
      return false
    }
    await addOutboxRow(
      tx,
      {
        ...{ kind: 'startBundleRun', projectId: row.project_id, runId: row.run_id, contentId },
        ...(isPrepared(toBundle(row)) ? { prepares: true } : {}),
      },
      `startBundleRun/${contentId}/${row.failures}`,
    )
    return true
  })
}
