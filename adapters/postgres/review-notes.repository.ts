import type { ClientBase } from 'pg'
import { AssetloomError } from '../../core/errors.js'
import type { NoteCatalogue, NoteRow } from '../../core/review-together/note-ports.js'
import { togetherLimits } from '../../core/review-together/together-limits.js'
import { appendEvent } from './event-log.js'
import { noSuchSpec } from './run-spec-stages.js'
import { inTransaction, queryPool, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

interface Row {
  note_id: string
  project_id: string
  run_id: string
  spec_revision_id: string
  variant_id: string | null
  author: string
  text: string
  former: NoteRow['former']
  created_at: Date
  edited_at: Date | null
  deleted_at: Date | null
}

const columns = `note_id, project_id, run_id, spec_revision_id, variant_id, author, text, former, created_at, edited_at,
  deleted_at`

/** Notes of reviewers on specs and variants; a carried spec has those of the run that owns it. */
export function createReviewNotesRepository({ pool }: Pick<PostgresCatalogueContext, 'pool'>): NoteCatalogue {
  return {
    add: async (input) => await inTransaction(pool, async (tx) => await add(tx, input)),
    find: async (noteId) => {
      const [row] = await queryPool<Row>(pool, `SELECT ${columns} FROM review_notes WHERE note_id = $1`, [
        noteId,
      ])
      return row ? toRow(row) : null
    },
    edit: async (noteId, text) => await inTransaction(pool, async (tx) => await edit(tx, noteId, text)),
    delete: async (noteId) => await inTransaction(pool, async (tx) => await deleteNote(tx, noteId)),
    list: async ({ runId, specRevisionId, isDeletedShown }) => {
      const rows = await queryPool<Row>(
        pool,
        `SELECT ${columns} FROM review_notes
         WHERE (run_id, spec_revision_id) IN (
             SELECT owner_run_id, spec_revision_id FROM run_spec_states WHERE run_id = $1 AND spec_revision_id = $2)
           AND ($3 OR deleted_at IS NULL) ORDER BY note_no LIMIT 1000`,
        [runId, specRevisionId, isDeletedShown],
      )
      return rows.map(toRow)
    },
  }
}

async function add(tx: ClientBase, input: Parameters<NoteCatalogue['add']>[0]): Promise<NoteRow> {
  const { projectId, runId, specRevisionId, noteId, variantId, author, text } = input
  // Two who write at once must not both find room for the last note.
  const [owner] = await queryTx<{ run_id: string; key: string }>(
    tx,
    `SELECT o.run_id, s.key FROM run_spec_states rs JOIN specs s USING (spec_id)
       JOIN run_specs o ON o.run_id = rs.owner_run_id AND o.spec_revision_id = rs.spec_revision_id
     WHERE rs.project_id = $1 AND rs.run_id = $2 AND rs.spec_revision_id = $3 FOR NO KEY UPDATE OF o`,
    [projectId, runId, specRevisionId],
  )
  if (!owner) throw noSuchSpec(runId, specRevisionId)
  const [known] = await queryTx<Row>(tx, `SELECT ${columns} FROM review_notes WHERE note_id = $1`, [noteId])
  const scope = [projectId, owner.run_id, specRevisionId]
  if (known) return sameNote(known, [...scope, author])
  if (variantId !== null) await requireVariant(tx, [...scope, variantId])
  await refuseTooMany(tx, scope.slice(1))
  const [row] = await queryTx<Row>(
    tx,
    `INSERT INTO review_notes (project_id, run_id, spec_revision_id, note_id, variant_id, author, text)
     VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING ${columns}`,
    [...scope, noteId, variantId, author, text],
  )
  const data = { noteId, specRevisionId, specKey: owner.key, author, text }
  const of = variantId === null ? {} : { variantId }
  await appendEvent(tx, { projectId, runId: owner.run_id, type: 'noteAdded', data: { ...data, ...of } })
  return toRow(row!)
}

/** An id that names somebody's note elsewhere gives nothing of it away. */
function sameNote(known: Row, whose: readonly string[]): NoteRow {
  const { project_id, run_id, spec_revision_id, author } = known
  if ([project_id, run_id, spec_revision_id, author].join('\n') === whose.join('\n')) return toRow(known)
  throw new AssetloomError('Conflict', 'this noteId is taken', 'use a new one for a new note', {
    noteId: known.note_id,
  })
}

async function requireVariant(tx: ClientBase, scope: readonly (string | null)[]): Promise<void> {
  const found = await queryTx(
    tx,
    `SELECT 1 FROM variants WHERE project_id = $1 AND run_id = $2 AND spec_revision_id = $3 AND variant_id = $4`,
    scope,
  )
  if (found.length > 0) return
  throw new AssetloomError('NotFound', 'this spec has no such variant', 'list the variants of the spec', {
    variantId: String(scope[3]),
  })
}

/** Deleted ones count: whoever writes and deletes for ever fills the catalogue all the same. */
async function refuseTooMany(tx: ClientBase, scope: readonly string[]): Promise<void> {
  const [row] = await queryTx<{ notes: number }>(
    tx,
    'SELECT count(*)::int AS notes FROM review_notes WHERE run_id = $1 AND spec_revision_id = $2',
    scope,
  )
  const { notesMax } = togetherLimits
  if ((row?.notes ?? 0) < notesMax) return
  throw new AssetloomError(
    'Conflict',
    `a spec has at most ${notesMax} notes, deleted ones included`,
    'say it in the reason of a decision, or edit a note of yours',
    { notesMax },
  )
}

async function edit(tx: ClientBase, noteId: string, text: string): Promise<NoteRow> {
  const known = await lockNote(tx, noteId)
  if (!known || known.deleted_at !== null) throw noSuchNote(noteId)
  if (known.text === text) return toRow(known)
  const [row] = await queryTx<Row>(
    tx,
    `UPDATE review_notes SET text = $2, edited_at = clock_timestamp(), former = $3::jsonb || jsonb_build_array(
       jsonb_build_object('text', text, 'replacedAt',
         to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))
     WHERE note_id = $1 RETURNING ${columns}`,
    [noteId, text, JSON.stringify(known.former.slice(1 - togetherLimits.noteFormerMax))],
  )
  await announceChange(tx, known, { text })
  return toRow(row!)
}

async function deleteNote(tx: ClientBase, noteId: string): Promise<void> {
  const known = await lockNote(tx, noteId)
  if (!known) throw noSuchNote(noteId)
  if (known.deleted_at !== null) return
  await queryTx(tx, 'UPDATE review_notes SET deleted_at = clock_timestamp() WHERE note_id = $1', [noteId])
  await announceChange(tx, known, { deleted: true })
}

async function lockNote(tx: ClientBase, noteId: string): Promise<Row | undefined> {
  const rows = await queryTx<Row>(
    tx,
    `SELECT ${columns} FROM review_notes WHERE note_id = $1 FOR NO KEY UPDATE`,
    [noteId],
  )
  return rows[0]
}

async function announceChange(
  tx: ClientBase,
  row: Row,
  what: { readonly text: string } | { readonly deleted: true },
): Promise<void> {
  const { note_id: noteId, spec_revision_id: specRevisionId, author } = row
  const data = { noteId, specRevisionId, author, ...what }
  await appendEvent(tx, { projectId: row.project_id, runId: row.run_id, type: 'noteChanged', data })
}

function noSuchNote(noteId: string): AssetloomError {
  return new AssetloomError('NotFound', `no note ${noteId}`, 'list the notes of the spec', { noteId })
}

function toRow(row: Row): NoteRow {
  return {
    noteId: row.note_id,
    projectId: row.project_id,
    runId: row.run_id,
    specRevisionId: row.spec_revision_id,
    variantId: row.variant_id,
    author: row.author,
    text: row.text,
    createdAt: row.created_at.toISOString(),
    editedAt: row.edited_at?.toISOString() ?? null,
    deletedAt: row.deleted_at?.toISOString() ?? null,
    former: row.former,
  }
}
