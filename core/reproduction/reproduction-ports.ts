import type { MakingDistance } from './compare-pictures.js'

export const reproductionOutcomes = ['identical', 'near', 'drifted'] as const
/** identical: the same bytes. near: nobody tells them apart. drifted: it is another picture by now. */
export type ReproductionOutcome = (typeof reproductionOutcomes)[number]

/** What came of making a variant's picture or sound again. The bytes that were made are not kept. */
export interface ReproductionReport {
  readonly outcome: ReproductionOutcome
  readonly originalSha256: string
  readonly sha256: string
  /** null = the same bytes, or nothing that could be measured: another size, or the original is not kept any more. */
  readonly distance: MakingDistance | null
  /** What is otherwise than when it was made, as sentences. */
  readonly differs: readonly string[]
  readonly provider: string
  readonly costMicros: number
  /** Of the making, milliseconds. */
  readonly tookMs: number
}

export interface ReproductionRow extends ReproductionReport {
  /** The job that ordered it. */
  readonly jobId: string
  readonly variantId: string
  readonly projectId: string
  readonly createdAt: string
}

export interface ReproductionCatalogue {
  /**
   * Keeps the job that makes it and reserves its cost, once, under the project's permits lock; no permit is taken. With
   * `waitsForBudget` nothing is kept: all that the project paid or may have to pay, with this, is above its budget.
   * Throws NotFound.
   */
  begin(input: {
    readonly projectId: string
    readonly jobId: string
    readonly generationJobId: string
    readonly variantId: string
    readonly costMicros: number
    readonly prices?: Readonly<Record<string, number>>
  }): Promise<{ readonly waitsForBudget: boolean }>
  /** Report, ledger commit and the end of the job in one transaction; the report of an earlier attempt stays. */
  complete(input: {
    readonly projectId: string
    readonly jobId: string
    readonly generationJobId: string
    readonly variantId: string
    readonly report: ReproductionReport
  }): Promise<ReproductionRow>
  /** Nobody wants it any more: its reservation is refunded, unless it was made. */
  abandon(projectId: string, generationJobId: string): Promise<void>
  find(jobId: string): Promise<ReproductionRow | null>
  /** Oldest first. */
  ofVariant(variantId: string): Promise<ReproductionRow[]>
}
