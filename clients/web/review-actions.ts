import type { VariantView } from '../../core/http/http-api.js'
import type { ReviewVerb } from '../../core/review/verdict.js'
import { loadArt } from './art-picture.js'
import { verbPast } from './decision-bar.js'
import type { ActionName } from './key-map.js'
import { openRejectSheet } from './reject-sheet.js'
import { inViewOrder, nextToDecide } from './review-model.js'
import type { Reviewer } from './reviewer.js'
import type { RunStore } from './run-store.js'
import { kindOf } from './view-options.js'

export interface ReviewActionsView {
  readonly announce: (text: string) => void
  readonly showSpec: (specKey: string) => void
  readonly chooseVariant: (variantId: string) => void
}

/** What the verbs do on the page: send the decision and go on to what waits next, so that 50 specs are 50 keys. */
export class ReviewActions {
  /** What was done last, beside the buttons. */
  note = ''
  readonly #reviewer: Reviewer
  readonly #store: RunStore
  readonly #view: ReviewActionsView
  /** Decided here, while the API may not have said so yet: not offered again. */
  readonly #decidedKeys = new Set<string>()

  constructor(reviewer: Reviewer, store: RunStore, view: ReviewActionsView) {
    this.#reviewer = reviewer
    this.#store = store
    this.#view = view
  }

  nextSpecKey(fromKey: string | null): string | null {
    const next = nextToDecide(this.#store.specs, fromKey, this.#decidedKeys)
    return next === fromKey ? null : next
  }

  /** The next spec to decide is read ahead, so that one key shows it at once. */
  prefetchNext(fromKey: string | null): void {
    const next = this.nextSpecKey(fromKey)
    const spec = this.#store.specs.find((one) => one.specKey === next)
    if (next === null || spec === undefined) return
    for (const variant of this.#store.variantsOf(next) ?? [])
      loadArt(variant.imageUrl, kindOf(spec)).catch(() => undefined)
  }

  async decide(action: ActionName, variant: VariantView | null, seen: readonly VariantView[]): Promise<void> {
    if (action === 'undo') return this.#undo(variant)
    if (variant === null) return
    if (action === 'reject') {
      const title = `Reject variant ${variant.variantIndex + 1} of ${variant.specKey}`
      openRejectSheet(title, (reason) => this.#send('reject', variant, seen, { reason }))
      return
    }
    if (action === 'pick' || action === 'approve' || action === 'regenerate')
      this.#send(action, variant, seen)
  }

  #send(
    verb: ReviewVerb,
    variant: VariantView,
    seen: readonly VariantView[],
    more: { reason?: string } = {},
  ): void {
    this.#say(`${variant.specKey} ${variant.variantIndex + 1}: ${verbPast[verb]}`)
    this.#reviewer.decide(verb, variant, seen, more)
    if (verb === 'reject') this.#goOnAfterReject(variant, seen)
    else {
      this.#decidedKeys.add(variant.specKey)
      this.#goOn(variant.specKey)
    }
  }

  #goOnAfterReject(variant: VariantView, seen: readonly VariantView[]): void {
    const open = inViewOrder(seen).filter(
      (one) =>
        one.variantId !== variant.variantId &&
        one.verdict === 'undecided' &&
        !this.#reviewer.sending.has(one.variantId),
    )
    const next = open.find((one) => one.variantIndex > variant.variantIndex) ?? open[0]
    if (next !== undefined) this.#view.chooseVariant(next.variantId)
    else {
      this.#decidedKeys.add(variant.specKey)
      this.#goOn(variant.specKey)
    }
  }

  #goOn(fromKey: string): void {
    const next = this.nextSpecKey(fromKey)
    if (next !== null) this.#view.showSpec(next)
  }

  async #undo(variant: VariantView | null): Promise<void> {
    const place = await this.#reviewer.undo(variant)
    if (place === null) {
      this.#say('Nothing to undo here.')
      return
    }
    this.#decidedKeys.delete(place.specKey)
    this.#say(`${place.specKey}: undone`)
    this.#view.showSpec(place.specKey)
    this.#view.chooseVariant(place.variantId)
  }

  #say(text: string): void {
    this.note = text
    this.#view.announce(text)
  }
}
