import type { VariantView } from '../../core/http/http-api.js'
import { drawArt, loadArt, type Art, type ArtFace } from './art-picture.js'
import { el, fill, keyCap } from './build-element.js'
import { missingPicture } from './missing-picture.js'
import { fitZoom } from './pixel-scale.js'

/** A tile is judged by its seams: repeated so often in both directions. */
const tileRepeat = 3

/** One variant as large as whole zooms allow, over the grid. */
export class LargeView {
  readonly element = el('div', { class: 'large', hidden: true })
  readonly #canvas = el('canvas', { width: 1, height: 1, 'aria-hidden': 'true' })
  readonly #picture = el('div', { class: 'large-art' })
  readonly #caption = el('p', { class: 'large-caption' })
  #shown = ''

  constructor(onClose: () => void) {
    this.#picture.addEventListener('click', onClose)
    fill(this.element, this.#picture, this.#caption)
  }

  hide(): void {
    this.element.hidden = true
    this.#shown = ''
  }

  show(variant: VariantView, face: ArtFace, hasBackground: boolean, isTile: boolean): void {
    this.element.hidden = false
    const room = { width: this.element.clientWidth - 32, height: this.element.clientHeight - 64 }
    const key = `${variant.variantId} ${face} ${room.width}x${room.height} ${variant.pictureRemovedAt ?? ''}`
    if (key === this.#shown) return
    this.#shown = key
    loadArt(variant.imageUrl, hasBackground).then(
      (art) => {
        if (this.#shown === key) this.#draw(art, face, room, isTile ? tileRepeat : 1)
      },
      () => {
        if (this.#shown !== key) return
        fill(this.#picture, missingPicture(variant))
        fill(this.#caption, keyCap('Space'), ' back')
      },
    )
  }

  #draw(art: Art, face: ArtFace, room: { width: number; height: number }, repeat: number): void {
    const ratio = devicePixelRatio
    const { width, height } = art.native
    const zoom = fitZoom(
      { width: width * repeat, height: height * repeat },
      { width: room.width * ratio, height: room.height * ratio },
    )
    drawArt(this.#canvas, art, face, zoom, repeat)
    fill(this.#picture, this.#canvas)
    const repeated = repeat > 1 ? `, repeated ${repeat} x ${repeat}` : ''
    fill(
      this.#caption,
      `${width} x ${height} px at ${zoomText(zoom / ratio)}${repeated} `,
      keyCap('Space'),
      ' back',
    )
  }
}

function zoomText(zoom: number): string {
  return zoom >= 1 ? `${Math.round(zoom * 100) / 100}x` : `1/${Math.round(1 / zoom)}`
}
