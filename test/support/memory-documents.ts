import { documentLimits } from '../../core/documents/check-document.js'
import type { DocumentCatalogue, DocumentRow } from '../../core/documents/document-ports.js'
import { AssetloomError } from '../../core/errors.js'
import { sha256Hex } from '../../core/hash.js'
import { isoNow, notFound, type MemoryState } from './memory-catalogue-state.js'

interface Kept extends DocumentRow {
  readonly projectId: string
  readonly text: string
  removedMs: number | null
  /** Orders those that were removed in one millisecond. */
  removedNo: number
}

export function createMemoryDocuments(state: MemoryState): DocumentCatalogue {
  let kept: Kept[] = []
  let removals = 0
  const markRemoved = (one: Kept) => Object.assign(one, { removedMs: state.now(), removedNo: ++removals })
  const byName = (a: Kept, b: Kept) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
  const now = (projectId: string) =>
    kept.filter((one) => one.projectId === projectId && one.removedMs === null).sort(byName)
  const dropFormer = (projectId: string) => {
    const oldestMs = state.now() - documentLimits.formerDays * 86_400_000
    const former = kept
      .filter((one) => one.projectId === projectId && one.removedMs !== null)
      .sort((a, b) => b.removedNo - a.removedNo)
    const gone = new Set(
      former.filter((one, at) => at >= documentLimits.formerMax || (one.removedMs ?? 0) <= oldestMs),
    )
    kept = kept.filter((one) => !gone.has(one))
  }
  return {
    list: async (projectId) => now(projectId).map(toRow),
    find: async (projectId, name) => {
      const found = now(projectId).find((one) => one.name === name)
      return found === undefined ? null : { ...toRow(found), text: found.text }
    },
    put: async ({ projectId, name, text, addedBy }) => {
      if (!state.projects.has(projectId)) throw notFound(`project ${projectId}`)
      const sha256 = sha256Hex(text)
      const before = now(projectId).find((one) => one.name === name)
      if (before?.sha256 === sha256) return { row: toRow(before), change: 'unchanged' }
      const others = now(projectId).filter((one) => one !== before)
      const sizeBytes = Buffer.byteLength(text)
      const total = others.reduce((sum, one) => sum + one.sizeBytes, sizeBytes)
      if (others.length >= documentLimits.documentsMax || total > documentLimits.totalBytesMax)
        throw new AssetloomError('Conflict', 'the project has too many documents', 'remove one')
      if (before !== undefined) markRemoved(before)
      kept = kept.filter((one) => one.projectId !== projectId || one.name !== name || one.sha256 !== sha256)
      const row = { name, sha256, sizeBytes, addedBy, addedAt: isoNow(state) }
      kept.push({ ...row, projectId, text, removedMs: null, removedNo: 0 })
      dropFormer(projectId)
      return { row, change: before === undefined ? 'added' : 'replaced' }
    },
    remove: async (projectId, name) => {
      const found = now(projectId).find((one) => one.name === name)
      if (found !== undefined) markRemoved(found)
      dropFormer(projectId)
      return found !== undefined
    },
    readVersions: async (projectId, refs) =>
      kept
        .filter(
          (one) =>
            one.projectId === projectId &&
            refs.some(({ name, sha256 }) => name === one.name && sha256 === one.sha256),
        )
        .sort((a, b) => byName(a, b) || (a.sha256 < b.sha256 ? -1 : 1))
        .map(({ name, sha256, text }) => ({ name, sha256, text })),
  }
}

function toRow({ name, sha256, sizeBytes, addedBy, addedAt }: Kept): DocumentRow {
  return { name, sha256, sizeBytes, addedBy, addedAt }
}
