import type { Raster } from './raster.js'

/**
 * Draws `source` over `target` at x, y by its alpha (Porter and Duff 1984, "over", straight alpha, blended in sRGB
 * bytes as browsers do). What falls outside of `target` is left out.
 */
export function drawOver(target: Raster, source: Raster, x: number, y: number): void {
  const left = Math.max(0, x)
  const right = Math.min(target.width, x + source.width)
  const bottom = Math.min(target.height, y + source.height)
  for (let row = Math.max(0, y); row < bottom; row++) {
    let from = ((row - y) * source.width + left - x) * 4
    let to = (row * target.width + left) * 4
    for (let column = left; column < right; column++, from += 4, to += 4) blendPixel(target, to, source, from)
  }
}

function blendPixel(target: Raster, to: number, source: Raster, from: number): void {
  const alpha = source.data[from + 3]! / 255
  if (alpha === 0) return
  const below = (target.data[to + 3]! / 255) * (1 - alpha)
  const total = alpha + below
  for (let channel = 0; channel < 3; channel++) {
    const mixed = source.data[from + channel]! * alpha + target.data[to + channel]! * below
    target.data[to + channel] = Math.round(mixed / total)
  }
  target.data[to + 3] = Math.round(total * 255)
}
