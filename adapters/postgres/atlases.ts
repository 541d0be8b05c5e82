import type { AtlasFrameRow, AtlasPageRow, AtlasRow } from '../../core/bundle-ports.js'
import { inTransaction, queryPool, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

export async function findAtlas(
  { pool }: PostgresCatalogueContext,
  projectId: string,
  atlasContentId: string,
): Promise<AtlasRow | null> {
  const [row] = await queryPool<{ pages: AtlasPageRow[]; frames: AtlasFrameRow[] }>(
    pool,
    `SELECT a.pages, (
       SELECT coalesce(jsonb_agg(jsonb_build_object('key', f.key, 'page', f.page, 'x', f.x, 'y', f.y,
         'width', f.width, 'height', f.height) || CASE WHEN f.trim_x IS NULL THEN '{}' ELSE
           jsonb_build_object('trim', jsonb_build_object('x', f.trim_x, 'y', f.trim_y)) END ORDER BY f.position), '[]')
       FROM atlas_frames f WHERE f.project_id = a.project_id AND f.atlas_content_id = a.atlas_content_id) AS frames
     FROM atlases a WHERE a.project_id = $1 AND a.atlas_content_id = $2`,
    [projectId, atlasContentId],
  )
  return row ? { atlasContentId, pages: row.pages, frames: row.frames } : null
}

/** Equal content ids mean equal atlases: one that is there already stays. */
export async function saveAtlas(
  { pool }: PostgresCatalogueContext,
  projectId: string,
  atlas: AtlasRow,
): Promise<void> {
  await inTransaction(pool, async (tx) => {
    const made = await queryTx(
      tx,
      `INSERT INTO atlases (project_id, atlas_content_id, pages) VALUES ($1, $2, $3)
       ON CONFLICT (project_id, atlas_content_id) DO NOTHING RETURNING 1`,
      [projectId, atlas.atlasContentId, JSON.stringify(atlas.pages)],
    )
    if (made.length === 0) return
    await queryTx(
      tx,
      `INSERT INTO atlas_frames (project_id, atlas_content_id, position, key, page, x, y, width, height,
         trim_x, trim_y)
       SELECT $1, $2, nth - 1, f ->> 'key', (f ->> 'page')::int, (f ->> 'x')::int, (f ->> 'y')::int,
         (f ->> 'width')::int, (f ->> 'height')::int, (f -> 'trim' ->> 'x')::int, (f -> 'trim' ->> 'y')::int
       FROM jsonb_array_elements($3::jsonb) WITH ORDINALITY AS e(f, nth)`,
      [projectId, atlas.atlasContentId, JSON.stringify(atlas.frames)],
    )
  })
}
