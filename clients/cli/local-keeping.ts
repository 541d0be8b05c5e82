/** What a command that keeps a home says while it works. */
export interface KeepingProgress {
  readonly onProgress: (line: string) => void
  readonly signal: AbortSignal
}

export interface BackupSummary {
  readonly dir: string
  readonly snapshot: string
  /** ISO 8601, UTC. */
  readonly at: string
  readonly tables: number
  readonly rows: number
  readonly objects: number
  readonly sizeBytes: number
  /** Objects that this backup added to the folder. */
  readonly copied: number
  readonly removedSnapshots: readonly string[]
  /** Objects that the catalogue refers to and that were lost or damaged already. */
  readonly unreadable: readonly string[]
}

export interface BackupVerification {
  readonly dir: string
  readonly snapshot: string
  readonly at: string
  readonly tables: number
  readonly objects: number
  readonly sizeBytes: number
  readonly problems: readonly string[]
}

export interface RestoreSummary {
  readonly home: string
  readonly snapshot: string
  readonly at: string
  readonly rows: number
  readonly objects: number
  /** Migrations newer than the backup that were applied. */
  readonly migrated: readonly string[]
  /** Where the home that was there is now. */
  readonly movedAside: string | null
  readonly unreadable: readonly string[]
}

export interface CountedBytes {
  readonly count: number
  readonly sizeBytes: number
}

export interface GarbageSummary {
  /** False: nothing was changed, these are counts. */
  readonly run: boolean
  readonly home: string
  readonly referenced: CountedBytes
  readonly objects: CountedBytes
  readonly young: CountedBytes
  readonly temporary: CountedBytes
  readonly unchosenPictures: number
  readonly rows: {
    readonly idempotencyKeys: number
    readonly outbox: number
    readonly events: number
    readonly formerDocuments: number
  }
  readonly files: readonly { readonly path: string; readonly sizeBytes: number }[]
  /** For a person to look at; never removed. */
  readonly setAside: readonly { readonly path: string; readonly sizeBytes: number }[]
}

export interface RetentionSummary {
  readonly key: string
  /** Days after the end of a run; null = for ever. */
  readonly unchosenDays: number | null
  readonly keepRejected: boolean
}

export interface RebuildSummary {
  /** False: nothing was changed, this is what would be done. */
  readonly run: boolean
  readonly home: string
  readonly checked: number
  readonly damaged: number
  readonly restored: number
  readonly remade: number
  /** Content ids. */
  readonly bundles: readonly string[]
  readonly temporalAside: readonly string[]
  readonly lost: readonly string[]
}

export interface DaemonInput {
  readonly home: string
  readonly scope: 'user' | 'system'
}

export interface DaemonSummary {
  readonly name: string
  readonly unitFile: string
  readonly unit: string
  readonly environmentFile: string
  /** Commands that the user has to run once. */
  readonly steps: readonly string[]
}

/** Keeping a home on this machine; clients/cli/local.ts does it. */
export interface LocalKeeping {
  backUp(
    input: { home: string; dir: string; keep: number; appVersion: string } & KeepingProgress,
  ): Promise<BackupSummary>
  verifyBackup(input: { dir: string; snapshot?: string } & KeepingProgress): Promise<BackupVerification>
  restore(
    input: { home: string; dir: string; snapshot?: string; replace: boolean } & KeepingProgress,
  ): Promise<RestoreSummary>
  collectGarbage(
    input: { home: string; run: boolean; graceHours: number } & KeepingProgress,
  ): Promise<GarbageSummary>
  /** Changes what is named; returns what holds. */
  setRetention(input: {
    home: string
    projectKey: string
    unchosenDays?: number | null
    keepRejected?: boolean
  }): Promise<RetentionSummary>
  rebuild(
    input: { home: string; backupDir: string | null; run: boolean } & KeepingProgress,
  ): Promise<RebuildSummary>
  /** With `print` nothing is changed. */
  installDaemon(input: DaemonInput & { print: boolean }): Promise<DaemonSummary>
  uninstallDaemon(input: DaemonInput): Promise<boolean>
  daemonState(input: DaemonInput): Promise<{ name: string; state: string }>
}
