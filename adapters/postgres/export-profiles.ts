import type { ExportProfileRow } from '../../core/bundle-ports.js'
import { exportProfileLimits, type ExportProfile } from '../../core/bundle/export-profile.schema.js'
import { AssetloomError } from '../../core/errors.js'
import { inTransaction, queryPool, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

interface ProfileColumns {
  name: string
  version: number
  content: ExportProfile
  updated_at: Date
}

const columns = 'name, version, content, updated_at'

export async function listExportProfiles(
  { pool }: PostgresCatalogueContext,
  projectId: string,
): Promise<ExportProfileRow[]> {
  const rows = await queryPool<ProfileColumns>(
    pool,
    `SELECT ${columns} FROM export_profiles WHERE project_id = $1 ORDER BY name`,
    [projectId],
  )
  return rows.map(toProfile)
}

export async function saveExportProfile(
  { pool }: PostgresCatalogueContext,
  { projectId, name, profile }: { projectId: string; name: string; profile: ExportProfile },
): Promise<ExportProfileRow> {
  return await inTransaction(pool, async (tx) => {
    // Two that add a profile at once must not both find room for the last one.
    await queryTx(tx, 'SELECT 1 FROM projects WHERE project_id = $1 FOR NO KEY UPDATE', [projectId])
    const known = await queryTx<ProfileColumns>(
      tx,
      `SELECT ${columns} FROM export_profiles WHERE project_id = $1`,
      [projectId],
    )
    const isNew = !known.some((row) => row.name === name)
    if (isNew && known.length >= exportProfileLimits.profilesMax) throw tooManyProfiles()
    const [row] = await queryTx<ProfileColumns>(
      tx,
      `INSERT INTO export_profiles AS p (project_id, name, version, content) VALUES ($1, $2, 1, $3)
       ON CONFLICT (project_id, name) DO UPDATE SET content = excluded.content,
         version = p.version + (p.content IS DISTINCT FROM excluded.content)::int,
         updated_at = CASE WHEN p.content IS DISTINCT FROM excluded.content THEN clock_timestamp() ELSE p.updated_at END
       RETURNING ${columns}`,
      [projectId, name, JSON.stringify(profile)],
    )
    return toProfile(row!)
  })
}

export async function removeExportProfile(
  { pool }: PostgresCatalogueContext,
  projectId: string,
  name: string,
): Promise<boolean> {
  // A transaction, not a bare statement: the audit log then knows who asked.
  return await inTransaction(pool, async (tx) => {
    const gone = await queryTx(
      tx,
      'DELETE FROM export_profiles WHERE project_id = $1 AND name = $2 RETURNING 1',
      [projectId, name],
    )
    return gone.length > 0
  })
}

function tooManyProfiles(): AssetloomError {
  return new AssetloomError(
    'Conflict',
    `a project has at most ${exportProfileLimits.profilesMax} export profiles`,
    'remove one that nobody uses: npx assetloom profile remove NAME',
  )
}

function toProfile(row: ProfileColumns): ExportProfileRow {
  const { name, version, content, updated_at } = row
  return { name, version, profile: content, updatedAt: updated_at.toISOString() }
}
