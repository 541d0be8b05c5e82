import { proxyActivities, upsertSearchAttributes } from '@temporalio/workflow'
import type { OrchestrateActivities } from '../activities/activity-sets.js'
import type { WaitingReviews } from '../core/review-ports.js'
import type { ReminderPlan } from '../core/workflow-inputs.js'
import { catalogueOptions } from './activity-options.js'
import { waitingAttributes } from './review-attributes.js'
import { withSummary } from './with-summary.js'

const { remindOfReview } = proxyActivities<OrchestrateActivities>(catalogueOptions)

/** Who has not come after so many reminders in a row will not come because of one more. */
export const remindersInARowMax = 10

/** When people are reminded of the reviews of one run. The run's own loop waits and asks; this only says until when. */
export class ReviewReminders {
  plan: ReminderPlan
  private readonly runId: string
  private oldestMs: number | null = null
  private told = ''

  constructor(runId: string, plan: ReminderPlan) {
    this.runId = runId
    this.plan = plan
  }

  /** What the catalogue says of what waits. */
  take(review: Pick<WaitingReviews, 'waiting' | 'oldest'> | undefined): void {
    if (review === undefined) return
    this.oldestMs = review.oldest === null ? null : Date.parse(review.oldest)
    if (review.waiting === 0) this.plan = { ...this.plan, inARow: 0 }
    this.tell()
  }

  /** How long the run may wait, at most `upToMs`, until somebody has to be reminded. */
  waitMs(upToMs: number): number {
    const nextMs = this.nextMs()
    // A timer of no time would come back at once and for ever.
    return nextMs === null ? upToMs : Math.min(upToMs, Math.max(1_000, nextMs - Date.now()))
  }

  async remindIfDue(): Promise<void> {
    const nextMs = this.nextMs()
    if (nextMs === null || Date.now() < nextMs) return
    const number = this.plan.sent + 1
    const found = await remindOfReview.executeWithOptions(
      withSummary(`reminder ${number}: reviews are overdue`),
      [{ runId: this.runId, number }],
    )
    const { dueMs, everyMs, inARow } = this.plan
    this.plan = { dueMs, everyMs, sent: found.sent, inARow: inARow + 1, lastAtMs: Date.now() }
    this.take(found)
  }

  private nextMs(): number | null {
    const { dueMs, everyMs, inARow, lastAtMs } = this.plan
    if (this.oldestMs === null || inARow >= remindersInARowMax) return null
    const overdueMs = this.oldestMs + dueMs
    return inARow === 0 ? overdueMs : Math.max(overdueMs, lastAtMs + everyMs)
  }

  private tell(): void {
    const { oldestMs } = this
    const attributes =
      oldestMs === null
        ? waitingAttributes('decided', null)
        : waitingAttributes('waiting', new Date(oldestMs + this.plan.dueMs))
    const told = String(oldestMs)
    if (told === this.told) return
    this.told = told
    upsertSearchAttributes(attributes)
  }
}
