import type { Pool } from 'pg'
import type { VariantRow } from '../../core/ports.js'
import type { AssetVersionRow } from '../../core/library-ports.js'
import { assetVersionJson } from './asset-version-rows.js'
import { queryPool } from './transaction.js'
import { selectVariants, toVariant, type VariantColumns } from './variant-rows.js'

/** What stands on a set of objects, so that it can be made again. */
export interface ObjectOwners {
  readonly variants: readonly VariantRow[]
  readonly assets: readonly AssetVersionRow[]
  /** Bundles with such a file, or with such a picture of their own. */
  readonly bundles: readonly {
    readonly contentId: string
    readonly published: boolean
    readonly hashes: readonly string[]
  }[]
}

/** Finds the variants, asset versions and bundles of these objects; atlas pages are files of their bundles. */
export async function findObjectOwners(pool: Pool, hashes: readonly string[]): Promise<ObjectOwners> {
  const variants = await queryPool<VariantColumns>(
    pool,
    `${selectVariants} WHERE v.sha256 = ANY($1) AND (v.picture_removed_at IS NULL OR v.verdict = 'approved')
     ORDER BY v.variant_id`,
    [hashes],
  )
  const assets = await queryPool<{ asset: AssetVersionRow }>(
    pool,
    `SELECT ${assetVersionJson} AS asset FROM asset_versions av JOIN specs s USING (spec_id)
     WHERE av.sha256 = ANY($1) ORDER BY av.asset_version_id`,
    [hashes],
  )
  const bundles = await queryPool<{ content_id: string; published: boolean; hashes: string[] }>(
    pool,
    `SELECT b.content_id, b.state = 'published' AS published, array_agg(DISTINCT f.sha256) AS hashes
     FROM bundles b JOIN (SELECT bundle_id, sha256 FROM bundle_files
       UNION ALL SELECT bundle_id, sha256 FROM bundle_pictures) f USING (bundle_id) WHERE f.sha256 = ANY($1)
     GROUP BY b.bundle_id ORDER BY b.content_id`,
    [hashes],
  )
  return {
    variants: variants.map(toVariant),
    assets: assets.map(({ asset }) => asset),
    bundles: bundles.map((row) => ({
      contentId: row.content_id,
      published: row.published,
      hashes: row.hashes,
    })),
  }
}
