import type { AssetVersionRow, LibraryCatalogue } from '../../core/library-ports.js'
import { assetVersionJson } from './asset-version-rows.js'
import { appendEvent } from './event-log.js'
import { boundLimit } from './page-limit.js'
import { noSuchSpec } from './run-spec-stages.js'
import { showPrimary } from './show-primary.js'
import { inTransaction, queryPool, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

type Input = Parameters<LibraryCatalogue['saveAssetVersion']>[0]

/** Finished assets and their versions. */
export function createLibraryRepository(context: PostgresCatalogueContext): LibraryCatalogue {
  return {
    saveAssetVersion: async (input) => await saveAssetVersion(context, input),
    ownsImage: async (projectId, sha256) => await ownsImage(context, projectId, sha256),
    styleSet: async (input) => await readStyleSet(context, input),
  }
}

/** The newest version of each asset that stood approved when the run was ordered. */
async function readStyleSet(
  { pool }: PostgresCatalogueContext,
  { projectId, runId, assetType, limit }: Parameters<LibraryCatalogue['styleSet']>[0],
): Promise<{ sha256: string }[]> {
  return await queryPool<{ sha256: string }>(
    pool,
    `SELECT sha256 FROM (
       SELECT DISTINCT ON (av.asset_id) av.sha256, av.created_at, av.asset_version_id
       FROM asset_versions av JOIN spec_revisions sr USING (spec_revision_id) JOIN variants v USING (variant_id)
       WHERE av.project_id = $1 AND sr.content ->> 'assetType' = $3 AND v.verdict = 'approved'
         AND av.created_at < (SELECT created_at FROM runs WHERE project_id = $1 AND run_id = $2)
       ORDER BY av.asset_id, av.version DESC) newest
     ORDER BY created_at DESC, asset_version_id LIMIT $4`,
    [projectId, runId, assetType, boundLimit(limit)],
  )
}

async function ownsImage(
  { pool }: PostgresCatalogueContext,
  projectId: string,
  sha256: string,
): Promise<boolean> {
  const [row] = await queryPool<{ owned: boolean }>(
    pool,
    `SELECT EXISTS (SELECT 1 FROM variants WHERE project_id = $1 AND sha256 = $2)
       OR EXISTS (SELECT 1 FROM asset_versions WHERE project_id = $1 AND sha256 = $2)
       OR EXISTS (SELECT 1 FROM drafts WHERE project_id = $1 AND sha256 = $2)
       OR EXISTS (SELECT 1 FROM variant_previews WHERE project_id = $1 AND sha256 = $2)
       OR EXISTS (SELECT 1 FROM chain_steps WHERE project_id = $1
         AND output -> 'images' @> jsonb_build_array(jsonb_build_object('sha256', $2::text)))
       OR EXISTS (SELECT 1 FROM atlases
         WHERE project_id = $1 AND pages @> jsonb_build_array(jsonb_build_object('sha256', $2::text))) AS owned`,
    [projectId, sha256],
  )
  return row?.owned === true
}

async function saveAssetVersion(
  { pool, ids }: PostgresCatalogueContext,
  input: Input,
): Promise<AssetVersionRow> {
  const { projectId, runId, specId, specRevisionId, variantId } = input
  return await inTransaction(pool, async (tx) => {
    // The variant that was finished last is the one that the run shows; it may be an earlier one again after an undo.
    const shown = await queryTx(
      tx,
      `UPDATE run_specs SET finished_variant_id = $5 WHERE project_id = $1 AND run_id = $2 AND spec_revision_id = $3
         AND spec_id = $4 AND EXISTS (SELECT 1 FROM variants
           WHERE project_id = $1 AND run_id = $2 AND spec_revision_id = $3 AND variant_id = $5) RETURNING 1`,
      [projectId, runId, specRevisionId, specId, variantId],
    )
    if (shown.length === 0) throw noSuchSpec(runId, specRevisionId)
    // Locks the asset, so that its versions are numbered one after the other.
    const [asset] = await queryTx<{ asset_id: string }>(
      tx,
      `INSERT INTO assets (asset_id, project_id, spec_id) VALUES ($1, $2, $3)
       ON CONFLICT (spec_id) DO UPDATE SET spec_id = excluded.spec_id RETURNING asset_id`,
      [ids.mint('asset'), projectId, specId],
    )
    const made = await queryTx(
      tx,
      `INSERT INTO asset_versions (asset_version_id, asset_id, version, project_id, run_id, spec_id, spec_revision_id,
         variant_id, sha256, size_bytes, width, height, trim, processing, look)
       SELECT $1, $2, (SELECT coalesce(max(version), 0) + 1 FROM asset_versions WHERE asset_id = $2),
         $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14
       ON CONFLICT (variant_id) DO NOTHING RETURNING 1`,
      [
        ids.mint('assetVersion'),
        asset?.asset_id,
        projectId,
        runId,
        specId,
        specRevisionId,
        variantId,
        input.sha256,
        input.sizeBytes,
        input.width,
        input.height,
        JSON.stringify(input.trim),
        JSON.stringify(input.processing),
        input.look === undefined ? null : JSON.stringify(input.look),
      ],
    )
    await showPrimary(tx, input)
    const [row] = await queryTx<{ asset: AssetVersionRow }>(
      tx,
      `SELECT ${assetVersionJson} AS asset FROM asset_versions av JOIN specs s USING (spec_id)
       WHERE av.project_id = $1 AND av.variant_id = $2`,
      [projectId, variantId],
    )
    const { asset: saved } = row as { asset: AssetVersionRow }
    if (made.length > 0) await announce(tx, saved)
    return saved
  })
}

async function announce(tx: Parameters<typeof appendEvent>[0], version: AssetVersionRow): Promise<void> {
  await appendEvent(tx, {
    projectId: version.projectId,
    runId: version.runId,
    type: 'assetFinished',
    data: {
      assetId: version.assetId,
      assetVersionId: version.assetVersionId,
      version: version.version,
      specRevisionId: version.specRevisionId,
      specKey: version.specKey,
      variantId: version.variantId,
    },
  })
}
