import { accessLimits } from '../../core/access/access-limits.js'
import type {
  AccessCatalogue,
  ApiKeyRow,
  InvitationRow,
  KnownUser,
  MemberRow,
  NewSession,
  SessionRow,
  UserRow,
} from '../../core/access/access-ports.js'
import type { AuditCatalogue, AuditEntry } from '../../core/access/audit-ports.js'
import { freeHandle, handleFrom } from '../../core/access/handle.js'
import { localHandle, type Role } from '../../core/access/principal.js'
import { AssetloomError } from '../../core/errors.js'
import { isoNow, type MemoryState, type Mutable } from './memory-catalogue-state.js'

interface MemoryUser extends Mutable<UserRow> {
  issuer: string | null
  subject: string | null
}
interface MemoryMember {
  projectId: string
  userId: string
  role: Role
  source: MemberRow['source']
  addedBy: string
  addedAt: string
}
type MemorySession = Mutable<SessionRow> & { tokenHash: string; revoked: boolean }
type MemoryInvitation = Mutable<InvitationRow> & { tokenHash: string }
type MemoryKey = Mutable<ApiKeyRow> & { keyHash: string; userId: string | null }

interface Memory {
  readonly state: MemoryState
  readonly users: MemoryUser[]
  readonly members: MemoryMember[]
  readonly sessions: MemorySession[]
  readonly invitations: MemoryInvitation[]
  readonly keys: MemoryKey[]
}

const iso = (ms: number) => new Date(ms).toISOString()

/** Who may do what, in memory. Its changes write no audit log: in the database triggers do. */
export function createMemoryAccess(state: MemoryState): AccessCatalogue {
  const memory: Memory = { state, users: [], members: [], sessions: [], invitations: [], keys: [] }
  return {
    users: createUsers(memory),
    members: createMembers(memory),
    invitations: createInvitations(memory),
    sessions: createSessions(memory),
    apiKeys: createKeys(memory),
  }
}

export function createMemoryAudit(state: MemoryState): AuditCatalogue {
  const entries: AuditEntry[] = []
  return {
    append: async (entry) => {
      entries.unshift({ ...structuredClone(entry), auditNo: entries.length + 1, at: isoNow(state) })
    },
    read: async ({ projectId, actor, action, since, until, beforeNo, limit }) =>
      entries
        .filter(
          (one) =>
            (projectId === null || one.projectId === projectId) &&
            (actor === undefined || one.actor === actor) &&
            (action === undefined || one.action === action || one.action.split('.')[0] === action) &&
            (since === undefined || one.at >= since) &&
            (until === undefined || one.at < until) &&
            (beforeNo === undefined || one.auditNo < beforeNo),
        )
        .slice(0, limit),
  }
}

function known({ users, members }: Memory, userId: string): KnownUser {
  const { issuer: _issuer, subject: _subject, ...user } = users.find((one) => one.userId === userId)!
  const own = members.filter((one) => one.userId === userId)
  const memberships = own.map(({ projectId, role }) => ({ projectId, role }))
  memberships.sort((a, b) => (a.projectId < b.projectId ? -1 : 1))
  return { ...user, memberships }
}

function addUser(
  { state, users }: Memory,
  input: Pick<MemoryUser, 'handle' | 'name' | 'email' | 'isInstallationOwner' | 'issuer' | 'subject'>,
): string {
  const userId = state.ids.mint('user')
  users.push({ ...input, userId, createdAt: isoNow(state), disabledAt: null })
  return userId
}

function pickHandle({ users, invitations, state }: Memory, wanted: string): string {
  const taken = new Set([
    ...users.map(({ handle }) => handle),
    ...invitations.filter((one) => isOpen(state, one)).map(({ handle }) => handle),
  ])
  return freeHandle(wanted, (handle) => taken.has(handle))
}

const isOpen = (state: MemoryState, one: MemoryInvitation) =>
  one.usedAt === null && one.revokedAt === null && Date.parse(one.expiresAt) > state.now()

function createUsers(memory: Memory): AccessCatalogue['users'] {
  const { state, users, members, sessions, invitations } = memory
  return {
    find: async (handle) => {
      const user = users.find((one) => one.handle === handle)
      return user ? known(memory, user.userId) : null
    },
    list: async () =>
      users
        .map(({ userId }) => {
          const { memberships: _memberships, ...user } = known(memory, userId)
          return user
        })
        .sort((a, b) => (a.handle < b.handle ? -1 : 1)),
    setDisabled: async (handle, isDisabled) => {
      const user = users.find((one) => one.handle === handle)
      if (!user) return false
      user.disabledAt = isDisabled ? (user.disabledAt ?? isoNow(state)) : null
      if (isDisabled)
        for (const session of sessions) if (session.userId === user.userId) session.revoked = true
      return true
    },
    ensureOutside: async (person, mayProvision) => {
      const { issuer, subject, name, email, groupRoles } = person
      let userId = users.find((one) => one.issuer === issuer && one.subject === subject)?.userId
      if (userId === undefined) {
        const invited = invitations
          .filter((one) => isOpen(state, one) && one.userId === null && email !== null)
          .find((one) => one.email?.toLowerCase() === email?.toLowerCase())
        const hasRole = (groupRoles?.size ?? 0) > 0 || person.isInstallationOwner === true
        if (!mayProvision && !invited && !hasRole) return null
        if (invited) invited.usedAt = isoNow(state)
        const handle = invited?.handle ?? pickHandle(memory, handleFrom(person.handleHint))
        const isInstallationOwner = invited?.isInstallationOwner ?? false
        userId = addUser(memory, { handle, name, email, isInstallationOwner, issuer, subject })
        if (invited?.projectId && invited.role) {
          const { projectId, role, createdBy: addedBy } = invited
          members.push({ projectId, userId, role, source: 'member', addedBy, addedAt: isoNow(state) })
        }
      }
      const user = users.find((one) => one.userId === userId)!
      if (person.isInstallationOwner !== null) user.isInstallationOwner = person.isInstallationOwner
      if (groupRoles !== null) giveGroupRoles(memory, user.userId, groupRoles)
      return user.disabledAt === null ? known(memory, user.userId) : null
    },
  }
}

