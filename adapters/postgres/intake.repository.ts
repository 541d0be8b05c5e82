import type { ClientBase } from 'pg'
import { AssetloomError } from '../../core/errors.js'
import type { IntakeNote, IntakeProblem } from '../../core/intake/intake-report.js'
import { listContentHash } from '../../core/intake/list-content.js'
import type { IntakeCatalogue, SubmittedList, WishlistRevisionRow } from '../../core/intake-ports.js'
import type { RunOptions } from '../../core/run-options.js'
import { addNotes } from './add-notes.js'
import { appendEvent } from './event-log.js'
import { cancelHeldRun, isUntouchedHold } from './held-runs.js'
import { addOutboxRow } from './outbox.repository.js'
import { boundLimit } from './page-limit.js'
import { saveRefinement } from './save-refinement.js'
import { findNewestRevision, listRevisions, specRevisions, specsOfRevision } from './wishlist-revisions.js'
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
    specRevisions: async (projectId, specId, limit) =>
      await specRevisions(context, projectId, specId, boundLimit(limit)),
  }
}

type SubmitInput = Parameters<IntakeCatalogue['submitWishlist']>[0]

async function submitWishlist(
  { pool, ids }: PostgresCatalogueContext,
  input: SubmitInput,
): Promise<SubmittedList> {
  const { projectId, name, text } = input
  const contentHash = listContentHash(input)
  return await inTransaction(pool, async (tx) => {
    // Locks the wishlist, so that two submissions at once number their revisions one after the other.
    const [wishlist] = await queryTx<{ wishlist_id: string }>(
      tx,
      `INSERT INTO wishlists (wishlist_id, project_id, name) VALUES ($1, $2, $3)
       ON CONFLICT (project_id, name) DO UPDATE SET name = excluded.name RETURNING wishlist_id`,
      [ids.mint('wishlist'), projectId, name],
    )
    const wishlistId = wishlist?.wishlist_id ?? ''
    const newest = await readNewest(tx, projectId, wishlistId)
    refuseMovedOn(input, newest)
    if (newest?.content_hash === contentHash) {
      const { wishlist_revision_id: wishlistRevisionId, run_id: runId, revision, held } = newest
      return { wishlistRevisionId, runId, revision, created: false, held }
    }
    const replaced = newest?.held && (await isUntouchedHold(tx, newest.run_id)) ? newest.run_id : null
    const { hold, ...ordered } = input.options
    const held = input.keepsHold === true ? replaced !== null : hold === true
    const options: RunOptions = { ...ordered, ...(held ? { hold: true } : {}) }
    const revision = (newest?.revision ?? 0) + 1
    const wishlistRevisionId = ids.mint('wishlistRevision')
    const runId = ids.mint('run')
    await queryTx(
      tx,
      `INSERT INTO wishlist_revisions
         (wishlist_revision_id, wishlist_id, project_id, revision, content_hash, text, options)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [wishlistRevisionId, wishlistId, projectId, revision, contentHash, text, JSON.stringify(options)],
    )
    await queryTx(
      tx,
      `INSERT INTO runs (run_id, project_id, wishlist_revision_id, stage, paused) VALUES ($1, $2, $3, 'refining', $4)`,
      [runId, projectId, wishlistRevisionId, held],
    )
    await addOutboxRow(
      tx,
      { kind: 'startWishlistRun', projectId, wishlistRevisionId, runId },
      `startWishlistRun/${wishlistRevisionId}`,
    )
    const data = { wishlistRevisionId, wishlist: name, revision }
    await appendEvent(tx, { projectId, runId, type: 'runCreated', data })
    const ends = replaced !== null && (await cancelHeldRun(tx, projectId, replaced))
    const cancelled = ends ? { cancelledRunId: replaced } : {}
    return { wishlistRevisionId, runId, revision, created: true, held, ...cancelled }
  })
}

async function readNewest(
  tx: ClientBase,
  projectId: string,
  wishlistId: string,
): Promise<NewestRow | undefined> {
  const [newest] = await queryTx<NewestRow>(
    tx,
    `SELECT wr.wishlist_revision_id, r.run_id, wr.revision, wr.content_hash,
       coalesce(wr.options -> 'hold' = 'true' AND r.paused, false) AS held
     FROM wishlist_revisions wr JOIN runs r USING (wishlist_revision_id)
     WHERE wr.project_id = $1 AND wr.wishlist_id = $2 ORDER BY wr.revision DESC LIMIT 1`,
    [projectId, wishlistId],
  )
  return newest
}

function refuseMovedOn({ name, expectedRevision }: SubmitInput, newest: NewestRow | undefined): void {
  if (expectedRevision === undefined || expectedRevision === newest?.revision) return
  throw new AssetloomError(
    'Conflict',
    `revision ${newest?.revision ?? 0} of ${name} is the newest by now`,
    'look at it and send the change again',
  )
}

interface NewestRow {
  wishlist_revision_id: string
  run_id: string
  revision: number
  content_hash: string
  held: boolean
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
