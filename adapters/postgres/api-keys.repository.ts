import { accessLimits } from '../../core/access/access-limits.js'
import type { ApiKeyCatalogue, ApiKeyRow } from '../../core/access/access-ports.js'
import type { Role } from '../../core/access/principal.js'
import { AssetloomError } from '../../core/errors.js'
import { inTransaction, queryPool, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'
import { toUser, userSql, type UserColumns } from './users.repository.js'

interface KeyColumns {
  key_id: string
  project_id: string
  key_name: string
  prefix: string
  role: Role
  created_by: string
  key_created_at: Date
  expires_at: Date
  last_used_at: Date | null
  revoked_at: Date | null
}

const columns = `k.key_id, k.project_id, k.name AS key_name, k.prefix, k.role, k.created_by, k.created_at AS key_created_at,
  k.expires_at, k.last_used_at, k.revoked_at`

export function createApiKeysRepository({ pool, ids }: PostgresCatalogueContext): ApiKeyCatalogue {
  return {
    create: async (key) =>
      await inTransaction(pool, async (tx) => {
        await queryTx(tx, 'SELECT 1 FROM projects WHERE project_id = $1 FOR NO KEY UPDATE', [key.projectId])
        const [known] = await queryTx<{ count: number }>(
          tx,
          `SELECT count(*)::int AS count FROM api_keys
           WHERE project_id = $1 AND revoked_at IS NULL AND expires_at > clock_timestamp()`,
          [key.projectId],
        )
        if ((known?.count ?? 0) >= accessLimits.keysMax)
          throw new AssetloomError(
            'Conflict',
            `a project has at most ${accessLimits.keysMax} API keys`,
            'Revoke those that nothing uses.',
          )
        const [row] = await queryTx<KeyColumns>(
          tx,
          `INSERT INTO api_keys AS k (key_id, project_id, user_id, name, prefix, key_hash, role, created_by, expires_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, clock_timestamp() + $9 * interval '1 millisecond')
           RETURNING ${columns}`,
          [
            ...[ids.mint('apiKey'), key.projectId, key.userId, key.name, key.prefix, key.keyHash, key.role],
            ...[key.createdBy, key.expiresInMs],
          ],
        )
        return toKey(row as KeyColumns)
      }),
    list: async (projectId) => {
      const rows = await queryPool<KeyColumns>(
        pool,
        `SELECT ${columns} FROM api_keys k WHERE project_id = $1 ORDER BY created_at DESC, key_id DESC LIMIT 500`,
        [projectId],
      )
      return rows.map(toKey)
    },
    revoke: async (projectId, keyId) =>
      await inTransaction(pool, async (tx) => {
        const rows = await queryTx(
          tx,
          `UPDATE api_keys SET revoked_at = clock_timestamp()
           WHERE project_id = $1 AND key_id = $2 AND revoked_at IS NULL RETURNING 1`,
          [projectId, keyId],
        )
        return rows.length > 0
      }),
    use: async (keyHash) => {
      const [row] = await queryPool<KeyColumns & UserColumns & { is_stale: boolean }>(
        pool,
        `SELECT ${columns}, ${userSql},
           coalesce(k.last_used_at < clock_timestamp() - $2 * interval '1 millisecond', true) AS is_stale
         FROM api_keys k LEFT JOIN users u USING (user_id)
         WHERE k.key_hash = $1 AND k.revoked_at IS NULL AND k.expires_at > clock_timestamp() AND u.disabled_at IS NULL`,
        [keyHash, accessLimits.lastUseEveryMs],
      )
      if (!row) return null
      if (row.is_stale)
        await queryPool(pool, 'UPDATE api_keys SET last_used_at = clock_timestamp() WHERE key_id = $1', [
          row.key_id,
        ])
      return { key: toKey(row), user: row.user_id === null ? null : toUser(row) }
    },
  }
}

function toKey(row: KeyColumns): ApiKeyRow {
  return {
    ...{ keyId: row.key_id, projectId: row.project_id, name: row.key_name, prefix: row.prefix },
    ...{ role: row.role, createdBy: row.created_by },
    createdAt: row.key_created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
  }
}
