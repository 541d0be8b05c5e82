import type { DecideBody, DecisionAnswer } from '../../core/http/http-api.js'
import { ApiError, BackendUnavailableError } from '../http/api-error.js'
import type { AssetloomClient } from '../http/assetloom-client.js'

/** A decision on its way. It keeps its id, so that sending it again is the same decision. */
export interface KeptDecision {
  readonly variantId: string
  readonly runId: string
  readonly specKey: string
  readonly body: DecideBody & { readonly decisionId: string }
  /** ISO 8601, UTC. */
  readonly at: string
}

export type OutboxNews =
  | { readonly kind: 'applied' | 'pending'; readonly decision: KeptDecision; readonly answer: DecisionAnswer }
  | { readonly kind: 'refused'; readonly decision: KeptDecision; readonly error: ApiError }
  | { readonly kind: 'kept'; readonly decision: KeptDecision; readonly reason: string }

/** What the page needs of localStorage. */
export interface KeptText {
  read(): string | null
  write(text: string): void
}

/** More than a day's work; beyond it something is wrong and the page says so instead of growing for ever. */
const keptMax = 2_000
const retryMs = 3_000

/**
 * Decisions are kept before they are sent and forgotten when they are answered, one after the other in their order: a
 * closed laptop or a stopped API loses none. Listeners hear what became of each.
 */
export class DecisionOutbox {
  readonly #client: Pick<AssetloomClient, 'decide'>
  readonly #store: KeptText
  readonly #listeners = new Set<(news: OutboxNews) => void>()
  #kept: KeptDecision[]
  #sending: Promise<void> | null = null
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(client: Pick<AssetloomClient, 'decide'>, store: KeptText) {
    this.#client = client
    this.#store = store
    this.#kept = readKept(store)
  }

  /** Decisions that have no answer yet, oldest first. */
  get kept(): readonly KeptDecision[] {
    return this.#kept
  }

  onNews(listener: (news: OutboxNews) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Keeps a decision and sends it when its turn comes. Throws a RangeError at 2,000 unsent ones. */
  add(decision: KeptDecision): void {
    if (this.#kept.length >= keptMax)
      throw new RangeError(`${keptMax} decisions wait to be sent; connect first`)
    this.#kept = [...this.#kept, decision]
    this.#save()
    void this.flush()
  }

  /** Forgets the newest decision on a variant that was never sent. False when there is none, or it is on its way. */
  forget(variantId: string): boolean {
    const at = this.#kept.findLastIndex((one) => one.variantId === variantId)
    if (at < 0 || (at === 0 && this.#sending !== null)) return false
    this.#kept = this.#kept.filter((_, index) => index !== at)
    this.#save()
    return true
  }

  /** Sends what is kept, until it is empty or nobody answers; then tries again in a while. */
  flush(): Promise<void> {
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = null
    })
    return this.#sending
  }

  async #sendAll(): Promise<void> {
    for (let next = this.#kept[0]; next !== undefined; next = this.#kept[0]) {
      const news = await this.#send(next)
      if (news.kind === 'kept') {
        this.#tell(news)
        this.#retryLater()
        return
      }
      this.#kept = this.#kept.filter((one) => one.body.decisionId !== next?.body.decisionId)
      this.#save()
      this.#tell(news)
    }
  }

  async #send(decision: KeptDecision): Promise<OutboxNews> {
    try {
      const answer = await this.#client.decide(decision.variantId, decision.body)
      return { kind: answer.state, decision, answer }
    } catch (error) {
      if (error instanceof ApiError && error.status < 500 && error.status !== 401 && error.status !== 429)
        return { kind: 'refused', decision, error }
      const isKnown = error instanceof ApiError || error instanceof BackendUnavailableError
      return { kind: 'kept', decision, reason: isKnown ? error.message : String(error) }
    }
  }

  #retryLater(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.flush(), retryMs)
  }

  #tell(news: OutboxNews): void {
    for (const listener of this.#listeners) listener(news)
  }

  #save(): void {
    this.#store.write(JSON.stringify(this.#kept))
  }
}

function readKept(store: KeptText): KeptDecision[] {
  try {
    const parsed: unknown = JSON.parse(store.read() ?? '[]')
    return Array.isArray(parsed) ? parsed.filter(isKept).slice(0, keptMax) : []
  } catch {
    return []
  }
}

function isKept(value: unknown): value is KeptDecision {
  const one = value as Partial<KeptDecision> | null
  return (
    typeof one?.variantId === 'string' &&
    typeof one.body?.decisionId === 'string' &&
    typeof one.runId === 'string'
  )
}
