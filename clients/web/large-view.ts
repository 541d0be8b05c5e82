import type { VariantView } from '../../core/http/http-api.js'
import { drawArt, loadArt, type ArtFace } from './art-picture.js'
import { el, fill, keyCap } from './build-element.js'
import { fitZoom } from './pixel-scale.js'

/** A tile is judged by its seams: repeated so often in both directions. */
const tileRepeat = 3

/** One variant as large as whole zooms allow, over the grid. */
export class LargeView {
  readonly element = el('div', { class: 'large', hidden: true })
  readonly #canvas = el('canvas', { width: 1, height: 1, 'aria-hidden': 'true' })
  readonly #caption = el('p', { class: 'large-caption' })
  #shown = ''

  constructor(onClose: () => void) {
    this.#canvas.addEventListener('click', onClose)
    fill(this.element, el('div', { class: 'large-art' }, this.#canvas), this.#caption)
  }

  hide(): void {
    this.element.hidden = true
    this.#shown = ''
  }

  show(variant: VariantView, face: ArtFace, hasBackground: boolean, isTile: boolean): void {
    this.element.hidden = false
    const room = { width: this.element.clientWidth - 32, height: this.element.clientHeight - 64 }
    const key = `${variant.variantId} ${face} ${room.width}x${room.height}`
    if (key === this.#shown) return
    this.#shown = key
    void loadArt(variant.imageUrl, hasBackground).then((art) => {
      if (this.#shown !== key) return
      const repeat = isTile ? tileRepeat : 1
      const ratio = devicePixelRatio
      const zoom = fitZoom(
        { width: art.native.width * repeat, height: art.native.height * repeat },
        { width: room.width * ratio, height: room.height * ratio },
      )
      drawArt(this.#canvas, art, face, zoom, repeat)
      fill(
        this.#caption,
        `${art.native.width} x ${art.native.height} px at ${zoomText(zoom / ratio)}${isTile ? `, repeated ${tileRepeat} x ${tileRepeat}` : ''} `,
        keyCap('Space'),
        ' back',
      )
    })
  }
}

function zoomText(zoom: number): string {
  return zoom >= 1 ? `${Math.round(zoom * 100) / 100}x` : `1/${Math.round(1 / zoom)}`
}
