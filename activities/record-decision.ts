import type { RecordedDecision, RefusalReason } from '../core/review/verdict.js'
import type { OrchestratePorts } from './activity-ports.js'

export interface RecordDecisionInput {
  readonly projectId: string
  readonly runId: string
  readonly specId: string
  readonly specRevisionId: string
  readonly decisions: readonly RecordedDecision[]
}

/** Appends what the workflow decided; in the same transaction it closes the request's outbox row. */
export function recordDecision({ catalogue }: OrchestratePorts) {
  return async (input: RecordDecisionInput): Promise<void> => await catalogue.review.recordDecisions(input)
}

export interface RefuseDecisionInput {
  readonly projectId: string
  readonly runId: string
  readonly specRevisionId: string
  readonly decisionId: string
  readonly reason: RefusalReason
  readonly message: string
  readonly reviewer: string
}

/** Makes a refused signal visible as the event decisionRefused: nobody waits for its answer. */
export function refuseDecision({ catalogue }: OrchestratePorts) {
  return async (input: RefuseDecisionInput): Promise<void> => {
    await catalogue.review.refuseDecision(input)
  }
}
