import type { AssetLook } from '../library-ports.js'
import { rgbToHex } from '../palette/hex-colour.js'
import { createOklabReader, oklabDistance, srgbToOklab, type Oklab } from '../palette/oklab.js'
import type { Raster } from '../raster/raster.js'

/** Colours that a look names. */
const coloursMax = 6
/** Below this distance in OKLab two colours count as one: twice as much as the eye just sees. */
const sameColour = 0.06
const pixelsReadMax = 262_144
const paletteMax = 64

interface Group {
  readonly lab: Oklab
  readonly hex: string
  pixels: number
}

/**
 * What is seen of a finished picture: its main colours, largest share first (equal shares by colour), and whether some
 * pixel lets through what is behind it. Colours are counted and joined to the most frequent one nearby, so that the same
 * picture gives the same look. Of large pictures every n-th pixel is read.
 */
export function measureLook(raster: Raster): AssetLook {
  const step = Math.max(1, Math.ceil((raster.width * raster.height) / pixelsReadMax))
  const counts = new Map<number, number>()
  let hasTransparency = false
  let counted = 0
  for (let at = 0, pixel = 0; at < raster.data.length; at += 4, pixel++) {
    const alpha = raster.data[at + 3]!
    if (alpha < 255) hasTransparency = true
    if (alpha < 128 || pixel % step !== 0) continue
    const colour = (raster.data[at]! << 16) | (raster.data[at + 1]! << 8) | raster.data[at + 2]!
    counts.set(colour, (counts.get(colour) ?? 0) + 1)
    counted += 1
  }
  const groups = groupColours(counts)
  return {
    colours: groups.slice(0, coloursMax).map(({ hex, pixels, lab: [l, a, b] }) => ({
      hex,
      share: round(pixels / Math.max(1, counted)),
      lab: [round(l), round(a), round(b)],
    })),
    hasTransparency,
  }
}

/** Every colour of the opaque pixels, most frequent first; null where there are more than 64: no palette was meant. */
export function countColours({ data }: Raster): string[] | null {
  const counts = new Map<string, number>()
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3]! < 128) continue
    const hex = rgbToHex(data[at]!, data[at + 1]!, data[at + 2]!)
    counts.set(hex, (counts.get(hex) ?? 0) + 1)
    if (counts.size > paletteMax) return null
  }
  return [...counts]
    .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
    .map(([hex]) => hex)
}

/** Most frequent first, so that each group is named by its most frequent colour. */
function groupColours(counts: ReadonlyMap<number, number>): Group[] {
  const read = createOklabReader()
  const groups: Group[] = []
  const ordered = [...counts].sort(([a, countA], [b, countB]) => countB - countA || a - b)
  for (const [colour, pixels] of ordered) {
    const [red, green, blue] = [colour >> 16, (colour >> 8) & 255, colour & 255]
    const [l = 0, a = 0, b = 0] = read(red, green, blue)
    const lab: Oklab = [l, a, b]
    const near = groups.find((group) => oklabDistance(group.lab, lab) < sameColour)
    if (near) near.pixels += pixels
    // Beyond so many groups the rest is noise of a photograph: it is left out, not compared with everything.
    else if (groups.length < 64) groups.push({ lab, hex: rgbToHex(red, green, blue), pixels })
  }
  return groups.sort((a, b) => b.pixels - a.pixels || (a.hex < b.hex ? -1 : 1))
}

/** Where a colour lies in OKLab, as a search asks for it. */
export function labOfHex(hex: string): Oklab {
  const value = Number.parseInt(hex.slice(1), 16)
  return srgbToOklab(value >> 16, (value >> 8) & 255, value & 255)
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000
}
