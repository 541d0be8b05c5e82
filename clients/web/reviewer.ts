import type { Problem, VariantView } from '../../core/http/http-api.js'
import type { ReviewVerb } from '../../core/review/verdict.js'
import type { AssetloomClient } from '../http/assetloom-client.js'
import { mintDecisionId } from '../http/mint-decision-id.js'
import type { DecisionOutbox, KeptDecision, OutboxNews } from './decision-outbox.js'

/** A decision that was refused, with all that a person needs to settle it. */
export interface Refusal {
  readonly decision: KeptDecision
  readonly problem: Problem
}

/** How far a decision of this page is: on its way, kept until someone answers, or waiting for Temporal. */
export type SendState = 'sending' | 'offline' | 'pending'

/** Where something was undone. */
export interface UndonePlace {
  readonly specKey: string
  readonly variantId: string
}

export interface ReviewerEvents {
  /** Marks, notices or the outbox changed. */
  readonly onChange: () => void
  /** The API recorded something about this spec. */
  readonly onRecorded: (specKey: string) => void
}

/** Past this many the oldest can no longer be undone by one key; each variant still can by choosing it. */
const historyMax = 200

/** Turns keys into decisions, remembers what can be undone, and what was refused. */
export class Reviewer {
  readonly sending = new Map<string, { readonly verb: ReviewVerb; readonly state: SendState }>()
  refusal: Refusal | null = null
  readonly #client: AssetloomClient
  readonly #outbox: DecisionOutbox
  readonly #events: ReviewerEvents
  readonly #history: { variantId: string; specKey: string }[] = []
  readonly #unsubscribe: () => void

  constructor(client: AssetloomClient, outbox: DecisionOutbox, events: ReviewerEvents) {
    this.#client = client
    this.#outbox = outbox
    this.#events = events
    this.#unsubscribe = outbox.onNews((news) => this.#take(news))
    for (const one of outbox.kept) this.sending.set(one.variantId, { verb: one.body.verb, state: 'offline' })
  }

  stop(): void {
    this.#unsubscribe()
  }

  /** Sends a decision on what the reviewer sees: the versions of this variant and, for a pick, of all others. */
  decide(
    verb: ReviewVerb,
    variant: VariantView,
    seen: readonly VariantView[],
    more: { readonly reason?: string; readonly note?: string } = {},
  ): void {
    const siblings = seen
      .filter((one) => one.variantId !== variant.variantId && one.specRevisionId === variant.specRevisionId)
      .map((one) => ({ variantId: one.variantId, expectedVersion: one.version }))
    const body = {
      decisionId: mintDecisionId(),
      verb,
      expectedVersion: variant.version,
      ...more,
      ...(verb === 'pick' ? { siblings } : {}),
    }
    const { variantId, runId, specKey } = variant
    this.sending.set(variantId, { verb, state: 'sending' })
    if (verb !== 'withdraw') this.#history.push({ variantId, specKey })
    if (this.#history.length > historyMax) this.#history.shift()
    this.#outbox.add({ variantId, runId, specKey, body, at: new Date().toISOString() })
    this.#events.onChange()
  }

  /**
   * Takes back the last decision of this page, else the one on `chosen`. Gives the variant to go back to, or null when
   * there is nothing to undo. Waits for what is on its way, so that it undoes what really was recorded.
   */
  async undo(chosen: VariantView | null): Promise<UndonePlace | null> {
    // One page shows one run; its carried specs were decided in the run that made them.
    const last = this.#history.pop() ?? null
    if (last !== null && this.#outbox.forget(last.variantId)) {
      this.sending.delete(last.variantId)
      this.#events.onChange()
      return last
    }
    await this.#outbox.flush()
    const variantId =
      last?.variantId ?? (chosen !== null && chosen.verdict !== 'undecided' ? chosen.variantId : null)
    if (variantId === null) return null
    const variant = await this.#client.readVariant(variantId)
    const place = { specKey: variant.specKey, variantId }
    if (variant.verdict !== 'undecided') this.decide('withdraw', variant, [])
    return place
  }

  /** The person lets the other decision stand. */
  keepTheirs(): void {
    this.refusal = null
    this.#events.onChange()
  }

  /** Opens a closed spec again. */
  async reopen(refusal: Refusal): Promise<void> {
    await this.#client.reopenSpec(refusal.decision.runId, refusal.decision.specKey)
    this.refusal = null
    this.#events.onRecorded(refusal.decision.specKey)
  }

  /** Sends the refused decision again, now knowing how the variants stand. */
  async decideAnyway(refusal: Refusal): Promise<void> {
    const { variantId, runId, specKey, body } = refusal.decision
    const now = await this.#client.listVariants(runId, specKey)
    const variant = now.find((one) => one.variantId === variantId)
    this.refusal = null
    if (variant === undefined) return
    this.decide(body.verb, variant, now, {
      ...(body.reason === undefined ? {} : { reason: body.reason }),
      ...(body.note === undefined ? {} : { note: body.note }),
    })
  }

  #take(news: OutboxNews): void {
    const { variantId, specKey, body } = news.decision
    if (news.kind === 'kept') this.#markKept()
    else if (news.kind === 'pending') this.sending.set(variantId, { verb: body.verb, state: 'pending' })
    else this.sending.delete(variantId)
    if (news.kind === 'refused') {
      this.refusal = { decision: news.decision, problem: news.error.problem }
      // It never took effect, so there is nothing of it to undo.
      const at = this.#history.findLastIndex((one) => one.variantId === variantId)
      if (at >= 0) this.#history.splice(at, 1)
    }
    if (news.kind !== 'kept') this.#events.onRecorded(specKey)
    this.#events.onChange()
  }

  #markKept(): void {
    for (const one of this.#outbox.kept)
      this.sending.set(one.variantId, { verb: one.body.verb, state: 'offline' })
  }

  /** A pending decision was recorded after all: the variant has its answer. */
  settlePending(variants: readonly VariantView[]): void {
    for (const variant of variants) {
      const mark = this.sending.get(variant.variantId)
      const isDecided = variant.verdict !== 'undecided' || mark?.verb === 'withdraw'
      if (mark?.state === 'pending' && isDecided) this.sending.delete(variant.variantId)
    }
  }
}
