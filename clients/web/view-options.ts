import type { SpecView } from '../http/assetloom-client.js'
import type { ArtFace, ArtKind } from './art-picture.js'
import { el } from './build-element.js'
import { markOfSpec } from './review-model.js'
import { toggle } from './toggle-button.js'
import type { SpecQueue } from './spec-queue.js'
import type { Zoom } from './variant-grid.js'

const grounds = ['checker', 'black', 'white'] as const
export type Ground = (typeof grounds)[number]

const zooms: readonly Zoom[] = ['fit', 1, 2, 4, 8]

/** How pictures are shown: zoom, background, one large. The title line has the switches. */
export class ViewOptions {
  ground: Ground = 'checker'
  zoom: Zoom = 'fit'
  isLarge = false
  face: ArtFace = 'cutout'
  readonly #onChange: () => void

  constructor(onChange: () => void) {
    this.#onChange = onChange
  }

  toggle(what: 'zoom' | 'ground' | 'face'): void {
    if (what === 'zoom') this.isLarge = !this.isLarge
    else if (what === 'face') this.face = this.face === 'cutout' ? 'delivered' : 'cutout'
    else this.ground = grounds[(grounds.indexOf(this.ground) + 1) % grounds.length] ?? 'checker'
    this.#onChange()
  }

  /** Name of the spec, its state, and the switches. */
  titleLine(
    spec: SpecView,
    queue: SpecQueue,
    players: readonly { switches(): HTMLElement[] }[],
    onWalk: (step: number) => void,
  ): HTMLElement[] {
    return [
      specName(spec, queue, onWalk),
      el(
        'div',
        { class: 'switches' },
        ...players.flatMap((one) => one.switches()),
        this.#zoomSwitch(),
        ...this.#toggles(spec),
      ),
    ]
  }

  #zoomSwitch(): HTMLElement {
    const buttons = zooms.map((zoom) => {
      const choose = () => {
        this.zoom = zoom
        this.#onChange()
      }
      const label = zoom === 'fit' ? 'Fit' : `${zoom}x`
      return el(
        'button',
        { type: 'button', 'aria-pressed': String(zoom === this.zoom), onclick: choose },
        label,
      )
    })
    return el('div', { class: 'segments', role: 'group', 'aria-label': 'Zoom' }, ...buttons)
  }

  #toggles(spec: SpecView): HTMLElement[] {
    const isOriginal = this.face === 'delivered'
    const large = toggle('Large', 'Space', 'One variant alone', this.isLarge, () => this.toggle('zoom'))
    const original = toggle('Original', 'O', 'As delivered, with its background', isOriginal, () =>
      this.toggle('face'),
    )
    const ground = toggle(this.ground, 'B', `Background: ${this.ground}`, null, () => this.toggle('ground'))
    const kind = kindOf(spec)
    if (kind === 'sound') return [large]
    return kind === 'cutout' ? [large, original, ground] : [large, ground]
  }
}

function specName(spec: SpecView, queue: SpecQueue, onWalk: (step: number) => void): HTMLElement {
  const mark = markOfSpec(spec)
  const keys = queue.visibleKeys
  const narrow = (label: string, says: string, onclick: () => void) =>
    el('button', { type: 'button', class: 'quiet narrow-only', 'aria-label': says, onclick }, label)
  return el(
    'div',
    { class: 'spec-name' },
    narrow('◂', 'Previous spec', () => onWalk(-1)),
    narrow(`${keys.indexOf(spec.specKey) + 1}/${keys.length}`, 'List of specs', () =>
      queue.element.classList.toggle('is-open'),
    ),
    narrow('▸', 'Next spec', () => onWalk(1)),
    el('h2', {}, spec.specKey),
    el('span', { class: 'dim' }, `${spec.assetType}${spec.round > 1 ? ` · round ${spec.round}` : ''}`),
    el('span', { class: `mark tone-${mark.tone}` }, `${mark.shape} ${mark.label}`),
  )
}

/** Tiles and backdrops fill their frame; for every other picture the background is removed after approval. */
export function kindOf(spec: SpecView): ArtKind {
  if (spec.sound !== undefined) return 'sound'
  return spec.keepsBackground ? 'whole' : 'cutout'
}