function giveGroupRoles(
  { state, members }: Memory,
  userId: string,
  groupRoles: ReadonlyMap<string, Role>,
): void {
  const given = new Map(
    [...state.projects.values()].flatMap((project): [string, Role][] => {
      const role = groupRoles.get(project.key)
      return role === undefined ? [] : [[project.projectId, role]]
    }),
  )
  for (const one of members.filter((m) => m.userId === userId && m.source === 'groups'))
    if (!given.has(one.projectId)) members.splice(members.indexOf(one), 1)
  for (const [projectId, role] of given) {
    const found = members.find((one) => one.userId === userId && one.projectId === projectId)
    if (!found)
      members.push({ projectId, userId, role, source: 'groups', addedBy: 'system', addedAt: isoNow(state) })
    else if (found.source === 'groups') found.role = role
  }
}

function createMembers({ state, users, members }: Memory): AccessCatalogue['members'] {
  const handleOf = (userId: string) => users.find((one) => one.userId === userId)!.handle
  const toRow = ({ userId, role, source, addedBy, addedAt }: MemoryMember): MemberRow => {
    const { handle, name } = users.find((one) => one.userId === userId)!
    return { handle, name, role, source, addedBy, addedAt }
  }
  const of = (projectId: string) => members.filter((one) => one.projectId === projectId)
  const keepAnOwner = (projectId: string, leaving: string) => {
    const owners = of(projectId).filter(({ role }) => role === 'owner')
    if (owners.length === 1 && handleOf(owners[0]!.userId) === leaving)
      throw new AssetloomError('Conflict', `${leaving} is the last owner of this project`, 'make another')
  }
  return {
    list: async (projectId) =>
      of(projectId)
        .map(toRow)
        .sort((a, b) => (a.handle < b.handle ? -1 : 1)),
    put: async ({ projectId, handle, role, by }) => {
      const user = users.find((one) => one.handle === handle && one.disabledAt === null)
      if (!user) throw new AssetloomError('NotFound', `nobody here has the handle ${handle}`, 'invite')
      if (role !== 'owner') keepAnOwner(projectId, handle)
      let member = of(projectId).find((one) => one.userId === user.userId)
      if (member === undefined) {
        const { userId } = user
        member = { projectId, userId, role, source: 'member', addedBy: by, addedAt: isoNow(state) }
        members.push(member)
      }
      Object.assign(member, { role, source: 'member' })
      return toRow(member)
    },
    remove: async (projectId, handle) => {
      keepAnOwner(projectId, handle)
      const member = of(projectId).find((one) => handleOf(one.userId) === handle)
      if (member) members.splice(members.indexOf(member), 1)
      return member !== undefined
    },
  }
}

function createInvitations(memory: Memory): AccessCatalogue['invitations'] {
  const { state, invitations, users, members } = memory
  const toRow = ({ tokenHash: _hash, ...row }: MemoryInvitation): InvitationRow => row
  return {
    create: async ({ tokenHash, expiresInMs, ...input }) => {
      if (input.handle !== null && pickHandle(memory, input.handle) !== input.handle)
        throw new AssetloomError('Conflict', `the handle ${input.handle} is taken`, 'choose another')
      const invitation: MemoryInvitation = {
        ...{ ...input, tokenHash, invitationId: state.ids.mint('invitation'), createdAt: isoNow(state) },
        ...{ expiresAt: iso(state.now() + expiresInMs), usedAt: null, revokedAt: null },
      }
      invitations.unshift(invitation)
      return toRow(invitation)
    },
    list: async (projectId) =>
      invitations.filter((one) => projectId === null || one.projectId === projectId).map(toRow),
    find: async (invitationId) => {
      const found = invitations.find((one) => one.invitationId === invitationId)
      return found ? toRow(found) : null
    },
    findOpen: async (tokenHash) => {
      const found = invitations.find((one) => one.tokenHash === tokenHash && isOpen(state, one))
      return found ? toRow(found) : null
    },
    revoke: async (invitationId) => {
      const found = invitations.find((one) => one.invitationId === invitationId)
      if (!found || found.usedAt !== null || found.revokedAt !== null) return false
      found.revokedAt = isoNow(state)
      return true
    },
    accept: async (tokenHash, session) => {
      const used = invitations.find((one) => one.tokenHash === tokenHash && isOpen(state, one))
      if (!used) return null
      used.usedAt = isoNow(state)
      const { name, email, isInstallationOwner, projectId, role, createdBy: addedBy } = used
      const handle = used.handle ?? pickHandle(memory, handleFrom(name))
      const fresh = { handle, name, email, isInstallationOwner, issuer: null, subject: null }
      const userId = used.userId ?? addUser(memory, fresh)
      const isMember = members.some((one) => one.projectId === projectId && one.userId === userId)
      if (projectId !== null && role !== null && !isMember)
        members.push({ projectId, userId, role, source: 'member', addedBy, addedAt: isoNow(state) })
      if (users.find((one) => one.userId === userId)?.disabledAt !== null) return null
      return { user: known(memory, userId), session: openSession(memory, { ...session, userId }) }
    },
  }
}

