import type { WebhookEvent } from './webhook-ports.js'

/** What each event tells, as people choose it. */
export const webhookEventTexts: Readonly<Record<WebhookEvent, string>> = {
  runFinished: 'A run has ended: done, failed or cancelled',
  reviewWaiting: 'Something waits for people in a run for the first time',
  reviewOverdue: 'A review is overdue: each reminder once',
  reviewAssigned: 'A run, or some of its specs, were given to somebody to review',
}
