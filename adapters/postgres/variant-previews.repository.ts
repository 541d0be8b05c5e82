import type { Pool } from 'pg'
import {
  previewCutter,
  type PreviewCatalogue,
  type PreviewKind,
  type PreviewRow,
} from '../../core/previews/preview-ports.js'
import { queryPool } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

interface Columns {
  variant_id: string
  kind: PreviewKind
  project_id: string
  sha256: string
  width: number
  height: number
  size_bytes: number
  cutter: string
}

/** Pictures of variants that people look at. */
export function createVariantPreviewsRepository({
  pool,
}: Pick<PostgresCatalogueContext, 'pool'>): PreviewCatalogue {
  return {
    ofVariants: async (variantIds) => {
      const rows = await queryPool<Columns>(
        pool,
        `SELECT variant_id, kind, project_id, sha256, width, height, size_bytes, cutter FROM variant_previews
         WHERE variant_id = ANY($1) AND cutter = $2 ORDER BY variant_id, kind`,
        [variantIds.slice(0, 1_000), previewCutter],
      )
      return rows.map(toPreview)
    },
    save: async (rows) => {
      if (rows.length === 0) return
      await queryPool(
        pool,
        `INSERT INTO variant_previews (variant_id, kind, project_id, sha256, width, height, size_bytes, cutter)
         SELECT p.variant_id, p.kind, v.project_id, p.sha256, p.width, p.height, p.size_bytes, p.cutter
         FROM jsonb_to_recordset($1::jsonb) AS p (variant_id text, kind text, project_id text, sha256 text,
           width int, height int, size_bytes int, cutter text)
           JOIN variants v ON v.variant_id = p.variant_id AND v.project_id = p.project_id
         ORDER BY p.variant_id, p.kind
         ON CONFLICT (variant_id, kind) DO UPDATE SET sha256 = excluded.sha256, width = excluded.width,
           height = excluded.height, size_bytes = excluded.size_bytes, cutter = excluded.cutter,
           created_at = clock_timestamp()`,
        [JSON.stringify(rows.map(toColumns))],
      )
    },
  }
}

/**
 * Forgets, or only names, the previews with these objects, which are lost or damaged: they are made again when somebody
 * looks at them. Returns the objects.
 */
export async function forgetPreviews(
  pool: Pool,
  hashes: readonly string[],
  { run }: { readonly run: boolean },
): Promise<Set<string>> {
  const rows = await queryPool<{ sha256: string }>(
    pool,
    run
      ? 'DELETE FROM variant_previews WHERE sha256 = ANY($1) RETURNING sha256'
      : 'SELECT sha256 FROM variant_previews WHERE sha256 = ANY($1)',
    [hashes],
  )
  return new Set(rows.map(({ sha256 }) => sha256))
}

function toPreview(row: Columns): PreviewRow {
  const { kind, sha256, width, height, cutter } = row
  return {
    ...{ projectId: row.project_id, variantId: row.variant_id, kind, sha256, width, height },
    ...{ sizeBytes: row.size_bytes, cutter },
  }
}

function toColumns({ projectId, variantId, sizeBytes, ...rest }: PreviewRow): Columns {
  return { ...rest, project_id: projectId, variant_id: variantId, size_bytes: sizeBytes }
}
