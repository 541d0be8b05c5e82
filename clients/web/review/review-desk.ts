import type { RunView, VariantView } from '../../../core/http/http-api.js'
import { reviewVerbs } from '../../../core/review/verdict.js'
import { terminalRunStages } from '../../../core/run-options.js'
import type { AppContext } from '../app/app-context.js'
import { LiveWatch } from '../live-watch.js'
import type { RunSheet } from '../run/run-sheet.js'
import { runHash } from '../read-route.js'
import { chooseFirst, inViewOrder, waitingAfter } from '../review-model.js'
import { isHeldRun } from '../spec-changes.js'
import type { SpecView } from '../../http/assetloom-client.js'
import { artStore, type ArtSource } from './art-store.js'
import { fewMax, sourceOf } from './art-source.js'
import { FramePlayer } from './frame-player.js'
import { QueueFacts } from './queue-facts.js'
import { isNarrowed, isWithin, wholeQueue, type QueueNarrowing } from './queue-narrowing.js'
import { ReadAhead } from './read-ahead.js'
import { Reviewer } from './reviewer.js'
import { RunStore } from './run-store.js'
import { SoundPlayer } from './sound-player.js'
import { Together } from './together.js'
import { firstView, keepGround, readGround, type ViewOptions } from './view-options.js'

/** A sheet above the review. */
export type DeskSheet =
  | ('approveAll' | 'regenerateRejected' | 'sheet' | 'assign')
  | { readonly kind: 'reject' | 'regenerate'; readonly variant: VariantView }
  | RunSheet

const verbs: readonly string[] = reviewVerbs

/** So many variants are compared at once. */
export const comparedMax = 4
/** Specs that are read ahead. */
const aheadMax = 8
/** Pictures that are decoded ahead: those of the next spec, the rest of this one, and of each that follows. */
const foreseenMax = { next: 24, here: 2_000, later: 6 }

/**
 * What is on the table of one reviewer: the run, the spec and the variant that are looked at, how, and what was decided.
 * Components read it and are told when it changed; keys and buttons go through ReviewActions.
 */
export class ReviewDesk {
  readonly app: AppContext
  readonly store: RunStore
  readonly reviewer: Reviewer
  readonly player: FramePlayer
  readonly sound: SoundPlayer
  readonly live: LiveWatch
  readonly together: Together
  readonly facts: QueueFacts
  /** What the server that this page belongs to can do. */
  readonly offers = {
    primary: verbs.includes('primary'),
    changes: verbs.includes('primary'),
    groups: verbs.includes('primary'),
  }
  view: ViewOptions = { ...firstView, ground: readGround() }
  sheet: DeskSheet | null = null
  #typedAhead: string | null = null
  specKey: string | null
  variantId: string | null = null
  /** Chosen for the comparison, in the order in which they were. */
  marked: readonly string[] = []
  /** Shown against each other. */
  compared: readonly string[] = []
  filter = ''
  narrowing: QueueNarrowing = wholeQueue
  /** On a narrow page: the list of specs covers the pictures. */
  isQueueOpen = false
  /** What was done last, beside the buttons. */
  note = ''
  readonly #ahead: ReadAhead
  readonly #listeners = new Set<() => void>()
  #chosenByHand = false
  /** Of the shown spec, to notice when another one arrives. */
  #newestRound = 0
  #prepared = ''
  #isClosed = false

  constructor(app: AppContext, runId: string, specKey: string | null) {
    this.app = app
    this.specKey = specKey
    const changed = () => this.changed()
    this.live = new LiveWatch(app.client, changed)
    this.together = new Together(app.client, runId, changed)
    this.facts = new QueueFacts(app.client, runId, changed)
    this.store = new RunStore(app.client, app.live, runId, {
      onChange: changed,
      onProgress: (notice) => this.live.take(notice),
      onEvent: ({ type }) => (this.together.hear(type), this.facts.hear(type)),
      onPresence: (notice) => this.together.meet(notice),
    })
    this.#ahead = new ReadAhead(this.store)
    this.reviewer = new Reviewer(app.client, app.outbox, {
      onChange: changed,
      onRecorded: (key) => this.store.touch(key),
    })
    this.player = new FramePlayer(changed)
    this.sound = new SoundPlayer(changed)
    void this.store.refresh()
  }

