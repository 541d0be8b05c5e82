export interface AssignmentRow {
  /** null = every spec of the run that has no assignment of its own. */
  readonly specKey: string | null
  readonly handle: string
  readonly assignedBy: string
  /** ISO 8601, UTC. */
  readonly assignedAt: string
}

/** A spec whose review waits for a person. */
export interface WaitingReview {
  readonly projectId: string
  /** The newest run that has it. */
  readonly runId: string
  readonly wishlistName: string
  readonly specRevisionId: string
  readonly specKey: string
  /** When its variants were there to be judged, ISO 8601, UTC. */
  readonly waitingSince: string
  /** When it ought to be decided; null = no time was set. */
  readonly dueAt: string | null
  readonly claimedBy: string | null
  readonly assignedTo: string | null
}

export interface AssignmentCatalogue {
  /**
   * Gives the review of a run, or of some of its specs, to one person; null takes it back. Without `specKeys` it speaks
   * for the whole run, also for specs that wait only later, and what was assigned spec by spec ends. Emits reviewAssigned.
   * Throws NotFound for an unknown run or key.
   */
  assign(input: {
    projectId: string
    runId: string
    handle: string | null
    specKeys?: readonly string[]
    assignedBy: string
  }): Promise<void>
  /** That of the run first, then those of specs in list order. */
  ofRun(runId: string): Promise<AssignmentRow[]>
}

export interface ReviewQueue {
  /**
   * What waits for a person, the longest waiting first, each spec once. `projectIds` null = every project. With `mine`:
   * what this person has claimed or was assigned, and what nobody has; not what waits for the approval of a second one. `total` counts all pages. Throws InvalidInput for a
   * cursor that it did not give.
   */
  waiting(input: {
    projectIds: readonly string[] | null
    mine?: string
    runId?: string
    cursor?: string
    limit: number
  }): Promise<{ items: WaitingReview[]; total: number; nextCursor: string | null }>
}
