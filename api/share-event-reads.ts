import type { CatalogueEvent } from '../core/events.js'
import type { EventCatalogue } from '../core/ports.js'

type ReadEvents = EventCatalogue['readAfter']

/**
 * One read for all streams that ask the same at the same moment: a notification wakes a hundred of them at once. Only
 * reads that begin before the next microtask are shared, so that none is older than the wake-up of whom it is given to.
 */
export function shareEventReads(readAfter: ReadEvents): ReadEvents {
  const beginning = new Map<string, Promise<CatalogueEvent[]>>()
  return (projectId, afterSeq, limit) => {
    const key = JSON.stringify([projectId, afterSeq, limit])
    const shared = beginning.get(key)
    if (shared) return shared
    const read = readAfter(projectId, afterSeq, limit)
    beginning.set(key, read)
    queueMicrotask(() => beginning.delete(key))
    return read
  }
}

const frames = new WeakMap<CatalogueEvent, string>()

/** The event as a frame of Server-Sent Events; written once for all streams that share its read. */
export function eventFrame(event: CatalogueEvent): string {
  let frame = frames.get(event)
  if (frame === undefined) {
    frame = `id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`
    frames.set(event, frame)
  }
  return frame
}
