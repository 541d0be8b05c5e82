import type { ClientBase } from 'pg'
import type { KnownUser, NewSession, SessionCatalogue, SessionRow } from '../../core/access/access-ports.js'
import { accessLimits } from '../../core/access/access-limits.js'
import { localHandle } from '../../core/access/principal.js'
import { inTransaction, queryPool, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'
import { toUser, userSql, type UserColumns } from './users.repository.js'

interface SessionColumns {
  session_id: string
  session_user_id: string | null
  session_handle: string | null
  session_name: string
  session_created_at: Date
  last_seen_at: Date
  expires_at: Date
}

const columns = `s.session_id, s.user_id AS session_user_id, u.handle AS session_handle, s.name AS session_name,
  s.created_at AS session_created_at, s.last_seen_at, s.expires_at`
const from = 'FROM sessions s LEFT JOIN users u USING (user_id)'
/** $1 is the idle time, ms. */
const holds = `s.revoked_at IS NULL AND s.expires_at > clock_timestamp()
  AND s.last_seen_at > clock_timestamp() - $1 * interval '1 millisecond' AND u.disabled_at IS NULL`
const { sessionIdleMs, sessionMaxMs, lastUseEveryMs, sessionsListedMax } = accessLimits

/** Signed-in browsers. The database's clock decides which of them still hold. */
export function createSessionsRepository({ pool, ids }: PostgresCatalogueContext): SessionCatalogue {
  return {
    open: async (session) =>
      await inTransaction(
        pool,
        async (tx) => await openSession(tx, { ...session, sessionId: ids.mint('session') }),
      ),
    use: async (tokenHash) => await useSession(pool, tokenHash),
    list: async (of) => {
      const rows = await queryPool<SessionColumns>(
        pool,
        `SELECT ${columns} ${from} WHERE ${holds} ${of === 'all' ? '' : 'AND s.user_id IS NOT DISTINCT FROM $3'}
         ORDER BY s.last_seen_at DESC, s.session_id LIMIT $2`,
        [sessionIdleMs, sessionsListedMax, ...(of === 'all' ? [] : [of.userId])],
      )
      return rows.map(toSession)
    },
    find: async (sessionId) => {
      const [row] = await queryPool<SessionColumns>(
        pool,
        `SELECT ${columns} ${from} WHERE ${holds} AND s.session_id = $2`,
        [sessionIdleMs, sessionId],
      )
      return row ? toSession(row) : null
    },
    rename: async (sessionId, name) =>
      await changeSession(pool, 'UPDATE sessions SET name = $2 WHERE session_id = $1', [sessionId, name]),
    revoke: async (sessionId) =>
      await changeSession(pool, 'UPDATE sessions SET revoked_at = clock_timestamp() WHERE session_id = $1', [
        sessionId,
      ]),
  }
}

/** Opens a session within a transaction of the caller. */
export async function openSession(
  tx: ClientBase,
  session: NewSession & { readonly userId: string | null; readonly sessionId: string },
): Promise<SessionRow> {
  const [row] = await queryTx<SessionColumns>(
    tx,
    `WITH s AS (
       INSERT INTO sessions (session_id, user_id, token_hash, name, expires_at)
       VALUES ($1, $2, $3, $4, clock_timestamp() + $5 * interval '1 millisecond') RETURNING *)
     SELECT ${columns} FROM s LEFT JOIN users u USING (user_id)`,
    [session.sessionId, session.userId, session.tokenHash, session.name, sessionMaxMs],
  )
  return toSession(row as SessionColumns)
}

async function useSession(
  pool: PostgresCatalogueContext['pool'],
  tokenHash: string,
): Promise<{ session: SessionRow; user: KnownUser | null } | null> {
  const [row] = await queryPool<SessionColumns & UserColumns & { is_stale: boolean }>(
    pool,
    `SELECT ${columns}, ${userSql}, s.last_seen_at < clock_timestamp() - $3 * interval '1 millisecond' AS is_stale
     ${from} WHERE ${holds} AND s.token_hash = $2`,
    [sessionIdleMs, tokenHash, lastUseEveryMs],
  )
  if (!row) return null
  if (row.is_stale)
    await queryPool(pool, 'UPDATE sessions SET last_seen_at = clock_timestamp() WHERE session_id = $1', [
      row.session_id,
    ])
  return { session: toSession(row), user: row.session_user_id === null ? null : toUser(row) }
}

async function changeSession(
  pool: PostgresCatalogueContext['pool'],
  sql: string,
  values: readonly unknown[],
): Promise<boolean> {
  return await inTransaction(pool, async (tx) => {
    const rows = await queryTx(tx, `${sql} AND revoked_at IS NULL RETURNING 1`, values)
    return rows.length > 0
  })
}

function toSession(row: SessionColumns): SessionRow {
  return {
    ...{ sessionId: row.session_id, userId: row.session_user_id },
    ...{ handle: row.session_handle ?? localHandle, name: row.session_name },
    createdAt: row.session_created_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
  }
}
