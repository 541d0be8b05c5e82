import { v7 } from 'uuid'
import { idPrefixes } from '../../../core/ids.js'
import type { NoteList, SpecTagsView } from '../../../core/http/review-api.js'
import type { NoteRow } from '../../../core/review-together/note-ports.js'
import { ApiError } from '../../http/api-error.js'
import type { ApiRequest } from '../../http/send-request.js'
import type { AssetloomClient } from '../../http/assetloom-client.js'

/** Notes and tags of one spec of a run. `null` = the API has none of it. */
export interface ReviewRequests {
  listNotes(): Promise<NoteList | null>
  addNote(text: string, variantId: string | null): Promise<NoteRow>
  /** Throws an ApiError of 403 for a note of somebody else. */
  editNote(noteId: string, text: string): Promise<NoteRow>
  deleteNote(noteId: string): Promise<void>
  readTags(): Promise<SpecTagsView | null>
  /** Throws an ApiError of 409 or 412 where somebody else tagged it meanwhile. */
  saveTags(tags: readonly string[], expectedVersion: number): Promise<SpecTagsView>
}

export function reviewRequests(client: AssetloomClient, runId: string, specKey: string): ReviewRequests {
  const base = `/api/v1/runs/${encodeURIComponent(runId)}/specs/${encodeURIComponent(specKey)}`
  const ask = async <Answer>(request: Omit<ApiRequest, 'path'>, path: string): Promise<Answer> => {
    const answer = await client.open({ ...request, path: `${base}${path}` })
    return (answer.status === 204 ? null : await answer.json()) as Answer
  }
  const get = <Answer>(path: string) => offered(ask<Answer>({ method: 'GET', repeatable: true }, path))
  return {
    listNotes: () => get('/notes'),
    addNote: (text, variantId) => {
      const noteId = `${idPrefixes.note}_${v7()}`
      const body = { noteId, text, ...(variantId === null ? {} : { variantId }) }
      return ask({ method: 'POST', repeatable: true, body }, '/notes')
    },
    editNote: (noteId, text) =>
      ask({ method: 'PUT', repeatable: true, body: { text } }, `/notes/${encodeURIComponent(noteId)}`),
    deleteNote: (noteId) =>
      ask({ method: 'DELETE', repeatable: true }, `/notes/${encodeURIComponent(noteId)}`),
    readTags: () => get('/tags'),
    saveTags: (tags, expectedVersion) =>
      ask({ method: 'PUT', repeatable: true, body: { tags, expectedVersion } }, '/tags'),
  }
}

/** null where the API does not know the address, or the method. */
async function offered<Answer>(asked: Promise<Answer>): Promise<Answer | null> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof ApiError && [404, 405].includes(error.status)) return null
    throw error
  }
}
