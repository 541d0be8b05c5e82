import type { RequestAccepted } from '../core/http/http-api.js'
import { deliverOutboxRow, type OutboxVerdict } from '../core/outbox-delivery.js'
import type { OutboxMessage } from '../core/outbox-ports.js'
import type { ApiContext } from './api-deps.js'
import { withinDeadline } from './within-deadline.js'

type DeliverDeps = Pick<ApiContext, 'catalogue' | 'gateway' | 'limits' | 'log'>

/**
 * Keeps the message in the outbox and tries to deliver it at once. From `add` on it is a promise: what goes wrong
 * after that is `pending`, never an error, because the orchestrator worker sends the row again.
 */
export async function deliverMessage(
  deps: DeliverDeps,
  message: OutboxMessage,
  dedupeKey: string,
): Promise<OutboxVerdict> {
  const row = await deps.catalogue.outbox.add(message, dedupeKey)
  // The same press again, whose first answer was lost: to deliver it twice could undo what was pressed since.
  if (row.isClosed) return { state: 'done' }
  const { deliverDeadlineMs, deliverSlackMs } = deps.limits
  const late = {
    state: 'pending',
    message: 'It takes longer than usual; it is kept and sent again.',
  } as const
  try {
    const delivery = deliverOutboxRow(deps, row, deliverDeadlineMs)
    return await withinDeadline(deliverDeadlineMs + deliverSlackMs, delivery, late)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    deps.log('warn', 'delivery failed, the outbox keeps it', { kind: message.kind, reason })
    return { state: 'pending', message: 'It is kept and will be delivered as soon as possible.' }
  }
}

/** The answer to a request whose effect shows later. */
export function acceptedBy(verdict: OutboxVerdict): RequestAccepted {
  return verdict.state === 'done' ? { state: 'delivered' } : { state: 'pending', message: verdict.message }
}
