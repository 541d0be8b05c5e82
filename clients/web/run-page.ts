import type { VariantView } from '../../core/http/http-api.js'
import type { SpecEditsAccepted } from '../../core/http/spec-edits-api.js'
import { terminalRunStages } from '../../core/run-options.js'
import type { SpecView } from '../http/assetloom-client.js'
import { AsidePanel } from './aside-panel.js'
import { el, fill } from './build-element.js'
import { DecisionBar } from './decision-bar.js'
import { openEditSheet } from './edit-sheet.js'
import { openExportSheet } from './export-sheet.js'
import { FramePlayer } from './frame-player.js'
import { HeldView } from './held-view.js'
import { openHelpSheet } from './help-sheet.js'
import { readKey, type ActionName } from './key-map.js'
import { LargeView } from './large-view.js'
import { isSheetOpen } from './open-sheet.js'
import { openOverageSheet } from './overage-sheet.js'
import type { OpenPage, PageContext } from './page-context.js'
import { LiveWatch } from './live-watch.js'
import { listHash, runHash } from './read-route.js'
import { chooseFirst, inViewOrder } from './review-model.js'
import { ReviewActions } from './review-actions.js'
import { Reviewer } from './reviewer.js'
import { runHeader } from './run-header.js'
import { RunNotices } from './run-notices.js'
import { RunStore } from './run-store.js'
import { SoundPlayer } from './sound-player.js'
import { isHeldRun } from './spec-changes.js'
import { SpecQueue } from './spec-queue.js'
import { VariantGrid } from './variant-grid.js'
import { kindOf, ViewOptions } from './view-options.js'

/** One run: its specs on the left, the variants of the chosen one, and the verbs. */
export class RunPage implements OpenPage {
  readonly #context: PageContext
  readonly #store: RunStore
  readonly #live: LiveWatch
  readonly #reviewer: Reviewer
  readonly #actions: ReviewActions
  readonly #queue: SpecQueue
  readonly #grid: VariantGrid
  readonly #large: LargeView
  readonly #bar: DecisionBar
  readonly #view: ViewOptions
  readonly #player: FramePlayer
  readonly #sound: SoundPlayer
  readonly #head = el('div')
  readonly #notices: RunNotices
  readonly #title = el('div', { class: 'spec-title' })
  readonly #aside: AsidePanel
  readonly #held: HeldView
  readonly #desk = el('div', { class: 'desk' })
  readonly #closed = new AbortController()
  #specKey: string | null
  #variantId: string | null = null
  #chosenByHand = false
  /** Of the shown spec, to notice when another one arrives. */
  #newestRound = 0

