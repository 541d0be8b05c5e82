import type { ClientBase } from 'pg'
import { AssetloomError } from '../../core/errors.js'
import type { AssignmentCatalogue, AssignmentRow } from '../../core/review-together/assignment-ports.js'
import { appendEvent } from './event-log.js'
import { requireRun } from './require-run.js'
import { inTransaction, queryPool, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

interface Row {
  key: string | null
  handle: string
  assigned_by: string
  assigned_at: Date
}

type Input = Parameters<AssignmentCatalogue['assign']>[0]

/** Who is to review runs and specs. */
export function createReviewAssignmentsRepository({
  pool,
}: Pick<PostgresCatalogueContext, 'pool'>): AssignmentCatalogue {
  return {
    assign: async (input) => await inTransaction(pool, async (tx) => await assign(tx, input)),
    ofRun: async (runId) => {
      const rows = await queryPool<Row>(
        pool,
        `SELECT NULL AS key, handle, assigned_by, assigned_at, -1 AS position FROM run_assignments WHERE run_id = $1
         UNION ALL
         SELECT s.key, a.handle, a.assigned_by, a.assigned_at, rs.position
         FROM run_spec_states rs JOIN specs s USING (spec_id)
           JOIN review_assignments a ON a.run_id = rs.owner_run_id AND a.spec_revision_id = rs.spec_revision_id
         WHERE rs.run_id = $1
         ORDER BY position LIMIT 10000`,
        [runId],
      )
      return rows.map(toRow)
    },
  }
}

async function assign(tx: ClientBase, input: Input): Promise<void> {
  const { projectId, runId, handle, specKeys, assignedBy } = input
  await requireRun(tx, projectId, runId)
  if (specKeys === undefined) await assignRun(tx, input)
  else await assignSpecs(tx, input, [...new Set(specKeys)])
  const some = specKeys === undefined ? {} : { specKeys: specKeys.slice(0, 50), specs: specKeys.length }
  const data = { handle, assignedBy, ...some }
  await appendEvent(tx, { projectId, runId, type: 'reviewAssigned', data })
}

async function assignRun(tx: ClientBase, { projectId, runId, handle, assignedBy }: Input): Promise<void> {
  await queryTx(
    tx,
    `DELETE FROM review_assignments a USING run_spec_states rs
     WHERE rs.run_id = $1 AND a.run_id = rs.owner_run_id AND a.spec_revision_id = rs.spec_revision_id`,
    [runId],
  )
  if (handle === null) await queryTx(tx, 'DELETE FROM run_assignments WHERE run_id = $1', [runId])
  else
    await queryTx(
      tx,
      `INSERT INTO run_assignments (run_id, project_id, handle, assigned_by) VALUES ($1, $2, $3, $4)
       ON CONFLICT (run_id) DO UPDATE SET handle = excluded.handle, assigned_by = excluded.assigned_by,
         assigned_at = clock_timestamp()`,
      [runId, projectId, handle, assignedBy],
    )
}

async function assignSpecs(
  tx: ClientBase,
  { projectId, runId, handle, assignedBy }: Input,
  keys: readonly string[],
): Promise<void> {
  const specs = await queryTx<{ key: string; owner_run_id: string; spec_revision_id: string }>(
    tx,
    `SELECT s.key, rs.owner_run_id, rs.spec_revision_id FROM run_spec_states rs JOIN specs s USING (spec_id)
     WHERE rs.run_id = $1 AND s.key = ANY($2)`,
    [runId, keys],
  )
  const unknown = keys.find((key) => !specs.some((spec) => spec.key === key))
  if (unknown !== undefined)
    throw new AssetloomError('NotFound', `this run has no spec ${unknown}`, 'list the specs of the run', {
      specKey: unknown,
    })
  const ids = [specs.map((spec) => spec.owner_run_id), specs.map((spec) => spec.spec_revision_id)]
  if (handle === null)
    await queryTx(
      tx,
      `DELETE FROM review_assignments WHERE (run_id, spec_revision_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))`,
      ids,
    )
  else
    await queryTx(
      tx,
      `INSERT INTO review_assignments (run_id, spec_revision_id, project_id, handle, assigned_by)
       SELECT run_id, spec_revision_id, $3, $4, $5
       FROM unnest($1::text[], $2::text[]) AS of (run_id, spec_revision_id) ORDER BY 1, 2
       ON CONFLICT (run_id, spec_revision_id) DO UPDATE SET handle = excluded.handle,
         assigned_by = excluded.assigned_by, assigned_at = clock_timestamp()`,
      [...ids, projectId, handle, assignedBy],
    )
}

function toRow(row: Row): AssignmentRow {
  return {
    specKey: row.key,
    handle: row.handle,
    assignedBy: row.assigned_by,
    assignedAt: row.assigned_at.toISOString(),
  }
}
