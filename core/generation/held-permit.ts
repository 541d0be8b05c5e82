export interface HeldPermit {
  readonly projectId: string
  readonly runId: string
  readonly specRevisionId: string
  /** ISO 8601, UTC. */
  readonly grantedAt: string
  /** The newest round of the holder has its scores. */
  readonly roundScored: boolean
}
