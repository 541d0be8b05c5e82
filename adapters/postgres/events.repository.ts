import type { CatalogueEvent, EventType } from '../../core/events.js'
import type { EventCatalogue } from '../../core/ports.js'
import { appendEvent } from './event-log.js'
import { boundLimit } from './page-limit.js'
import { inTransaction, queryPool } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

interface EventRow {
  seq: string
  project_id: string
  run_id: string | null
  type: EventType
  at: Date
  data: Record<string, unknown>
}

/** The event log: written in the transaction of what it tells of, read by number. */
export function createEventsRepository({ pool }: PostgresCatalogueContext): EventCatalogue {
  return {
    append: async (event) => await inTransaction(pool, async (tx) => await appendEvent(tx, event)),
    readAfter: async (projectId, afterSeq, limit) => {
      const rows = await queryPool<EventRow>(
        pool,
        'SELECT seq, project_id, run_id, type, at, data FROM events WHERE project_id = $1 AND seq > $2 ORDER BY seq LIMIT $3',
        [projectId, afterSeq, boundLimit(limit)],
      )
      return rows.map(toEvent)
    },
    lastSeq: async (projectId) => {
      const [row] = await queryPool<{ seq: string }>(
        pool,
        'SELECT coalesce(max(seq), 0) AS seq FROM events WHERE project_id = $1',
        [projectId],
      )
      return Number(row?.seq ?? 0)
    },
  }
}

function toEvent(row: EventRow): CatalogueEvent {
  return {
    seq: Number(row.seq),
    projectId: row.project_id,
    runId: row.run_id,
    type: row.type,
    at: row.at.toISOString(),
    data: row.data,
  }
}
