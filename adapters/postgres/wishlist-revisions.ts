import type { SpecRevisionRow, WishlistRevisionSummary } from '../../core/intake-ports.js'
import type { RunStage } from '../../core/run-options.js'
import type { AssetSpec } from '../../core/spec/asset-spec.schema.js'
import { queryPool } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

interface Row {
  wishlist_revision_id: string
  revision: number
  run_id: string
  stage: RunStage
  refined: boolean
  created_at: Date
}

const selectSummaries = `SELECT wr.wishlist_revision_id, wr.revision, r.run_id, r.stage,
    wr.refined_at IS NOT NULL AS refined, wr.created_at
  FROM wishlist_revisions wr JOIN runs r USING (wishlist_revision_id)`

export async function listRevisions(
  { pool }: PostgresCatalogueContext,
  projectId: string,
  wishlistRevisionId: string,
): Promise<WishlistRevisionSummary[]> {
  const rows = await queryPool<Row>(
    pool,
    `${selectSummaries} WHERE wr.project_id = $1 AND wr.wishlist_id = (
       SELECT wishlist_id FROM wishlist_revisions WHERE project_id = $1 AND wishlist_revision_id = $2)
     ORDER BY wr.revision`,
    [projectId, wishlistRevisionId],
  )
  return rows.map(toSummary)
}

export async function findNewestRevision(
  { pool }: PostgresCatalogueContext,
  projectId: string,
  name: string,
): Promise<WishlistRevisionSummary | null> {
  const [row] = await queryPool<Row>(
    pool,
    `${selectSummaries} JOIN wishlists w USING (wishlist_id)
     WHERE w.project_id = $1 AND w.name = $2 ORDER BY wr.revision DESC LIMIT 1`,
    [projectId, name],
  )
  return row ? toSummary(row) : null
}

export async function specsOfRevision(
  { pool }: PostgresCatalogueContext,
  projectId: string,
  wishlistRevisionId: string,
): Promise<AssetSpec[]> {
  const rows = await queryPool<{ content: AssetSpec }>(
    pool,
    `SELECT sr.content FROM runs r JOIN run_specs rs USING (run_id) JOIN spec_revisions sr USING (spec_revision_id)
     WHERE r.project_id = $1 AND r.wishlist_revision_id = $2 ORDER BY rs.position`,
    [projectId, wishlistRevisionId],
  )
  return rows.map(({ content }) => content)
}

export async function specRevisions(
  { pool }: PostgresCatalogueContext,
  projectId: string,
  specId: string,
  limit: number,
): Promise<SpecRevisionRow[]> {
  const rows = await queryPool<{
    spec_revision_id: string
    revision: number
    created_at: Date
    content: AssetSpec
  }>(
    pool,
    `SELECT spec_revision_id, revision, created_at, content FROM spec_revisions
     WHERE project_id = $1 AND spec_id = $2 ORDER BY revision DESC LIMIT $3`,
    [projectId, specId, limit],
  )
  return rows.map((row) => ({
    specRevisionId: row.spec_revision_id,
    revision: row.revision,
    createdAt: row.created_at.toISOString(),
    spec: row.content,
  }))
}

function toSummary(row: Row): WishlistRevisionSummary {
  return {
    wishlistRevisionId: row.wishlist_revision_id,
    revision: row.revision,
    runId: row.run_id,
    runStage: row.stage,
    refined: row.refined,
    createdAt: row.created_at.toISOString(),
  }
}
