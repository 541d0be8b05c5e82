import type { ClientBase } from 'pg'
import { AssetloomError } from '../../core/errors.js'
import { canonicalJson } from '../../core/hash.js'
import type { IntakeNote } from '../../core/intake/intake-report.js'
import type { IntakeCatalogue } from '../../core/intake-ports.js'
import { appendEvent } from './event-log.js'
import { inTransaction, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'
import { writeAudit } from './write-audit.js'

type Input = Parameters<IntakeCatalogue['addNotes']>[0]

interface Found {
  run_id: string
  specs: string
  problems: number
  notes: IntakeNote[]
}

/** Adds the notes that the revision does not have yet; two calls at once add each note once. */
export async function addNotes({ pool }: PostgresCatalogueContext, input: Input): Promise<void> {
  const { projectId, wishlistRevisionId, notes } = input
  await inTransaction(pool, async (tx) => {
    // Locked before they are read: what a statement joins to a row that it had to wait for is as old as its beginning.
    await queryTx(
      tx,
      'SELECT 1 FROM wishlist_revisions WHERE project_id = $1 AND wishlist_revision_id = $2 FOR UPDATE',
      [projectId, wishlistRevisionId],
    )
    const [found] = await queryTx<Found>(
      tx,
      `SELECT r.run_id, (SELECT count(*) FROM run_specs s WHERE s.run_id = r.run_id) AS specs,
         jsonb_array_length(wr.problems) AS problems, wr.notes
       FROM runs r JOIN wishlist_revisions wr USING (wishlist_revision_id)
       WHERE r.project_id = $1 AND r.wishlist_revision_id = $2`,
      [projectId, wishlistRevisionId],
    )
    if (!found)
      throw new AssetloomError(
        'NotFound',
        `no wishlist revision ${wishlistRevisionId} in this project`,
        'submit the wishlist first',
        { wishlistRevisionId },
      )
    const known = new Set(found.notes.map((note) => canonicalJson(note)))
    const fresh = notes.filter((note) => !known.has(canonicalJson(note)))
    if (fresh.length === 0) return
    const all = [...found.notes, ...fresh]
    await queryTx(
      tx,
      'UPDATE wishlist_revisions SET notes = $3 WHERE project_id = $1 AND wishlist_revision_id = $2',
      [projectId, wishlistRevisionId, JSON.stringify(all)],
    )
    await auditDeclined(tx, { projectId, runId: found.run_id, notes: fresh })
    const data = { specs: Number(found.specs), problems: found.problems, notes: all.length }
    await appendEvent(tx, { projectId, runId: found.run_id, type: 'wishlistRefined', data })
  })
}

/** What a person puts aside is told; what a model notes is no act of anybody's. */
async function auditDeclined(
  tx: ClientBase,
  { projectId, runId, notes }: { projectId: string; runId: string; notes: readonly IntakeNote[] },
): Promise<void> {
  const keys = notes.flatMap(({ declines }) => declines ?? [])
  if (keys.length === 0) return
  await writeAudit(tx, {
    ...{ projectId, action: 'proposal.declined', subjectKind: 'run', subjectId: runId },
    details: { keys },
  })
}
