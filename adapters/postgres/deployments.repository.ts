import type {
  DeploymentCatalogue,
  DeploymentQuery,
  DeploymentRow,
  DeploymentSummary,
  TellDeployment,
} from '../../core/deploy/deployment-ports.js'
import { AssetloomError } from '../../core/errors.js'
import { boundLimit } from './page-limit.js'
import { inTransaction, queryPool, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

interface Columns {
  deployment_id: string
  project_id: string
  bundle_id: string
  run_id: string
  target: string
  game: string
  folder: string | null
  deployed_at: Date
  undone_at: Date | null
}

const columns = `d.deployment_id, d.project_id, d.bundle_id, b.run_id, d.target, d.game, d.folder, d.deployed_at,
  d.undone_at`

/** Where bundles lie in games, as far as it was told. */
export function createDeploymentsRepository(context: PostgresCatalogueContext): DeploymentCatalogue {
  const { pool } = context
  return {
    async findBundle(projectId, name) {
      const [row] = await queryPool<{ bundle_id: string }>(
        pool,
        `SELECT b.bundle_id FROM bundles b WHERE b.project_id = $1 AND (b.bundle_id = $2 OR EXISTS (
           SELECT 1 FROM bundle_files f
           WHERE f.bundle_id = b.bundle_id AND f.path = 'manifest.json' AND f.sha256 = $2))
         ORDER BY b.created_at DESC, b.bundle_id DESC LIMIT 1`,
        [projectId, name],
      )
      return row?.bundle_id ?? null
    },
    record: (input) => recordDeployment(context, input),
    async undo(projectId, deploymentId) {
      // In a transaction the audit log has the name of who asks.
      await inTransaction(pool, (tx) =>
        queryTx(
          tx,
          `UPDATE deployments SET undone_at = clock_timestamp()
           WHERE project_id = $1 AND deployment_id = $2 AND undone_at IS NULL`,
          [projectId, deploymentId],
        ),
      )
      const found = await findDeployment(context, deploymentId)
      return found?.projectId === projectId ? found : null
    },
    list: (query) => listDeployments(context, query),
  }
}

async function recordDeployment(
  context: PostgresCatalogueContext,
  input: TellDeployment,
): ReturnType<DeploymentCatalogue['record']> {
  const { deploymentId, projectId, bundleId, target, game, folder, files } = input
  const values = [deploymentId, projectId, bundleId, target, game, folder, JSON.stringify(files)]
  const made = await inTransaction(context.pool, (tx) =>
    queryTx(
      tx,
      `INSERT INTO deployments (deployment_id, project_id, bundle_id, target, game, folder, files)
       SELECT $1, b.project_id, b.bundle_id, $4, $5, $6, $7::jsonb FROM bundles b
       WHERE b.bundle_id = $3 AND b.project_id = $2
       ON CONFLICT (deployment_id) DO NOTHING RETURNING 1`,
      values,
    ),
  )
  // A statement of its own: it sees the row of a twin that was committed meanwhile.
  const [known] = await queryPool<{ same: boolean }>(
    context.pool,
    `SELECT (project_id, bundle_id, target, game, files) = ($2, $3, $4, $5, $7::jsonb)
       AND folder IS NOT DISTINCT FROM $6 AS same FROM deployments WHERE deployment_id = $1`,
    values,
  )
  if (!known)
    throw new AssetloomError('NotFound', `there is no bundle ${bundleId}`, 'tell of its own project')
  if (!known.same)
    throw new AssetloomError(
      'Conflict',
      `deployment ${deploymentId} is known with another content`,
      'give each deployment its own id',
    )
  const deployment = await findDeployment(context, deploymentId)
  return { deployment: deployment!, created: made.length > 0 }
}

async function findDeployment(
  { pool }: PostgresCatalogueContext,
  deploymentId: string,
): Promise<DeploymentRow | null> {
  const [row] = await queryPool<Columns & { files: DeploymentRow['files'] }>(
    pool,
    `SELECT ${columns}, d.files FROM deployments d JOIN bundles b ON b.bundle_id = d.bundle_id
     WHERE d.deployment_id = $1`,
    [deploymentId],
  )
  return row ? { ...toDeployment(row), files: row.files } : null
}

async function listDeployments(
  { pool }: PostgresCatalogueContext,
  { projectId, bundleId, key, cursor, limit }: DeploymentQuery,
): ReturnType<DeploymentCatalogue['list']> {
  const size = boundLimit(limit)
  const rows = await queryPool<Columns & { files: number }>(
    pool,
    `SELECT ${columns}, jsonb_array_length(d.files) AS files
     FROM deployments d JOIN bundles b ON b.bundle_id = d.bundle_id
     WHERE d.project_id = $1 AND ($2::text IS NULL OR d.bundle_id = $2)
       AND ($3::jsonb IS NULL OR d.files @> $3::jsonb)
       AND ($4::text IS NULL OR (d.deployed_at, d.deployment_id) < (
         SELECT c.deployed_at, c.deployment_id FROM deployments c WHERE c.deployment_id = $4))
     ORDER BY d.deployed_at DESC, d.deployment_id DESC LIMIT $5`,
    [
      projectId,
      bundleId ?? null,
      key === undefined ? null : JSON.stringify([{ key }]),
      cursor ?? null,
      size + 1,
    ],
  )
  const items = rows
    .slice(0, size)
    .map((row): DeploymentSummary => ({ ...toDeployment(row), files: row.files }))
  return { items, nextCursor: rows.length > size ? (items.at(-1)?.deploymentId ?? null) : null }
}

function toDeployment(row: Columns): Omit<DeploymentRow, 'files'> {
  return {
    deploymentId: row.deployment_id,
    projectId: row.project_id,
    bundleId: row.bundle_id,
    runId: row.run_id,
    target: row.target,
    game: row.game,
    folder: row.folder,
    deployedAt: row.deployed_at.toISOString(),
    undoneAt: row.undone_at?.toISOString() ?? null,
  }
}
