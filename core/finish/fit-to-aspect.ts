import { cropRaster, padRaster } from '../raster/blit-raster.js'
import type { Raster } from '../raster/raster.js'

/**
 * Brings a picture to the proportions of `width` x `height` without stretching it: `pad` adds transparent margins (equal
 * at left and right, all at the top, so that what stands on the ground goes on standing), `crop` cuts the centre out.
 * A picture that is off by less than half a pixel of the target is returned as it is.
 */
export function fitToAspect(raster: Raster, width: number, height: number, how: 'pad' | 'crop'): Raster {
  const wanted = width / height
  const given = raster.width / raster.height
  if (Math.abs(given - wanted) < 0.5 / Math.max(width, height)) return raster
  const isWide = given > wanted
  if (how === 'crop') {
    const cropWidth = isWide ? Math.max(1, Math.round(raster.height * wanted)) : raster.width
    const cropHeight = isWide ? raster.height : Math.max(1, Math.round(raster.width / wanted))
    return cropRaster(raster, {
      x: Math.floor((raster.width - cropWidth) / 2),
      y: Math.floor((raster.height - cropHeight) / 2),
      width: cropWidth,
      height: cropHeight,
    })
  }
  if (isWide) {
    const top = Math.round(raster.width / wanted) - raster.height
    return padRaster(raster, { left: 0, right: 0, top: Math.max(0, top), bottom: 0 })
  }
  const extra = Math.max(0, Math.round(raster.height * wanted) - raster.width)
  return padRaster(raster, { left: extra >> 1, right: extra - (extra >> 1), top: 0, bottom: 0 })
}
