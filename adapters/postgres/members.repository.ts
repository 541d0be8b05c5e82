import type { ClientBase } from 'pg'
import { accessLimits } from '../../core/access/access-limits.js'
import type { MemberCatalogue, MemberRow } from '../../core/access/access-ports.js'
import type { Role } from '../../core/access/principal.js'
import { AssetloomError } from '../../core/errors.js'
import { inTransaction, queryPool, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

interface MemberColumns {
  handle: string
  name: string
  role: Role
  source: MemberRow['source']
  added_by: string
  added_at: Date
}

const columns = 'u.handle, u.name, m.role, m.source, m.added_by, m.added_at'

export function createMembersRepository({ pool }: PostgresCatalogueContext): MemberCatalogue {
  return {
    list: async (projectId) => {
      const rows = await queryPool<MemberColumns>(
        pool,
        `SELECT ${columns} FROM project_members m JOIN users u USING (user_id)
         WHERE m.project_id = $1 ORDER BY u.handle LIMIT $2`,
        [projectId, accessLimits.membersMax],
      )
      return rows.map(toMember)
    },
    put: async ({ projectId, handle, role, by }) =>
      await inTransaction(pool, async (tx) => {
        const members = await lockMembers(tx, projectId)
        const [user] = await queryTx<{ user_id: string }>(
          tx,
          'SELECT user_id FROM users WHERE handle = $1 AND disabled_at IS NULL',
          [handle],
        )
        if (!user) throw nobody(handle)
        if (role !== 'owner') keepAnOwner(members, handle)
        if (members.length >= accessLimits.membersMax && !members.some((one) => one.handle === handle))
          throw new AssetloomError(
            'Conflict',
            `a project has at most ${accessLimits.membersMax} members`,
            'Remove somebody who works on it no more.',
          )
        await queryTx(
          tx,
          `INSERT INTO project_members (project_id, user_id, role, source, added_by)
           VALUES ($1, $2, $3, 'member', $4)
           ON CONFLICT (project_id, user_id) DO UPDATE SET role = excluded.role, source = 'member'`,
          [projectId, user.user_id, role, by],
        )
        const [row] = await queryTx<MemberColumns>(
          tx,
          `SELECT ${columns} FROM project_members m JOIN users u USING (user_id)
           WHERE m.project_id = $1 AND m.user_id = $2`,
          [projectId, user.user_id],
        )
        return toMember(row as MemberColumns)
      }),
    remove: async (projectId, handle) =>
      await inTransaction(pool, async (tx) => {
        keepAnOwner(await lockMembers(tx, projectId), handle)
        const gone = await queryTx(
          tx,
          `DELETE FROM project_members m USING users u
           WHERE m.project_id = $1 AND u.user_id = m.user_id AND u.handle = $2 RETURNING 1`,
          [projectId, handle],
        )
        return gone.length > 0
      }),
  }
}

/** Changes of the members of a project come one after the other: two owners cannot remove each other at once. */
async function lockMembers(tx: ClientBase, projectId: string): Promise<{ handle: string; role: Role }[]> {
  await queryTx(tx, 'SELECT 1 FROM projects WHERE project_id = $1 FOR NO KEY UPDATE', [projectId])
  return await queryTx<{ handle: string; role: Role }>(
    tx,
    'SELECT u.handle, m.role FROM project_members m JOIN users u USING (user_id) WHERE m.project_id = $1',
    [projectId],
  )
}

function keepAnOwner(members: readonly { handle: string; role: Role }[], leaving: string): void {
  const owners = members.filter(({ role }) => role === 'owner')
  if (owners.length === 1 && owners[0]?.handle === leaving)
    throw new AssetloomError(
      'Conflict',
      `${leaving} is the last owner of this project`,
      'Make somebody else owner first.',
      { handle: leaving },
    )
}

function nobody(handle: string): AssetloomError {
  return new AssetloomError(
    'NotFound',
    `nobody here has the handle ${handle}`,
    'Invite the person with a link: POST /api/v1/invitations.',
    { handle },
  )
}

function toMember(row: MemberColumns): MemberRow {
  return {
    ...{ handle: row.handle, name: row.name, role: row.role, source: row.source, addedBy: row.added_by },
    addedAt: row.added_at.toISOString(),
  }
}
