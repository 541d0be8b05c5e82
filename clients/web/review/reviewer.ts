import type { DecideBody, VariantView } from '../../../core/http/http-api.js'
import type { ReviewVerb } from '../../../core/review/verdict.js'
import type { AssetloomClient, SpecView } from '../../http/assetloom-client.js'
import { mintDecisionId } from '../../http/mint-decision-id.js'
import type { DecisionOutbox, OutboxNews } from '../decision-outbox.js'
import type { KeptDecision } from './kept-decision.js'
import type { Refusal } from './kept-refusals.js'
import { applyToSpec, applyToViews } from './optimistic-review.js'

/** How far a decision of this browser is: on its way, kept until someone answers, or waiting for Temporal. */
export type SendState = 'sending' | 'offline' | 'pending'

/** Where something was undone. */
export interface UndonePlace {
  readonly specKey: string
  readonly variantId: string
  readonly count: number
}

/** What a verb may say beside itself. */
export type DecisionWords = Pick<DecideBody, 'reason' | 'note'> & Readonly<Record<string, unknown>>

export interface ReviewerEvents {
  /** Marks, notices or the outbox changed. */
  readonly onChange: () => void
  /** The API recorded something about this spec. */
  readonly onRecorded: (specKey: string) => void
}

/** Past this many the oldest can no longer be undone by one key; each variant still can by choosing it. */
const historyMax = 500

/** One step of undo: one decision, or all that were made by one press. */
type Step = readonly { readonly variantId: string; readonly specKey: string }[]

/** Turns keys into decisions, shows them before they are recorded, remembers what can be undone and what was refused. */
export class Reviewer {
  readonly #client: AssetloomClient
  readonly #outbox: DecisionOutbox
  readonly #events: ReviewerEvents
  readonly #history: Step[] = []
  readonly #unsubscribe: () => void
  /** Answered, but what is shown of the variant may be older than the answer. By decision. */
  readonly #answered = new Map<string, { readonly decision: KeptDecision; readonly isPending: boolean }>()
  #isAway = false

  constructor(client: AssetloomClient, outbox: DecisionOutbox, events: ReviewerEvents) {
    this.#client = client
    this.#outbox = outbox
    this.#events = events
    this.#unsubscribe = outbox.onNews((news) => this.#take(news))
  }

  stop(): void {
    this.#unsubscribe()
  }

  /** Refused ones that nobody has settled, oldest first. */
  get refusals(): readonly Refusal[] {
    return this.#outbox.refused
  }

  /** How many steps can be taken back. */
  get undoSteps(): number {
    return this.#history.length
  }

