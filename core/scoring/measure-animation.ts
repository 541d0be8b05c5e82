import { findOpaqueBox } from '../raster/opaque-box.js'
import type { Raster } from '../raster/raster.js'

/** What counts as another colour: the largest difference of a channel, 0-255. */
const visibleStep = 24

/**
 * Share (0-1) of the pixels that differ visibly between two frames of one size, among those that either of them shows.
 */
export function measureStep(a: Raster, b: Raster): number {
  let shown = 0
  let differing = 0
  for (let at = 0; at < a.data.length; at += 4) {
    const [alphaA, alphaB] = [a.data[at + 3]!, b.data[at + 3]!]
    if (alphaA === 0 && alphaB === 0) continue
    shown++
    let step = Math.abs(alphaA - alphaB)
    for (let channel = 0; channel < 3; channel++)
      step = Math.max(step, Math.abs(a.data[at + channel]! - b.data[at + channel]!))
    if (step > visibleStep) differing++
  }
  return shown === 0 ? 0 : differing / shown
}

export interface Stance {
  /** Centre of what is opaque, pixels. */
  readonly x: number
  readonly y: number
  /** First row below it, pixels. */
  readonly feet: number
}

/** Where the subject stands in its frame; null for an empty one. */
export function measureStance(frame: Raster): Stance | null {
  const box = findOpaqueBox(frame)
  if (box === null) return null
  let [sumX, sumY, count] = [0, 0, 0]
  for (let y = box.y; y < box.y + box.height; y++)
    for (let x = box.x; x < box.x + box.width; x++) {
      if (frame.data[(y * frame.width + x) * 4 + 3]! === 0) continue
      sumX += x
      sumY += y
      count++
    }
  return { x: sumX / count, y: sumY / count, feet: box.y + box.height }
}
