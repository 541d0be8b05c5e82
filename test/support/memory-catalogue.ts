import type { IdMint } from '../../core/ids.js'
import type { Catalogue } from '../../core/catalogue.js'
import type { EventCatalogue } from '../../core/ports.js'
import type { OutboxCatalogue, OutboxRow } from '../../core/outbox-ports.js'
import { createMemoryAccess, createMemoryAudit } from './memory-access.js'
import { createMemoryBundles } from './memory-bundles.js'
import { addEvent, addOutbox, boundLimit, createMemoryState } from './memory-catalogue-state.js'
import type { MemoryOutboxRow, MemoryState } from './memory-catalogue-state.js'
import { createMemoryChains } from './memory-chains.js'
import { createMemoryCutouts } from './memory-cutouts.js'
import { createMemoryDeployments } from './memory-deployments.js'
import { createMemoryDrafts } from './memory-drafts.js'
import { createMemoryDocuments } from './memory-documents.js'
import { createMemoryGeneration, createMemoryLibrary } from './memory-generation.js'
import { createMemoryGpuHosts, createMemorySubmissionCatalogue } from './memory-gpu-hosts.js'
import { createMemoryIdempotency } from './memory-idempotency.js'
import { createMemoryIntake, createMemoryProjects } from './memory-intake.js'
import { createMemoryOversight } from './memory-oversight.js'
import { createMemoryProjectSettings } from './memory-project-settings.js'
import { createMemoryPreviews } from './memory-previews.js'
import { createMemoryReview } from './memory-review.js'
import { createMemoryNotes, createMemorySpecTags } from './memory-review-notes.js'
import {
  createMemoryAssignments,
  createMemoryClaims,
  createMemoryReviewQueue,
} from './memory-review-together.js'
import { createMemoryReproductions } from './memory-reproductions.js'
import { createMemoryRoutes } from './memory-routes.js'
import { createMemoryRuns } from './memory-runs.js'
import { createMemoryShelf, createMemoryTraces, createMemoryUploads } from './memory-shelf.js'
import { createMemoryWebhooks } from './memory-webhooks.js'

/** The catalogue without a database, held to the same conformance suite. `now` gives epoch milliseconds. */
export function createMemoryCatalogue({
  ids,
  now = Date.now,
}: {
  readonly ids: IdMint
  readonly now?: () => number
}): Catalogue {
  const state = createMemoryState(ids, now)
  return {
    projects: createMemoryProjects(state),
    settings: createMemoryProjectSettings(state),
    documents: createMemoryDocuments(state),
    intake: createMemoryIntake(state),
    runs: createMemoryRuns(state),
    generation: createMemoryGeneration(state),
    routes: createMemoryRoutes(state),
    drafts: createMemoryDrafts(state),
    cutouts: createMemoryCutouts(state),
    reproductions: createMemoryReproductions(state),
    review: createMemoryReview(state),
    previews: createMemoryPreviews(state),
    claims: createMemoryClaims(state),
    notes: createMemoryNotes(state),
    specTags: createMemorySpecTags(state),
    assignments: createMemoryAssignments(state),
    reviewQueue: createMemoryReviewQueue(state),
    library: createMemoryLibrary(state),
    bundles: createMemoryBundles(state),
    outbox: createMemoryOutbox(state),
    events: createMemoryEvents(state),
    idempotency: createMemoryIdempotency(state),
    oversight: createMemoryOversight(state),
    chains: createMemoryChains(state),
    uploads: createMemoryUploads(state),
    shelf: createMemoryShelf(state),
    traces: createMemoryTraces(state),
    deployments: createMemoryDeployments(state),
    submissions: createMemorySubmissionCatalogue(state),
    gpuHosts: createMemoryGpuHosts(state),
    access: createMemoryAccess(state),
    audit: createMemoryAudit(state),
    webhooks: createMemoryWebhooks(state),
  }
}

function createMemoryOutbox(state: MemoryState): OutboxCatalogue {
  const openRow = (outboxId: number) => state.outbox.find((row) => row.outboxId === outboxId && !row.closed)
  return {
    add: async (message, dedupeKey) => toRow(addOutbox(state, message, dedupeKey)),
    lease: async (limit, leaseMs) => {
      const due = state.outbox
        .filter((row) => !row.closed && row.dueMs <= state.now())
        .slice(0, boundLimit(limit))
      for (const row of due) {
        row.attempts += 1
        row.dueMs = state.now() + leaseMs
      }
      return due.map(toRow)
    },
    close: async (outboxId) => {
      const row = openRow(outboxId)
      if (row) row.closed = true
    },
    retryLater: async (outboxId, delayMs) => {
      const row = openRow(outboxId)
      if (row) row.dueMs = state.now() + delayMs
    },
    isOvertaken: async ({ outboxId, message }) =>
      state.outbox.some(
        ({ outboxId: later, message: { kind, ...other } }) =>
          later > outboxId &&
          kind === 'signalRun' &&
          'signal' in other &&
          other.signal !== 'cancelRun' &&
          'runId' in message &&
          other.runId === message.runId,
      ),
    backlog: async () => {
      const open = state.outbox.filter((row) => !row.closed)
      const oldest = open[0]
      return { open: open.length, oldestMs: oldest ? state.now() - oldest.createdMs : 0 }
    },
  }
}

function toRow({ outboxId, message, attempts, closed }: MemoryOutboxRow): OutboxRow {
  return structuredClone({ outboxId, message, attempts, ...(closed ? { isClosed: true as const } : {}) })
}

function createMemoryEvents(state: MemoryState): EventCatalogue {
  return {
    append: async ({ projectId, runId, type, data }) => addEvent(state, projectId, runId, type, data),
    readAfter: async (projectId, afterSeq, limit) =>
      structuredClone(state.events.get(projectId)?.slice(afterSeq, afterSeq + boundLimit(limit)) ?? []),
    lastSeq: async (projectId) => state.events.get(projectId)?.length ?? 0,
  }
}
