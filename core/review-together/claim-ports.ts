/** A spec that one person has taken to review. It tells others; it keeps nobody from deciding. */
export interface ClaimRow {
  readonly specKey: string
  readonly specRevisionId: string
  readonly handle: string
  /** ISO 8601, UTC, by the clock of the catalogue. */
  readonly claimedAt: string
  readonly leaseUntil: string
}

export interface ClaimCatalogue {
  /**
   * Claims the next `count` specs of the run that wait for a person, in list order, without those that somebody holds and
   * those that were assigned to somebody else by name or that wait for somebody else's approval. Two who ask at the same time never get the same spec. Fewer when
   * there are no more, or when the person would hold more than togetherLimits allow. Returns the new ones. Emits
   * claimsChanged when there are any. Throws NotFound for an unknown run.
   */
  take(input: {
    projectId: string
    runId: string
    handle: string
    count: number
    leaseMs: number
  }): Promise<ClaimRow[]>
  /**
   * The person is still at it: their live claims in the run last for their whole lease again. Every decision of the
   * person in the run does the same. Returns the claims.
   */
  renew(input: { runId: string; handle: string }): Promise<ClaimRow[]>
  /** Gives claims back, all of them without `specKeys`; returns how many there were. Emits claimsChanged. */
  release(input: {
    projectId: string
    runId: string
    handle: string
    specKeys?: readonly string[]
  }): Promise<number>
  /** Live claims of everybody, in list order. */
  list(runId: string): Promise<ClaimRow[]>
}