function openSession(
  { state, sessions, users }: Memory,
  { tokenHash, name, userId }: NewSession & { readonly userId: string | null },
): SessionRow {
  const handle = users.find((one) => one.userId === userId)?.handle ?? localHandle
  const session: MemorySession = {
    ...{ sessionId: state.ids.mint('session'), userId, handle, name, tokenHash, revoked: false },
    ...{ createdAt: isoNow(state), lastSeenAt: isoNow(state) },
    expiresAt: iso(state.now() + accessLimits.sessionMaxMs),
  }
  sessions.push(session)
  return toSession(session)
}

function toSession({ tokenHash: _hash, revoked: _revoked, ...row }: MemorySession): SessionRow {
  return row
}

function createSessions(memory: Memory): AccessCatalogue['sessions'] {
  const { state, sessions, users } = memory
  const holds = (one: MemorySession) =>
    !one.revoked &&
    Date.parse(one.expiresAt) > state.now() &&
    Date.parse(one.lastSeenAt) > state.now() - accessLimits.sessionIdleMs &&
    (users.find((user) => user.userId === one.userId)?.disabledAt ?? null) === null
  const live = (sessionId: string) => sessions.find((one) => one.sessionId === sessionId && !one.revoked)
  return {
    open: async (session) => openSession(memory, session),
    use: async (tokenHash) => {
      const found = sessions.find((one) => one.tokenHash === tokenHash && holds(one))
      if (!found) return null
      const session = toSession(found)
      if (Date.parse(found.lastSeenAt) < state.now() - accessLimits.lastUseEveryMs)
        found.lastSeenAt = isoNow(state)
      return { session, user: found.userId === null ? null : known(memory, found.userId) }
    },
    list: async (of) =>
      sessions
        .filter((one) => holds(one) && (of === 'all' || one.userId === of.userId))
        .sort((a, b) => (a.lastSeenAt < b.lastSeenAt ? 1 : -1))
        .map(toSession),
    find: async (sessionId) => {
      const found = sessions.find((one) => one.sessionId === sessionId && holds(one))
      return found ? toSession(found) : null
    },
    rename: async (sessionId, name) => {
      const found = live(sessionId)
      if (found) found.name = name
      return found !== undefined
    },
    revoke: async (sessionId) => {
      const found = live(sessionId)
      if (found) found.revoked = true
      return found !== undefined
    },
  }
}

function createKeys(memory: Memory): AccessCatalogue['apiKeys'] {
  const { state, keys, users } = memory
  const toRow = ({ keyHash: _hash, userId: _user, ...row }: MemoryKey): ApiKeyRow => row
  return {
    create: async ({ keyHash, userId, expiresInMs, ...input }) => {
      const key: MemoryKey = {
        ...{ ...input, keyHash, userId, keyId: state.ids.mint('apiKey'), createdAt: isoNow(state) },
        ...{ expiresAt: iso(state.now() + expiresInMs), lastUsedAt: null, revokedAt: null },
      }
      keys.unshift(key)
      return toRow(key)
    },
    list: async (projectId) => keys.filter((one) => one.projectId === projectId).map(toRow),
    revoke: async (projectId, keyId) => {
      const key = keys.find((one) => one.keyId === keyId && one.projectId === projectId)
      if (!key || key.revokedAt !== null) return false
      key.revokedAt = isoNow(state)
      return true
    },
    use: async (keyHash) => {
      const key = keys.find((one) => one.keyHash === keyHash)
      const isOver = key?.revokedAt !== null || Date.parse(key.expiresAt) <= state.now()
      const user = users.find((one) => one.userId === key?.userId)
      if (key === undefined || isOver || (user && user.disabledAt !== null)) return null
      const row = toRow(key)
      const lastMs = key.lastUsedAt === null ? 0 : Date.parse(key.lastUsedAt)
      if (lastMs < state.now() - accessLimits.lastUseEveryMs) key.lastUsedAt = isoNow(state)
      return { key: row, user: key.userId === null ? null : known(memory, key.userId) }
    },
  }
}
