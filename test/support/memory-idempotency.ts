import type { IdempotencyCatalogue, StoredAnswer } from '../../core/idempotency-ports.js'
import { notFound } from './memory-catalogue-state.js'
import type { MemoryState } from './memory-catalogue-state.js'

interface MemoryKey {
  requestHash: string
  leaseUntilMs: number
  expiresMs: number
  answer: StoredAnswer | null
}

export function createMemoryIdempotency(state: MemoryState): IdempotencyCatalogue {
  const keys = new Map<string, MemoryKey>()
  const idOf = (projectId: string, key: string) => `${projectId} ${key}`
  return {
    claim: async ({ projectId, key, requestHash, leaseMs, keepMs }) => {
      if (!state.projects.has(projectId)) throw notFound(`project ${projectId}`)
      const nowMs = state.now()
      const id = idOf(projectId, key)
      const known = keys.get(id)
      if (!known || known.expiresMs <= nowMs) {
        keys.set(id, { requestHash, leaseUntilMs: nowMs + leaseMs, expiresMs: nowMs + keepMs, answer: null })
        return { state: 'claimed' }
      }
      if (known.requestHash !== requestHash) return { state: 'mismatch' }
      if (known.answer) return { state: 'answered', answer: structuredClone(known.answer) }
      if (known.leaseUntilMs > nowMs) return { state: 'inFlight' }
      known.leaseUntilMs = nowMs + leaseMs
      return { state: 'claimed' }
    },
    answer: async ({ projectId, key, requestHash, answer }) => {
      const known = keys.get(idOf(projectId, key))
      if (known && known.requestHash === requestHash) known.answer ??= structuredClone(answer)
    },
    release: async (projectId, key) => {
      if (!keys.get(idOf(projectId, key))?.answer) keys.delete(idOf(projectId, key))
    },
  }
}
