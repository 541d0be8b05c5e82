import type { VariantView } from '../../core/http/http-api.js'
import {
  drawArt,
  loadArt,
  shownSize,
  type Art,
  type ArtFace,
  type ArtKind,
  type FrameView,
} from './art-picture.js'
import { el, fill, keyCap } from './build-element.js'
import { missingPicture } from './missing-picture.js'
import { fitZoom } from './pixel-scale.js'

/** A tile is judged by its seams: repeated so often in both directions. */
const tileRepeat = 3

/** How a variant is shown alone. */
export interface LargeLook {
  readonly face: ArtFace
  readonly kind: ArtKind
  readonly isTile: boolean
  /** Which frame of a strip; null for all of it, and for stills. */
  readonly frame: FrameView | null
}

/** One variant as large as whole zooms allow, over the grid. */
export class LargeView {
  readonly element = el('div', { class: 'large', hidden: true })
  readonly #canvas = el('canvas', { width: 1, height: 1, 'aria-hidden': 'true' })
  readonly #picture = el('div', { class: 'large-art' })
  readonly #caption = el('p', { class: 'large-caption' })
  #shown = ''
  #frame: FrameView | null = null
  #redraw = (): void => undefined

  constructor(onClose: () => void) {
    this.#picture.addEventListener('click', onClose)
    fill(this.element, this.#picture, this.#caption)
  }

  hide(): void {
    this.element.hidden = true
    this.#shown = ''
    this.#redraw = () => undefined
  }

  showFrame(frame: FrameView): void {
    this.#frame = frame
    this.#redraw()
  }

  show(variant: VariantView, look: LargeLook): void {
    const { face, kind, frame } = look
    this.element.hidden = false
    const room = { width: this.element.clientWidth - 32, height: this.element.clientHeight - 64 }
    const key = `${variant.variantId} ${face} ${room.width}x${room.height} ${variant.pictureRemovedAt ?? ''} ${frame?.count ?? 1}`
    this.#frame = frame
    if (key === this.#shown) return
    this.#shown = key
    loadArt(variant.imageUrl, kind).then(
      (art) => {
        if (this.#shown === key) this.#draw(art, face, room, look.isTile ? tileRepeat : 1)
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
    const { width, height } = shownSize(art, this.#frame)
    const zoom = fitZoom(
      { width: width * repeat, height: height * repeat },
      { width: room.width * ratio, height: room.height * ratio },
    )
    this.#redraw = () => drawArt(this.#canvas, art, face, zoom, { repeat, frame: this.#frame })
    this.#redraw()
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
