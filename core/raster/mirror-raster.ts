import { createRaster, type Raster } from './raster.js'

/** The raster mirrored left to right (`horizontal`) or top to bottom (`vertical`). */
export function mirrorRaster(raster: Raster, axis: 'horizontal' | 'vertical'): Raster {
  const out = createRaster(raster.width, raster.height)
  const rowBytes = raster.width * 4
  for (let y = 0; y < raster.height; y++) {
    if (axis === 'vertical') {
      out.data.set(raster.data.subarray(y * rowBytes, (y + 1) * rowBytes), (raster.height - 1 - y) * rowBytes)
      continue
    }
    for (let x = 0; x < raster.width; x++) {
      const from = y * rowBytes + x * 4
      out.data.set(raster.data.subarray(from, from + 4), y * rowBytes + (raster.width - 1 - x) * 4)
    }
  }
  return out
}