  /** Variants as they will be. */
  show(specKey: string, variants: readonly VariantView[]): readonly VariantView[] {
    return applyToViews(variants, this.#unsettled(specKey))
  }

  /** A spec as it will be. */
  showSpec(spec: SpecView): SpecView {
    return applyToSpec(spec, this.#unsettled(spec.specKey))
  }

  sendStateOf(variantId: string): SendState | null {
    if (this.#outbox.kept.some((one) => one.variantId === variantId))
      return this.#isAway ? 'offline' : 'sending'
    const isPending = [...this.#answered.values()].some(
      (one) => one.isPending && one.decision.variantId === variantId,
    )
    return isPending ? 'pending' : null
  }

  /** Decisions that nobody has answered, of all runs. */
  get offlineCount(): number {
    return this.#isAway ? this.#outbox.kept.length : 0
  }

  /** Sends a decision on what the reviewer sees: the versions of this variant and, for a pick, of all others. */
  decide(
    verb: ReviewVerb,
    variant: VariantView,
    seen: readonly VariantView[],
    words: DecisionWords = {},
  ): void {
    if (verb !== 'withdraw') this.#remember([variant])
    this.#send(verb, variant, seen, words)
    this.#events.onChange()
  }

  /** One press that decides many specs: undone by one press too. */
  decideAll(
    verb: ReviewVerb,
    chosen: readonly { readonly variant: VariantView; readonly seen: readonly VariantView[] }[],
    words: DecisionWords = {},
  ): void {
    this.#remember(chosen.map(({ variant }) => variant))
    for (const { variant, seen } of chosen) this.#send(verb, variant, seen, words)
    this.#events.onChange()
  }

  /**
   * Takes back the last step of this page, else the decision on `chosen`. Gives the variant to go back to, or null when
   * there is nothing to undo. Waits for what is on its way, so that it undoes what really was recorded.
   */
  async undo(chosen: VariantView | null): Promise<UndonePlace | null> {
    const step = this.#history.pop() ?? (chosen !== null && isDecided(chosen) ? [chosen] : [])
    const [first] = step
    if (first === undefined) return null
    const { specKey, variantId } = first
    const sent = step.filter((one) => !this.#outbox.forget(one.variantId))
    this.#events.onChange()
    if (sent.length > 0) {
      await this.#outbox.flush()
      for (const one of sent) {
        const variant = await this.#client.readVariant(one.variantId)
        if (isDecided(variant)) this.#send('withdraw', variant, [], {})
      }
      this.#events.onChange()
    }
    return { specKey, variantId, count: step.length }
  }

  /** The person lets the other decision stand. */
  keepTheirs(refusal: Refusal): void {
    this.#outbox.settle(refusal)
    this.#events.onChange()
  }

  /** Opens a closed spec again. */
  async reopen(refusal: Refusal): Promise<void> {
    await this.#client.reopenSpec(refusal.decision.runId, refusal.decision.specKey)
    this.keepTheirs(refusal)
    this.#events.onRecorded(refusal.decision.specKey)
  }

  /** Sends the refused decision again, now knowing how the variants stand. */
  async decideAnyway(refusal: Refusal): Promise<void> {
    const { variantId, runId, specKey, body } = refusal.decision
    const now = await this.#client.listVariants(runId, specKey)
    const variant = now.find((one) => one.variantId === variantId)
    this.keepTheirs(refusal)
    if (variant === undefined) return
    const { decisionId: _, expectedVersion: __, siblings: ___, verb, ...words } = body
    this.decide(verb, variant, now, words)
  }

  /** What the API shows has caught up with these answers. */
  settle(specKey: string, variants: readonly VariantView[]): void {
    const versions = new Map(variants.map((one) => [one.variantId, one.version]))
    for (const [decisionId, { decision }] of this.#answered)
      if (decision.specKey === specKey) {
        const version = versions.get(decision.variantId) ?? 0
        if (version > (decision.body.expectedVersion ?? 0)) this.#answered.delete(decisionId)
      }
  }

  #send(verb: ReviewVerb, variant: VariantView, seen: readonly VariantView[], words: DecisionWords): void {
    const siblings = seen
      .filter((one) => one.variantId !== variant.variantId && one.specRevisionId === variant.specRevisionId)
      .map((one) => ({ variantId: one.variantId, expectedVersion: one.version }))
    const body = {
      decisionId: mintDecisionId(),
      verb,
      expectedVersion: variant.version,
      ...words,
      ...(verb === 'pick' ? { siblings } : {}),
    }
    const { variantId, runId, specKey } = variant
    this.#outbox.add({ variantId, runId, specKey, body, at: new Date().toISOString() })
  }

  #remember(step: Step): void {
    this.#history.push(step.map(({ variantId, specKey }) => ({ variantId, specKey })))
    if (this.#history.length > historyMax) this.#history.shift()
  }

  /** Of one spec: what is answered and not yet seen, then what has no answer, in their order. */
  #unsettled(specKey: string): KeptDecision[] {
    if (this.#answered.size === 0 && this.#outbox.kept.length === 0) return []
    const isOf = (one: KeptDecision) => one.specKey === specKey
    const answered = [...this.#answered.values()].map(({ decision }) => decision)
    return [...answered, ...this.#outbox.kept].filter(isOf)
  }

  #take(news: OutboxNews): void {
    if (news.kind === 'moved') return this.#events.onChange()
    const { decision } = news
    this.#isAway = news.kind === 'kept'
    if (news.kind === 'applied' || news.kind === 'pending')
      this.#answered.set(decision.body.decisionId, { decision, isPending: news.kind === 'pending' })
    if (news.kind === 'refused') this.#forgetStep(decision)
    if (news.kind !== 'kept') this.#events.onRecorded(decision.specKey)
    this.#events.onChange()
  }

  /** It never took effect, so there is nothing of it to undo. */
  #forgetStep(decision: KeptDecision): void {
    const at = this.#history.findLastIndex((step) => step.some((one) => one.variantId === decision.variantId))
    const rest = this.#history[at]?.filter((one) => one.variantId !== decision.variantId) ?? []
    if (at >= 0) this.#history.splice(at, 1, ...(rest.length > 0 ? [rest] : []))
  }
}

/** Something of it can be taken back: a verdict, or one of two approvals. */
function isDecided(variant: VariantView & { readonly signOffs?: readonly unknown[] }): boolean {
  return variant.verdict !== 'undecided' || (variant.signOffs ?? []).length > 0
}
