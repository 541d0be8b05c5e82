import type { ClientBase, Pool } from 'pg'
import { AssetloomError } from '../../core/errors.js'
import { canonicalJson } from '../../core/hash.js'
import type { DecisionRequestRow, ReviewCatalogue } from '../../core/review-ports.js'
import type { DecisionMessage, RefusalReason } from '../../core/review/verdict.js'
import { lockUntilCommit } from './advisory-lock.js'
import { addOutboxRow } from './outbox.repository.js'
import { noSuchSpec } from './run-spec-stages.js'
import { inTransaction, queryPool, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

type Input = Parameters<ReviewCatalogue['requestDecision']>[0]

/** Key of the outbox row that carries the decision to its workflow. */
export function decisionDedupeKey(decisionId: string): string {
  return `sendDecision/${decisionId}`
}

/**
 * Request and outbox row. A decision that the workflow recorded already (it came by signal, too) is answered as
 * applied and needs no sending.
 */
export async function requestDecision(
  { pool }: PostgresCatalogueContext,
  input: Input,
): Promise<DecisionRequestRow> {
  const { projectId, runId, specRevisionId, message } = input
  const { decisionId } = message
  return await inTransaction(pool, async (tx) => {
    await lockUntilCommit(tx, 'decisions', decisionId)
    const known = await readRequest(tx, decisionId)
    if (known) return sameRequest(known, input)
    const [inserted] = await queryTx<{ state: DecisionRequestRow['state'] }>(
      tx,
      `INSERT INTO decision_requests (decision_id, project_id, run_id, spec_revision_id, message, state)
       SELECT $4, project_id, run_id, spec_revision_id, $5,
         CASE WHEN EXISTS (SELECT 1 FROM decisions WHERE decision_id = $4) THEN 'applied' ELSE 'pending' END
       FROM run_specs WHERE project_id = $1 AND run_id = $2 AND spec_revision_id = $3 RETURNING state`,
      [projectId, runId, specRevisionId, decisionId, JSON.stringify(message)],
    )
    if (!inserted) throw noSuchSpec(runId, specRevisionId)
    if (inserted.state === 'pending')
      await addOutboxRow(
        tx,
        { kind: 'sendDecision', projectId, runId, specRevisionId, message },
        decisionDedupeKey(decisionId),
      )
    return { decisionId, projectId, runId, specRevisionId, message, state: inserted.state, refusal: null }
  })
}

function sameRequest(known: DecisionRequestRow, input: Input): DecisionRequestRow {
  const scopeOf = ({ projectId, runId, specRevisionId, message }: Input) =>
    canonicalJson({ projectId, runId, specRevisionId, message })
  if (scopeOf(known) === scopeOf(input)) return known
  throw new AssetloomError(
    'Conflict',
    `decision ${known.decisionId} was already made with another content`,
    'send a new decision with a new decisionId',
    { decisionId: known.decisionId },
  )
}

interface Row {
  decision_id: string
  project_id: string
  run_id: string
  spec_revision_id: string
  message: DecisionMessage
  state: DecisionRequestRow['state']
  refusal_reason: RefusalReason | null
  refusal_message: string | null
}

const selectRequest = `SELECT decision_id, project_id, run_id, spec_revision_id, message, state, refusal_reason,
  refusal_message FROM decision_requests WHERE decision_id = $1`

export async function findRequest(pool: Pool, decisionId: string): Promise<DecisionRequestRow | null> {
  const [row] = await queryPool<Row>(pool, selectRequest, [decisionId])
  return row ? toRequest(row) : null
}

/** The same within a transaction. */
export async function readRequest(tx: ClientBase, decisionId: string): Promise<DecisionRequestRow | null> {
  const [row] = await queryTx<Row>(tx, selectRequest, [decisionId])
  return row ? toRequest(row) : null
}

function toRequest(row: Row): DecisionRequestRow {
  return {
    decisionId: row.decision_id,
    projectId: row.project_id,
    runId: row.run_id,
    specRevisionId: row.spec_revision_id,
    message: row.message,
    state: row.state,
    refusal:
      row.refusal_reason === null ? null : { reason: row.refusal_reason, message: row.refusal_message ?? '' },
  }
}
