import type { ClientBase } from 'pg'
import { AssetloomError } from '../../core/errors.js'
import { canonicalJson } from '../../core/hash.js'
import type { ProjectContents } from '../../core/project-folder/project-contents.js'
import { restoredRows, type RestoredRows } from '../../core/project-folder/restored-rows.js'
import type { ProjectFolders } from '../../core/project-settings-ports.js'
import { putDocument } from './documents.repository.js'
import { readProjectContents } from './read-project-contents.js'
import { inTransaction, queryTx, type PostgresCatalogueContext } from './transaction.js'
import { writeAudit } from './write-audit.js'

/** Projects as a whole, out of the catalogue and into it. */
export function createProjectFolders(
  context: Pick<PostgresCatalogueContext, 'pool' | 'ids'>,
): ProjectFolders {
  return {
    read: async (projectId) => await readProjectContents(context, projectId),
    restore: async ({ projectId, contents }) =>
      await inTransaction(context.pool, async (tx) => await restore(tx, projectId, contents)),
  }
}

async function restore(
  tx: ClientBase,
  projectId: string,
  contents: ProjectContents,
): Promise<{ created: boolean }> {
  // Two imports at once come one after the other, and no list is handed in between.
  const [project] = await queryTx(tx, 'SELECT 1 FROM projects WHERE project_id = $1 FOR UPDATE', [projectId])
  if (!project)
    throw new AssetloomError('NotFound', `no project ${projectId}`, 'create it first', { projectId })
  const rows = restoredRows(projectId, contents)
  const settingsCreated = await restoreSettings(tx, projectId, contents)
  const documentsCreated = await restoreDocuments(tx, projectId, contents)
  const profilesCreated = await restoreProfiles(tx, projectId, contents)
  const hasLists = await holdsLists(tx, projectId, rows)
  if (!hasLists) for (const table of tablesInOrder) await insertRows(tx, table, rows[table])
  const listsCreated = !hasLists && (settingsCreated || rows.wishlists.length > 0)
  const created = documentsCreated || profilesCreated || listsCreated
  if (created) await auditImport(tx, projectId, rows)
  return { created }
}

async function auditImport(tx: ClientBase, projectId: string, rows: RestoredRows): Promise<void> {
  const details = { lists: rows.wishlists.length, specs: rows.specs.length, variants: rows.variants.length }
  await writeAudit(tx, {
    ...{ projectId, action: 'project.imported', subjectKind: 'project', subjectId: projectId },
    details,
  })
}

/** Parents before what refers to them. */
const tablesInOrder = [
  'wishlists',
  'wishlist_revisions',
  'runs',
  'specs',
  'spec_revisions',
  'assets',
  'run_specs',
  'generation_jobs',
  'variants',
  'scores',
  'decisions',
  'asset_versions',
  'review_notes',
  'review_tags',
  'run_assignments',
  'review_assignments',
] as const satisfies readonly (keyof RestoredRows)[]

/** Whether the lists are there already. Throws Conflict where the project has others. */
async function holdsLists(tx: ClientBase, projectId: string, rows: RestoredRows): Promise<boolean> {
  const found = await queryTx<{ id: string }>(
    tx,
    `SELECT wishlist_revision_id AS id FROM wishlist_revisions WHERE project_id = $1
     UNION ALL SELECT spec_revision_id FROM spec_revisions WHERE project_id = $1`,
    [projectId],
  )
  if (found.length === 0) return false
  const there = new Set(found.map(({ id }) => id))
  // What came later in the project stays: all that the folder holds is there.
  const isWhole = rows.wishlist_revisions.every((one) => there.has(String(one['wishlist_revision_id'])))
  const hasSpecs = rows.spec_revisions.every((one) => there.has(String(one['spec_revision_id'])))
  if (isWhole && hasSpecs && rows.wishlist_revisions.length > 0) return true
  throw new AssetloomError(
    'Conflict',
    'the project has lists of its own, which this folder does not hold',
    'Import the folder under a key that no project has: --project NEW-KEY.',
    { projectId },
  )
}

