import { z } from 'zod'
import { accessLimits } from '../../access/access-limits.js'
import type { ApiKeyRow, InvitationRow, MemberRow, SessionRow, UserRow } from '../../access/access-ports.js'
import { reservedHandles } from '../../access/handle.js'
import { roles } from '../../access/principal.js'
import { signInModes } from '../../access/sign-in-ports.js'
import { idOf, isoTime, line, text, wholeNumber, type Members } from './pieces.schema.js'
import { routeContract } from './route-contract.js'

const role = z.enum(roles)
const handle = z.string().max(40)
const newHandle = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9._-]{0,38}[a-z0-9])?$/, 'is not 1 to 40 of a-z, 0-9, dot, _ and -')
  .regex(new RegExp(`^(?!(${reservedHandles.join('|')})$)`), 'is kept for Assetloom itself')
const params = z.object({ handle })
const name = line(accessLimits.nameCharsMax)
const email = z
  .string()
  .regex(/^[!-?A-~]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/, 'is no e-mail address')
  .max(accessLimits.emailCharsMax)
const expiresInHours = wholeNumber(1, accessLimits.invitationHoursMax).exactOptional()

const membership = z.strictObject({ projectId: idOf('project'), role })
const me = z
  .strictObject({
    ...{ handle: z.string(), name: z.string(), mode: z.enum(signInModes) },
    credential: z.enum(['token', 'session', 'apiKey', 'jwt']),
    isInstallationOwner: z.boolean(),
    /** all = owner of every project. */
    memberships: z.union([z.literal('all'), z.array(membership)]),
    sessionId: idOf('session').nullable(),
  })
  .meta({ id: 'Me' })
const session = z
  .strictObject({
    ...{ sessionId: idOf('session'), handle: z.string(), name: z.string() },
    ...{ createdAt: isoTime, lastSeenAt: isoTime, expiresAt: isoTime, isCurrent: z.boolean() },
  } satisfies Members<Omit<SessionRow, 'userId'> & { isCurrent: boolean }>)
  .meta({ id: 'Session' })
const member = z
  .strictObject({
    ...{ handle: z.string(), name: z.string(), role, source: z.enum(['member', 'groups']) },
    ...{ addedBy: z.string(), addedAt: isoTime },
  } satisfies Members<MemberRow>)
  .meta({ id: 'Member' })
const user = z
  .strictObject({
    ...{ handle: z.string(), name: z.string(), email: z.string().nullable() },
    ...{ isInstallationOwner: z.boolean(), createdAt: isoTime, disabledAt: isoTime.nullable() },
  } satisfies Members<Omit<UserRow, 'userId'>>)
  .meta({ id: 'User' })
const invitation = z
  .strictObject({
    ...{ invitationId: idOf('invitation'), projectId: idOf('project').nullable(), role: role.nullable() },
    ...{ name: z.string(), handle: z.string().nullable(), email: z.string().nullable() },
    ...{ isInstallationOwner: z.boolean(), createdBy: z.string(), createdAt: isoTime, expiresAt: isoTime },
    ...{ usedAt: isoTime.nullable(), revokedAt: isoTime.nullable() },
  } satisfies Members<Omit<InvitationRow, 'userId'>>)
  .meta({ id: 'Invitation' })
const link = z
  .strictObject({
    invitation,
    /** Shown this once: only its hash is kept. */
    url: z.string(),
  })
  .meta({ id: 'InvitationLink' })
const apiKey = z
  .strictObject({
    ...{ keyId: idOf('apiKey'), projectId: idOf('project'), name: z.string(), prefix: z.string(), role },
    ...{ createdBy: z.string(), createdAt: isoTime, expiresAt: isoTime },
    ...{ lastUsedAt: isoTime.nullable(), revokedAt: isoTime.nullable() },
  } satisfies Members<ApiKeyRow>)
  .meta({ id: 'ApiKey' })

const own = { tag: 'Sign-in', scope: 'signedIn', role: 'viewer' } as const
const people = { tag: 'People', scope: 'project', role: 'owner' } as const

export const readSignIn = routeContract({
  ...{ ...own, scope: 'public', operationId: 'readSignIn', method: 'get', path: '/sign-in' },
  summary: 'How people sign in here',
  answers: {
    200: z.strictObject({
      mode: z.enum(signInModes),
      /** Host of the identity provider; its sign-in begins at startUrl. */
      provider: z.string().nullable(),
      startUrl: z.string().nullable(),
      /** Where people open the page; null = on this machine alone. */
      publicUrl: z.string().nullable(),
    }),
  },
})

export const readMe = routeContract({
  ...{ ...own, operationId: 'readMe', method: 'get', path: '/me' },
  summary: 'Who you are, and what you may do',
  answers: { 200: me },
})

export const signOut = routeContract({
  ...{ ...own, operationId: 'signOut', method: 'post', path: '/sign-out' },
  summary: 'Ends the session of this browser',
  answers: {
    200: z.strictObject({
      /** Where the session with the identity provider is ended, too. */
      endSessionUrl: z.string().nullable(),
    }),
  },
})