  constructor(context: PageContext, runId: string, specKey: string | null) {
    this.#context = context
    this.#specKey = specKey
    this.#live = new LiveWatch(context.client, {
      onChoose: (key) => this.showSpec(key),
      onDraw: () => this.#showLivePictures(),
    })
    this.#store = new RunStore(context.client, runId, {
      onChange: () => this.#render(),
      onProgress: (notice) => this.#live.take(notice),
    })
    this.#reviewer = new Reviewer(context.client, context.outbox, {
      onChange: () => this.#render(),
      onRecorded: (key) => {
        this.#aside.forget()
        this.#store.touch(key)
      },
    })
    this.#queue = new SpecQueue({ onChoose: (key) => this.showSpec(key) })
    this.#grid = new VariantGrid({
      onChoose: (id) => this.#chooseVariant(id),
      onLarge: (id) => {
        this.#chooseVariant(id)
        this.#act('zoom')
      },
    })
    this.#large = new LargeView(() => this.#act('zoom'))
    this.#bar = new DecisionBar((action) => this.#act(action))
    this.#view = new ViewOptions(() => this.#render())
    this.#player = new FramePlayer(
      (frame) => {
        this.#grid.showFrame(frame)
        this.#large.showFrame(frame)
      },
      () => this.#render(),
    )
    this.#sound = new SoundPlayer(() => this.#render())
    this.#aside = new AsidePanel(context.client, {
      onChange: () => this.#render(),
      onEdit: () => this.#edit(this.#specKey),
    })
    this.#held = new HeldView(context.client, context.drafts, {
      onEdit: (key) => this.#edit(key),
      onStart: () => context.client.resumeRun(runId).then(() => this.#store.refresh()),
      onSaved: (accepted) => this.#onSaved(accepted),
    })
    this.#notices = new RunNotices(this.#store, this.#reviewer, {
      onTry: (work) => this.#try(work),
      onShow: (key) => this.showSpec(key),
    })
    this.#actions = new ReviewActions(this.#reviewer, this.#store, {
      announce: context.announce,
      showSpec: (key) => this.showSpec(key),
      chooseVariant: (id) => this.#chooseVariant(id),
    })
    this.#build()
    void this.#store.refresh()
  }

  close(): void {
    this.#closed.abort()
    this.#store.stop()
    this.#live.stop()
    this.#reviewer.stop()
    this.#player.stop()
    this.#sound.stop()
  }

  /** Shows a spec of this run; the address follows, so that it can be sent to somebody. */
  showSpec(specKey: string): void {
    if (this.#specKey !== specKey) {
      this.#variantId = null
      this.#chosenByHand = false
      this.#newestRound = 0
    }
    this.#specKey = specKey
    this.#context.places.set(this.#store.runId, specKey)
    this.#queue.element.classList.remove('is-open')
    history.replaceState(null, '', runHash(this.#store.runId, specKey))
    this.#render()
  }

  #build(): void {
    const { root } = this.#context
    const work = el(
      'main',
      { class: 'work' },
      this.#title,
      el('div', { class: 'stage-area' }, this.#grid.element, this.#large.element),
      this.#bar.element,
    )
    fill(this.#desk, this.#queue.element, work, this.#aside.element)
    fill(root, this.#head, this.#notices.element, this.#live.strip.element, this.#desk)
    const { signal } = this.#closed
    document.addEventListener('keydown', (event) => this.#onKey(event), { signal })
    window.addEventListener('resize', () => this.#render(), { signal })
    this.#render()
  }

  get #spec(): SpecView | null {
    return this.#store.specs.find((spec) => spec.specKey === this.#specKey) ?? null
  }

  get #variants(): readonly VariantView[] {
    return this.#specKey === null || this.#spec === null ? [] : (this.#store.variantsOf(this.#specKey) ?? [])
  }

  get #variant(): VariantView | null {
    return this.#variants.find((one) => one.variantId === this.#variantId) ?? null
  }

  #chooseVariant(variantId: string): void {
    this.#variantId = variantId
    this.#chosenByHand = true
    this.#render()
    this.#sound.play()
    this.#grid.focusOn(variantId)
  }

  /** A round that arrives is looked at first, unless somebody is about to decide on an older variant. */
  #keepOrChoose(variants: readonly VariantView[]): void {
    if (variants.length === 0) return
    const newestRound = Math.max(...variants.map((one) => one.round))
    const isNewRound = newestRound > this.#newestRound
    this.#newestRound = newestRound
    const current = this.#variant
    const isHeld = this.#chosenByHand && current?.verdict === 'undecided'
    if (current !== null && (!isNewRound || isHeld)) return
    this.#variantId = chooseFirst(variants)?.variantId ?? null
    this.#chosenByHand = false
  }

  #render(): void {
    if (this.#closed.signal.aborted) return
    const { run, specs, specsLoaded, connection } = this.#store
    this.#specKey ??= specs.find((spec) => spec.stage === 'reviewing')?.specKey ?? specs[0]?.specKey ?? null
    const variants = this.#variants
    this.#keepOrChoose(variants)
    this.#reviewer.settlePending(variants)
    if (run !== null) {
      const keptDecisions = [...this.#reviewer.sending.values()].filter(
        (one) => one.state === 'offline',
      ).length
      document.title = `${run.counts.waitingForReview > 0 ? `(${run.counts.waitingForReview}) ` : ''}${run.wishlistName} - Assetloom`
      fill(
        this.#head,
        runHeader({ run, connection, keptDecisions, isHeld: this.#isHeld }, (action) => this.#act(action)),
      )
    }
    this.#notices.update()
    if (connection === 'lost') this.#live.lose()
    this.#live.update(this.#isHeld ? null : run, specs)
    if (this.#showHeld()) return
    this.#queue.update(specs, this.#specKey, specsLoaded)
    this.#renderSpec(variants)
    this.#actions.prefetchNext(this.#specKey)
  }

  get #isHeld(): boolean {
    const { run, specs } = this.#store
    return run !== null && !terminalRunStages.includes(run.stage) && isHeldRun(run, specs)
  }

  /** Before anything is made there is nothing to review: the specs themselves are what to look at. */
  #showHeld(): boolean {
    const { run, specs } = this.#store
    const isHeld = this.#isHeld
    const shown = isHeld ? this.#held.element : this.#desk
    if (!shown.isConnected) (isHeld ? this.#desk : this.#held.element).replaceWith(shown)
    if (isHeld && run !== null) this.#held.update(run, specs)
    return isHeld
  }

  #renderSpec(variants: readonly VariantView[]): void {
    const spec = this.#spec
    const variant = this.#variant
    const { run, specsLoaded } = this.#store
    const isOver = run?.stage === 'cancelled' || run?.stage === 'failed'
    this.#bar.update(variant, !isOver, this.#actions.note)
    this.#player.update(spec)
    this.#sound.update(spec, variant)
    if (spec === null || run === null) {
      this.#title.replaceChildren()
      this.#aside.element.replaceChildren()
      if (!specsLoaded) this.#grid.showSkeleton(4)
      else if (run !== null && terminalRunStages.includes(run.stage))
        this.#grid.showEmpty('This run has no specs: no line of its list could be used.')
      else this.#grid.showEmpty('The list is being read. Specs appear here as soon as it is.')
      return
    }
    fill(
      this.#title,
      ...this.#view.titleLine(spec, this.#queue, [this.#player, this.#sound], (step) =>
        this.#walkSpecs(step),
      ),
    )
    this.#grid.element.dataset['ground'] = this.#view.ground
    this.#large.element.dataset['ground'] = this.#view.ground
    if (variants.length === 0) {
      this.#grid.showSkeleton(spec.variantsPerRound)
      this.#showLivePictures()
    } else
      this.#grid.update(
        variants,
        this.#variantId,
        {
          ...{ zoom: this.#view.zoom, face: this.#view.face, kind: kindOf(spec) },
          frame: this.#player.frame,
        },
        (id) => this.#reviewer.sending.get(id)?.state ?? null,
      )
    if (this.#view.isLarge && variant !== null)
      this.#large.show(variant, {
        ...{ face: this.#view.face, kind: kindOf(spec), isTile: spec.seamless },
        frame: this.#player.frame,
      })
    else this.#large.hide()
    this.#aside.update(run, spec, variant)
  }

  /** While nothing of the shown spec is made: its pictures on the way. */
  #showLivePictures(): void {
    const spec = this.#spec
    if (spec !== null && this.#variants.length === 0) this.#grid.showOnTheWay(this.#live.jobsOf(spec))
  }

  #onKey(event: KeyboardEvent): void {
    if (isSheetOpen()) return
    if (event.key === 'Escape' && this.#view.isLarge) this.#act('zoom')
    const asked = readKey(event)
    if (asked === null) return
    event.preventDefault()
    if ('action' in asked && this.#isHeld) this.#actHeld(asked.action)
    else if ('action' in asked) this.#act(asked.action)
    else {
      const chosen = inViewOrder(this.#variants)[asked.digit - 1]
      if (chosen !== undefined) this.#chooseVariant(chosen.variantId)
    }
  }

  #act(action: ActionName): void {
    if (action === 'nextSpec' || action === 'previousSpec') this.#walkSpecs(action === 'nextSpec' ? 1 : -1)
    else if (action === 'nextVariant' || action === 'previousVariant')
      this.#walkVariants(action === 'nextVariant' ? 1 : -1)
    else if (action === 'zoom' || action === 'ground' || action === 'face') this.#view.toggle(action)
    else if (action === 'play') {
      this.#player.togglePlay()
      this.#sound.toggle()
    } else if (action === 'nextFrame' || action === 'previousFrame')
      this.#player.step(action === 'nextFrame' ? 1 : -1)
    else if (action === 'motion') this.#player.nextMotion()
    else if (action === 'help') openHelpSheet()
    else if (action === 'theme') this.#context.toggleTheme()
    else if (action === 'home') location.hash = '#/'
    else if (action === 'find') this.#find()
    else if (action === 'export') this.#export()
    else if (action === 'edit') this.#edit(this.#specKey)
    else if (action === 'spec') this.#aside.toggle()
    else if (action === 'list') location.hash = listHash(this.#store.runId)
    else if (action === 'pause') this.#pause()
    else if (action === 'overage') this.#approveOverage()
    else this.#try(this.#actions.decide(action, this.#variant, this.#variants))
  }

  /** The table of a held run has its own rows to walk; what asks for pictures has nothing to act on. */
  #actHeld(action: ActionName): void {
    if (action === 'nextSpec' || action === 'previousSpec') this.#held.walk(action === 'nextSpec' ? 1 : -1)
    else if (action === 'edit') this.#edit(this.#held.chosenKey)
    else if (action === 'export') this.#held.leaveOut()
    else if (action === 'find') this.#held.find()
    else if (['help', 'theme', 'home', 'list'].includes(action)) this.#act(action)
  }

  #edit(specKey: string | null): void {
    const { run, specs } = this.#store
    if (run === null || specKey === null) return
    const { newest } = run.revision ?? {}
    // Only the newest revision takes edits: that is where they belong.
    if (newest) {
      location.hash = runHash(newest.runId, specKey)
      return
    }
    const { runId, wishlistRevision: revision } = run
    const edited = { runId, revision, specs, isHeld: this.#isHeld }
    openEditSheet(this.#context.client, edited, specKey, (accepted) => this.#onSaved(accepted, specKey))
  }

  /** A held run is replaced by the one with the edits; of any other the sheet links to the new run. */
  #onSaved({ held, runId, revision }: SpecEditsAccepted, specKey: string | null = null): void {
    this.#context.announce(`Saved as revision ${revision}`)
    if (!held) return void this.#store.refresh()
    this.#context.drafts.move(this.#store.runId, runId)
    location.hash = runHash(runId, specKey)
  }

  #export(): void {
    const { run } = this.#store
    if (run !== null) openExportSheet(this.#context.client, run)
  }

  #approveOverage(): void {
    const { run } = this.#store
    if (run !== null) openOverageSheet(this.#context.client, run, () => void this.#store.refresh())
  }

  #pause(): void {
    const { run } = this.#store
    if (run === null) return
    const { client } = this.#context
    const sent = run.paused ? client.resumeRun(run.runId) : client.pauseRun(run.runId)
    this.#try(sent.then(() => this.#store.refresh()))
  }

  #find(): void {
    this.#queue.element.classList.add('is-open')
    this.#queue.filterInput.focus()
    this.#queue.filterInput.select()
  }

  #walkSpecs(step: number): void {
    const next = this.#queue.keyAt(this.#specKey, step)
    if (next !== undefined) this.showSpec(next)
  }

  #walkVariants(step: number): void {
    const order = inViewOrder(this.#variants)
    const at = order.findIndex((one) => one.variantId === this.#variantId)
    const next = order[(at + step + order.length) % Math.max(1, order.length)]
    if (next !== undefined) this.#chooseVariant(next.variantId)
  }

  /** What a button started and failed is shown like any other failure. */
  #try(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      this.#store.failure = error
      this.#render()
    })
  }
}
