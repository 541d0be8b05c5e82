/** An open workflow whose history the new build does not replay. */
export interface BrokenHistory {
  readonly workflowId: string
  /** Name of its workflow function. */
  readonly type: string
  /** The event of its history that the new code does not expect; null when the failure names none. */
  readonly eventId: number | null
  readonly message: string
}

/** What the gate before an upgrade found. */
export interface UpgradeReport {
  /** The build that was tried; null when it ran from the sources. */
  readonly build: string | null
  /** Workflows that are open. */
  readonly open: number
  /** Of them, how many were replayed: a limit keeps the check within minutes. */
  readonly replayed: number
  /** Closed and deleted while the check ran. */
  readonly gone: number
  readonly broken: readonly BrokenHistory[]
}
