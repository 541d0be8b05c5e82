import { cropRaster } from './blit-raster.js'
import type { Raster } from './raster.js'

/**
 * The frames of a strip, left to right, all of one size. Throws a RangeError when its width is no multiple of `count`.
 */
export function splitStrip(strip: Raster, count: number): Raster[] {
  const width = strip.width / count
  if (!Number.isInteger(width) || width < 1)
    throw new RangeError(`a strip of ${strip.width} px does not hold ${count} frames of one width`)
  if (count === 1) return [strip]
  return Array.from({ length: count }, (_, index) =>
    cropRaster(strip, { x: index * width, y: 0, width, height: strip.height }),
  )
}
