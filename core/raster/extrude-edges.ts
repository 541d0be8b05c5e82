import { blitRaster } from './blit-raster.js'
import { createRaster, type Raster } from './raster.js'

/**
 * The raster with its outermost pixels repeated `extrudePx` times on every side (corners too), so that a sampler that
 * reads a fraction of a pixel beyond the frame finds the frame's own colour.
 */
export function extrudeEdges(raster: Raster, extrudePx: number): Raster {
  if (!Number.isInteger(extrudePx) || extrudePx < 0)
    throw new RangeError(`extrude of ${extrudePx} px is not whole`)
  const out = createRaster(raster.width + 2 * extrudePx, raster.height + 2 * extrudePx)
  blitRaster(out, raster, extrudePx, extrudePx)
  const rowBytes = out.width * 4
  for (let y = extrudePx; y < extrudePx + raster.height; y++) {
    const row = y * rowBytes
    const first = row + extrudePx * 4
    const last = first + (raster.width - 1) * 4
    for (let step = 1; step <= extrudePx; step++) {
      out.data.copyWithin(first - step * 4, first, first + 4)
      out.data.copyWithin(last + step * 4, last, last + 4)
    }
  }
  const top = extrudePx * rowBytes
  const bottom = (extrudePx + raster.height - 1) * rowBytes
  for (let step = 1; step <= extrudePx; step++) {
    out.data.copyWithin(top - step * rowBytes, top, top + rowBytes)
    out.data.copyWithin(bottom + step * rowBytes, bottom, bottom + rowBytes)
  }
  return out
}
