/** What `assetloom doctor` finds out about a running stack. Facts only; clients/cli/doctor judges them. */

export interface DatabaseExamination {
  readonly version: string
  /** Its clock minus ours, milliseconds; half of the round trip is taken off. */
  readonly clockSkewMs: number
  /** Migrations that this program has and the database has not, and the other way round. */
  readonly migrationsMissing: readonly string[]
  readonly migrationsUnknown: readonly string[]
  readonly outboxOpen: number
  readonly outboxOldestMs: number
  /** Reservations without commit or refund whose holder has no permit, and the age of the oldest. */
  readonly reservationsUnsettled: number
  readonly reservationsOldestMs: number
  /** Specs of open runs whose pictures have waited for a person longer than `reviewOverdueMs`. */
  readonly reviewsOverdue: number
  /** Bytes of all stored objects that rows refer to are not known here: the store is asked by its own. */
  readonly storedBytes: number | null
  readonly storeQuotaBytes: number | null
}

export interface TemporalExamination {
  readonly version: string
  readonly retentionDays: number
  readonly missingAttributes: readonly string[]
  /** Pollers by task queue and kind. */
  readonly queues: readonly { readonly name: string; readonly pollers: number }[]
  /** How far ahead of our clock the server's is at least, milliseconds. */
  readonly clockAheadMs: number
  /** Workflows whose code fails: workflow tasks tried again and again. */
  readonly stuck: readonly { readonly workflowId: string; readonly attempt: number }[]
  /** Activities that have failed many times. */
  readonly failing: readonly {
    readonly workflowId: string
    readonly activity: string
    readonly attempt: number
    readonly message: string
  }[]
}

export const reviewOverdueMs = 7 * 86_400_000

/** What could be asked; the sentence of the failure where it could not. */
export interface StackExamination {
  readonly database: DatabaseExamination | string
  readonly temporal: TemporalExamination | string
  /** Where the objects lie, and what keeps them from being used. Absent = nobody asked. */
  readonly store?: {
    readonly place: string
    readonly trouble: { readonly found: string; readonly mend: string } | null
  }
}
