import type { VariantView } from '../../../core/http/http-api.js'
import type { ReviewVerb } from '../../../core/review/verdict.js'
import { openCommands } from '../app/command-state.js'
import { listHash } from '../read-route.js'
import { inViewOrder } from '../review-model.js'
import type { ReviewDesk } from './review-desk.js'
import type { ReviewAction } from './review-keys.js'
import type { DecisionWords } from './reviewer.js'
import { after, compareModes, grounds, zooms } from './view-options.js'

/** What the page around the review does. */
export interface PageActions {
  readonly openExport: () => void
  readonly openEdit: () => void
  readonly openOverage: () => void
  readonly pause: () => void
  readonly focusOn: (what: 'find' | 'note' | 'tags') => void
  readonly zoomBy: (step: number) => void
  readonly claim: () => void
}

/** What stands beside the buttons after a decision. */
export const verbPast: Readonly<Record<string, string>> = {
  ...{ approve: 'approved', pick: 'picked', reject: 'rejected', regenerate: 'to be made again' },
  ...{ withdraw: 'undone', primary: 'marked as primary' },
}

/** What keys and buttons do: look, decide, and go on to what waits next, so that 50 specs are 50 keys. */
export class ReviewActions {
  readonly #desk: ReviewDesk
  readonly #page: PageActions

  constructor(desk: ReviewDesk, page: PageActions) {
    this.#desk = desk
    this.#page = page
  }

  act(action: ReviewAction): void {
    if (this.#look(action) || this.#play(action) || this.#go(action)) return
    this.#decide(action)
  }

  /** A variant by its number. */
  chooseNumber(number: number): void {
    const chosen = inViewOrder(this.#desk.variants ?? [])[number - 1]
    if (chosen !== undefined) this.#desk.chooseVariant(chosen.variantId)
  }

  /** Sends a decision and goes on. */
  send(verb: ReviewVerb, variant: VariantView, words: DecisionWords = {}): void {
    const desk = this.#desk
    const seen = desk.variants ?? []
    desk.note = `${variant.specKey} ${variant.variantIndex + 1}: ${verbPast[verb] ?? verb}`
    desk.app.announce(desk.note)
    desk.reviewer.decide(verb, variant, seen, words)
    if (verb === 'reject' && desk.spec?.stage === 'reviewing') this.#nextOpen(variant)
    else this.#goOn(variant.specKey)
  }

  #decide(action: ReviewAction): void {
    const desk = this.#desk
    const { variant } = desk
    if (action === 'undo') return void this.#undo().catch((error: unknown) => this.fail(error))
    if (!desk.isOpen || variant === null) return
    if (action === 'pick' || action === 'approve' || (action === 'primary' && canBePrimary(variant)))
      return this.send(action as ReviewVerb, variant)
    if (action === 'reject' || action === 'regenerate') desk.openSheet({ kind: action, variant })
  }

  /** What failed is shown above the pictures. */
  fail(error: unknown): void {
    this.#desk.store.failure = error
    this.#desk.changed()
  }

  async #undo(): Promise<void> {
    const desk = this.#desk
    const place = await desk.reviewer.undo(desk.variant)
    if (place === null) return desk.say('Nothing to undo here.')
    const many = place.count > 1 ? ` and ${place.count - 1} more` : ''
    desk.showSpec(place.specKey)
    desk.chooseVariant(place.variantId)
    desk.say(`${place.specKey}${many}: undone`)
  }

  /** Within the spec there is more to decide: the next variant that nobody decided. */
  #nextOpen(variant: VariantView): void {
    const open = inViewOrder(this.#desk.variants ?? []).filter((one) => one.verdict === 'undecided')
    const next = open.find((one) => one.variantIndex > variant.variantIndex) ?? open[0]
    if (next !== undefined) this.#desk.chooseVariant(next.variantId)
    else this.#goOn(variant.specKey)
  }

