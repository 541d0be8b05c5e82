import type { ClientBase } from 'pg'
import { AssetloomError } from '../../core/errors.js'
import type { SpecTagCatalogue, SpecTagRow } from '../../core/review-together/spec-tag-ports.js'
import { appendEvent } from './event-log.js'
import { inTransaction, queryPool, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

interface Row {
  spec_id: string
  key: string
  tags: string[] | null
  version: number | null
  tagged_by: string | null
  tagged_at: Date | null
  former: string[] | null
}

const columns = `s.spec_id, s.key, t.tags, t.version, t.tagged_by, t.tagged_at,
  (SELECT f.tags FROM review_tags f WHERE f.spec_id = t.spec_id AND f.version = t.version - 1) AS former`
const selectOfSpec = `SELECT ${columns} FROM specs s LEFT JOIN review_tags_now t ON t.spec_id = s.spec_id
  WHERE s.project_id = $1 AND s.spec_id = $2`

/** Tags that reviews gave to specs, every version of them. */
export function createReviewTagsRepository({
  pool,
}: Pick<PostgresCatalogueContext, 'pool'>): SpecTagCatalogue {
  return {
    find: async (projectId, specId) => {
      const [row] = await queryPool<Row>(pool, selectOfSpec, [projectId, specId])
      if (!row) throw noSuchSpec(specId)
      return toRow(row)
    },
    ofRun: async (runId) => {
      const rows = await queryPool<Row>(
        pool,
        `SELECT ${columns} FROM run_specs rs JOIN specs s USING (spec_id)
           JOIN review_tags_now t ON t.spec_id = rs.spec_id
         WHERE rs.run_id = $1 ORDER BY rs.position LIMIT 10000`,
        [runId],
      )
      return rows.map(toRow)
    },
    save: async (input) => await inTransaction(pool, async (tx) => await save(tx, input)),
  }
}

async function save(
  tx: ClientBase,
  { projectId, runId, specId, tags, expectedVersion, taggedBy }: Parameters<SpecTagCatalogue['save']>[0],
): Promise<SpecTagRow> {
  // Two who tag at once come one after the other.
  await queryTx(tx, 'SELECT 1 FROM specs WHERE project_id = $1 AND spec_id = $2 FOR NO KEY UPDATE', [
    projectId,
    specId,
  ])
  const read = async () => (await queryTx<Row>(tx, selectOfSpec, [projectId, specId]))[0]
  const found = await read()
  if (!found) throw noSuchSpec(specId)
  const known = toRow(found)
  if (isSame(known, tags, expectedVersion)) return known
  if (known.version !== expectedVersion) throw conflict(known, expectedVersion)
  await queryTx(
    tx,
    `INSERT INTO review_tags (spec_id, version, project_id, tags, tagged_by) VALUES ($1, $2, $3, $4, $5)`,
    [specId, known.version + 1, projectId, JSON.stringify(tags), taggedBy],
  )
  const data = { specKey: known.specKey, specId, tags, version: known.version + 1, taggedBy }
  await appendEvent(tx, { projectId, runId, type: 'tagsChanged', data })
  return toRow((await read())!)
}

/** Whether it holds already: by the version that the caller saw, or by the call before, whose answer was lost. */
function isSame(known: SpecTagRow, tags: readonly string[], expected: number): boolean {
  const isNear = known.version === expected || known.version === expected + 1
  return isNear && JSON.stringify(known.tags) === JSON.stringify(tags)
}

function conflict({ specKey, version, taggedBy }: SpecTagRow, expected: number): AssetloomError {
  return new AssetloomError(
    'Conflict',
    `the tags of ${specKey} are at version ${version}, not ${expected}${taggedBy === null ? '' : `: ${taggedBy} changed them`}`,
    'Read them again, make the change anew and save it.',
    { version, expectedVersion: expected },
  )
}

function noSuchSpec(specId: string): AssetloomError {
  return new AssetloomError('NotFound', `no spec ${specId} in this project`, 'list the specs of a run', {
    specId,
  })
}

function toRow(row: Row): SpecTagRow {
  const version = row.version ?? 0
  return {
    specId: row.spec_id,
    specKey: row.key,
    tags: row.tags ?? [],
    version,
    taggedBy: row.tagged_by,
    taggedAt: row.tagged_at?.toISOString() ?? null,
    former: version === 0 ? null : { tags: row.former ?? [], version: version - 1 },
  }
}
