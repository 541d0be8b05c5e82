import type { QueryClient } from '@tanstack/preact-query'
import type { CatalogueEvent } from '../../../core/events.js'
import type { ProgressNotice } from '../../../core/generation/progress-notice.schema.js'
import type { PresenceNotice } from '../../../core/review-together/presence.schema.js'
import type { AssetloomClient } from '../../http/assetloom-client.js'

/** Events of a busy run come close together: what they touch is asked for again this often at most. */
const refreshEveryMs = 400

export interface LiveListener {
  readonly onEvent?: (event: CatalogueEvent) => void
  readonly onProgress?: (notice: ProgressNotice) => void
  readonly onPresence?: (notice: PresenceNotice) => void
  readonly onConnection?: (state: 'open' | 'lost') => void
}

interface ProjectStream {
  readonly listeners: Set<LiveListener>
  readonly stop: AbortController
  /** Null until it opened or broke for the first time. */
  state: 'open' | 'lost' | null
}

/**
 * One stream of events a project, shared by all parts of the page that listen to it: open while anybody does. Each
 * event makes the answers stale that it touches, so that what is shown of them is asked for again.
 */
export class LiveEvents {
  readonly #client: AssetloomClient
  readonly #queries: QueryClient
  readonly #streams = new Map<string, ProjectStream>()
  readonly #touchedRuns = new Set<string>()
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(client: AssetloomClient, queries: QueryClient) {
    this.#client = client
    this.#queries = queries
  }

  /** Listens until the function that is given back is called. */
  listen(projectId: string, listener: LiveListener): () => void {
    let stream = this.#streams.get(projectId)
    if (stream === undefined) {
      stream = { listeners: new Set(), stop: new AbortController(), state: null }
      this.#streams.set(projectId, stream)
      void this.#read(projectId, stream)
    } else if (stream.state !== null) listener.onConnection?.(stream.state)
    const { listeners, stop } = stream
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
      if (listeners.size > 0) return
      stop.abort()
      if (this.#streams.get(projectId)?.stop === stop) this.#streams.delete(projectId)
    }
  }

  async #read(projectId: string, stream: ProjectStream): Promise<void> {
    const tell = (what: (listener: LiveListener) => void) => stream.listeners.forEach(what)
    const input = {
      ...{ projectId, since: null, signal: stream.stop.signal },
      onConnection: (state: 'open' | 'lost') => {
        stream.state = state
        // What happened while nobody listened is caught up with by one look.
        if (state === 'open') void this.#queries.invalidateQueries()
        tell((listener) => listener.onConnection?.(state))
      },
      onPresence: (notice: PresenceNotice) => tell((listener) => listener.onPresence?.(notice)),
      onProgress: (notice: ProgressNotice) => tell((listener) => listener.onProgress?.(notice)),
    }
    try {
      for await (const event of this.#client.readEvents(input)) {
        this.#touch(event)
        tell((listener) => listener.onEvent?.(event))
      }
    } catch {
      // Refused: signed out, or the project is gone. The queries say so.
      stream.state = 'lost'
      tell((listener) => listener.onConnection?.('lost'))
      if (this.#streams.get(projectId) === stream) this.#streams.delete(projectId)
    }
  }

  #touch(event: CatalogueEvent): void {
    if (event.runId !== null) this.#touchedRuns.add(event.runId)
    if (this.#timer !== null) return
    this.#timer = setTimeout(() => {
      this.#timer = null
      const runs = [...this.#touchedRuns]
      this.#touchedRuns.clear()
      for (const runId of runs) void this.#queries.invalidateQueries({ queryKey: ['run', runId] })
      for (const name of ['runs', 'review-queue', 'report'])
        void this.#queries.invalidateQueries({ queryKey: [name] })
    }, refreshEveryMs)
  }
}
