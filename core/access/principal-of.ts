import type { ApiKeyRow, KnownUser, SessionRow } from './access-ports.js'
import { localHandle, type Principal, type Role } from './principal.js'

/** The one local person, or whoever holds the installation's token. */
export function installationPrincipal(
  kind: Principal['kind'],
  credentialId: string | null = null,
): Principal {
  return {
    ...{ kind, handle: localHandle, name: localHandle, userId: null, credentialId },
    ...{ isInstallationOwner: true, memberships: 'all' },
  }
}

/** A person with the roles of now. An owner of the installation is owner of every project. */
export function userPrincipal(
  user: KnownUser,
  kind: Principal['kind'],
  credentialId: string | null,
): Principal {
  return {
    ...{ kind, handle: user.handle, name: user.name, userId: user.userId, credentialId },
    isInstallationOwner: user.isInstallationOwner,
    memberships: user.isInstallationOwner
      ? 'all'
      : new Map(user.memberships.map(({ projectId, role }) => [projectId, role])),
  }
}

export function sessionPrincipal(session: SessionRow, user: KnownUser | null): Principal {
  return user === null
    ? installationPrincipal('session', session.sessionId)
    : userPrincipal(user, 'session', session.sessionId)
}

/** A key does at most what its maker may do now, in its one project; it never acts for the installation. */
export function keyPrincipal(key: ApiKeyRow, user: KnownUser | null): Principal {
  const isOwner = user === null || user.isInstallationOwner
  const role: Role | undefined = isOwner
    ? 'owner'
    : user.memberships.find(({ projectId }) => projectId === key.projectId)?.role
  return {
    ...{ kind: 'apiKey', name: key.name, credentialId: key.keyId, userId: user?.userId ?? null },
    handle: user?.handle ?? localHandle,
    isInstallationOwner: false,
    memberships: new Map(role === undefined ? [] : [[key.projectId, role]]),
    roleMax: key.role,
  }
}
