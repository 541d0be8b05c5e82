import type { ClientBase } from 'pg'
import { AssetloomError } from '../../core/errors.js'
import { canonicalJson } from '../../core/hash.js'
import type { ProjectSettings } from '../../core/project-settings/project-settings.schema.js'
import type { ProjectSettingsCatalogue, ProjectSettingsRow } from '../../core/project-settings-ports.js'
import { boundLimit } from './page-limit.js'
import { inTransaction, queryPool, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

interface Row {
  project_id: string
  revision: number
  content: ProjectSettings
  created_at: Date
}

const columns = 'project_id, revision, content, created_at'
const newestSql = `SELECT ${columns} FROM project_settings WHERE project_id = $1 ORDER BY revision DESC LIMIT 1`

/** Settings of projects, every revision of them. */
export function createProjectSettingsRepository({
  pool,
}: PostgresCatalogueContext): ProjectSettingsCatalogue {
  return {
    newest: async (projectId) => {
      const [row] = await queryPool<Row>(pool, newestSql, [projectId])
      return row ? toRow(row) : nothingSettled(projectId)
    },
    read: async (projectId, revision) => {
      const [row] = await queryPool<Row>(
        pool,
        `SELECT ${columns} FROM project_settings WHERE project_id = $1 AND revision = $2`,
        [projectId, revision],
      )
      return row ? toRow(row) : null
    },
    list: async (projectId, limit) => {
      const rows = await queryPool<Row>(
        pool,
        `SELECT ${columns} FROM project_settings WHERE project_id = $1 ORDER BY revision DESC LIMIT $2`,
        [projectId, boundLimit(limit)],
      )
      return rows.map(toRow)
    },
    save: async ({ projectId, expectedRevision, settings }) =>
      await inTransaction(pool, async (tx) => {
        // Two that save at once come one after the other.
        const [project] = await queryTx(tx, 'SELECT 1 FROM projects WHERE project_id = $1 FOR UPDATE', [
          projectId,
        ])
        if (!project) throw noProject(projectId)
        const [found] = await queryTx<Row>(tx, newestSql, [projectId])
        const newest = found ? toRow(found) : nothingSettled(projectId)
        if (isSame(newest, settings, expectedRevision)) return newest
        if (newest.revision !== expectedRevision) throw conflict(newest.revision, expectedRevision)
        const [row] = await queryTx<Row>(
          tx,
          `INSERT INTO project_settings (project_id, revision, content) VALUES ($1, $2, $3) RETURNING ${columns}`,
          [projectId, expectedRevision + 1, JSON.stringify(settings)],
        )
        await applyRetention(tx, projectId, settings)
        return toRow(row as Row)
      }),
  }
}

/** `project retention` and the sweeps read it from the project's row. */
async function applyRetention(
  tx: ClientBase,
  projectId: string,
  { policies }: ProjectSettings,
): Promise<void> {
  const { unchosenDays, keepRejected } = policies?.retention ?? {}
  if (unchosenDays !== undefined)
    await queryTx(tx, 'UPDATE projects SET unchosen_days = $2 WHERE project_id = $1', [
      projectId,
      unchosenDays,
    ])
  if (keepRejected !== undefined)
    await queryTx(tx, 'UPDATE projects SET keep_rejected = $2 WHERE project_id = $1', [
      projectId,
      keepRejected,
    ])
}

function nothingSettled(projectId: string): ProjectSettingsRow {
  return { projectId, revision: 0, settings: {}, createdAt: null }
}

/** Whether it holds already: by the revision that the caller saw, or by the call before this one, whose answer was lost. */
function isSame(newest: ProjectSettingsRow, settings: ProjectSettings, expected: number): boolean {
  const isNear = newest.revision === expected || newest.revision === expected + 1
  return isNear && canonicalJson(newest.settings) === canonicalJson(settings)
}

function noProject(projectId: string): AssetloomError {
  return new AssetloomError('NotFound', `no project ${projectId}`, 'list the projects that there are', {
    projectId,
  })
}

function conflict(revision: number, expected: number): AssetloomError {
  return new AssetloomError(
    'Conflict',
    `the settings have revision ${revision}; they were changed since revision ${expected}`,
    'Read them again, make the change anew and save it.',
    { revision, expectedRevision: expected },
  )
}

function toRow(row: Row): ProjectSettingsRow {
  return {
    projectId: row.project_id,
    revision: row.revision,
    settings: row.content,
    createdAt: row.created_at.toISOString(),
  }
}
