import type { Catalogue } from './catalogue.js'
import type { Delivery, OutboxRow, WorkflowGateway } from './outbox-ports.js'
import type { DecisionOutcome } from './review/verdict.js'
import { terminalRunStages } from './run-options.js'

/** Key of the outbox row that ends the workflows of a held run whose place a newer revision takes. */
export function heldRunSignalKey(runId: string): string {
  return `signalRun/${runId}/cancelRun/held`
}

/** What became of an outbox row after one attempt. A `pending` row stays open and is sent again. */
export type OutboxVerdict =
  | { readonly state: 'done'; readonly outcome?: DecisionOutcome }
  | { readonly state: 'pending'; readonly message: string }

/**
 * One attempt to deliver an outbox row, the same for the API (at once, within its deadline) and the drainer (later).
 * Rows of starts and signals are closed here. The row of a decision is closed by recordDecision or refuseDecision in
 * their own transactions: an accepted update alone proves nothing yet.
 */
export async function deliverOutboxRow(
  ports: { readonly catalogue: Catalogue; readonly gateway: WorkflowGateway },
  row: OutboxRow,
  deadlineMs: number,
): Promise<OutboxVerdict> {
  if (await isOvertaken(ports.catalogue, row)) {
    await ports.catalogue.outbox.close(row.outboxId)
    return { state: 'done' }
  }
  const delivery = await ports.gateway.deliver(row.message, deadlineMs)
  if (row.message.kind === 'sendDecision') return await settleDecision(ports, row, delivery, deadlineMs)
  if (delivery.status === 'retry') return { state: 'pending', message: delivery.message }
  await ports.catalogue.outbox.close(row.outboxId)
  return { state: 'done' }
}

/** Of a pause and a resumption that waited for Temporal together the last one counts, whichever is sent first. */
async function isOvertaken({ outbox }: Catalogue, row: OutboxRow): Promise<boolean> {
  const { message } = row
  return message.kind === 'signalRun' && message.signal !== 'cancelRun' && (await outbox.isOvertaken(row))
}

async function settleDecision(
  { catalogue, gateway }: { readonly catalogue: Catalogue; readonly gateway: WorkflowGateway },
  row: OutboxRow,
  delivery: Delivery,
  deadlineMs: number,
): Promise<OutboxVerdict> {
  if (row.message.kind !== 'sendDecision') throw new TypeError('not a decision')
  const { projectId, runId, specRevisionId, message } = row.message
  const refuse = async (outcome: DecisionOutcome & { status: 'refused' }): Promise<OutboxVerdict> => {
    const { applied } = await catalogue.review.refuseDecision({
      projectId,
      runId,
      specRevisionId,
      decisionId: message.decisionId,
      reason: outcome.reason,
      message: outcome.message,
      reviewer: message.reviewer,
    })
    if (!applied) return { state: 'done', outcome }
    const decisions = (await catalogue.review.decisionsOf(message.variantId)).filter(
      (one) => one.decisionId === message.decisionId,
    )
    return { state: 'done', outcome: { status: 'applied', decisions } }
  }
  if (delivery.status === 'retry') return { state: 'pending', message: delivery.message }
  if (delivery.status === 'delivered') {
    const { outcome } = delivery
    if (!outcome) return { state: 'pending', message: 'sent; the answer has not come yet' }
    if (outcome.status === 'applied') return { state: 'done', outcome }
    if (outcome.reason === 'NotReady') return { state: 'pending', message: outcome.message }
    return await refuse(outcome)
  }
  if (await catalogue.review.isSpecClosed(runId, specRevisionId))
    return await refuse({
      status: 'refused',
      reason: 'Closed',
      message: 'this review is closed: reopen it to decide again',
    })
  const run = await catalogue.runs.find(runId)
  if (run && terminalRunStages.includes(run.stage))
    // The run is over and Temporal has lost this open review (its file was deleted, say): bring it back.
    await gateway.deliver({ kind: 'reopenAssetRun', projectId, runId, specRevisionId }, deadlineMs)
  return {
    state: 'pending',
    message: 'the review is being brought back; the decision is kept and will be sent',
  }
}
