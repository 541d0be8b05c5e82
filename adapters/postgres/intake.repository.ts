import { AssetloomError } from '../../core/errors.js'
import { hashOf } from '../../core/hash.js'
import type { IntakeNote, IntakeProblem } from '../../core/intake/intake-report.js'
import type { IntakeCatalogue, WishlistRevisionRow } from '../../core/intake-ports.js'
import type { RunOptions } from '../../core/run-options.js'
import { addNotes } from './add-notes.js'
import { appendEvent } from './event-log.js'
import { addOutboxRow } from './outbox.repository.js'
import { saveRefinement } from './save-refinement.js'
import { findNewestRevision, listRevisions, specsOfRevision } from './wishlist-revisions.js'
import { inTransaction, queryPool, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

/** Wishlists with their raw text, and what refinement found in them. */
export function createIntakeRepository(context: PostgresCatalogueContext): IntakeCatalogue {
  return {
    submitWishlist: async (input) => await submitWishlist(context, input),
    loadRevision: async (projectId, wishlistRevisionId) =>
      await loadRevision(context, projectId, wishlistRevisionId),
    saveRefinement: async (input) => await saveRefinement(context, input),
    addNotes: async (input) => await addNotes(context, input),
    listRevisions: async (projectId, wishlistRevisionId) =>
      await listRevisions(context, projectId, wishlistRevisionId),
    findNewestRevision: async (projectId, name) => await findNewestRevision(context, projectId, name),
    specsOfRevision: async (projectId, wishlistRevisionId) =>
      await specsOfRevision(context, projectId, wishlistRevisionId),
  }
}

type SubmitInput = Parameters<IntakeCatalogue['submitWishlist']>[0]
type Submitted = Awaited<ReturnType<IntakeCatalogue['submitWishlist']>>

async function submitWishlist(
  { pool, ids }: PostgresCatalogueContext,
  input: SubmitInput,
): Promise<Submitted> {
  const { projectId, name, text, options } = input
  const contentHash = hashOf({ name, text, options })
  return await inTransaction(pool, async (tx) => {
    // Locks the wishlist, so that two submissions at once number their revisions one after the other.
    const [wishlist] = await queryTx<{ wishlist_id: string }>(
      tx,
      `INSERT INTO wishlists (wishlist_id, project_id, name) VALUES ($1, $2, $3)
       ON CONFLICT (project_id, name) DO UPDATE SET name = excluded.name RETURNING wishlist_id`,
      [ids.mint('wishlist'), projectId, name],
    )
    const [newest] = await queryTx<NewestRow>(
      tx,
      `SELECT wr.wishlist_revision_id, r.run_id, wr.revision, wr.content_hash
       FROM wishlist_revisions wr JOIN runs r USING (wishlist_revision_id)
       WHERE wr.project_id = $1 AND wr.wishlist_id = $2 ORDER BY wr.revision DESC LIMIT 1`,
      [projectId, wishlist?.wishlist_id],
    )
    if (newest?.content_hash === contentHash) {
      const { wishlist_revision_id: wishlistRevisionId, run_id: runId, revision } = newest
      return { wishlistRevisionId, runId, revision, created: false }
    }
    const revision = (newest?.revision ?? 0) + 1
    const wishlistRevisionId = ids.mint('wishlistRevision')
    const runId = ids.mint('run')
    await queryTx(
      tx,
      `INSERT INTO wishlist_revisions
         (wishlist_revision_id, wishlist_id, project_id, revision, content_hash, text, options)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [
        wishlistRevisionId,
        wishlist?.wishlist_id,
        projectId,
        revision,
        contentHash,
        text,
        JSON.stringify(options),
      ],
    )
    await queryTx(
      tx,
      `INSERT INTO runs (run_id, project_id, wishlist_revision_id, stage) VALUES ($1, $2, $3, 'refining')`,
      [runId, projectId, wishlistRevisionId],
    )
    await addOutboxRow(
      tx,
      { kind: 'startWishlistRun', projectId, wishlistRevisionId, runId },
      `startWishlistRun/${wishlistRevisionId}`,
    )
    await appendEvent(tx, {
      projectId,
      runId,
      type: 'runCreated',
      data: { wishlistRevisionId, wishlist: name, revision },
    })
    return { wishlistRevisionId, runId, revision, created: true }
  })
}

interface NewestRow {
  wishlist_revision_id: string
  run_id: string
  revision: number
  content_hash: string
}

interface RevisionRow {
  revision: number
  wishlist_id: string
  name: string
  text: string
  problems: IntakeProblem[]
  notes: IntakeNote[]
  options: RunOptions
  run_id: string
}

async function loadRevision(
  { pool }: PostgresCatalogueContext,
  projectId: string,
  wishlistRevisionId: string,
): Promise<WishlistRevisionRow> {
  const [row] = await queryPool<RevisionRow>(
    pool,
    `SELECT w.wishlist_id, w.name, wr.revision, wr.text, wr.problems, wr.notes, wr.options, r.run_id
     FROM wishlist_revisions wr JOIN wishlists w USING (wishlist_id) JOIN runs r USING (wishlist_revision_id)
     WHERE wr.project_id = $1 AND wr.wishlist_revision_id = $2`,
    [projectId, wishlistRevisionId],
  )
  if (!row)
    throw new AssetloomError(
      'NotFound',
      `no wishlist revision ${wishlistRevisionId} in this project`,
      'list the runs of the project to find its revisions',
      { projectId, wishlistRevisionId },
    )
  return {
    wishlistRevisionId,
    wishlistId: row.wishlist_id,
    projectId,
    revision: row.revision,
    name: row.name,
    text: row.text,
    problems: row.problems,
    notes: row.notes,
    options: row.options,
    runId: row.run_id,
  }
}
