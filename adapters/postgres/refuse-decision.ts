import type { ClientBase } from 'pg'
import type { ReviewCatalogue } from '../../core/review-ports.js'
import { lockUntilCommit } from './advisory-lock.js'
import { decisionDedupeKey, readRequest } from './decision-requests.js'
import { appendEvent } from './event-log.js'
import { closeOutboxRow } from './outbox.repository.js'
import { storableText } from './storable-text.js'
import { inTransaction, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

type Input = Parameters<ReviewCatalogue['refuseDecision']>[0]

/** A decision that stands cannot be refused any more: `applied: true` and nothing changes. */
export async function refuseDecision(
  { pool }: PostgresCatalogueContext,
  given: Input,
): Promise<{ applied: boolean }> {
  // A malformed signal may carry anything.
  const input = {
    ...given,
    decisionId: storableText(given.decisionId, 200),
    message: storableText(given.message, 2_000),
    reviewer: storableText(given.reviewer, 200),
  }
  return await inTransaction(pool, async (tx) => {
    await lockUntilCommit(tx, 'decisions', input.decisionId)
    const standing = await queryTx(
      tx,
      'SELECT 1 FROM decisions WHERE project_id = $1 AND decision_id = $2 LIMIT 1',
      [input.projectId, input.decisionId],
    )
    if (standing.length > 0) return { applied: true }
    await refuseInTransaction(tx, input)
    return { applied: false }
  })
}

/** The part that recordDecisions shares; the caller holds the decision's lock. */
export async function refuseInTransaction(tx: ClientBase, input: Input): Promise<void> {
  const { projectId, runId, specRevisionId, decisionId, reason, message, reviewer } = input
  const request = await readRequest(tx, decisionId)
  if (request && request.projectId === projectId) {
    if (request.state === 'refused') return
    await queryTx(
      tx,
      `UPDATE decision_requests SET state = 'refused', refusal_reason = $3, refusal_message = $4
       WHERE project_id = $1 AND decision_id = $2`,
      [projectId, decisionId, reason, message],
    )
    await closeOutboxRow(tx, projectId, decisionDedupeKey(decisionId))
  } else if (await wasToldBefore(tx, input)) return
  await appendEvent(tx, {
    projectId,
    runId,
    type: 'decisionRefused',
    data: { specRevisionId, decisionId, reason, message, reviewer },
  })
}

/** A signal leaves no request behind: its event is what tells that it was refused already. */
async function wasToldBefore(tx: ClientBase, input: Input): Promise<boolean> {
  const told = await queryTx(
    tx,
    `SELECT 1 FROM events WHERE project_id = $1 AND run_id = $2 AND type = 'decisionRefused'
       AND data ->> 'decisionId' = $3 AND data ->> 'reason' = $4 LIMIT 1`,
    [input.projectId, input.runId, input.decisionId, input.reason],
  )
  return told.length > 0
}
