import { copyRaster } from '../raster/blit-raster.js'
import type { Raster } from '../raster/raster.js'
import { srgbToOklab, type Oklab } from './oklab.js'

/** OKLab; about half of what the eye tells apart side by side. */
export const nearDistance = 0.012

/** A picture with more colours than this is no pixel art, and comparing them all would take too long. */
const coloursMax = 2048

/**
 * Puts colours that the eye cannot tell apart (left by noise) on the most frequent of them. Colours are taken by
 * frequency, then by value, so the same picture gives the same bytes. Pictures of more than 2,048 colours and transparent
 * pixels stay as they are.
 */
export function mergeNearColours(raster: Raster, distance: number = nearDistance): Raster {
  const counts = countByColour(raster)
  if (counts.size > coloursMax) return raster
  const byFrequency = [...counts].sort(([a, countA], [b, countB]) => countB - countA || a - b)
  const kept: { colour: number; lab: Oklab }[] = []
  const target = new Map<number, number>()
  for (const [colour] of byFrequency) {
    const lab = srgbToOklab(colour >> 16, (colour >> 8) & 255, colour & 255)
    const near = kept.find(
      (other) => Math.hypot(other.lab[0] - lab[0], other.lab[1] - lab[1], other.lab[2] - lab[2]) <= distance,
    )
    target.set(colour, near?.colour ?? colour)
    if (near === undefined) kept.push({ colour, lab })
  }
  if (kept.length === counts.size) return raster
  const out = copyRaster(raster)
  for (let at = 0; at < out.data.length; at += 4) {
    if (out.data[at + 3] === 0) continue
    const colour = target.get(colourAt(out, at))!
    out.data[at] = colour >> 16
    out.data[at + 1] = (colour >> 8) & 255
    out.data[at + 2] = colour & 255
  }
  return out
}

function countByColour(raster: Raster): Map<number, number> {
  const counts = new Map<number, number>()
  for (let at = 0; at < raster.data.length; at += 4) {
    if (raster.data[at + 3] === 0) continue
    const colour = colourAt(raster, at)
    counts.set(colour, (counts.get(colour) ?? 0) + 1)
  }
  return counts
}

function colourAt(raster: Raster, at: number): number {
  return (raster.data[at]! << 16) | (raster.data[at + 1]! << 8) | raster.data[at + 2]!
}
