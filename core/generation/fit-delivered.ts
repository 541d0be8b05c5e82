import { fitToAspect } from '../finish/fit-to-aspect.js'
import { resampleLanczos } from '../raster/resample-raster.js'
import type { Raster } from '../raster/raster.js'

export interface PixelSize {
  readonly width: number
  readonly height: number
}

/**
 * The size to ask a service for: of those that it has, the one whose proportions are nearest to what is wanted, and among
 * equals the smallest that is not smaller, else the largest. Throws a RangeError for an empty list.
 */
export function chooseServiceSize<Size extends PixelSize>(sizes: readonly Size[], wanted: PixelSize): Size {
  const [first] = sizes
  if (first === undefined) throw new RangeError('a service has at least one size')
  const off = ({ width, height }: PixelSize): number =>
    Math.abs(Math.log((width * wanted.height) / (height * wanted.width)))
  const nearest = Math.min(...sizes.map(off))
  // Proportions that differ by less than a thousandth are the same for the eye and for a rounding.
  const alike = sizes
    .filter((size) => off(size) - nearest < 0.001)
    .sort((a, b) => a.width * a.height - b.width * b.height)
  return (
    alike.find(({ width, height }) => width >= wanted.width && height >= wanted.height) ??
    alike.at(-1) ??
    first
  )
}

/**
 * A delivered picture at exactly the size that was asked for. Clear pixels may be added around what has some already; of
 * a picture without any the centre is cut out, because a clear margin around a painted background would be an edge that
 * nobody painted. Scaling weighs colours by their alpha, which is kept.
 */
export function fitDelivered(raster: Raster, { width, height }: PixelSize): Raster {
  const fitted = fitToAspect(raster, width, height, hasClearPixels(raster) ? 'pad' : 'crop')
  return resampleLanczos(fitted, width, height)
}

/** Whether any pixel is less than half opaque. */
export function hasClearPixels({ data }: Raster): boolean {
  for (let at = 3; at < data.length; at += 4) if (data[at]! < 128) return true
  return false
}
