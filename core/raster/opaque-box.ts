import type { PixelBox } from './pixel-box.js'
import type { Raster } from './raster.js'

/** The smallest box that holds every pixel with an alpha of `alphaThreshold` or more (0-255); null when there is none. */
export function findOpaqueBox(raster: Raster, alphaThreshold = 1): PixelBox | null {
  let left = raster.width
  let right = -1
  let top = -1
  let bottom = -1
  for (let y = 0; y < raster.height; y++) {
    const row = y * raster.width * 4 + 3
    let first = -1
    for (let x = 0; x < raster.width && first < 0; x++)
      if (raster.data[row + x * 4]! >= alphaThreshold) first = x
    if (first < 0) continue
    if (top < 0) top = y
    bottom = y
    if (first < left) left = first
    for (let x = raster.width - 1; x > right; x--) if (raster.data[row + x * 4]! >= alphaThreshold) right = x
  }
  return top < 0 ? null : { x: left, y: top, width: right - left + 1, height: bottom - top + 1 }
}

/** How many pixels have an alpha of `alphaThreshold` or more (0-255). */
export function countOpaque(raster: Raster, alphaThreshold = 1): number {
  let count = 0
  for (let at = 3; at < raster.data.length; at += 4) if (raster.data[at]! >= alphaThreshold) count++
  return count
}
