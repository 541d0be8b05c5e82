import type { SpecView } from '../http/assetloom-client.js'
import type { ArtFace } from './art-picture.js'
import { el, keyCap } from './build-element.js'
import { markOfSpec } from './review-model.js'
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
  titleLine(spec: SpecView, queue: SpecQueue, onWalk: (step: number) => void): HTMLElement[] {
    const mark = markOfSpec(spec)
    const at = queue.visibleKeys.indexOf(spec.specKey)
    return [
      el(
        'div',
        { class: 'spec-name' },
        el(
          'button',
          {
            type: 'button',
            class: 'quiet narrow-only',
            onclick: () => onWalk(-1),
            'aria-label': 'Previous spec',
          },
          '◂',
        ),
        el(
          'button',
          {
            type: 'button',
            class: 'quiet narrow-only',
            onclick: () => queue.element.classList.toggle('is-open'),
            'aria-label': 'List of specs',
          },
          `${at + 1}/${queue.visibleKeys.length}`,
        ),
        el(
          'button',
          { type: 'button', class: 'quiet narrow-only', onclick: () => onWalk(1), 'aria-label': 'Next spec' },
          '▸',
        ),
        el('h2', {}, spec.specKey),
        el('span', { class: 'dim' }, `${spec.assetType}${spec.round > 1 ? ` · round ${spec.round}` : ''}`),
        el('span', { class: `mark tone-${mark.tone}` }, `${mark.shape} ${mark.label}`),
      ),
      el(
        'div',
        { class: 'switches' },
        el(
          'div',
          { class: 'segments', role: 'group', 'aria-label': 'Zoom' },
          ...zooms.map((zoom) =>
            el(
              'button',
              {
                type: 'button',
                'aria-pressed': String(zoom === this.zoom),
                onclick: () => {
                  this.zoom = zoom
                  this.#onChange()
                },
              },
              zoom === 'fit' ? 'Fit' : `${zoom}x`,
            ),
          ),
        ),
        el(
          'button',
          {
            type: 'button',
            class: 'quiet',
            'aria-pressed': String(this.isLarge),
            onclick: () => this.toggle('zoom'),
          },
          'Large ',
          keyCap('Space'),
        ),
        hasBackground(spec)
          ? el(
              'button',
              {
                type: 'button',
                class: 'quiet',
                'aria-pressed': String(this.face === 'delivered'),
                title: 'As the painter delivered it, with its background',
                onclick: () => this.toggle('face'),
              },
              'Original ',
              keyCap('O'),
            )
          : null,
        el(
          'button',
          {
            type: 'button',
            class: 'quiet',
            onclick: () => this.toggle('ground'),
            title: `Background: ${this.ground}`,
          },
          `${this.ground} `,
          keyCap('B'),
        ),
      ),
    ]
  }
}

/** Tiles and backdrops fill their frame; for everything else the background is removed after approval. */
export function hasBackground(spec: SpecView): boolean {
  return spec.assetType !== 'tile' && spec.assetType !== 'backdrop'
}
