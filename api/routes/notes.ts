import type { Router } from 'express'
import { addNote, deleteNote, editNote, listNotes } from '../../core/http/contracts/notes-contracts.schema.js'
import type { NoteList } from '../../core/http/review-api.js'
import type { NoteRow } from '../../core/review-together/note-ports.js'
import type { ApiContext } from '../api-deps.js'
import { requireSpec } from '../lookup.js'
import { mountOperations, operation } from '../operations.js'
import { notFound, problem } from '../problem.js'

interface NoteInput {
  readonly params: { readonly runId: string; readonly specKey: string; readonly noteId: string }
  readonly principal: { readonly handle: string }
}

/** What reviewers write on specs and variants. */
export function addNoteRoutes(router: Router, deps: ApiContext): void {
  const { catalogue, ids } = deps
  /** The note, which has to be of this spec and by who asks. */
  const requireOwn = async ({ params, principal }: NoteInput): Promise<NoteRow> => {
    const { run, spec } = await requireSpec(catalogue, params.runId, params.specKey)
    const note = await catalogue.notes.find(params.noteId)
    const ownerRunId = spec.originRunId ?? run.runId
    const isHere = note?.runId === ownerRunId && note.specRevisionId === spec.specRevisionId
    if (note === null || !isHere || note.deletedAt !== null) throw notFound('note')
    if (note.author === principal.handle) return note
    throw problem(
      403,
      'not-your-note',
      `This note is by ${note.author}; only its author changes or deletes it.`,
      'Write a note of your own that answers it.',
    )
  }
  mountOperations(router, deps, [
    operation(listNotes, async ({ params, query }, response) => {
      const { run, spec } = await requireSpec(catalogue, params.runId, params.specKey)
      const { specRevisionId } = spec
      const isDeletedShown = query.deleted === 'true'
      const notes = await catalogue.notes.list({ runId: run.runId, specRevisionId, isDeletedShown })
      response.json({ notes } satisfies NoteList)
    }),
    operation(addNote, async ({ params, body, principal }, response) => {
      const { run, spec } = await requireSpec(catalogue, params.runId, params.specKey)
      const note = await catalogue.notes.add({
        ...{ projectId: run.projectId, runId: run.runId, specRevisionId: spec.specRevisionId },
        noteId: body.noteId ?? ids.mint('note'),
        variantId: body.variantId ?? null,
        ...{ author: principal.handle, text: body.text },
      })
      response.status(201).json(note)
    }),
    operation(editNote, async (input, response) => {
      const { noteId } = await requireOwn(input)
      response.json(await catalogue.notes.edit(noteId, input.body.text))
    }),
    operation(deleteNote, async (input, response) => {
      const { noteId } = await requireOwn(input)
      await catalogue.notes.delete(noteId)
      response.status(204).end()
    }),
  ])
}
