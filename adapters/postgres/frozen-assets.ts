import type { ClientBase } from 'pg'
import type { AssetVersionRow } from '../../core/library-ports.js'
import type { FrozenAsset, HandedOverSpec } from '../../core/bundle-ports.js'
import { compareText } from '../../core/bundle/bundle-file.js'
import { withReviewTags } from '../../core/review-together/review-tags.js'
import { placeholderAsset } from '../../core/provisional/placeholder-asset.js'
import type { AssetSpec } from '../../core/spec/asset-spec.schema.js'
import { assetVersionJson } from './asset-version-rows.js'
import { primaryFirst } from './show-primary.js'
import { queryPool, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'
import { toVariant, variantColumns } from './variant-rows.js'
import type { VariantColumns } from './variant-rows.js'

interface Row extends VariantColumns {
  asset: AssetVersionRow
  spec: AssetSpec
  /** NULL or empty = none. */
  review_tags: string[] | null
  reviewer: string
  decided_at: Date
}

/** The tags of the review at this moment; a frozen set keeps them. */
const reviewTagsNow = '(SELECT t.tags FROM review_tags_now t WHERE t.spec_id = rs.spec_id)'

/**
 * One asset a spec of the run: approved now, with its finished version. Where several variants of a spec are approved
 * the primary is the asset, which no order of completion can change.
 */
export async function selectApprovedSet(
  tx: ClientBase,
  projectId: string,
  runId: string,
): Promise<FrozenAsset[]> {
  const rows = await queryTx<Row>(
    tx,
    `SELECT DISTINCT ON (s.key COLLATE "C") ${variantColumns}, ${assetVersionJson} AS asset, sr.content AS spec,
       ${reviewTagsNow} AS review_tags, d.reviewer, d.decided_at
     FROM run_spec_states rs
       JOIN specs s ON s.spec_id = rs.spec_id
       JOIN spec_revisions sr ON sr.spec_revision_id = rs.spec_revision_id
       JOIN variants v ON v.run_id = rs.owner_run_id AND v.spec_revision_id = rs.spec_revision_id
         AND v.verdict = 'approved'
       JOIN asset_versions av ON av.variant_id = v.variant_id
       JOIN decisions d ON d.variant_id = v.variant_id AND d.version = v.version
       LEFT JOIN scores sc ON sc.variant_id = v.variant_id
     WHERE rs.project_id = $1 AND rs.run_id = $2
     ORDER BY s.key COLLATE "C", ${primaryFirst}`,
    [projectId, runId],
  )
  return rows.map(toFrozen)
}

/** Specs of the run that the autopilot has left to a person, by key. */
export async function selectHandedOver(tx: ClientBase, runId: string): Promise<HandedOverSpec[]> {
  return await queryTx<HandedOverSpec & { key: string; reason: string }>(
    tx,
    `SELECT s.key, o.quality ->> 'reason' AS reason FROM run_specs rs JOIN specs s ON s.spec_id = rs.spec_id
       JOIN run_specs o ON o.run_id = rs.owned_by AND o.spec_revision_id = rs.spec_revision_id
     WHERE rs.run_id = $1 AND o.stage = 'reviewing' AND o.quality ->> 'outcome' = 'handedOver' ORDER BY s.key COLLATE "C"`,
    [runId],
  )
}

/** Placeholders for the specs of the run that have no member in `assets`, by key. */
export async function selectPlaceholders(
  tx: ClientBase,
  projectId: string,
  runId: string,
  assets: readonly FrozenAsset[],
): Promise<FrozenAsset[]> {
  const rows = await queryTx<PlaceholderColumns>(
    tx,
    `SELECT rs.spec_id, rs.spec_revision_id, sr.content AS spec, ${reviewTagsNow} AS review_tags, r.project_id, r.run_id,
       r.created_at AS ordered_at, NULL AS sha256, NULL AS size_bytes
     FROM run_specs rs JOIN runs r USING (run_id) JOIN specs s ON s.spec_id = rs.spec_id
       JOIN spec_revisions sr ON sr.spec_revision_id = rs.spec_revision_id
     WHERE r.project_id = $1 AND r.run_id = $2 AND rs.spec_id <> ALL($3) ORDER BY s.key COLLATE "C"`,
    [projectId, runId, assets.map(({ asset }) => asset.specId)],
  )
  return rows.map(toPlaceholder)
}

interface PlaceholderColumns {
  spec_id: string
  spec_revision_id: string
  spec: AssetSpec
  review_tags: string[] | null
  project_id: string
  run_id: string
  ordered_at: Date
  /** NULL until it is painted. */
  sha256: string | null
  size_bytes: string | null
}

function toPlaceholder(row: PlaceholderColumns): FrozenAsset {
  const { sha256, size_bytes } = row
  const frozen = placeholderAsset(
    row.spec,
    {
      ...{ projectId: row.project_id, runId: row.run_id, specId: row.spec_id },
      ...{ specRevisionId: row.spec_revision_id, orderedAt: row.ordered_at.toISOString() },
    },
    sha256 === null ? null : { sha256, sizeBytes: Number(size_bytes) },
  )
  return { ...frozen, ...withReviewTags(row.spec, row.review_tags ?? []) }
}

/** The set as it was frozen, by key: later decisions change nothing of it. */
export async function readFrozenSet(
  context: PostgresCatalogueContext,
  bundleId: string,
): Promise<FrozenAsset[]> {
  const approved = await readApproved(context, bundleId)
  const placeholders = await queryPool<PlaceholderColumns>(
    context.pool,
    `SELECT sr.spec_id, sr.spec_revision_id, sr.content AS spec, bp.review_tags, b.project_id, b.run_id,
       r.created_at AS ordered_at, p.sha256, p.size_bytes
     FROM bundle_placeholders bp JOIN bundles b USING (bundle_id) JOIN runs r ON r.run_id = b.run_id
       JOIN spec_revisions sr ON sr.spec_revision_id = bp.spec_revision_id
       LEFT JOIN bundle_pictures p ON p.bundle_id = bp.bundle_id AND p.spec_id = sr.spec_id
     WHERE bp.bundle_id = $1`,
    [bundleId],
  )
  if (placeholders.length === 0) return approved
  return [...approved, ...placeholders.map(toPlaceholder)].sort((a, b) =>
    compareText(a.asset.specKey, b.asset.specKey),
  )
}

async function readApproved({ pool }: PostgresCatalogueContext, bundleId: string): Promise<FrozenAsset[]> {
  const rows = await queryPool<Row & { frozen_version: number; frozen_decision_id: string }>(
    pool,
    `SELECT ${variantColumns}, ${assetVersionJson} AS asset, sr.content AS spec, ba.review_tags, ba.reviewer,
       ba.decided_at, ba.variant_version AS frozen_version, ba.decision_id AS frozen_decision_id
     FROM bundle_assets ba
       JOIN asset_versions av ON av.asset_version_id = ba.asset_version_id
       JOIN specs s ON s.spec_id = av.spec_id
       JOIN spec_revisions sr ON sr.spec_revision_id = av.spec_revision_id
       JOIN variants v ON v.variant_id = av.variant_id
       LEFT JOIN scores sc ON sc.variant_id = v.variant_id
     WHERE ba.bundle_id = $1 ORDER BY ba.position`,
    [bundleId],
  )
  return rows.map((row) =>
    toFrozen({
      ...row,
      verdict: 'approved',
      version: row.frozen_version,
      decision_id: row.frozen_decision_id,
    }),
  )
}

function toFrozen(row: Row): FrozenAsset {
  return {
    asset: row.asset,
    ...withReviewTags(row.spec, row.review_tags ?? []),
    // How its review stood then is told by the decision.
    variant: toVariant({ ...row, marks: null, is_primary: false }),
    decision: { reviewer: row.reviewer, decidedAt: row.decided_at.toISOString() },
  }
}
