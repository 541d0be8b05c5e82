import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { NewInvitation, OutsidePerson } from '../../../core/access/access-ports.js'
import { secretHash } from '../../../core/access/secret-token.js'
import type { Catalogue } from '../../../core/catalogue.js'
import { freshKey } from '../../support/catalogue-scenario.js'

const dayMs = 86_400_000

export function describeAccess(open: () => Catalogue): void {
  const startProject = async () => {
    const key = freshKey()
    return await open().projects.ensure({ key, name: key })
  }
  const invitationOf = (more: Partial<NewInvitation>): NewInvitation => ({
    ...{ projectId: null, role: null, name: 'Ada', handle: null, email: null, isInstallationOwner: false },
    ...{ userId: null, tokenHash: secretHash(randomUUID()), createdBy: 'local', expiresInMs: dayMs },
    ...more,
  })
  const sessionOf = () => ({ tokenHash: secretHash(randomUUID()), name: 'Firefox on Linux' })
  /** A person who accepted an invitation. */
  const join = async (more: Partial<NewInvitation> = {}) => {
    const { invitations } = open().access
    const invitation = invitationOf({ handle: freshHandle(), ...more })
    await invitations.create(invitation)
    return (await invitations.accept(invitation.tokenHash, sessionOf()))!
  }
  const outside = (more: Partial<OutsidePerson> = {}): OutsidePerson => ({
    ...{ issuer: 'https://id.example', subject: randomUUID(), name: 'Bea', email: null },
    ...{ handleHint: `bea-${freshKey()}`, groupRoles: null, isInstallationOwner: null },
    ...more,
  })

  describe('invitations', () => {
    it('let one person in once, with the role that they name', async () => {
      const { invitations } = open().access
      const { projectId } = await startProject()
      const input = invitationOf({ projectId, role: 'reviewer', handle: freshHandle() })
      const invitation = await invitations.create(input)
      expect(await invitations.findOpen(input.tokenHash)).toEqual(invitation)
      const accepted = await invitations.accept(input.tokenHash, sessionOf())
      expect(accepted?.user).toMatchObject({ handle: input.handle, name: 'Ada', isInstallationOwner: false })
      expect(accepted?.user.memberships).toEqual([{ projectId, role: 'reviewer' }])
      expect(await invitations.accept(input.tokenHash, sessionOf())).toBeNull()
      expect(await invitations.findOpen(input.tokenHash)).toBeNull()
      expect((await invitations.find(invitation.invitationId))?.usedAt).not.toBeNull()
    })

    it('are of no more use once revoked or too old', async () => {
      const { invitations } = open().access
      const revoked = invitationOf({})
      const { invitationId } = await invitations.create(revoked)
      expect(await invitations.revoke(invitationId)).toBe(true)
      expect(await invitations.revoke(invitationId)).toBe(false)
      expect(await invitations.accept(revoked.tokenHash, sessionOf())).toBeNull()
      const old = invitationOf({ expiresInMs: -1 })
      await invitations.create(old)
      expect(await invitations.accept(old.tokenHash, sessionOf())).toBeNull()
    })

    it('accepted twice at once make one person', async () => {
      const { invitations } = open().access
      const input = invitationOf({ handle: freshHandle() })
      await invitations.create(input)
      const tries = await Promise.all(
        Array.from({ length: 5 }, async () => await invitations.accept(input.tokenHash, sessionOf())),
      )
      expect(tries.filter((one) => one !== null)).toHaveLength(1)
    })

    it('keep a handle free for who was promised it, and give others a number', async () => {
      const { invitations } = open().access
      const handle = freshHandle()
      const promised = invitationOf({ handle })
      await invitations.create(promised)
      await expect(invitations.create(invitationOf({ handle }))).rejects.toMatchObject({ type: 'Conflict' })
      const other = invitationOf({ name: handle })
      await invitations.create(other)
      expect((await invitations.accept(other.tokenHash, sessionOf()))?.user.handle).toBe(`${handle}-2`)
      expect((await invitations.accept(promised.tokenHash, sessionOf()))?.user.handle).toBe(handle)
    })

    it('open another browser of a person who is known', async () => {
      const { invitations, sessions } = open().access
      const { user } = await join()
      const link = invitationOf({ userId: user.userId, name: user.name })
      await invitations.create(link)
      const again = await invitations.accept(link.tokenHash, sessionOf())
      expect(again?.user.userId).toBe(user.userId)
      expect(await sessions.list({ userId: user.userId })).toHaveLength(2)
    })
  })

  describe('sessions', () => {
    it('are found by the hash of their secret alone, until they are revoked', async () => {
      const { sessions } = open().access
      const secret = sessionOf()
      const { user } = await join()
      const { sessionId } = await sessions.open({ ...secret, userId: user.userId })
      expect(await sessions.use(secret.tokenHash)).toMatchObject({
        session: { sessionId, handle: user.handle, name: 'Firefox on Linux' },
        user: { userId: user.userId },
      })
      expect(await sessions.rename(sessionId, 'Studio PC')).toBe(true)
      expect((await sessions.find(sessionId))?.name).toBe('Studio PC')
      expect(await sessions.revoke(sessionId)).toBe(true)
      expect(await sessions.revoke(sessionId)).toBe(false)
      expect(await sessions.rename(sessionId, 'Gone')).toBe(false)
      expect(await sessions.use(secret.tokenHash)).toBeNull()
      expect(await sessions.use(secretHash('never'))).toBeNull()
    })

    it("of the installation's token have no person, and are listed apart", async () => {
      const { sessions } = open().access
      const secret = sessionOf()
      const { sessionId } = await sessions.open({ ...secret, userId: null })
      expect(await sessions.use(secret.tokenHash)).toMatchObject({ session: { handle: 'local' }, user: null })
      const own = await sessions.list({ userId: null })
      expect(own.map((one) => one.sessionId)).toContain(sessionId)
      expect(own.every((one) => one.userId === null)).toBe(true)
    })

    it('end when their person is shut out, who stays out until let in again', async () => {
      const { sessions, users } = open().access
      const { user } = await join()
      const secret = sessionOf()
      await sessions.open({ ...secret, userId: user.userId })
      expect(await users.setDisabled(user.handle, true)).toBe(true)
      expect(await sessions.use(secret.tokenHash)).toBeNull()
      expect((await users.find(user.handle))?.disabledAt).not.toBeNull()
      await users.setDisabled(user.handle, false)
      // The old browsers stay signed out.
      expect(await sessions.use(secret.tokenHash)).toBeNull()
    })
  })

  describe('members', () => {
    it('have one role each, and the last owner stays', async () => {
      const { members } = open().access
      const { projectId } = await startProject()
      const ada = (await join({ projectId, role: 'owner' })).user.handle
      const bea = (await join()).user.handle
      expect(await members.put({ projectId, handle: bea, role: 'viewer', by: ada })).toMatchObject({
        ...{ handle: bea, role: 'viewer', source: 'member', addedBy: ada },
      })
      await expect(members.remove(projectId, ada)).rejects.toMatchObject({ type: 'Conflict' })
      await expect(members.put({ projectId, handle: ada, role: 'editor', by: ada })).rejects.toMatchObject({
        type: 'Conflict',
      })
      await members.put({ projectId, handle: bea, role: 'owner', by: ada })
      expect(await members.remove(projectId, ada)).toBe(true)
      expect(await members.remove(projectId, ada)).toBe(false)
      expect((await members.list(projectId)).map(({ handle, role }) => [handle, role])).toEqual([
        [bea, 'owner'],
      ])
      await expect(
        members.put({ projectId, handle: 'nobody-here', role: 'viewer', by: bea }),
      ).rejects.toMatchObject({
        type: 'NotFound',
      })
    })
  })

  describe('people of an identity provider', () => {
    it('come in where they may, and are the same person each time', async () => {
      const { users } = open().access
      const person = outside()
      expect(await users.ensureOutside(person, false)).toBeNull()
      const first = await users.ensureOutside(person, true)
      expect(first?.handle).toBe(person.handleHint)
      expect((await users.ensureOutside({ ...person, name: 'Other' }, false))?.userId).toBe(first?.userId)
      const namesake = await users.ensureOutside(outside({ handleHint: person.handleHint }), true)
      expect(namesake?.handle).toBe(`${person.handleHint}-2`)
    })

    it('come in by an invitation for their verified address', async () => {
      const { users, invitations } = open().access
      const { projectId } = await startProject()
      const email = `Cy-${freshKey()}@Studio.example`
      const handle = freshHandle()
      await invitations.create(invitationOf({ projectId, role: 'editor', email, handle }))
      expect(await users.ensureOutside(outside({ email: null }), false)).toBeNull()
      const user = await users.ensureOutside(outside({ email: email.toLowerCase() }), false)
      expect(user).toMatchObject({ handle, memberships: [{ projectId, role: 'editor' }] })
      expect(await users.ensureOutside(outside({ email }), false)).toBeNull()
    })

    it('get and lose roles with their groups, but not those that people gave', async () => {
      const { users, members } = open().access
      const [one, two] = [await startProject(), await startProject()]
      const person = outside({ groupRoles: new Map([[one.key, 'reviewer']]) })
      const user = (await users.ensureOutside(person, false))!
      expect(user.memberships).toEqual([{ projectId: one.projectId, role: 'reviewer' }])
      await members.put({ projectId: two.projectId, handle: user.handle, role: 'editor', by: 'local' })
      const promoted = new Map([
        [one.key, 'owner' as const],
        [two.key, 'viewer' as const],
      ])
      const roles = (of: typeof user | null) =>
        Object.fromEntries(of!.memberships.map((m) => [m.projectId, m.role]))
      expect(roles(await users.ensureOutside({ ...person, groupRoles: promoted }, false))).toEqual({
        [one.projectId]: 'owner',
        [two.projectId]: 'editor',
      })
      expect(roles(await users.ensureOutside({ ...person, groupRoles: new Map() }, false))).toEqual({
        [two.projectId]: 'editor',
      })
    })
  })

  describe('API keys', () => {
    it('hold until they are revoked or expire, with the roles that their maker has now', async () => {
      const { apiKeys, members } = open().access
      const { projectId } = await startProject()
      await join({ projectId, role: 'owner' })
      const { user } = await join({ projectId, role: 'editor' })
      const keyHash = secretHash(randomUUID())
      const input = {
        projectId,
        userId: user.userId,
        name: 'ci',
        prefix: 'alk_abcd',
        role: 'editor' as const,
      }
      const key = await apiKeys.create({ ...input, keyHash, createdBy: user.handle, expiresInMs: dayMs })
      expect(key).toMatchObject({ lastUsedAt: null, revokedAt: null, prefix: 'alk_abcd' })
      expect(await apiKeys.use(keyHash)).toMatchObject({ user: { memberships: [{ role: 'editor' }] } })
      expect((await apiKeys.list(projectId))[0]?.lastUsedAt).not.toBeNull()
      await members.put({ projectId, handle: user.handle, role: 'viewer', by: 'local' })
      expect(await apiKeys.use(keyHash)).toMatchObject({ user: { memberships: [{ role: 'viewer' }] } })
      expect(await apiKeys.revoke(projectId, key.keyId)).toBe(true)
      expect(await apiKeys.revoke(projectId, key.keyId)).toBe(false)
      expect(await apiKeys.use(keyHash)).toBeNull()
      const expired = secretHash(randomUUID())
      await apiKeys.create({ ...input, keyHash: expired, createdBy: user.handle, expiresInMs: -1 })
      expect(await apiKeys.use(expired)).toBeNull()
    })
  })

  describe('the audit log', () => {
    it('is read newest first, by project, actor, action and page', async () => {
      const { audit } = open()
      const { projectId } = await startProject()
      const entry = { projectId, credential: 'token', subjectKind: 'thing', subjectId: 'x', requestId: null }
      await audit.append({ ...entry, actor: 'ada', action: 'thing.made', details: { size: 1 } })
      await audit.append({ ...entry, actor: 'bea', action: 'thing.gone', details: {} })
      await audit.append({ ...entry, actor: 'ada', action: 'other.made', details: {} })
      const read = async (more: object) =>
        (await audit.read({ projectId, limit: 10, ...more }))
          .map(({ action }) => action)
          .filter((action) => !action.startsWith('project.'))
      expect(await read({})).toEqual(['other.made', 'thing.gone', 'thing.made'])
      expect(await read({ actor: 'ada' })).toEqual(['other.made', 'thing.made'])
      expect(await read({ action: 'thing' })).toEqual(['thing.gone', 'thing.made'])
      expect(await read({ action: 'thing.gone' })).toEqual(['thing.gone'])
      expect(await read({ until: '2001-01-01T00:00:00.000Z' })).toEqual([])
      const [newest] = await audit.read({ projectId, limit: 1 })
      expect(await read({ beforeNo: newest!.auditNo, limit: 1 })).toEqual(['thing.gone'])
      expect(newest).toMatchObject({ ...entry, actor: 'ada', action: 'other.made' })
    })
  })
}

const freshHandle = (): string => `p${randomUUID().slice(0, 8)}`
