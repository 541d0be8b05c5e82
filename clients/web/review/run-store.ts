import type { CatalogueEvent, EventType } from '../../../core/events.js'
import type { ProgressNotice } from '../../../core/generation/progress-notice.schema.js'
import type { RunView, VariantView } from '../../../core/http/http-api.js'
import type { PresenceNotice } from '../../../core/review-together/presence.schema.js'
import type { LiveEvents } from '../app/live-events.js'
import type { AssetloomClient, SpecView } from '../../http/assetloom-client.js'

/** Events come in bursts; between two looks at the API lies at least this time. */
const refreshEveryMs = 700

/** After these, specs are other ones or stand elsewhere. A list of 1,000 is read again for nothing else. */
const specEvents: ReadonlySet<EventType> = new Set<EventType>([
  ...(['runCreated', 'wishlistRefined', 'runStageChanged', 'specStageChanged', 'jobStageChanged'] as const),
  ...(['draftsChosen', 'variantGenerated', 'variantsScored', 'qualityJudged', 'assetFinished'] as const),
  ...(['decisionRecorded', 'decisionRefused'] as const),
])
/** These change neither the run nor its specs: whoever shows what they tell of reads that. */
const asideEvents: ReadonlySet<EventType> = new Set<EventType>([
  ...(['claimsChanged', 'noteAdded', 'noteChanged', 'tagsChanged', 'reviewAssigned'] as const),
])

export interface RunStoreEvents {
  readonly onChange: () => void
  /** How far a job of this run is, told while it goes on. */
  readonly onProgress: (notice: ProgressNotice) => void
  /** Somebody went to another spec of this run. */
  readonly onPresence?: (notice: PresenceNotice) => void
  /** Something happened in this run. */
  readonly onEvent?: (event: CatalogueEvent) => void
}

/** What the page knows of one run, kept fresh by the event stream. Tells `onChange` whenever it knows more. */
export class RunStore {
  run: RunView | null = null
  specs: readonly SpecView[] = []
  specsLoaded = false
  connection: 'connecting' | 'live' | 'lost' = 'connecting'
  /** Why the last look failed; null when it did not. */
  failure: unknown = null
  readonly runId: string
  readonly #client: AssetloomClient
  readonly #events: RunStoreEvents
  readonly #stopped = new AbortController()
  readonly #variants = new Map<string, readonly VariantView[]>()
  readonly #stale = new Set<string>()
  readonly #loading = new Map<string, Promise<void>>()
  #refreshTimer: ReturnType<typeof setTimeout> | null = null
  #lastRefreshAtMs = 0
  /** What the next look at the API reads beside the run. */
  #isSpecsStale = true
  readonly #live: LiveEvents
  #unlisten: (() => void) | null = null

  constructor(client: AssetloomClient, live: LiveEvents, runId: string, events: RunStoreEvents) {
    this.#client = client
    this.#live = live
    this.runId = runId
    this.#events = events
  }

  stop(): void {
    this.#stopped.abort()
    this.#unlisten?.()
    if (this.#refreshTimer !== null) clearTimeout(this.#refreshTimer)
  }

  /** Reads run and specs now. */
  async refresh(): Promise<void> {
    this.#isSpecsStale = true
    await this.#read()
  }

  async #read(): Promise<void> {
    if (this.#stopped.signal.aborted) return
    this.#lastRefreshAtMs = Date.now()
    try {
      this.run = await this.#client.readRun(this.runId)
      this.#unlisten ??= this.#listen(this.run.projectId)
      if (this.#isSpecsStale) {
        // What happens while they are read makes them stale again.
        this.#isSpecsStale = false
        this.specs = await this.#client.listSpecs(this.runId)
        this.specsLoaded = true
      }
      this.failure = null
    } catch (error) {
      this.failure = error
      this.#isSpecsStale = true
    }
    if (this.#stopped.signal.aborted) this.stop()
    else this.#events.onChange()
  }

  /** Variants of a spec as last read, null before the first time; reads them when they are not fresh. */
  variantsOf(specKey: string): readonly VariantView[] | null {
    if (!this.#variants.has(specKey) || this.#stale.has(specKey)) void this.loadVariants(specKey)
    return this.#variants.get(specKey) ?? null
  }

  /** As last read and fresh; null otherwise. */
  peek(specKey: string): readonly VariantView[] | null {
    return this.#stale.has(specKey) ? null : (this.#variants.get(specKey) ?? null)
  }

  /** Reads them now. Throws what the client throws. */
  async readVariants(specKey: string): Promise<readonly VariantView[]> {
    const variants = await this.#client.listVariants(this.runId, specKey)
    this.#variants.set(specKey, variants)
    this.#stale.delete(specKey)
    return variants
  }

  loadVariants(specKey: string): Promise<void> {
    const running = this.#loading.get(specKey)
    if (running !== undefined) return running
    this.#stale.delete(specKey)
    const loading = this.#readVariants(specKey).finally(() => this.#loading.delete(specKey))
    this.#loading.set(specKey, loading)
    return loading
  }

  /** Something changed at the API that no event has told yet. */
  touch(specKey: string): void {
    this.#stale.add(specKey)
    this.#isSpecsStale = true
    this.#refreshSoon()
  }

  async #readVariants(specKey: string): Promise<void> {
    try {
      this.#variants.set(specKey, await this.#client.listVariants(this.runId, specKey))
    } catch (error) {
      this.failure = error
      this.#stale.add(specKey)
      return
    }
    if (!this.#stopped.signal.aborted) this.#events.onChange()
  }

  #listen(projectId: string): () => void {
    return this.#live.listen(projectId, {
      onConnection: (state) => {
        this.connection = state === 'open' ? 'live' : 'lost'
        // What happened while nobody listened is caught up with by one look.
        if (state === 'open') {
          this.#markAllStale()
          this.#isSpecsStale = true
        }
        this.#refreshSoon()
        this.#events.onChange()
      },
      onProgress: (notice) => {
        if (notice.runId === this.runId) this.#events.onProgress(notice)
      },
      onPresence: (notice) => {
        if (notice.runId === this.runId) this.#events.onPresence?.(notice)
      },
      onEvent: (event) => this.#take(event),
    })
  }

  #take(event: CatalogueEvent): void {
    if (event.runId === this.runId) this.#events.onEvent?.(event)
    const isCarried = this.specs.some((one) => one.originRunId === event.runId && event.runId !== null)
    if (event.runId !== this.runId && !isCarried) return
    const named = [event.data['specKey'], event.data['specRevisionId'], event.data['specId']]
    const spec = this.specs.find((one) =>
      named.some((id) => id === one.specKey || id === one.specRevisionId || id === one.specId),
    )
    // A run that specs are carried from has others too, which are not shown here.
    if (spec === undefined && isCarried && named.some((id) => id !== undefined)) return
    if (spec === undefined) this.#markAllStale()
    else this.#stale.add(spec.specKey)
    if (asideEvents.has(event.type)) return this.#events.onChange()
    if (specEvents.has(event.type)) this.#isSpecsStale = true
    this.#refreshSoon()
  }

  #markAllStale(): void {
    for (const specKey of this.#variants.keys()) this.#stale.add(specKey)
  }

  #refreshSoon(): void {
    if (this.#refreshTimer !== null || this.#stopped.signal.aborted) return
    const waitMs = Math.max(50, this.#lastRefreshAtMs + refreshEveryMs - Date.now())
    this.#refreshTimer = setTimeout(() => {
      this.#refreshTimer = null
      void this.#read()
    }, waitMs)
  }
}
