import type { ClientBase } from 'pg'
import type { EventType } from '../../core/events.js'
import { storableText } from './storable-text.js'
import { queryTx } from './transaction.js'

/** Channel of NOTIFY; the payload is the project id. */
export const eventChannel = 'assetloom_events'

/** Data of one event: ids, counts and words. PostgreSQL and a page have to carry it, so texts are cut. */
export type EventData = Readonly<Record<string, unknown>>

const textMaxChars = 500

/** Appends one event. Call it last in a transaction: it holds the project's event lock until the commit. */
export async function appendEvent(
  tx: ClientBase,
  event: { projectId: string; runId: string | null; type: EventType; data: EventData },
): Promise<void> {
  await queryTx(tx, 'SELECT append_event($1, $2, $3, $4)', [
    event.projectId,
    event.runId,
    event.type,
    toEventJson(event.data),
  ])
}

/** For statements that call append_event() themselves, as their last step. */
export function toEventJson(data: EventData): string {
  return JSON.stringify(data, cutText)
}

function cutText(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? storableText(value, textMaxChars) : value
}
