import type { ClientBase } from 'pg'
import { documentLimits } from '../../core/documents/check-document.js'
import type {
  DocumentCatalogue,
  DocumentChange,
  DocumentRow,
  DocumentText,
} from '../../core/documents/document-ports.js'
import { AssetloomError } from '../../core/errors.js'
import { sha256Hex } from '../../core/hash.js'
import { inTransaction, queryPool, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

interface Row {
  name: string
  sha256: string
  size_bytes: number
  added_by: string
  added_at: Date
}

const columns = 'name, sha256, octet_length(text) AS size_bytes, added_by, added_at'

/** Design documents of projects; their texts are rows, since they are small and read as a whole. */
export function createDocumentsRepository({ pool }: PostgresCatalogueContext): DocumentCatalogue {
  return {
    list: async (projectId) => {
      const rows = await queryPool<Row>(
        pool,
        `SELECT ${columns} FROM documents WHERE project_id = $1 AND removed_at IS NULL ORDER BY name`,
        [projectId],
      )
      return rows.map(toRow)
    },
    find: async (projectId, name) => {
      const [row] = await queryPool<Row & { text: string }>(
        pool,
        `SELECT ${columns}, text FROM documents WHERE project_id = $1 AND name = $2 AND removed_at IS NULL`,
        [projectId, name],
      )
      return row ? { ...toRow(row), text: row.text } : null
    },
    put: async (input) => await inTransaction(pool, async (tx) => await putDocument(tx, input)),
    remove: async (projectId, name) =>
      await inTransaction(pool, async (tx) => {
        const gone = await queryTx(
          tx,
          `UPDATE documents SET removed_at = clock_timestamp()
           WHERE project_id = $1 AND name = $2 AND removed_at IS NULL RETURNING 1`,
          [projectId, name],
        )
        await dropFormer(tx, projectId)
        return gone.length > 0
      }),
    readVersions: async (projectId, refs) =>
      await queryPool<DocumentText>(
        pool,
        `SELECT d.name, d.sha256, d.text FROM documents d
           JOIN unnest($2::text[], $3::text[]) AS wanted (name, sha256)
             ON wanted.name COLLATE "C" = d.name AND wanted.sha256 = d.sha256
         WHERE d.project_id = $1 ORDER BY d.name, d.sha256`,
        [projectId, refs.map(({ name }) => name), refs.map(({ sha256 }) => sha256)],
      ),
  }
}

export interface PutDocument {
  readonly projectId: string
  readonly name: string
  readonly text: string
  readonly addedBy: string
  /** ISO 8601; absent = now. */
  readonly addedAt?: string
}

/** `DocumentCatalogue.put` within a transaction of the caller. */
export async function putDocument(
  tx: ClientBase,
  { projectId, name, text, addedBy, addedAt }: PutDocument,
): Promise<{ readonly row: DocumentRow; readonly change: DocumentChange }> {
  // Two that add documents at once must not both find room for the last one.
  const [project] = await queryTx(tx, 'SELECT 1 FROM projects WHERE project_id = $1 FOR NO KEY UPDATE', [
    projectId,
  ])
  if (!project)
    throw new AssetloomError('NotFound', `no project ${projectId}`, 'list the projects that there are', {
      projectId,
    })
  const known = await queryTx<Row>(
    tx,
    `SELECT ${columns} FROM documents WHERE project_id = $1 AND removed_at IS NULL`,
    [projectId],
  )
  const sha256 = sha256Hex(text)
  const before = known.find((row) => row.name === name)
  if (before?.sha256 === sha256) return { row: toRow(before), change: 'unchanged' }
  refuseTooMuch(
    known.filter((row) => row !== before),
    Buffer.byteLength(text),
  )
  await queryTx(
    tx,
    `UPDATE documents SET removed_at = clock_timestamp()
     WHERE project_id = $1 AND name = $2 AND removed_at IS NULL`,
    [projectId, name],
  )
  const [row] = await queryTx<Row>(
    tx,
    `INSERT INTO documents (project_id, name, sha256, text, added_by, added_at)
     VALUES ($1, $2, $3, $4, $5, coalesce($6::timestamptz, clock_timestamp()))
     ON CONFLICT (project_id, name, sha256) DO UPDATE
       SET removed_at = NULL, added_by = excluded.added_by, added_at = excluded.added_at
     RETURNING ${columns}`,
    [projectId, name, sha256, text, addedBy, addedAt ?? null],
  )
  await dropFormer(tx, projectId)
  return { row: toRow(row!), change: before === undefined ? 'added' : 'replaced' }
}

/** Former texts of a project that no list can be waiting for any more. */
async function dropFormer(tx: ClientBase, projectId: string): Promise<void> {
  await queryTx(
    tx,
    `DELETE FROM documents WHERE project_id = $1 AND removed_at IS NOT NULL
       AND (removed_at <= clock_timestamp() - $2 * interval '1 day' OR ctid NOT IN (
         SELECT ctid FROM documents WHERE project_id = $1 AND removed_at IS NOT NULL
         ORDER BY removed_at DESC, name, sha256 LIMIT $3))`,
    [projectId, documentLimits.formerDays, documentLimits.formerMax],
  )
}

function refuseTooMuch(others: readonly Row[], sizeBytes: number): void {
  const { documentsMax, totalBytesMax } = documentLimits
  const hint = 'Remove one that nobody needs: npx assetloom project document remove NAME'
  if (others.length >= documentsMax)
    throw new AssetloomError('Conflict', `a project has at most ${documentsMax} documents`, hint, {
      documentsMax,
    })
  const total = others.reduce((sum, row) => sum + row.size_bytes, sizeBytes)
  if (total > totalBytesMax)
    throw new AssetloomError(
      'Conflict',
      `the documents of the project would have ${total} bytes; they have at most ${totalBytesMax}`,
      hint,
      { sizeBytes: total, limitBytes: totalBytesMax },
    )
}

function toRow(row: Row): DocumentRow {
  return {
    name: row.name,
    sha256: row.sha256,
    sizeBytes: row.size_bytes,
    addedBy: row.added_by,
    addedAt: row.added_at.toISOString(),
  }
}