async function restoreSettings(
  tx: ClientBase,
  projectId: string,
  { settings }: ProjectContents,
): Promise<boolean> {
  const kept = await queryTx<{ revision: number; content: unknown }>(
    tx,
    'SELECT revision, content FROM project_settings WHERE project_id = $1 ORDER BY revision',
    [projectId],
  )
  const isSame = kept.every(({ revision, content }, at) => {
    const given = settings[at]
    // Settings that were saved after an import are the project's own.
    return (
      given === undefined ||
      (given.revision === revision && canonicalJson(given.settings) === canonicalJson(content))
    )
  })
  if (!isSame)
    throw new AssetloomError(
      'Conflict',
      'the project has settings of its own, which this folder does not hold',
      'Import the folder under a key that no project has: --project NEW-KEY.',
      { projectId },
    )
  const missing = settings.slice(kept.length)
  await insertRows(
    tx,
    'project_settings',
    missing.map(({ revision, settings: content, createdAt }) => ({
      ...{ project_id: projectId, revision, content, created_at: createdAt },
    })),
  )
  return missing.length > 0
}

/**
 * Puts the documents that the project has not under their names. One that the project has with another text stays, as
 * settings of its own do: Conflict.
 */
async function restoreDocuments(
  tx: ClientBase,
  projectId: string,
  { documents = [] }: ProjectContents,
): Promise<boolean> {
  let created = false
  for (const document of documents) {
    const [kept] = await queryTx<{ text: string }>(
      tx,
      'SELECT text FROM documents WHERE project_id = $1 AND name = $2 AND removed_at IS NULL',
      [projectId, document.name],
    )
    if (kept !== undefined && kept.text !== document.text)
      throw new AssetloomError(
        'Conflict',
        `the project has another document ${document.name}`,
        'Import the folder under a key that no project has: --project NEW-KEY.',
        { projectId },
      )
    const { change } = await putDocument(tx, { projectId, ...document })
    created ||= change === 'added'
  }
  return created
}

/** Profiles that the project has not; one that it has with another content stays: Conflict. */
async function restoreProfiles(
  tx: ClientBase,
  projectId: string,
  { profiles = [] }: ProjectContents,
): Promise<boolean> {
  const kept = await queryTx<{ name: string; content: unknown }>(
    tx,
    'SELECT name, content FROM export_profiles WHERE project_id = $1',
    [projectId],
  )
  const contentOf = new Map(kept.map(({ name, content }) => [name, canonicalJson(content)]))
  const other = profiles.find(
    ({ name, profile }) => (contentOf.get(name) ?? canonicalJson(profile)) !== canonicalJson(profile),
  )
  if (other !== undefined)
    throw new AssetloomError(
      'Conflict',
      `the project has another export profile ${other.name}`,
      'Import the folder under a key that no project has: --project NEW-KEY.',
      { projectId },
    )
  const missing = profiles.filter(({ name }) => !contentOf.has(name))
  await insertRows(
    tx,
    'export_profiles',
    missing.map(({ name, version, profile, updatedAt }) => ({
      ...{ project_id: projectId, name, version, content: profile, updated_at: updatedAt },
    })),
  )
  return missing.length > 0
}

/** Rows of one statement: parameters of PostgreSQL have a gigabyte at most, and memory is shared. */
const rowsAtOnce = 2_000

/** Inserts rows whose members are the columns; all rows have the same. */
async function insertRows(
  tx: ClientBase,
  table: (typeof tablesInOrder)[number] | 'project_settings' | 'export_profiles',
  rows: readonly Record<string, unknown>[],
): Promise<void> {
  const columns = Object.keys(rows[0] ?? {})
  if (columns.length === 0) return
  const names = columns.map((column) => `"${column}"`).join(', ')
  for (let from = 0; from < rows.length; from += rowsAtOnce)
    await queryTx(
      tx,
      // The table itself is the shape of the rows, so every column has its own type.
      `INSERT INTO ${table} (${names})
       SELECT ${names} FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb)`,
      [JSON.stringify(rows.slice(from, from + rowsAtOnce))],
    )
}
