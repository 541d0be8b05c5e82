import type { ClientBase } from 'pg'
import { AssetloomError } from '../../core/errors.js'
import { compareText } from '../../core/bundle/bundle-file.js'
import { hashOf } from '../../core/hash.js'
import type {
  BundleCatalogue,
  BundleRow,
  FrozenAsset,
  HandedOverSpec,
  SpecStanding,
} from '../../core/bundle-ports.js'
import { isPrepared } from '../../core/bundle/is-prepared.js'
import { bundleColumns, toBundle } from './bundle-rows.js'
import type { BundleColumns } from './bundle-rows.js'
import { selectApprovedSet, selectHandedOver, selectPlaceholders } from './frozen-assets.js'
import { addOutboxRow } from './outbox.repository.js'
import { inTransaction, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

type Input = Parameters<BundleCatalogue['freeze']>[0]
/** What one bundle shows, and what it lacks because a person has to decide. */
interface FrozenSet {
  readonly assets: readonly FrozenAsset[]
  readonly handedOver: readonly HandedOverSpec[]
}
type FreezeRow = BundleColumns & { failures: number }

/**
 * One bundle a target for the approved set of this moment. A bundle that failed is to be built again; its outbox row
 * carries the number of failures, so that it starts again.
 */
export async function freezeBundles(context: PostgresCatalogueContext, input: Input): Promise<BundleRow[]> {
  const { projectId, runId } = input
  return await inTransaction(context.pool, async (tx) => {
    await requireRun(tx, projectId, runId)
    const assets = await selectSet(tx, input)
    if (input.judge !== undefined) input.judge(assets, await selectStandings(tx, runId))
    const handedOver = await selectHandedOver(tx, runId)
    const bundles: BundleRow[] = []
    for (const target of [...new Set(input.targets)]) {
      const contentId = input.contentIdOf(target, assets, handedOver)
      const row = await findOrInsert(tx, context, input, target, contentId, { assets, handedOver })
      await queryTx(
        tx,
        'INSERT INTO run_bundles (run_id, bundle_id) VALUES ($1, $2) ON CONFLICT DO NOTHING',
        [runId, row.bundle_id],
      )
      if (input.start && row.state !== 'published')
        await addOutboxRow(
          tx,
          {
            ...{ kind: 'startBundleRun', projectId, runId, contentId: row.content_id },
            ...(isPrepared(toBundle(row)) ? { prepares: true } : {}),
          },
          `startBundleRun/${row.content_id}/${row.failures}`,
        )
      bundles.push(toBundle(row))
    }
    return bundles
  })
}

/** The approved assets, and for a provisional bundle a placeholder for every other spec of the run, by key. */
async function selectSet(tx: ClientBase, { projectId, runId, kind }: Input): Promise<FrozenAsset[]> {
  const approved = await selectApprovedSet(tx, projectId, runId)
  if (kind !== 'provisional') return approved
  const placeholders = await selectPlaceholders(tx, projectId, runId, approved)
  return [...approved, ...placeholders].sort((a, b) => compareText(a.asset.specKey, b.asset.specKey))
}

async function selectStandings(tx: ClientBase, runId: string): Promise<SpecStanding[]> {
  return await queryTx<{ key: string; stage: SpecStanding['stage']; failure: string | null }>(
    tx,
    `SELECT s.key, rs.stage, rs.failure FROM run_spec_states rs JOIN specs s ON s.spec_id = rs.spec_id
     WHERE rs.run_id = $1 ORDER BY s.key COLLATE "C"`,
    [runId],
  )
}

async function requireRun(tx: ClientBase, projectId: string, runId: string): Promise<void> {
  const known = await queryTx(tx, 'SELECT 1 FROM runs WHERE project_id = $1 AND run_id = $2', [
    projectId,
    runId,
  ])
  if (known.length === 0)
    throw new AssetloomError('NotFound', `no run ${runId} in this project`, 'list the runs of the project', {
      runId,
    })
}

/**
 * What the game has now: the last bundle of the target that was published of this wishlist, whatever its revision.
 * Where there is none, one of another wishlist of the project that shares a spec (a list under a new file name).
 * Bundles by a profile are compared among themselves.
 */
const selectPrevious = `(SELECT p.bundle_id FROM bundles p
    JOIN runs pr ON pr.run_id = p.run_id
    JOIN wishlist_revisions pw ON pw.wishlist_revision_id = pr.wishlist_revision_id
    JOIN runs own ON own.run_id = $3
    JOIN wishlist_revisions ow ON ow.wishlist_revision_id = own.wishlist_revision_id
  WHERE p.project_id = $2 AND p.target = $4 AND p.content_id <> $5 AND p.state = 'published'
    AND p.profile ->> 'name' IS NOT DISTINCT FROM $8::jsonb ->> 'name'
    AND (pw.wishlist_id = ow.wishlist_id OR EXISTS (
      SELECT 1 FROM bundle_assets ba JOIN asset_versions av USING (asset_version_id)
      WHERE ba.bundle_id = p.bundle_id AND av.spec_id = ANY($6)) OR EXISTS (
      SELECT 1 FROM bundle_placeholders bp JOIN spec_revisions sr USING (spec_revision_id)
      WHERE bp.bundle_id = p.bundle_id AND sr.spec_id = ANY($6)))
  ORDER BY pw.wishlist_id = ow.wishlist_id DESC, p.published_at DESC, p.bundle_id DESC LIMIT 1)`

/**
 * Content ids name workflows, so they are unique over all projects. Where another project has frozen equal content
 * already (its wishlist differs by a comment, say), this project's id is derived from both.
 */
async function findOrInsert(
  tx: ClientBase,
  context: PostgresCatalogueContext,
  input: Input,
  target: string,
  contentId: string,
  set: FrozenSet,
): Promise<FreezeRow> {
  const { assets, handedOver } = set
  const [inserted] = await queryTx<FreezeRow>(
    tx,
    `INSERT INTO bundles AS b (bundle_id, project_id, run_id, target, content_id, state, kind, profile, handed_over,
       previous_bundle_id)
     VALUES ($1, $2, $3, $4, $5, 'building', $7, $8::jsonb, $9::jsonb, ${selectPrevious})
     ON CONFLICT (content_id) DO NOTHING RETURNING ${bundleColumns}, b.failures`,
    [
      context.ids.mint('bundle'),
      input.projectId,
      input.runId,
      target,
      contentId,
      assets.map(({ asset }) => asset.specId),
      input.kind ?? 'approved',
      input.profile === undefined ? null : JSON.stringify(input.profile),
      JSON.stringify(handedOver),
    ],
  )
  if (inserted) {
    await keepSet(tx, inserted.bundle_id, assets)
    return inserted
  }
  const [found] = await queryTx<FreezeRow>(
    tx,
    `UPDATE bundles b SET state = CASE state WHEN 'failed' THEN 'building' ELSE state END, failure = NULL
     WHERE project_id = $1 AND content_id = $2 RETURNING ${bundleColumns}, b.failures`,
    [input.projectId, contentId],
  )
  if (found) return found
  const ownId = hashOf({ projectId: input.projectId, contentId })
  return await findOrInsert(tx, context, input, target, ownId, set)
}

async function keepSet(tx: ClientBase, bundleId: string, set: readonly FrozenAsset[]): Promise<void> {
  const assets = set.filter(({ provisional }) => provisional === undefined)
  const placeholders = set.filter(({ provisional }) => provisional === true)
  if (placeholders.length > 0)
    await queryTx(
      tx,
      `INSERT INTO bundle_placeholders (bundle_id, spec_revision_id, review_tags)
       SELECT $1, p.spec_revision_id, p.review_tags::jsonb
       FROM unnest($2::text[], $3::text[]) AS p(spec_revision_id, review_tags)`,
      [bundleId, placeholders.map(({ asset }) => asset.specRevisionId), placeholders.map(reviewTagsJson)],
    )
  await queryTx(
    tx,
    `INSERT INTO bundle_assets (bundle_id, position, asset_version_id, variant_version, decision_id, reviewer, decided_at,
       review_tags)
     SELECT $1, f.nth - 1, f.asset_version_id, d.version, d.decision_id, d.reviewer, d.decided_at, f.review_tags::jsonb
     FROM unnest($2::text[], $3::text[], $4::int[], $5::text[])
       WITH ORDINALITY AS f(asset_version_id, variant_id, version, review_tags, nth)
       JOIN decisions d ON d.variant_id = f.variant_id AND d.version = f.version`,
    [
      bundleId,
      assets.map(({ asset }) => asset.assetVersionId),
      assets.map(({ variant }) => variant.variantId),
      assets.map(({ variant }) => variant.version),
      assets.map(reviewTagsJson),
    ],
  )
}

function reviewTagsJson({ reviewTags }: FrozenAsset): string {
  return JSON.stringify(reviewTags ?? [])
}