  close(): void {
    this.#isClosed = true
    this.#listeners.clear()
    this.#ahead.stop()
    this.store.stop()
    this.live.stop()
    this.together.stop()
    this.facts.stop()
    this.reviewer.stop()
    this.player.stop()
    this.sound.stop()
  }

  /** Tells of every change, until the function that is given back is called. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** What is shown follows from what is known; called after every change of it. */
  changed(): void {
    if (this.#isClosed) return
    const { specs, run } = this.store
    this.specKey ??= specs.find((one) => one.stage === 'reviewing')?.specKey ?? specs[0]?.specKey ?? null
    if (this.specKey !== null) {
      this.reviewer.settle(this.specKey, this.store.variantsOf(this.specKey) ?? [])
      this.#keepOrChoose()
    }
    if (this.store.connection === 'lost') this.live.lose()
    this.live.update(this.isHeld ? null : run, specs)
    this.together.lookAt(this.specKey)
    this.player.update(this.spec)
    this.sound.update(this.spec, this.variant)
    for (const listener of this.#listeners) listener()
    if (!this.isHeld) this.#prepareNext()
  }

  get run(): RunView | null {
    return this.store.run
  }

  /** Specs as they will stand once everything is recorded. */
  get specs(): readonly SpecView[] {
    return this.store.specs.map((spec) => this.reviewer.showSpec(spec))
  }

  get spec(): SpecView | null {
    const found = this.store.specs.find((spec) => spec.specKey === this.specKey)
    return found === undefined ? null : this.reviewer.showSpec(found)
  }

  /** All variants of the shown spec as they will stand; null while they are being read. */
  get variants(): readonly VariantView[] | null {
    if (this.specKey === null || this.spec === null) return null
    const known = this.store.variantsOf(this.specKey)
    return known === null ? null : this.reviewer.show(this.specKey, known)
  }

  get variant(): VariantView | null {
    return this.variants?.find((one) => one.variantId === this.variantId) ?? null
  }

  /** Nothing is made yet: the specs themselves are what to look at. */
  get isHeld(): boolean {
    const { run, specs } = this.store
    return run !== null && !terminalRunStages.includes(run.stage) && isHeldRun(run, specs)
  }

  /** Whether decisions are still taken. */
  get isOpen(): boolean {
    return this.run?.stage !== 'cancelled' && this.run?.stage !== 'failed'
  }

  /** The keys that the list shows, in order: what J and K walk. */
  get visibleKeys(): string[] {
    return this.specs.filter((spec) => this.isListed(spec)).map(({ specKey }) => specKey)
  }

  /** Whether the list shows a spec, as it is narrowed. */
  isListed(spec: SpecView, words = this.filter): boolean {
    const { specKey } = spec
    const isMine = this.isMine(specKey)
    return isWithin(spec, words, this.narrowing, { isMine, tags: this.facts.tagsOf(specKey) })
  }

  /** Taken by who sits here, or given to them to review. */
  isMine(specKey: string): boolean {
    const { together, facts } = this
    const isAssigned = together.self !== '' && facts.assigneeOf(specKey)?.handle === together.self
    return isAssigned || together.claimOf(specKey)?.isOwn === true
  }

  narrow(change: Partial<QueueNarrowing>): void {
    this.narrowing = { ...this.narrowing, ...change }
    this.changed()
  }

  nextSpecKey(fromKey: string | null): string | null {
    return this.#comingKeys(fromKey, 1)[0] ?? null
  }

  /** What waits within the list as it is narrowed: first what nobody else has taken. */
  #comingKeys(fromKey: string | null, max: number): string[] {
    const { specs, together, narrowing } = this
    const waiting = waitingAfter(specs, fromKey)
    const listed = isNarrowed(narrowing) ? waiting.filter((spec) => this.isListed(spec, '')) : waiting
    const isTaken = ({ specKey }: SpecView) => together.isTakenByOther(specKey)
    const order = [...listed.filter((spec) => !isTaken(spec)), ...listed.filter(isTaken)]
    return order.slice(0, max).map(({ specKey }) => specKey)
  }

  set(view: Partial<ViewOptions>): void {
    this.view = { ...this.view, ...view }
    if (view.ground !== undefined) keepGround(view.ground)
    this.changed()
  }

  say(text: string): void {
    this.note = text
    this.app.announce(text)
    this.changed()
  }

  openSheet(sheet: DeskSheet | null): void {
    this.sheet = sheet
    this.#typedAhead = null
    this.changed()
  }

  /** A digit that was pressed for a sheet before it was there. */
  typeAhead(digit: string): void {
    this.#typedAhead ??= digit
  }

  takeTypedAhead(): string | null {
    const digit = this.#typedAhead
    this.#typedAhead = null
    return digit
  }

  /** Shows a spec of this run; the address follows, so that it can be sent to somebody. */
  showSpec(specKey: string): void {
    if (this.specKey !== specKey) {
      this.variantId = null
      this.marked = []
      this.compared = []
      if (this.view.stage === 'compare') this.view = { ...this.view, stage: 'grid' }
      this.#chosenByHand = false
      this.#newestRound = 0
    }
    this.specKey = specKey
    this.isQueueOpen = false
    this.app.places.set(this.store.runId, specKey)
    history.replaceState(null, '', runHash(this.store.runId, specKey))
    this.changed()
  }

  chooseVariant(variantId: string): void {
    const { compared } = this
    // What is chosen joins the comparison in the place of what was looked at.
    if (this.view.stage === 'compare' && !compared.includes(variantId))
      this.compared = compared.map((one) => (one === this.variantId ? variantId : one))
    this.variantId = variantId
    this.#chosenByHand = true
    this.changed()
    this.sound.play()
  }

  mark(variantId: string): void {
    this.marked = this.marked.includes(variantId)
      ? this.marked.filter((one) => one !== variantId)
      : [...this.marked, variantId].slice(-comparedMax)
    this.changed()
  }

  /** The marked ones; of one alone, it and the best others. */
  compare(): void {
    if (this.view.stage === 'compare') return this.set({ stage: 'grid' })
    const { variant, variants } = this
    const known = inViewOrder(variants ?? [])
    const others = known
      .filter((one) => one.variantId !== variant?.variantId)
      .sort((a, b) => b.round - a.round || (b.score ?? 0) - (a.score ?? 0))
    const wished = this.marked.length > 1 ? this.marked : []
    const own = this.marked.length === 1 ? this.marked : []
    const ids = [...new Set([...wished, ...own, ...(variant === null ? [] : [variant.variantId])])]
    const [best] = others
    const all =
      wished.length > 1 ? wished : ids.length > 1 || best === undefined ? ids : [...ids, best.variantId]
    if (all.length < 2) return this.say('There is only one variant: nothing to compare it with.')
    this.compared = all.slice(0, comparedMax)
    if (this.variantId === null || !this.compared.includes(this.variantId))
      this.variantId = this.compared[0] ?? null
    this.set({ stage: 'compare' })
  }

  /** A round that arrives is looked at first, unless somebody is about to decide on an older variant. */
  #keepOrChoose(): void {
    const { variants } = this
    if (variants === null || variants.length === 0) return
    const newestRound = variants.reduce((newest, one) => Math.max(newest, one.round), 0)
    const isNewRound = newestRound > this.#newestRound
    this.#newestRound = newestRound
    const current = this.variant
    const isHeld = this.#chosenByHand && current?.verdict === 'undecided'
    if (current !== null && (!isNewRound || isHeld)) return
    this.variantId = chooseFirst(variants)?.variantId ?? null
    this.#chosenByHand = false
  }

