import type { ClientBase } from 'pg'
import { AssetloomError } from '../../core/errors.js'
import { queryTx } from './transaction.js'

/** Throws NotFound unless the run is of the project. */
export async function requireRun(tx: ClientBase, projectId: string, runId: string): Promise<void> {
  const known = await queryTx(tx, 'SELECT 1 FROM runs WHERE project_id = $1 AND run_id = $2', [
    projectId,
    runId,
  ])
  if (known.length > 0) return
  throw new AssetloomError('NotFound', `no run ${runId} in this project`, 'list the runs of the project', {
    runId,
  })
}
