import type { BundlePictureRow } from '../../core/bundle-ports.js'
import { lockBundle } from './bundle-rows.js'
import { inTransaction, queryPool, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

/** What was made for one bundle alone. Made again it has the same bytes, unless an encoder was changed in between. */
export async function saveBundlePictures(
  { pool }: PostgresCatalogueContext,
  contentId: string,
  pictures: readonly BundlePictureRow[],
): Promise<void> {
  await inTransaction(pool, async (tx) => {
    const bundleId = await lockBundle(tx, contentId)
    await queryTx(
      tx,
      `INSERT INTO bundle_pictures (bundle_id, spec_id, sha256, size_bytes)
       SELECT $1, p.spec_id, p.sha256, p.size_bytes
       FROM unnest($2::text[], $3::text[], $4::bigint[]) AS p(spec_id, sha256, size_bytes)
       ON CONFLICT (bundle_id, spec_id) DO UPDATE SET sha256 = excluded.sha256, size_bytes = excluded.size_bytes`,
      [
        bundleId,
        pictures.map(({ specId }) => specId),
        pictures.map(({ sha256 }) => sha256),
        pictures.map(({ sizeBytes }) => sizeBytes),
      ],
    )
  })
}

export async function readBundlePictures(
  { pool }: PostgresCatalogueContext,
  bundleId: string,
): Promise<BundlePictureRow[]> {
  const rows = await queryPool<{ spec_id: string; sha256: string; size_bytes: string }>(
    pool,
    'SELECT spec_id, sha256, size_bytes FROM bundle_pictures WHERE bundle_id = $1 ORDER BY spec_id',
    [bundleId],
  )
  return rows.map((row) => ({ specId: row.spec_id, sha256: row.sha256, sizeBytes: Number(row.size_bytes) }))
}
