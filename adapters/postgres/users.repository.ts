import type { ClientBase } from 'pg'
import type {
  KnownUser,
  Membership,
  OutsidePerson,
  UserCatalogue,
  UserRow,
} from '../../core/access/access-ports.js'
import { freeHandle, handleFrom } from '../../core/access/handle.js'
import { lockUntilCommit } from './advisory-lock.js'
import { giveGroupRoles, takeOverInvitation } from './outside-roles.js'
import { inTransaction, queryPool, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

export interface UserColumns {
  user_id: string
  handle: string
  name: string
  email: string | null
  is_installation_owner: boolean
  created_at: Date
  disabled_at: Date | null
  memberships: Membership[] | null
}

/** The columns of a person with its roles; `u` is the user. */
export const userSql = `u.user_id, u.handle, u.name, u.email, u.is_installation_owner, u.created_at, u.disabled_at,
  (SELECT jsonb_agg(jsonb_build_object('projectId', m.project_id, 'role', m.role) ORDER BY m.project_id)
   FROM project_members m WHERE m.user_id = u.user_id) AS memberships`

export function createUsersRepository({ pool, ids }: PostgresCatalogueContext): UserCatalogue {
  return {
    find: async (handle) => {
      const [row] = await queryPool<UserColumns>(pool, `SELECT ${userSql} FROM users u WHERE u.handle = $1`, [
        handle,
      ])
      return row ? toUser(row) : null
    },
    list: async () => {
      const rows = await queryPool<UserColumns>(
        pool,
        'SELECT u.*, NULL AS memberships FROM users u ORDER BY u.handle LIMIT 1000',
      )
      return rows.map((row) => withoutMemberships(toUser(row)))
    },
    setDisabled: async (handle, isDisabled) =>
      await inTransaction(pool, async (tx) => {
        const [row] = await queryTx<{ user_id: string }>(
          tx,
          `UPDATE users SET disabled_at = CASE WHEN $2 THEN coalesce(disabled_at, clock_timestamp()) END
           WHERE handle = $1 RETURNING user_id`,
          [handle, isDisabled],
        )
        if (row && isDisabled)
          await queryTx(
            tx,
            'UPDATE sessions SET revoked_at = clock_timestamp() WHERE user_id = $1 AND revoked_at IS NULL',
            [row.user_id],
          )
        return row !== undefined
      }),
    ensureOutside: async (person, mayProvision) =>
      await inTransaction(pool, async (tx) => {
        const found = await findOutside(tx, person)
        const userId = found ?? (await letIn(tx, ids.mint('user'), person, mayProvision))
        if (userId === null) return null
        await giveGroupRoles(tx, userId, person)
        const user = await readUser(tx, userId)
        return user.disabledAt === null ? user : null
      }),
  }
}

async function findOutside(tx: ClientBase, { issuer, subject }: OutsidePerson): Promise<string | null> {
  const [row] = await queryTx<{ user_id: string }>(
    tx,
    'SELECT user_id FROM users WHERE issuer = $1 AND subject = $2',
    [issuer, subject],
  )
  return row?.user_id ?? null
}

async function letIn(
  tx: ClientBase,
  userId: string,
  person: OutsidePerson,
  mayProvision: boolean,
): Promise<string | null> {
  // Two requests of one person at once make one user.
  await lockUntilCommit(tx, 'users', 'all')
  const known = await findOutside(tx, person)
  if (known !== null) return known
  const invited = await takeOverInvitation(tx, person.email)
  const isLetIn = mayProvision || invited !== null || person.isInstallationOwner === true
  if (!isLetIn && (person.groupRoles?.size ?? 0) === 0) return null
  await insertUser(tx, {
    ...{ userId, name: person.name, email: person.email, issuer: person.issuer, subject: person.subject },
    handle: invited?.handle ?? (await pickHandle(tx, handleFrom(person.handleHint))),
    isInstallationOwner: invited?.is_installation_owner ?? false,
  })
  if (invited?.project_id && invited.role)
    await queryTx(
      tx,
      `INSERT INTO project_members (project_id, user_id, role, added_by) VALUES ($1, $2, $3, $4)`,
      [invited.project_id, userId, invited.role, invited.created_by],
    )
  return userId
}

interface NewUser {
  readonly userId: string
  readonly handle: string
  readonly name: string
  readonly email: string | null
  readonly isInstallationOwner: boolean
  readonly issuer?: string
  readonly subject?: string
}

/** Throws Conflict where the handle is taken. */
export async function insertUser(tx: ClientBase, user: NewUser): Promise<void> {
  await queryTx(
    tx,
    `INSERT INTO users (user_id, handle, name, email, is_installation_owner, issuer, subject)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [
      ...[user.userId, user.handle, user.name, user.email, user.isInstallationOwner],
      ...[user.issuer ?? null, user.subject ?? null],
    ],
  )
}

/** A handle like `wanted` that neither a person nor an open invitation has. */
export async function pickHandle(tx: ClientBase, wanted: string): Promise<string> {
  const rows = await queryTx<{ handle: string }>(
    tx,
    `SELECT handle FROM users WHERE starts_with(handle, $1)
     UNION SELECT handle FROM invitations
       WHERE starts_with(handle, $1) AND used_at IS NULL AND revoked_at IS NULL AND expires_at > clock_timestamp()`,
    // A suffix may cost the last characters of a long one.
    [wanted.slice(0, 30)],
  )
  const taken = new Set(rows.map(({ handle }) => handle))
  return freeHandle(wanted, (handle) => taken.has(handle))
}

/** A person that is there. */
export async function readUser(tx: ClientBase, userId: string): Promise<KnownUser> {
  const [row] = await queryTx<UserColumns>(tx, `SELECT ${userSql} FROM users u WHERE u.user_id = $1`, [
    userId,
  ])
  return toUser(row as UserColumns)
}

export function toUser(row: UserColumns): KnownUser {
  return {
    ...{ userId: row.user_id, handle: row.handle, name: row.name, email: row.email },
    isInstallationOwner: row.is_installation_owner,
    createdAt: row.created_at.toISOString(),
    disabledAt: row.disabled_at?.toISOString() ?? null,
    memberships: row.memberships ?? [],
  }
}

function withoutMemberships({ memberships: _unused, ...user }: KnownUser): UserRow {
  return user
}
