import type { ClientBase } from 'pg'
import type { OutsidePerson } from '../../core/access/access-ports.js'
import { queryTx } from './transaction.js'

export interface InvitedColumns {
  handle: string | null
  project_id: string | null
  role: string | null
  is_installation_owner: boolean
  created_by: string
}

/** Uses the newest open invitation for this address, which the identity provider has verified. */
export async function takeOverInvitation(
  tx: ClientBase,
  email: string | null,
): Promise<InvitedColumns | null> {
  if (email === null) return null
  const [row] = await queryTx<InvitedColumns>(
    tx,
    `UPDATE invitations SET used_at = clock_timestamp() WHERE invitation_id = (
       SELECT invitation_id FROM invitations
       WHERE lower(email) = lower($1) AND user_id IS NULL AND used_at IS NULL AND revoked_at IS NULL
         AND expires_at > clock_timestamp()
       ORDER BY created_at DESC LIMIT 1)
     RETURNING handle, project_id, role, is_installation_owner, created_by`,
    [email],
  )
  return row ?? null
}

/** Roles by groups as they are now; a role that a person gave is not touched. */
export async function giveGroupRoles(
  tx: ClientBase,
  userId: string,
  { groupRoles, isInstallationOwner }: OutsidePerson,
): Promise<void> {
  if (isInstallationOwner !== null)
    await queryTx(
      tx,
      'UPDATE users SET is_installation_owner = $2 WHERE user_id = $1 AND is_installation_owner <> $2',
      [userId, isInstallationOwner],
    )
  if (groupRoles === null) return
  const keys = [...groupRoles.keys()]
  await queryTx(
    tx,
    `DELETE FROM project_members m USING projects p
     WHERE m.user_id = $1 AND m.source = 'groups' AND p.project_id = m.project_id AND NOT p.key = ANY($2)`,
    [userId, keys],
  )
  await queryTx(
    tx,
    `INSERT INTO project_members AS m (project_id, user_id, role, source, added_by)
     SELECT p.project_id, $1, given.role, 'groups', 'system'
       FROM unnest($2::text[], $3::text[]) AS given (key, role) JOIN projects p ON p.key = given.key
     ON CONFLICT (project_id, user_id) DO UPDATE SET role = excluded.role
       WHERE m.source = 'groups' AND m.role <> excluded.role`,
    [userId, keys, [...groupRoles.values()]],
  )
}