  #goOn(fromKey: string): void {
    const next = this.#desk.nextSpecKey(fromKey)
    if (next !== null) this.#desk.showSpec(next)
    else this.#desk.changed()
  }

  #look(action: ReviewAction): boolean {
    const desk = this.#desk
    const { view } = desk
    const stage = (wanted: typeof view.stage) => desk.set({ stage: view.stage === wanted ? 'grid' : wanted })
    const looks: Partial<Record<ReviewAction, () => void>> = {
      large: () => stage('large'),
      scene: () => stage('scene'),
      compare: () => desk.compare(),
      mark: () => desk.variantId !== null && desk.mark(desk.variantId),
      compareMode: () => {
        if (view.stage !== 'compare') desk.compare()
        else desk.set({ compare: after(compareModes, view.compare) })
      },
      ground: () => desk.set({ ground: after(grounds, view.ground) }),
      face: () => desk.set({ face: view.face === 'cutout' ? 'delivered' : 'cutout' }),
      tile: () => desk.set({ isTiled: !view.isTiled, stage: view.stage === 'grid' ? 'large' : view.stage }),
      onion: () => desk.set({ isOnion: !view.isOnion }),
      spec: () => desk.set({ aside: view.aside === 'spec' ? 'variant' : 'spec' }),
      closer: () => this.#zoom(1),
      farther: () => this.#zoom(-1),
      back: () => view.stage !== 'grid' && desk.set({ stage: 'grid' }),
    }
    looks[action]?.()
    return action in looks
  }

  #zoom(step: number): void {
    const { view } = this.#desk
    if (view.stage === 'large' || view.stage === 'compare') return this.#page.zoomBy(step)
    const next = zooms[Math.min(zooms.length - 1, Math.max(0, zooms.indexOf(view.zoom) + step))]
    if (next !== undefined) this.#desk.set({ zoom: next })
  }

  #play(action: ReviewAction): boolean {
    const { player, sound, spec } = this.#desk
    const isStill = player.motions.length === 0 && spec?.sound === undefined
    if (action === 'playSpace' && isStill) return this.#look('large')
    const plays: Partial<Record<ReviewAction, () => void>> = {
      play: () => (player.togglePlay(), sound.toggle()),
      playSpace: () => (player.togglePlay(), sound.toggle()),
      nextFrame: () => player.step(1),
      previousFrame: () => player.step(-1),
      motion: () => player.nextMotion(),
      faster: () => player.setFps(player.fps + 1),
      slower: () => player.setFps(player.fps - 1),
      loop: () => player.toggleLoop(),
    }
    plays[action]?.()
    return action in plays
  }

  #go(action: ReviewAction): boolean {
    const desk = this.#desk
    const goes: Partial<Record<ReviewAction, () => void>> = {
      nextSpec: () => this.#walkSpecs(1),
      previousSpec: () => this.#walkSpecs(-1),
      nextVariant: () => this.#walkVariants(1),
      previousVariant: () => this.#walkVariants(-1),
      approveAll: () => desk.openSheet('approveAll'),
      regenerateRejected: () => desk.openSheet('regenerateRejected'),
      sheet: () => desk.openSheet('sheet'),
      help: () => openCommands('keys'),
      assign: () => desk.openSheet('assign'),
      theme: () => desk.app.toggleTheme(),
      home: () => (location.hash = '#/'),
      list: () => (location.hash = listHash(desk.store.runId)),
      find: () => this.#page.focusOn('find'),
      note: () => this.#page.focusOn('note'),
      tags: () => this.#page.focusOn('tags'),
      claim: () => this.#page.claim(),
      export: () => this.#page.openExport(),
      edit: () => this.#page.openEdit(),
      overage: () => this.#page.openOverage(),
      pause: () => this.#page.pause(),
    }
    goes[action]?.()
    return action in goes
  }

  #walkSpecs(step: number): void {
    const desk = this.#desk
    const keys = desk.visibleKeys
    const order = new Map(desk.store.specs.map(({ specKey }, at) => [specKey, at]))
    const placeOf = (key: string | null) => order.get(key ?? '') ?? -1
    // What is looked at may have left the list: then its neighbours in the whole list are next.
    const here = placeOf(desk.specKey)
    const next =
      step > 0 ? keys.find((key) => placeOf(key) > here) : keys.findLast((key) => placeOf(key) < here)
    if (next !== undefined) desk.showSpec(next)
  }

  #walkVariants(step: number): void {
    const order = inViewOrder(this.#desk.variants ?? [])
    const at = order.findIndex((one) => one.variantId === this.#desk.variantId)
    const next = order[(at + step + order.length) % Math.max(1, order.length)]
    if (next !== undefined) this.#desk.chooseVariant(next.variantId)
  }
}

function canBePrimary(variant: VariantView): boolean {
  return variant.verdict === 'approved' || variant.verdict === 'undecided'
}
