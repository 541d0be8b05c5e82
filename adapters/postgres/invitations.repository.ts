import type { ClientBase } from 'pg'
import { accessLimits } from '../../core/access/access-limits.js'
import type {
  InvitationCatalogue,
  InvitationRow,
  KnownUser,
  NewInvitation,
  NewSession,
  SessionRow,
} from '../../core/access/access-ports.js'
import { handleFrom } from '../../core/access/handle.js'
import type { Role } from '../../core/access/principal.js'
import { AssetloomError } from '../../core/errors.js'
import { lockUntilCommit } from './advisory-lock.js'
import { openSession } from './sessions.repository.js'
import { inTransaction, queryPool, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'
import { insertUser, pickHandle, readUser } from './users.repository.js'

interface InvitationColumns {
  invitation_id: string
  project_id: string | null
  role: Role | null
  name: string
  handle: string | null
  email: string | null
  is_installation_owner: boolean
  user_id: string | null
  created_by: string
  created_at: Date
  expires_at: Date
  used_at: Date | null
  revoked_at: Date | null
}

const columns = `invitation_id, project_id, role, name, handle, email, is_installation_owner, user_id, created_by, created_at,
  expires_at, used_at, revoked_at`
const isOpen = 'used_at IS NULL AND revoked_at IS NULL AND expires_at > clock_timestamp()'

export function createInvitationsRepository(context: PostgresCatalogueContext): InvitationCatalogue {
  const { pool, ids } = context
  const read = async (where: string, values: readonly unknown[]) => {
    const [row] = await queryPool<InvitationColumns>(
      pool,
      `SELECT ${columns} FROM invitations WHERE ${where}`,
      values,
    )
    return row ? toInvitation(row) : null
  }
  return {
    create: async (input) =>
      await inTransaction(pool, async (tx) => await createInvitation(tx, ids.mint('invitation'), input)),
    list: async (projectId) => {
      const rows = await queryPool<InvitationColumns>(
        pool,
        `SELECT ${columns} FROM invitations WHERE $1::text IS NULL OR project_id = $1
         ORDER BY created_at DESC, invitation_id DESC LIMIT 500`,
        [projectId],
      )
      return rows.map(toInvitation)
    },
    find: async (invitationId) => await read('invitation_id = $1', [invitationId]),
    findOpen: async (tokenHash) => await read(`token_hash = $1 AND ${isOpen}`, [tokenHash]),
    revoke: async (invitationId) =>
      await inTransaction(pool, async (tx) => {
        const rows = await queryTx(
          tx,
          `UPDATE invitations SET revoked_at = clock_timestamp()
           WHERE invitation_id = $1 AND used_at IS NULL AND revoked_at IS NULL RETURNING 1`,
          [invitationId],
        )
        return rows.length > 0
      }),
    accept: async (tokenHash, session) =>
      await inTransaction(pool, async (tx) => await acceptInvitation(tx, context, tokenHash, session)),
  }
}

async function createInvitation(
  tx: ClientBase,
  invitationId: string,
  input: NewInvitation,
): Promise<InvitationRow> {
  await lockUntilCommit(tx, 'users', 'all')
  const [open] = await queryTx<{ count: number }>(
    tx,
    `SELECT count(*)::int AS count FROM invitations WHERE ${isOpen}`,
  )
  if ((open?.count ?? 0) >= accessLimits.invitationsOpenMax)
    throw new AssetloomError(
      'Conflict',
      `${accessLimits.invitationsOpenMax} invitations are open`,
      'Revoke those that nobody will use.',
    )
  if (input.handle !== null && (await pickHandle(tx, input.handle)) !== input.handle)
    throw new AssetloomError(
      'Conflict',
      `the handle ${input.handle} is taken`,
      'Choose another one, or leave it out; for another browser of the same person, make a sign-in link.',
      { handle: input.handle },
    )
  const [row] = await queryTx<InvitationColumns>(
    tx,
    `INSERT INTO invitations (invitation_id, project_id, role, name, handle, email, is_installation_owner, user_id, token_hash,
       created_by, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, clock_timestamp() + $11 * interval '1 millisecond')
     RETURNING ${columns}`,
    [
      ...[invitationId, input.projectId, input.role, input.name, input.handle, input.email],
      ...[input.isInstallationOwner, input.userId, input.tokenHash, input.createdBy, input.expiresInMs],
    ],
  )
  return toInvitation(row as InvitationColumns)
}

async function acceptInvitation(
  tx: ClientBase,
  { ids }: PostgresCatalogueContext,
  tokenHash: string,
  session: NewSession,
): Promise<{ user: KnownUser; session: SessionRow } | null> {
  await lockUntilCommit(tx, 'users', 'all')
  const [used] = await queryTx<InvitationColumns>(
    tx,
    `UPDATE invitations SET used_at = clock_timestamp() WHERE token_hash = $1 AND ${isOpen} RETURNING ${columns}`,
    [tokenHash],
  )
  if (!used) return null
  const userId = used.user_id ?? ids.mint('user')
  if (used.user_id === null)
    await insertUser(tx, {
      ...{ userId, name: used.name, email: used.email, isInstallationOwner: used.is_installation_owner },
      handle: used.handle ?? (await pickHandle(tx, handleFrom(used.name))),
    })
  if (used.project_id !== null && used.role !== null)
    await queryTx(
      tx,
      `INSERT INTO project_members (project_id, user_id, role, added_by) VALUES ($1, $2, $3, $4)
       ON CONFLICT (project_id, user_id) DO NOTHING`,
      [used.project_id, userId, used.role, used.created_by],
    )
  const user = await readUser(tx, userId)
  if (user.disabledAt !== null) return null
  return {
    user,
    session: await openSession(tx, { ...session, userId, sessionId: ids.mint('session') }),
  }
}

function toInvitation(row: InvitationColumns): InvitationRow {
  return {
    ...{ invitationId: row.invitation_id, projectId: row.project_id, role: row.role, name: row.name },
    ...{ handle: row.handle, email: row.email, userId: row.user_id, createdBy: row.created_by },
    isInstallationOwner: row.is_installation_owner,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    usedAt: row.used_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
  }
}
