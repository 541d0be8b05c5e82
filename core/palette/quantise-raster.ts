import { copyRaster } from '../raster/blit-raster.js'
import { createRaster, type Raster } from '../raster/raster.js'
import { hexToRgb } from './hex-colour.js'
import { oklabDistance, srgbToOklab, type Oklab } from './oklab.js'

/** Alpha from which a pixel is kept when alpha becomes binary, 0-255. */
export const opaqueAlpha = 128

export interface PaletteMatch {
  /** Position in the palette. */
  readonly index: number
  /** OKLab distance to that colour. */
  readonly distance: number
}

/**
 * Finds the palette colour nearest in OKLab; answers are remembered by colour. Of equally near colours the first in the
 * palette wins. Throws a RangeError for an empty palette.
 */
export function createPaletteMatcher(
  colours: readonly string[],
): (red: number, green: number, blue: number) => PaletteMatch {
  if (colours.length === 0) throw new RangeError('a palette needs at least one colour')
  const labs: Oklab[] = colours.map((colour) => srgbToOklab(...hexToRgb(colour)))
  const memo = new Map<number, PaletteMatch>()
  return (red, green, blue) => {
    const key = (red << 16) | (green << 8) | blue
    const known = memo.get(key)
    if (known !== undefined) return known
    const lab = srgbToOklab(red, green, blue)
    let index = 0
    let distance = Infinity
    labs.forEach((candidate, position) => {
      const candidateDistance = oklabDistance(lab, candidate)
      if (candidateDistance >= distance) return
      index = position
      distance = candidateDistance
    })
    const match = { index, distance }
    memo.set(key, match)
    return match
  }
}

/**
 * Every opaque pixel in its nearest palette colour and binary alpha; pixels below `alphaThreshold` (0-255) become
 * transparent black, so that equal pictures have equal bytes. With `keepAlpha` the alpha stays as it is. No dithering: it would put noise into pixel art.
 */
export function quantiseToPalette(
  raster: Raster,
  colours: readonly string[],
  options: { readonly alphaThreshold?: number; readonly keepAlpha?: boolean } = {},
): Raster {
  const match = createPaletteMatcher(colours)
  const palette = colours.map(hexToRgb)
  const out = options.keepAlpha ? copyRaster(raster) : binariseAlpha(raster, options.alphaThreshold)
  for (let at = 0; at < out.data.length; at += 4) {
    if (out.data[at + 3] === 0) continue
    const colour = palette[match(out.data[at]!, out.data[at + 1]!, out.data[at + 2]!).index]!
    out.data[at] = colour[0]
    out.data[at + 1] = colour[1]
    out.data[at + 2] = colour[2]
  }
  return out
}

/** Alpha of 255 from `alphaThreshold` (0-255) on, transparent black below it. */
export function binariseAlpha(raster: Raster, alphaThreshold: number = opaqueAlpha): Raster {
  const out = createRaster(raster.width, raster.height)
  for (let at = 0; at < out.data.length; at += 4) {
    if (raster.data[at + 3]! < alphaThreshold) continue
    out.data[at] = raster.data[at]!
    out.data[at + 1] = raster.data[at + 1]!
    out.data[at + 2] = raster.data[at + 2]!
    out.data[at + 3] = 255
  }
  return out
}