  /** The next specs to decide are read and decoded ahead, so that one key shows each at once. */
  #prepareNext(): void {
    const coming = this.#comingKeys(this.specKey, aheadMax)
    const [nextKey = null, ...laterKeys] = coming
    const next = this.#sourcesOf(nextKey, foreseenMax.next)
    const here = this.#sourcesOf(this.specKey, foreseenMax.here)
    const known = laterKeys.filter((key) => this.store.peek(key) !== null)
    const key = `${this.specKey ?? ''} ${here.length} ${nextKey ?? ''} ${next.length} ${this.view.face} ${known.join(' ')}`
    if (key === this.#prepared) return
    this.#prepared = key
    const later = known.flatMap((one) => this.#sourcesOf(one, foreseenMax.later))
    artStore().foresee([...next, ...here, ...later])
    this.#ahead.want(coming)
  }

  #sourcesOf(specKey: string | null, max: number): ArtSource[] {
    const spec = this.store.specs.find((one) => one.specKey === specKey)
    if (specKey === null || spec === undefined) return []
    const variants = inViewOrder(this.store.variantsOf(specKey) ?? [])
    const use = variants.length > fewMax ? 'many' : 'few'
    return variants.slice(0, max).map((variant) => sourceOf(variant, spec, this.view.face, use))
  }
}
