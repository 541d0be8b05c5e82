import type { ClientBase } from 'pg'
import { heldRunSignalKey } from '../../core/outbox-delivery.js'
import { appendEvent } from './event-log.js'
import { addOutboxRow } from './outbox.repository.js'
import { cancelWaitingSpecs } from './runs.repository.js'
import { queryTx } from './transaction.js'

/**
 * Whether the run is held since it began and has made nothing: its own specs all wait. Locks the run, so that it cannot
 * be resumed before the transaction ends.
 */
export async function isUntouchedHold(tx: ClientBase, runId: string): Promise<boolean> {
  // Locked before it is read: what a statement joins to a row that it had to wait for is as old as its beginning.
  await queryTx(tx, 'SELECT 1 FROM runs WHERE run_id = $1 FOR NO KEY UPDATE', [runId])
  const [held] = await queryTx(
    tx,
    `SELECT 1 FROM runs r JOIN wishlist_revisions wr USING (wishlist_revision_id)
     WHERE r.run_id = $1 AND wr.options -> 'hold' = 'true' AND r.paused AND r.stage IN ('generating', 'failed')
       AND NOT EXISTS (
         SELECT 1 FROM run_specs s WHERE s.run_id = r.run_id AND s.origin_run_id IS NULL AND s.stage <> 'waiting')`,
    [runId],
  )
  return held !== undefined
}

/**
 * Ends a held run that has made nothing, because the newer revision of its list takes its place. False when it had
 * ended by itself: no line of its list could be used.
 */
export async function cancelHeldRun(tx: ClientBase, projectId: string, runId: string): Promise<boolean> {
  const [open] = await queryTx(
    tx,
    `UPDATE runs SET stage = 'cancelled', finished_at = clock_timestamp()
     WHERE project_id = $1 AND run_id = $2 AND stage = 'generating' RETURNING run_id`,
    [projectId, runId],
  )
  if (open === undefined) return false
  await cancelWaitingSpecs(tx, runId)
  await appendEvent(tx, { projectId, runId, type: 'runStageChanged', data: { stage: 'cancelled' } })
  const message = { kind: 'signalRun', projectId, runId, signal: 'cancelRun' } as const
  await addOutboxRow(tx, message, heldRunSignalKey(runId))
  return true
}
