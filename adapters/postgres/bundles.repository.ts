import { AssetloomError } from '../../core/errors.js'
import type { BundleCatalogue, BundleFileRow, BundleRow } from '../../core/bundle-ports.js'
import { findAtlas, saveAtlas } from './atlases.js'
import { bundleColumns, noSuchBundle, toBundle, lockBundle } from './bundle-rows.js'
import type { BundleColumns } from './bundle-rows.js'
import { appendEvent } from './event-log.js'
import { freezeBundles } from './freeze-bundles.js'
import { readBundlePictures, saveBundlePictures } from './bundle-pictures.js'
import { listExportProfiles, removeExportProfile, saveExportProfile } from './export-profiles.js'
import { readFrozenSet } from './frozen-assets.js'
import { boundLimit } from './page-limit.js'
import { rebuildBundle } from './rebuild-bundle.js'
import { storableText } from './storable-text.js'
import { inTransaction, queryPool, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

/** Frozen sets, atlases and bundles. */
export function createBundlesRepository(context: PostgresCatalogueContext): BundleCatalogue {
  return {
    freeze: async (input) => await freezeBundles(context, input),
    loadFrozen: async (contentId) => await loadFrozen(context, contentId),
    savePictures: async (contentId, pictures) => await saveBundlePictures(context, contentId, pictures),
    findAtlas: async (projectId, atlasContentId) => await findAtlas(context, projectId, atlasContentId),
    saveAtlas: async (projectId, atlas) => await saveAtlas(context, projectId, atlas),
    saveFiles: async (contentId, files) => await saveFiles(context, contentId, files),
    publish: async (contentId) => await publish(context, contentId),
    fail: async (contentId, failure) => await fail(context, contentId, failure),
    rebuild: async (contentId) => await rebuildBundle(context, contentId),
    listProfiles: async (projectId) => await listExportProfiles(context, projectId),
    saveProfile: async (input) => await saveExportProfile(context, input),
    removeProfile: async (projectId, name) => await removeExportProfile(context, projectId, name),
    find: async (bundleId) => await findBundle(context, bundleId),
    listOfRun: async (runId) =>
      await selectBundles(
        context,
        'JOIN run_bundles rb USING (bundle_id) WHERE rb.run_id = $1 ORDER BY b.target COLLATE "C", b.created_at, b.bundle_id',
        [runId],
      ),
    listBuilding: async (limit) =>
      await selectBundles(context, `WHERE b.state = 'building' ORDER BY b.created_at, b.bundle_id LIMIT $1`, [
        boundLimit(limit),
      ]),
    frozenSpecRevisions: async (contentId) => await frozenSpecRevisions(context, contentId),
  }
}

async function selectBundles(
  { pool }: PostgresCatalogueContext,
  rest: string,
  values: readonly unknown[],
): Promise<BundleRow[]> {
  return (await queryPool<BundleColumns>(pool, `SELECT ${bundleColumns} FROM bundles b ${rest}`, values)).map(
    toBundle,
  )
}

async function loadFrozen(
  context: PostgresCatalogueContext,
  contentId: string,
): ReturnType<BundleCatalogue['loadFrozen']> {
  const [bundle] = await selectBundles(context, 'WHERE b.content_id = $1', [contentId])
  if (!bundle) throw noSuchBundle(contentId)
  const [previous] = await queryPool<{ content_id: string }>(
    context.pool,
    `SELECT p.content_id FROM bundles b JOIN bundles p ON p.bundle_id = b.previous_bundle_id
     WHERE b.project_id = $1 AND b.bundle_id = $2`,
    [bundle.projectId, bundle.bundleId],
  )
  const assets = await readFrozenSet(context, bundle.bundleId)
  const pictures = await readBundlePictures(context, bundle.bundleId)
  return { bundle, assets, pictures, previousContentId: previous?.content_id ?? null }
}

async function findBundle(
  context: PostgresCatalogueContext,
  bundleId: string,
): ReturnType<BundleCatalogue['find']> {
  const [bundle] = await selectBundles(context, 'WHERE b.bundle_id = $1', [bundleId])
  if (!bundle) return null
  const files = await queryPool<{ path: string; sha256: string; size_bytes: string }>(
    context.pool,
    'SELECT path, sha256, size_bytes FROM bundle_files WHERE bundle_id = $1 ORDER BY path',
    [bundleId],
  )
  return {
    bundle,
    files: files.map((row) => ({
      path: row.path,
      sha256: row.sha256,
      sizeBytes: Number(row.size_bytes),
    })),
  }
}

/** The list becomes exactly `files`. */
async function saveFiles(
  { pool }: PostgresCatalogueContext,
  contentId: string,
  files: readonly BundleFileRow[],
): Promise<void> {
  if (new Set(files.map(({ path }) => path)).size !== files.length)
    throw new AssetloomError(
      'InvalidInput',
      'two files of a bundle have the same path',
      'give generated files collision-free names',
      { contentId },
    )
  await inTransaction(pool, async (tx) => {
    const bundleId = await lockBundle(tx, contentId)
    const paths = files.map(({ path }) => path)
    await queryTx(tx, 'DELETE FROM bundle_files WHERE bundle_id = $1 AND path <> ALL($2)', [bundleId, paths])
    await queryTx(
      tx,
      `INSERT INTO bundle_files (bundle_id, path, sha256, size_bytes)
       SELECT $1, f.path, f.sha256, f.size_bytes
       FROM unnest($2::text[], $3::text[], $4::bigint[]) AS f(path, sha256, size_bytes)
       ON CONFLICT (bundle_id, path) DO UPDATE SET sha256 = excluded.sha256, size_bytes = excluded.size_bytes`,
      [bundleId, paths, files.map(({ sha256 }) => sha256), files.map(({ sizeBytes }) => sizeBytes)],
    )
  })
}

async function publish({ pool }: PostgresCatalogueContext, contentId: string): Promise<void> {
  await inTransaction(pool, async (tx) => {
    const [row] = await queryTx<BundleColumns>(
      tx,
      `UPDATE bundles b SET state = 'published', failure = NULL, published_at = coalesce(b.published_at, clock_timestamp())
       WHERE content_id = $1 AND state <> 'published' RETURNING ${bundleColumns}`,
      [contentId],
    )
    if (!row) {
      const known = await queryTx(tx, 'SELECT 1 FROM bundles WHERE content_id = $1', [contentId])
      if (known.length === 0) throw noSuchBundle(contentId)
      return
    }
    const { projectId, runId, bundleId, target, kind } = toBundle(row)
    await appendEvent(tx, {
      projectId,
      runId,
      type: 'bundlePublished',
      data: { bundleId, target, contentId, ...(kind === undefined ? {} : { kind }) },
    })
  })
}

/** A published bundle stays published. */
async function fail({ pool }: PostgresCatalogueContext, contentId: string, failure: string): Promise<void> {
  await queryPool(
    pool,
    `UPDATE bundles SET state = 'failed', failures = failures + 1, failure = $2
     WHERE content_id = $1 AND state = 'building'`,
    [contentId, storableText(failure, 2_000)],
  )
}

/**
 * Of every run that has this bundle: settled specs of the set, and settled ones without an approved asset. A spec that
 * was approved after the freeze is in neither and stays open, and so does one under a quality contract: people may have
 * decided it. A provisional bundle ends nothing: it comes before the
 * reviews.
 */
async function frozenSpecRevisions(
  { pool }: PostgresCatalogueContext,
  contentId: string,
): ReturnType<BundleCatalogue['frozenSpecRevisions']> {
  const rows = await queryPool<{ run_id: string; spec_revision_id: string }>(
    pool,
    `WITH frozen AS (
       SELECT av.spec_id FROM bundles b JOIN bundle_assets ba USING (bundle_id) JOIN asset_versions av USING (asset_version_id)
       WHERE b.content_id = $1)
     SELECT rs.run_id, rs.spec_revision_id
     FROM bundles b JOIN run_bundles rb ON rb.bundle_id = b.bundle_id JOIN run_specs rs ON rs.run_id = rb.run_id
     WHERE b.content_id = $1 AND b.kind <> 'provisional' AND rs.origin_run_id IS NULL AND rs.quality IS NULL AND (rs.stage IN ('rejected', 'failed', 'cancelled')
       OR (rs.stage = 'done' AND rs.spec_id IN (SELECT spec_id FROM frozen)))
     ORDER BY rs.run_id, rs.position`,
    [contentId],
  )
  return rows.map((row) => ({ runId: row.run_id, specRevisionId: row.spec_revision_id }))
}
