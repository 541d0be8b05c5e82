/** What a member of a project may do; each one may do all that the ones before it may. */
export const roles = ['viewer', 'reviewer', 'editor', 'owner'] as const
export type Role = (typeof roles)[number]

/** Who asks: a person or a program, as a request proved it. */
export interface Principal {
  /** `token`: the installation's own token. `session`: a browser. `apiKey`: a key of a member. `jwt`: a token of the identity provider. */
  readonly kind: 'token' | 'session' | 'apiKey' | 'jwt'
  /** Name that decisions and the audit log keep; it never changes and is never given to another. */
  readonly handle: string
  /** How pages show it. */
  readonly name: string
  /** null: the one local person, or the installation's token. */
  readonly userId: string | null
  /** May create projects, invite people and see what belongs to no project. */
  readonly isInstallationOwner: boolean
  /** Roles by project id; `all` = owner of every project. */
  readonly memberships: ReadonlyMap<string, Role> | 'all'
  /** A key that may do less than its owner; absent = as much as the owner. */
  readonly roleMax?: Role
  /** Id of the session or key, so that it can be shown and revoked. */
  readonly credentialId: string | null
}

/** Whoever holds the installation's token, or a browser that it signed in: in local mode the one person there is. */
export const localHandle = 'local'

/** The role of `principal` in a project; null = the project does not exist for it. */
export function roleIn(principal: Principal, projectId: string): Role | null {
  const own = principal.memberships === 'all' ? 'owner' : (principal.memberships.get(projectId) ?? null)
  if (own === null || principal.roleMax === undefined) return own
  return roles.indexOf(own) <= roles.indexOf(principal.roleMax) ? own : principal.roleMax
}

/** Whether `role` is `needed` or more. */
export function isAtLeast(role: Role, needed: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(needed)
}

/** The projects that `principal` sees; null = every one. */
export function visibleProjects(principal: Principal): readonly string[] | null {
  return principal.memberships === 'all' ? null : [...principal.memberships.keys()].sort()
}
