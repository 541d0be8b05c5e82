import type { VariantView } from '../../core/http/http-api.js'
import { shownSize, type ArtFace, type ArtKind, type FrameView } from './art-picture.js'
import { describeJobPhase } from '../progress/describe-job-progress.js'
import type { LiveJob } from '../progress/live-jobs.js'
import { el, fill } from './build-element.js'
import { showPreview } from './live-strip.js'
import { planGrid } from './plan-grid.js'
import { groupByRound, inViewOrder } from './review-model.js'
import type { SendState } from './reviewer.js'
import { VariantFigure } from './variant-figure.js'

export type Zoom = 'fit' | 1 | 2 | 4 | 8

/** How the grid shows its pictures. */
export interface GridLook {
  readonly zoom: Zoom
  readonly face: ArtFace
  readonly kind: ArtKind
  /** Which frame of a strip; null for all of it, and for stills. */
  readonly frame: FrameView | null
}

export interface VariantGridEvents {
  readonly onChoose: (variantId: string) => void
  readonly onLarge: (variantId: string) => void
}

/** What a cell takes beside its picture, CSS pixels: padding, border and caption; page.css has the same figures. */
const cellExtra = { width: 28, height: 46 }
/** A round's title with its margins, CSS pixels. */
const roundTitlePx = 34
const figuresMax = 200

/** The variants of one spec, newest round first and as large as fits; older rounds below. */
export class VariantGrid {
  readonly element = el('div', { class: 'grid-scroll' })
  readonly #events: VariantGridEvents
  readonly #figures = new Map<string, VariantFigure>()
  #variants: readonly VariantView[] = []
  #zoom = 1
  #look: GridLook = { zoom: 'fit', face: 'cutout', kind: 'cutout', frame: null }

  constructor(events: VariantGridEvents) {
    this.#events = events
    new ResizeObserver(() => this.layOut()).observe(this.element)
  }

  update(
    variants: readonly VariantView[],
    chosenId: string | null,
    look: GridLook,
    sendStateOf: (variantId: string) => SendState | null,
  ): void {
    const rounds = groupByRound(variants)
    const order = inViewOrder(variants)
    const isSame =
      order.map((one) => one.variantId).join() ===
      inViewOrder(this.#variants)
        .map((one) => one.variantId)
        .join()
    this.#variants = variants
    this.#look = look
    order.forEach((variant, at) => {
      const figure = this.#figureOf(variant)
      figure.update(
        variant,
        at < 9 ? at + 1 : null,
        variant.variantId === chosenId,
        sendStateOf(variant.variantId),
      )
    })
    if (!isSame || this.element.childElementCount === 0)
      fill(
        this.element,
        ...rounds.flatMap(({ round, variants: ofRound }, at) => [
          rounds.length > 1
            ? el(
                'h3',
                { class: 'round-title' },
                `Round ${round}`,
                at === 0 ? el('span', { class: 'dim' }, ' newest') : null,
              )
            : null,
          el('div', { class: 'grid' }, ...ofRound.map((variant) => this.#figureOf(variant).element)),
        ]),
      )
    this.layOut()
  }

  /** Placeholders of the true size while variants are being read or made. */
  showSkeleton(count: number): void {
    this.#variants = []
    // Those that stand there may have pictures on the way.
    if (this.element.querySelectorAll('.grid-skeleton > .skeleton').length === count) return
    const cells = Array.from({ length: count }, () => el('div', { class: 'variant skeleton' }))
    fill(this.element, el('div', { class: 'grid grid-skeleton' }, ...cells))
  }

  /** Pictures that are being made, in the placeholders of their variants. */
  showOnTheWay(jobs: ReadonlyMap<number, LiveJob>): void {
    this.element.querySelectorAll<HTMLElement>('.grid-skeleton > .skeleton').forEach((cell, at) => {
      const job = jobs.get(at)
      const says = job === undefined ? '' : describeJobPhase(job.notice)
      if (job === undefined) return cell.replaceChildren()
      if (cell.childElementCount === 0)
        cell.append(el('span', { class: 'live-picture' }), el('span', { class: 'dim live-phase' }))
      const [picture, phase] = cell.children
      if (picture instanceof HTMLElement) showPreview(picture, job, says)
      if (phase !== undefined) phase.textContent = says
    })
  }

  showEmpty(...children: readonly (Node | string)[]): void {
    this.#variants = []
    fill(this.element, el('div', { class: 'empty' }, ...children))
  }

  focusOn(variantId: string): void {
    const figure = this.#figures.get(variantId)
    figure?.element.scrollIntoView({ block: 'nearest' })
    if (document.activeElement?.classList.contains('variant')) figure?.element.focus()
  }

  /** Chooses columns and zoom for the room there is, and draws. */
  layOut(): void {
    const newest = groupByRound(this.#variants)[0]
    if (newest === undefined || this.element.clientWidth === 0) return
    const native = this.#nativeSize()
    const ratio = devicePixelRatio
    const hasTitles = newest.variants.length < this.#variants.length
    const plan = planGrid(newest.variants.length, native, {
      width: this.element.clientWidth * ratio,
      height: (this.element.clientHeight - (hasTitles ? roundTitlePx : 0)) * ratio,
      cellExtraWidth: cellExtra.width * ratio,
      cellExtraHeight: cellExtra.height * ratio,
    })
    const wanted = this.#look.zoom
    const zoom = wanted === 'fit' ? plan.zoom : Math.max(1, Math.round(wanted * ratio))
    const cellPx = (native.width * zoom) / ratio + cellExtra.width
    const columns =
      wanted === 'fit' ? plan.columns : Math.max(1, Math.floor(this.element.clientWidth / cellPx))
    this.element.style.setProperty('--columns', String(columns))
    this.element.style.setProperty('--cell', `${Math.ceil(cellPx)}px`)
    this.element.style.setProperty('--art-height', `${Math.ceil((native.height * zoom) / ratio)}px`)
    this.#zoom = zoom
    this.#draw()
  }

  /** Another frame of the same size: nothing moves, so only the pictures are drawn. */
  showFrame(frame: FrameView): void {
    this.#look = { ...this.#look, frame }
    this.#draw()
  }

  #draw(): void {
    const { face, frame } = this.#look
    for (const variant of this.#variants) this.#figures.get(variant.variantId)?.draw(this.#zoom, face, frame)
  }

  /** The largest art that is loaded; 32 px until one is. */
  #nativeSize(): { width: number; height: number } {
    const arts = this.#variants.flatMap((one) => this.#figures.get(one.variantId)?.art ?? [])
    if (arts.length === 0) return { width: 32, height: 32 }
    const sizes = arts.map((art) => shownSize(art, this.#look.frame))
    return {
      width: Math.max(...sizes.map(({ width }) => width)),
      height: Math.max(...sizes.map(({ height }) => height)),
    }
  }

  #figureOf(variant: VariantView): VariantFigure {
    const known = this.#figures.get(variant.variantId)
    if (known !== undefined) return known
    const figure = new VariantFigure(
      variant,
      this.#look.kind,
      () => this.#events.onChoose(variant.variantId),
      () => this.#events.onLarge(variant.variantId),
      () => this.layOut(),
    )
    const oldest = this.#figures.keys().next().value
    if (this.#figures.size >= figuresMax && oldest !== undefined) this.#figures.delete(oldest)
    this.#figures.set(variant.variantId, figure)
    return figure
  }
}