export const listSessions = routeContract({
  ...{ ...own, operationId: 'listSessions', method: 'get', path: '/sessions' },
  summary: 'Signed-in browsers, used last first: your own, or those of somebody whose projects are all yours',
  query: z.object({ of: text(40).exactOptional() }),
  answers: { 200: z.strictObject({ sessions: z.array(session) }) },
})

export const renameSession = routeContract({
  ...{ ...own, operationId: 'renameSession', method: 'put', path: '/sessions/{sessionId}' },
  summary: 'Gives one of your browsers a name',
  body: z.strictObject({ name }),
  answers: { 200: session },
})

export const revokeSession = routeContract({
  ...{ ...own, operationId: 'revokeSession', method: 'delete', path: '/sessions/{sessionId}' },
  summary: 'Signs a browser out',
  answers: { 204: null },
})

export const listMembers = routeContract({
  ...{ ...people, operationId: 'listMembers', method: 'get', path: '/projects/{projectId}/members' },
  role: 'viewer',
  summary: 'Who works on the project',
  answers: { 200: z.strictObject({ members: z.array(member) }) },
})

export const putMember = routeContract({
  ...{ ...people, operationId: 'putMember', method: 'put', path: '/projects/{projectId}/members/{handle}' },
  summary: 'Gives somebody who has signed in before a role',
  description: 'The last owner of a project keeps the role: 409.',
  params,
  body: z.strictObject({ role }),
  answers: { 200: member },
})

export const removeMember = routeContract({
  ...{ ...people, operationId: 'removeMember', method: 'delete' },
  path: '/projects/{projectId}/members/{handle}',
  summary: 'Takes somebody out of the project',
  params,
  answers: { 204: null },
})

export const createInvitation = routeContract({
  ...{ ...people, scope: 'handler', operationId: 'createInvitation', method: 'post', path: '/invitations' },
  summary: 'Makes a link that lets a new person into a project once',
  description: 'With an identity provider, the person signs in there with this verified e-mail address.',
  body: z.strictObject({
    ...{ name, projectId: idOf('project'), role, handle: newHandle.exactOptional() },
    ...{ email: email.exactOptional(), expiresInHours },
  }),
  answers: { 201: link },
})

export const createOwnerInvitation = routeContract({
  ...{ ...people, scope: 'installation', operationId: 'createOwnerInvitation', method: 'post' },
  path: '/owner-invitations',
  summary: 'Makes a link that lets in a new owner of the whole installation once',
  body: z.strictObject({
    ...{ name, handle: newHandle.exactOptional(), email: email.exactOptional(), expiresInHours },
  }),
  answers: { 201: link },
})

export const listInvitations = routeContract({
  ...{ ...people, operationId: 'listInvitations', method: 'get' },
  path: '/projects/{projectId}/invitations',
  summary: 'Invitations to the project, newest first',
  answers: { 200: z.strictObject({ invitations: z.array(invitation) }) },
})

export const revokeInvitation = routeContract({
  ...{ ...people, scope: 'handler', operationId: 'revokeInvitation', method: 'delete' },
  path: '/invitations/{invitationId}',
  summary: 'Takes back a link that nobody has used',
  answers: { 204: null },
})

export const listUsers = routeContract({
  ...{ ...people, scope: 'installation', operationId: 'listUsers', method: 'get', path: '/users' },
  summary: 'Everybody who ever signed in here, by handle',
  answers: { 200: z.strictObject({ users: z.array(user) }) },
})

export const changeUser = routeContract({
  ...{ ...people, scope: 'installation', operationId: 'changeUser', method: 'put', path: '/users/{handle}' },
  summary: 'Shuts a person out, whose browsers are then signed out, or lets it in again',
  params,
  body: z.strictObject({ disabled: z.boolean() }),
  answers: { 200: user },
})

export const createSignInLink = routeContract({
  ...{ ...people, scope: 'signedIn', operationId: 'createSignInLink', method: 'post' },
  path: '/users/{handle}/sign-in-links',
  summary: 'Makes a link that signs in another browser of somebody whose projects are all yours',
  params,
  body: z.strictObject({ expiresInHours }),
  answers: { 201: link },
})

export const listApiKeys = routeContract({
  ...{ ...people, operationId: 'listApiKeys', method: 'get', path: '/projects/{projectId}/api-keys' },
  role: 'viewer',
  summary: 'API keys of the project, newest first: all of them for an owner, else your own',
  answers: { 200: z.strictObject({ apiKeys: z.array(apiKey) }) },
})

export const createApiKey = routeContract({
  ...{ ...people, operationId: 'createApiKey', method: 'post', path: '/projects/{projectId}/api-keys' },
  role: 'viewer',
  summary: 'Makes an API key that may do at most what you may',
  description: 'The key is shown this once: only its hash is kept.',
  body: z.strictObject({ name, role, expiresInDays: wholeNumber(1, accessLimits.keyDaysMax) }),
  answers: { 201: z.strictObject({ apiKey, key: z.string() }) },
})

export const revokeApiKey = routeContract({
  ...{ ...people, operationId: 'revokeApiKey', method: 'delete' },
  path: '/projects/{projectId}/api-keys/{apiKeyId}',
  role: 'viewer',
  summary: 'Ends an API key: your own, or any as an owner',
  answers: { 204: null },
})
