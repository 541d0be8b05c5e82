export const eventTypes = [
  'runCreated',
  'wishlistRefined',
  'runStageChanged',
  'runPaused',
  'runResumed',
  'budgetReached',
  'overageApproved',
  'runCapNear',
  'specStageChanged',
  'generationRouted',
  'draftsChosen',
  'variantGenerated',
  'variantsScored',
  'qualityJudged',
  'decisionRecorded',
  'decisionRefused',
  'reviewWaiting',
  'reviewOverdue',
  'assetFinished',
  'bundlePublished',
  'jobStageChanged',
  'claimsChanged',
  'noteAdded',
  'noteChanged',
  'tagsChanged',
  'reviewAssigned',
] as const
export type EventType = (typeof eventTypes)[number]

/** One line of a project's event log. `seq` rises without gaps that a later commit could fill. */
export interface CatalogueEvent {
  readonly seq: number
  readonly projectId: string
  readonly runId: string | null
  readonly type: EventType
  /** ISO 8601, UTC. */
  readonly at: string
  /** Ids, counts and words; never pixels, never secrets. */
  readonly data: Readonly<Record<string, unknown>>
}
