import type { Art } from './art-pixels.js'
import { shownSize, type FrameView } from './art-source.js'

/** The frame before shines through this much. */
const ghostAlpha = 0.35

export interface DrawLook {
  /** Of a strip: one frame, or all of it. */
  readonly frame: FrameView | null
  /** Another frame below it, half seen. */
  readonly ghost?: FrameView | null
}

/** Where art lies on a canvas: the top left corner and the size of one native pixel, device pixels. */
export interface ArtPlace {
  readonly x: number
  readonly y: number
  readonly zoom: number
}

/**
 * Draws art so that each native pixel is `zoom` device pixels square, and makes the canvas as large as that. Nearest
 * neighbour and whole numbers only: no pixel is ever blurred or uneven. Art without a pixel grid may be shown at a whole
 * fraction (1/2, 1/3 ...), which is smoothed.
 */
export function drawArt(canvas: HTMLCanvasElement, art: Art, zoom: number, look: DrawLook): void {
  const { width, height } = shownSize(art.native, look.frame)
  const [wide, high] = [Math.max(1, Math.round(width * zoom)), Math.max(1, Math.round(height * zoom))]
  canvas.width = wide
  canvas.height = high
  canvas.style.width = `${wide / devicePixelRatio}px`
  canvas.style.height = `${high / devicePixelRatio}px`
  const context = canvas.getContext('2d')
  if (context !== null) placeArt(context, art, { x: 0, y: 0, zoom }, look)
}

/** Draws art at a place of a canvas that has its size already. */
export function placeArt(
  context: CanvasRenderingContext2D,
  art: Art,
  { x, y, zoom }: ArtPlace,
  { frame, ghost = null }: DrawLook,
): void {
  context.imageSmoothingEnabled = zoom < 1
  context.imageSmoothingQuality = 'high'
  const { width, height } = shownSize(art.native, frame)
  const draw = (one: FrameView | null) => {
    const from = art.bitmap.width / (one?.count ?? 1)
    context.drawImage(
      art.bitmap,
      ...([from * (one?.index ?? 0), 0, from, art.bitmap.height] as const),
      ...([x, y, Math.max(1, Math.round(width * zoom)), Math.max(1, Math.round(height * zoom))] as const),
    )
  }
  if (ghost !== null) {
    context.globalAlpha *= ghostAlpha
    draw(ghost)
    context.globalAlpha /= ghostAlpha
  }
  draw(frame)
}
