import type { UploadCatalogue, UploadRow } from '../../core/library-ports.js'
import { inTransaction, queryPool, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

interface Row {
  project_id: string
  sha256: string
  media_type: UploadRow['mediaType']
  size_bytes: string
  width: number | null
  height: number | null
  transparent: boolean | null
  duration_ms: number | null
  created_at: Date
}

/** What people handed in, by project and hash. */
export function createUploadsRepository({ pool }: PostgresCatalogueContext): UploadCatalogue {
  const find = async (projectId: string, sha256: string): Promise<UploadRow | null> => {
    const [row] = await queryPool<Row>(pool, 'SELECT * FROM uploads WHERE project_id = $1 AND sha256 = $2', [
      projectId,
      sha256,
    ])
    return row ? toUpload(row) : null
  }
  return {
    find,
    async save(input) {
      const { projectId, sha256, mediaType, sizeBytes, width, height, transparent, durationMs } = input
      // A transaction of its own: the audit log has the name of who asks from its beginning.
      return await inTransaction(pool, async (tx) => {
        const [row] = await queryTx<Row>(
          tx,
          `INSERT INTO uploads (project_id, sha256, media_type, size_bytes, width, height, transparent, duration_ms)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
           ON CONFLICT (project_id, sha256) DO UPDATE SET sha256 = excluded.sha256 RETURNING *`,
          [projectId, sha256, mediaType, sizeBytes, width, height, transparent, durationMs],
        )
        return toUpload(row as Row)
      })
    },
  }
}

function toUpload(row: Row): UploadRow {
  return {
    projectId: row.project_id,
    sha256: row.sha256,
    mediaType: row.media_type,
    sizeBytes: Number(row.size_bytes),
    width: row.width,
    height: row.height,
    transparent: row.transparent,
    durationMs: row.duration_ms,
    createdAt: row.created_at.toISOString(),
  }
}
