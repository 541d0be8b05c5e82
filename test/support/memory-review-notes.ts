import { AssetloomError } from '../../core/errors.js'
import type { NoteCatalogue, NoteRow } from '../../core/review-together/note-ports.js'
import type { SpecTagCatalogue, SpecTagRow } from '../../core/review-together/spec-tag-ports.js'
import { togetherLimits } from '../../core/review-together/together-limits.js'
import {
  addEvent,
  isoNow,
  notFound,
  ownerSpec,
  requireRun,
  requireRunSpec,
} from './memory-catalogue-state.js'
import type { MemoryState, Mutable } from './memory-catalogue-state.js'

export function createMemoryNotes(state: MemoryState): NoteCatalogue {
  const notes = new Map<string, Mutable<NoteRow>>()
  const require = (noteId: string) => {
    const note = notes.get(noteId)
    if (!note) throw notFound(`note ${noteId}`)
    return note
  }
  const announce = ({ projectId, runId, ...note }: NoteRow, what: Record<string, unknown>) => {
    const { noteId, specRevisionId, author } = note
    addEvent(state, projectId, runId, 'noteChanged', { noteId, specRevisionId, author, ...what })
  }
  return {
    add: async ({ projectId, runId, specRevisionId, noteId, variantId, author, text }) => {
      const run = requireRun(state, runId, projectId)
      const spec = requireRunSpec(run, specRevisionId)
      const { ownerRunId } = ownerSpec(state, run, spec)
      const known = notes.get(noteId)
      if (known?.runId === ownerRunId && known.specRevisionId === specRevisionId && known.author === author)
        return structuredClone(known)
      if (known) throw new AssetloomError('Conflict', 'this noteId is taken', 'use a new one')
      const variant = variantId === null ? null : state.variants.get(variantId)
      if (variant !== null && (variant?.runId !== ownerRunId || variant.specRevisionId !== specRevisionId))
        throw notFound(`variant ${variantId}`)
      const own = [...notes.values()].filter(
        (one) => one.runId === ownerRunId && one.specRevisionId === specRevisionId,
      )
      if (own.length >= togetherLimits.notesMax)
        throw new AssetloomError('Conflict', 'a spec has so many notes', 'edit one')
      const note: NoteRow = {
        ...{ noteId, projectId, runId: ownerRunId, specRevisionId, variantId, author, text },
        ...{ createdAt: isoNow(state), editedAt: null, deletedAt: null, former: [] },
      }
      notes.set(noteId, note)
      addEvent(state, projectId, ownerRunId, 'noteAdded', {
        ...{ noteId, specRevisionId, specKey: spec.key, author, text },
        ...(variantId === null ? {} : { variantId }),
      })
      return structuredClone(note)
    },
    find: async (noteId) => structuredClone(notes.get(noteId) ?? null),
    edit: async (noteId, text) => {
      const note = require(noteId)
      if (note.deletedAt !== null) throw notFound(`note ${noteId}`)
      if (note.text === text) return structuredClone(note)
      const former = [...note.former, { text: note.text, replacedAt: isoNow(state) }]
      note.former = former.slice(-togetherLimits.noteFormerMax)
      Object.assign(note, { text, editedAt: isoNow(state) })
      announce(note, { text })
      return structuredClone(note)
    },
    delete: async (noteId) => {
      const note = require(noteId)
      if (note.deletedAt !== null) return
      note.deletedAt = isoNow(state)
      announce(note, { deleted: true })
    },
    list: async ({ runId, specRevisionId, isDeletedShown }) => {
      const run = state.runs.get(runId)
      const spec = run?.specs.find((one) => one.specRevisionId === specRevisionId)
      if (!run || !spec) return []
      const { ownerRunId } = ownerSpec(state, run, spec)
      return structuredClone(
        [...notes.values()].filter(
          (one) =>
            one.runId === ownerRunId &&
            one.specRevisionId === specRevisionId &&
            (isDeletedShown || one.deletedAt === null),
        ),
      )
    },
  }
}

export function createMemorySpecTags(state: MemoryState): SpecTagCatalogue {
  const read = (projectId: string, specId: string): SpecTagRow => {
    const spec = [...state.specRevisions.values()].find(
      (one) => one.specId === specId && one.projectId === projectId,
    )
    if (!spec) throw notFound(`spec ${specId}`)
    const versions = state.reviewTags.get(specId) ?? []
    const newest = versions.at(-1)
    return structuredClone({
      ...{ specId, specKey: spec.content.key, tags: newest?.tags ?? [], version: versions.length },
      ...{ taggedBy: newest?.taggedBy ?? null, taggedAt: newest?.taggedAt ?? null },
      former:
        newest === undefined ? null : { tags: versions.at(-2)?.tags ?? [], version: versions.length - 1 },
    })
  }
  return {
    find: async (projectId, specId) => read(projectId, specId),
    ofRun: async (runId) => {
      const run = state.runs.get(runId)
      const tagged = run?.specs.filter(({ specId }) => state.reviewTags.has(specId)) ?? []
      return tagged.map(({ specId }) => read(run!.projectId, specId))
    },
    save: async ({ projectId, runId, specId, tags, expectedVersion, taggedBy }) => {
      const known = read(projectId, specId)
      const isNear = known.version === expectedVersion || known.version === expectedVersion + 1
      if (isNear && JSON.stringify(known.tags) === JSON.stringify(tags)) return known
      if (known.version !== expectedVersion)
        throw new AssetloomError('Conflict', 'the tags are at another version', 'read them again', {
          version: known.version,
        })
      const versions = state.reviewTags.get(specId) ?? []
      state.reviewTags.set(specId, [...versions, { tags: [...tags], taggedBy, taggedAt: isoNow(state) }])
      const version = known.version + 1
      addEvent(state, projectId, runId, 'tagsChanged', {
        ...{ specKey: known.specKey, specId, tags: [...tags], version, taggedBy },
      })
      return read(projectId, specId)
    },
  }
}
