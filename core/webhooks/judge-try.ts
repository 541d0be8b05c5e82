import type { DeliveryState, PostOutcome } from './webhook-ports.js'
import { webhookLimits } from './webhook-limits.js'

export interface TryVerdict {
  readonly state: DeliveryState
  readonly nextTryInMs: number | null
  /** The receiver wants nothing more (410). */
  readonly isGone: boolean
}

/**
 * What follows from the answer to one try: 2xx is delivered, 410 ends it and switches the webhook off, all else is tried
 * again after `waitMs`, or later where the receiver asks for it. `waitMs` null: this was the last try. `spread` makes of a
 * wait that was asked for that of this delivery.
 */
export function judgeTry(
  { status, retryAfterMs }: PostOutcome,
  waitMs: number | null,
  spread: (askedMs: number) => number = (askedMs) => askedMs,
): TryVerdict {
  if (status !== null && status >= 200 && status < 300)
    return { state: 'delivered', nextTryInMs: null, isGone: false }
  if (status === 410) return { state: 'failed', nextTryInMs: null, isGone: true }
  if (waitMs === null) return { state: 'failed', nextTryInMs: null, isGone: false }
  const askedMs = spread(Math.min(retryAfterMs ?? 0, webhookLimits.retryAfterMaxMs))
  return { state: 'pending', nextTryInMs: Math.max(waitMs, askedMs), isGone: false }
}
