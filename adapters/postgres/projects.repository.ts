import type { ProjectCatalogue, ProjectRow } from '../../core/ports.js'
import { inTransaction, queryPool, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

interface Row {
  project_id: string
  key: string
  name: string
  created_at: Date
}

const columns = 'project_id, key, name, created_at'

export function createProjectsRepository({ pool, ids }: PostgresCatalogueContext): ProjectCatalogue {
  return {
    ensure: async ({ key, name }) =>
      await inTransaction(pool, async (tx) => {
        await queryTx(
          tx,
          'INSERT INTO projects (project_id, key, name) VALUES ($1, $2, $3) ON CONFLICT (key) DO NOTHING',
          [ids.mint('project'), key, name],
        )
        const [row] = await queryTx<Row>(tx, `SELECT ${columns} FROM projects WHERE key = $1`, [key])
        return toProject(row as Row)
      }),
    find: async (projectId) => {
      const [row] = await queryPool<Row>(pool, `SELECT ${columns} FROM projects WHERE project_id = $1`, [
        projectId,
      ])
      return row ? toProject(row) : null
    },
    list: async () => {
      const rows = await queryPool<Row>(
        pool,
        `SELECT ${columns} FROM projects ORDER BY created_at, project_id LIMIT 1000`,
      )
      return rows.map(toProject)
    },
  }
}

function toProject(row: Row): ProjectRow {
  return {
    projectId: row.project_id,
    key: row.key,
    name: row.name,
    createdAt: row.created_at.toISOString(),
  }
}
