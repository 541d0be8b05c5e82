/** One thing that somebody did. */
export interface AuditEntry {
  /** Counts up over the whole installation, with gaps. */
  readonly auditNo: number
  /** null: it belongs to no project. */
  readonly projectId: string | null
  readonly at: string
  /** Handle; `system` = nobody asked for it. */
  readonly actor: string
  /**
   * Kind of credential (core/access/principal.ts); `invitation`, `loginLink` and `identityProvider` while somebody comes in,
   * `workflow` = a worker did it.
   */
  readonly credential: string
  /** Subject and verb: `decision.approve`, `settings.changed`, `member.added`. */
  readonly action: string
  readonly subjectKind: string
  readonly subjectId: string
  /** Without secrets. */
  readonly details: Readonly<Record<string, unknown>>
  readonly requestId: string | null
}

export interface AuditQuery {
  /** null = everything, also what belongs to no project. */
  readonly projectId: string | null
  readonly actor?: string
  /** An action, or the part before its dot. */
  readonly action?: string
  /** ISO 8601; from the first on, before the second. */
  readonly since?: string
  readonly until?: string
  /** Only entries before this number. */
  readonly beforeNo?: number
  readonly limit: number
}

export type NewAuditEntry = Omit<AuditEntry, 'auditNo' | 'at'>

/**
 * Who did what. Most entries are written by triggers, in the transaction of what they tell. `append` is for what changes no
 * row. test/api/audited-changes.ts has every operation with its entry, or the reason why it has none.
 */
export interface AuditCatalogue {
  append(entry: NewAuditEntry): Promise<void>
  /** Newest first. */
  read(query: AuditQuery): Promise<AuditEntry[]>
}

/** In whose name a request writes; `ActAs` carries it to the catalogue. */
export interface Acting {
  readonly actor: string
  readonly credential: string
  readonly credentialId?: string
  readonly requestId?: string
}

/** Does `work` in the name of `acting`, however deep it writes. */
export type ActAs = <Result>(acting: Acting, work: () => Result) => Result
