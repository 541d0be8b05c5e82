import type { ArtSize } from './art-pixels.js'
import { fitZoom } from './pixel-scale.js'

/** How art lies in a view of it: `zoom` device pixels to a native one, its middle moved by `x` and `y` device pixels. */
export interface StageView {
  readonly zoom: number
  readonly x: number
  readonly y: number
}

const zoomMax = 64
/** Steps of the zoom: whole numbers, below 1 whole fractions. */
const steps: readonly number[] = [
  1 / 8,
  1 / 4,
  1 / 3,
  1 / 2,
  1,
  2,
  3,
  4,
  5,
  6,
  8,
  10,
  12,
  16,
  20,
  24,
  32,
  48,
  zoomMax,
]

/** All of it, as large as whole zooms allow. */
export function fitStage(native: ArtSize, room: ArtSize): StageView {
  return { zoom: fitZoom(native, room), x: 0, y: 0 }
}

/** So many steps closer or farther; the point at (`atX`, `atY`), device pixels from the middle, stays where it is. */
export function zoomStage(view: StageView, by: number, atX = 0, atY = 0): StageView {
  const at = steps.findLastIndex((step) => step <= view.zoom + 1e-9)
  const isBetween = at < 0 || (steps[at] ?? 0) < view.zoom - 1e-9
  const target = by < 0 && isBetween ? at + by + 1 : at + by
  const zoom = steps[Math.min(steps.length - 1, Math.max(0, target))] ?? view.zoom
  return moveZoom(view, zoom, atX, atY)
}

/** The whole zoom nearest to `wanted`, for a pinch. */
export function pinchStage(view: StageView, wanted: number, atX: number, atY: number): StageView {
  const zoom = steps.reduce((best, one) =>
    Math.abs(Math.log(one / wanted)) < Math.abs(Math.log(best / wanted)) ? one : best,
  )
  return moveZoom(view, zoom, atX, atY)
}

function moveZoom(view: StageView, zoom: number, atX: number, atY: number): StageView {
  const grown = zoom / view.zoom
  return { zoom, x: Math.round(atX - (atX - view.x) * grown), y: Math.round(atY - (atY - view.y) * grown) }
}

/** Moved by so many device pixels, but never so far that nothing of the art is in sight. */
export function moveStage(
  view: StageView,
  byX: number,
  byY: number,
  native: ArtSize,
  room: ArtSize,
): StageView {
  const keep = (at: number, art: number, size: number) => {
    const most = (art * view.zoom + size) / 2 - 16
    return Math.round(Math.min(most, Math.max(-most, at)))
  }
  return {
    zoom: view.zoom,
    x: keep(view.x + byX, native.width, room.width),
    y: keep(view.y + byY, native.height, room.height),
  }
}

/** `4x`, `1/2`. `ratio`: device pixels to a CSS pixel. */
export function zoomText(zoom: number, ratio: number): string {
  const shown = zoom / ratio
  return shown >= 1 ? `${Math.round(shown * 100) / 100}x` : `1/${Math.round(1 / shown)}`
}
