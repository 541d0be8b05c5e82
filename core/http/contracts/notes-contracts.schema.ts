import { z } from 'zod'
import type { NoteRow } from '../../review-together/note-ports.js'
import type { SpecTagRow } from '../../review-together/spec-tag-ports.js'
import { togetherLimits } from '../../review-together/together-limits.js'
import type { NoteList, RunTags, SpecTagsView } from '../review-api.js'
import { count, idOf, isoTime, specKeyText, text, wholeNumber, line, type Members } from './pieces.schema.js'
import { ifMatch } from './request-headers.schema.js'
import { routeContract } from './route-contract.js'

const { noteCharsMax, tagsMax, tagCharsMax } = togetherLimits
const tag = 'Reviewing together'
const params = z.object({ specKey: specKeyText })
/** At least one character that can be seen. */
const noteText = text(noteCharsMax, 1).regex(/\S/, 'has nothing but blanks')

const note = z
  .strictObject({
    noteId: idOf('note'),
    projectId: idOf('project'),
    runId: idOf('run'),
    specRevisionId: idOf('specRevision'),
    variantId: idOf('variant').nullable(),
    author: z.string(),
    text: z.string(),
    createdAt: isoTime,
    editedAt: isoTime.nullable(),
    deletedAt: isoTime.nullable(),
    former: z.array(z.strictObject({ text: z.string(), replacedAt: isoTime })),
  } satisfies Members<NoteRow>)
  .meta({ id: 'Note' })

export const listNotes = routeContract({
  operationId: 'listNotes',
  method: 'get',
  path: '/runs/{runId}/specs/{specKey}/notes',
  tag,
  summary: 'Notes on a spec and its variants, oldest first',
  scope: 'run',
  role: 'viewer',
  params,
  query: z.strictObject({
    deleted: z.enum(['true', 'false']).exactOptional().describe('true = with those that were deleted'),
  }),
  answers: { 200: z.strictObject({ notes: z.array(note) }) satisfies z.ZodType<NoteList> },
})

export const addNote = routeContract({
  operationId: 'addNote',
  method: 'post',
  path: '/runs/{runId}/specs/{specKey}/notes',
  tag,
  summary: 'Writes a note on a spec or on one of its variants',
  description: 'The same `noteId` again gives the note that is there. A spec has at most 500 notes.',
  scope: 'run',
  role: 'reviewer',
  params,
  body: z.strictObject({
    noteId: idOf('note').exactOptional(),
    text: noteText,
    variantId: idOf('variant').exactOptional(),
  }),
  answers: { 201: note },
})

export const editNote = routeContract({
  operationId: 'editNote',
  method: 'put',
  path: '/runs/{runId}/specs/{specKey}/notes/{noteId}',
  tag,
  summary: 'Changes a note of yours; the texts before are kept with it',
  scope: 'run',
  role: 'reviewer',
  params,
  body: z.strictObject({ text: noteText }),
  answers: { 200: note },
})

export const deleteNote = routeContract({
  operationId: 'deleteNote',
  method: 'delete',
  path: '/runs/{runId}/specs/{specKey}/notes/{noteId}',
  tag,
  summary: 'Deletes a note of yours; the history keeps it as deleted',
  scope: 'run',
  role: 'reviewer',
  params,
  answers: { 204: null },
})

const tags = z.array(z.string())
const specTags = {
  specId: idOf('spec'),
  specKey: z.string(),
  tags,
  version: count,
  taggedBy: z.string().nullable(),
  taggedAt: isoTime.nullable(),
  former: z.strictObject({ tags, version: count }).nullable(),
} satisfies Members<SpecTagRow>
const specTagsView = z
  .strictObject({
    ...specTags,
    own: tags,
    groups: z.record(z.string(), tags),
  } satisfies Members<SpecTagsView>)
  .meta({ id: 'SpecTags' })

export const readSpecTags = routeContract({
  operationId: 'readSpecTags',
  method: 'get',
  path: '/runs/{runId}/specs/{specKey}/tags',
  tag,
  summary: 'Tags of a spec: those of its list, those of the review, and those that can be clicked',
  scope: 'run',
  role: 'viewer',
  params,
  answers: { 200: specTagsView },
})

export const saveSpecTags = routeContract({
  operationId: 'saveSpecTags',
  method: 'put',
  path: '/runs/{runId}/specs/{specKey}/tags',
  tag,
  summary: 'Replaces the tags that the review gave the spec',
  description:
    'Any words, of a group of the project or not. They join the tags of the spec in the library and in bundles that are frozen from now on. 409 where the tags are at another version than the expected one. To undo, save `former.tags`.',
  scope: 'run',
  role: 'reviewer',
  params,
  headers: ifMatch('set of tags'),
  body: z.strictObject({
    tags: z.array(line(tagCharsMax).regex(/\S/, 'has nothing but blanks')).max(tagsMax),
    expectedVersion: wholeNumber(0, 1_000_000_000),
  }),
  answers: { 200: specTagsView },
})

export const listRunTags = routeContract({
  operationId: 'listRunTags',
  method: 'get',
  path: '/runs/{runId}/tags',
  tag,
  summary: 'The specs of the run that a review has tagged',
  scope: 'run',
  role: 'viewer',
  answers: {
    200: z.strictObject({ specs: z.array(z.strictObject(specTags)) }) satisfies z.ZodType<RunTags>,
  },
})
