import type { WaitingReviews } from '../core/review-ports.js'
import type { OrchestratePorts } from './activity-ports.js'

export interface RemindOfReviewInput {
  readonly runId: string
  /** From 1: which reminder of the run it is. */
  readonly number: number
}

/** Tells people, as an event, that reviews of a run are overdue; one event a number. */
export function remindOfReview({ catalogue }: OrchestratePorts) {
  return async ({
    runId,
    number,
  }: RemindOfReviewInput): Promise<WaitingReviews & { readonly sent: number }> =>
    await catalogue.review.remindOf({ runId, number })
}
