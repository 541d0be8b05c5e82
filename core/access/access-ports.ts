import type { Role } from './principal.js'

/** A person. Times are ISO 8601. */
export interface UserRow {
  readonly userId: string
  /** Never changes, and is never given to another. */
  readonly handle: string
  readonly name: string
  readonly email: string | null
  readonly isInstallationOwner: boolean
  readonly createdAt: string
  /** Not null: this person gets in no more. */
  readonly disabledAt: string | null
}

export interface Membership {
  readonly projectId: string
  readonly role: Role
}

/** A person with the roles that it has now. */
export interface KnownUser extends UserRow {
  readonly memberships: readonly Membership[]
}

export interface MemberRow {
  readonly handle: string
  readonly name: string
  readonly role: Role
  /** `groups`: given by the identity provider. */
  readonly source: 'member' | 'groups'
  readonly addedBy: string
  readonly addedAt: string
}

export interface InvitationRow {
  readonly invitationId: string
  readonly projectId: string | null
  readonly role: Role | null
  readonly name: string
  readonly handle: string | null
  readonly email: string | null
  readonly isInstallationOwner: boolean
  /** Not null: another browser for a person who is known. */
  readonly userId: string | null
  readonly createdBy: string
  readonly createdAt: string
  readonly expiresAt: string
  readonly usedAt: string | null
  readonly revokedAt: string | null
}

export interface SessionRow {
  readonly sessionId: string
  /** null: a browser that the installation's token signed in. */
  readonly userId: string | null
  readonly handle: string
  readonly name: string
  readonly createdAt: string
  readonly lastSeenAt: string
  readonly expiresAt: string
}

export interface ApiKeyRow {
  readonly keyId: string
  readonly projectId: string
  readonly name: string
  /** The first characters of the key. */
  readonly prefix: string
  readonly role: Role
  readonly createdBy: string
  readonly createdAt: string
  readonly expiresAt: string
  readonly lastUsedAt: string | null
  readonly revokedAt: string | null
}

export interface NewInvitation {
  readonly projectId: string | null
  readonly role: Role | null
  readonly name: string
  readonly handle: string | null
  readonly email: string | null
  readonly isInstallationOwner: boolean
  readonly userId: string | null
  readonly tokenHash: string
  readonly createdBy: string
  readonly expiresInMs: number
}

/** A person as an identity provider vouches for it. */
export interface OutsidePerson {
  readonly issuer: string
  readonly subject: string
  readonly name: string
  /** Verified by the provider; null = it has none that is. */
  readonly email: string | null
  /** What a new handle is made of. */
  readonly handleHint: string
  /** Roles by project key, as groups give them; null = groups are not asked. */
  readonly groupRoles: ReadonlyMap<string, Role> | null
  /** null = groups do not say. */
  readonly isInstallationOwner: boolean | null
}

export interface UserCatalogue {
  /** By handle, with the roles of now. */
  find(handle: string): Promise<KnownUser | null>
  /** By handle; at most 1,000. */
  list(): Promise<UserRow[]>
  /** Lets a person in no more, and ends its sessions; or lets it in again. False where nobody has the handle. */
  setDisabled(handle: string, isDisabled: boolean): Promise<boolean>
  /**
   * The user of this person; a new one where `mayProvision` or an open invitation has its e-mail address. Roles by groups
   * are brought up to date; those that people gave stay. Null = nobody let this person in, or it was shut out.
   */
  ensureOutside(person: OutsidePerson, mayProvision: boolean): Promise<KnownUser | null>
}

export interface MemberCatalogue {
  list(projectId: string): Promise<MemberRow[]>
  /** Throws NotFound for an unknown handle, Conflict where the last owner would lose the role. */
  put(input: { projectId: string; handle: string; role: Role; by: string }): Promise<MemberRow>
  /** False where nobody of that handle is a member. Throws Conflict for the last owner. */
  remove(projectId: string, handle: string): Promise<boolean>
}

export interface InvitationCatalogue {
  /** Throws Conflict where the handle is taken, by a person or by an open invitation. */
  create(input: NewInvitation): Promise<InvitationRow>
  /** Newest first; of a project, or of all. */
  list(projectId: string | null): Promise<InvitationRow[]>
  find(invitationId: string): Promise<InvitationRow | null>
  /** One that may still be used. Null = unknown, used, revoked, too old. */
  findOpen(tokenHash: string): Promise<InvitationRow | null>
  /** False where it was used, revoked or never there. */
  revoke(invitationId: string): Promise<boolean>
  /** Uses it once: makes the person or finds it, gives the role, opens a session. Null as `findOpen`. */
  accept(tokenHash: string, session: NewSession): Promise<{ user: KnownUser; session: SessionRow } | null>
}

export interface NewSession {
  readonly tokenHash: string
  readonly name: string
}

export interface SessionCatalogue {
  open(session: NewSession & { readonly userId: string | null }): Promise<SessionRow>
  /** A session that still holds, with its person (null = the installation's), and notes that it is used. */
  use(tokenHash: string): Promise<{ session: SessionRow; user: KnownUser | null } | null>
  /** Those that hold: of a person, of the installation's token (null), or all. Used last first. */
  list(of: { readonly userId: string | null } | 'all'): Promise<SessionRow[]>
  find(sessionId: string): Promise<SessionRow | null>
  rename(sessionId: string, name: string): Promise<boolean>
  /** False where it held no more. */
  revoke(sessionId: string): Promise<boolean>
}

export interface NewApiKey {
  readonly projectId: string
  /** null: made with the installation's token. */
  readonly userId: string | null
  readonly name: string
  readonly prefix: string
  readonly keyHash: string
  readonly role: Role
  readonly createdBy: string
  readonly expiresInMs: number
}

export interface ApiKeyCatalogue {
  create(key: NewApiKey): Promise<ApiKeyRow>
  list(projectId: string): Promise<ApiKeyRow[]>
  /** False where it is unknown, or revoked already. */
  revoke(projectId: string, keyId: string): Promise<boolean>
  /** A key that still holds, with its maker as it is now (null = the installation's), and notes that it is used. */
  use(keyHash: string): Promise<{ key: ApiKeyRow; user: KnownUser | null } | null>
}

/** Who may do what. */
export interface AccessCatalogue {
  readonly users: UserCatalogue
  readonly members: MemberCatalogue
  readonly invitations: InvitationCatalogue
  readonly sessions: SessionCatalogue
  readonly apiKeys: ApiKeyCatalogue
}
