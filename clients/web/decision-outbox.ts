import type { DecisionAnswer, Problem } from '../../core/http/http-api.js'
import { ApiError, BackendUnavailableError } from '../http/api-error.js'
import type { AssetloomClient } from '../http/assetloom-client.js'
import type { KeptDecision, KeptItems } from './review/kept-decision.js'
import { KeptDecisions } from './review/kept-decisions.js'
import { KeptRefusals, type Refusal } from './review/kept-refusals.js'

export type OutboxNews =
  | { readonly kind: 'applied' | 'pending'; readonly decision: KeptDecision; readonly answer: DecisionAnswer }
  | { readonly kind: 'refused'; readonly decision: KeptDecision; readonly problem: Problem }
  | { readonly kind: 'kept'; readonly decision: KeptDecision; readonly reason: string }
  /** Another tab added or forgot some. */
  | { readonly kind: 'moved' }

/** What one page keeps as one text. */
export interface KeptText {
  read(): string | null
  write(text: string): void
}

/** One page after the other: what `work` does, no other tab does meanwhile. */
export type TakeTurns = (work: () => Promise<void>) => Promise<void>

/** How tabs of one browser tell each other what became of a decision. */
export interface TabChannel {
  post(news: OutboxNews): void
  listen(listener: (news: OutboxNews) => void): void
}

export interface OutboxTabs {
  /** Absent where the browser cannot (a page without TLS): a decision that two tabs send is the same decision. */
  readonly takeTurns?: TakeTurns
  readonly channel?: TabChannel
}

/** More than a day's work; beyond it something is wrong and the page says so instead of growing for ever. */
const keptMax = 2_000
const retryMs = 3_000

/**
 * Decisions are kept before they are sent and forgotten when they are answered, one after the other in their order: a
 * closed laptop or a stopped API loses none. Each is an entry of its own in the browser's storage, so that two tabs never
 * overwrite each other; one tab at a time sends what all of them keep. Listeners hear what became of each.
 */
export class DecisionOutbox {
  readonly #client: Pick<AssetloomClient, 'decide'>
  readonly #store: KeptDecisions
  readonly #refused: KeptRefusals
  readonly #tabs: OutboxTabs
  readonly #listeners = new Set<(news: OutboxNews) => void>()
  #sending: Promise<void> | null = null
  #inFlight: string | null = null
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(client: Pick<AssetloomClient, 'decide'>, items: KeptItems, tabs: OutboxTabs = {}) {
    this.#client = client
    this.#store = new KeptDecisions(items)
    this.#refused = new KeptRefusals(items)
    this.#tabs = tabs
    tabs.channel?.listen((news) => {
      this.#store.reload()
      this.#refused.reload()
      this.#tell(news)
    })
  }

  /** Decisions that have no answer yet, oldest first. */
  get kept(): readonly KeptDecision[] {
    return this.#store.all
  }

  /** False: the browser refused to store some, and they last as long as the tab does. */
  get isStored(): boolean {
    return this.#store.isStored
  }

  /** Decisions that were refused and that nobody has settled yet, of all pages before too; oldest first. */
  get refused(): readonly Refusal[] {
    return this.#refused.all
  }

  /** Somebody has seen to a refused decision. */
  settle(refusal: Refusal): void {
    this.#refused.settle(refusal.decision.body.decisionId)
    this.#tabs.channel?.post({ kind: 'moved' })
  }

  onNews(listener: (news: OutboxNews) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Keeps a decision and sends it when its turn comes. Throws a RangeError at 2,000 unsent ones. */
  add(decision: KeptDecision): void {
    if (this.kept.length >= keptMax)
      throw new RangeError(`${keptMax} decisions wait to be sent; connect first`)
    this.#store.add(decision)
    this.#tabs.channel?.post({ kind: 'moved' })
    void this.flush()
  }

  /** Forgets the newest decision on a variant that was never sent. False when there is none, or it is on its way. */
  forget(variantId: string): boolean {
    this.#store.reload()
    const newest = this.kept.findLast((one) => one.variantId === variantId)
    if (newest === undefined || newest.body.decisionId === this.#inFlight) return false
    this.#store.remove(newest.body.decisionId)
    this.#tabs.channel?.post({ kind: 'moved' })
    return true
  }

  /** Sends what is kept, until it is empty or nobody answers; then tries again in a while. */
  flush(): Promise<void> {
    const takeTurns: TakeTurns = this.#tabs.takeTurns ?? ((work) => work())
    this.#sending ??= takeTurns(() => this.#sendAll()).finally(() => {
      this.#sending = null
    })
    return this.#sending
  }

  async #sendAll(): Promise<void> {
    // What the API chokes on waits, and with it all later ones on the same spec: they build on it.
    const waiting = new Set<string>()
    const placeOf = ({ runId, specKey }: KeptDecision) => `${runId} ${specKey}`
    this.#store.reload()
    for (;;) {
      const next = this.kept.find((one) => !waiting.has(placeOf(one)))
      if (next === undefined) break
      this.#inFlight = next.body.decisionId
      const { news, isAway } = await this.#send(next)
      this.#inFlight = null
      // Another tab may have added some meanwhile.
      this.#store.reload()
      if (news.kind !== 'kept') this.#store.remove(next.body.decisionId)
      else waiting.add(placeOf(next))
      if (news.kind === 'refused') this.#refused.add(news)
      this.#tell(news)
      this.#tabs.channel?.post(news)
      if (isAway) break
    }
    if (this.kept.length > 0) this.#retryLater()
  }

  async #send(decision: KeptDecision): Promise<{ news: OutboxNews; isAway: boolean }> {
    try {
      const answer = await this.#client.decide(decision.variantId, decision.body)
      return { news: { kind: answer.state, decision, answer }, isAway: false }
    } catch (error) {
      if (error instanceof ApiError && isFinal(error.status))
        return { news: { kind: 'refused', decision, problem: error.problem }, isAway: false }
      const isKnown = error instanceof ApiError || error instanceof BackendUnavailableError
      const reason = isKnown ? error.message : String(error)
      return {
        news: { kind: 'kept', decision, reason },
        isAway: !(error instanceof ApiError) || error.status < 500,
      }
    }
  }

  #retryLater(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.flush(), retryMs)
  }

  #tell(news: OutboxNews): void {
    for (const listener of this.#listeners) listener(news)
  }
}

/** Signed out, too many, too slow: the same decision may be taken later. */
function isFinal(status: number): boolean {
  return status < 500 && ![401, 408, 425, 429].includes(status)
}
