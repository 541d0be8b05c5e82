import { assertBoxInside, type PixelBox } from './pixel-box.js'
import { createRaster, type Raster } from './raster.js'

/**
 * Copies `source` over `target` with its upper left corner at x, y; what falls outside of `target` is left out.
 * Pixels are replaced, alpha included: see `drawOver` for blending. Rows are copied whole, which is about ten times
 * faster than a loop over pixels.
 */
export function blitRaster(target: Raster, source: Raster, x: number, y: number): void {
  if (!Number.isInteger(x) || !Number.isInteger(y)) throw new RangeError(`position ${x},${y} is not whole`)
  const left = Math.max(0, x)
  const right = Math.min(target.width, x + source.width)
  if (left >= right) return
  const bottom = Math.min(target.height, y + source.height)
  for (let row = Math.max(0, y); row < bottom; row++) {
    const from = ((row - y) * source.width + left - x) * 4
    target.data.set(source.data.subarray(from, from + (right - left) * 4), (row * target.width + left) * 4)
  }
}

/** The pixels of `box` as a raster of their own. Throws a RangeError when the box does not lie within the raster. */
export function cropRaster(raster: Raster, box: PixelBox): Raster {
  assertBoxInside(box, raster.width, raster.height)
  const out = createRaster(box.width, box.height)
  for (let row = 0; row < box.height; row++) {
    const from = ((box.y + row) * raster.width + box.x) * 4
    out.data.set(raster.data.subarray(from, from + box.width * 4), row * box.width * 4)
  }
  return out
}

/** The raster with transparent margins, in pixels. */
export function padRaster(
  raster: Raster,
  margins: {
    readonly left: number
    readonly top: number
    readonly right: number
    readonly bottom: number
  },
): Raster {
  for (const margin of Object.values(margins))
    if (!Number.isInteger(margin) || margin < 0)
      throw new RangeError(`margin ${margin} is not a whole number`)
  const out = createRaster(
    raster.width + margins.left + margins.right,
    raster.height + margins.top + margins.bottom,
  )
  blitRaster(out, raster, margins.left, margins.top)
  return out
}

/** A copy that shares no memory. */
export function copyRaster(raster: Raster): Raster {
  return { width: raster.width, height: raster.height, data: raster.data.slice() }
}
