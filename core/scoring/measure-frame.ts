import { createPaletteMatcher } from '../palette/quantise-raster.js'
import { createOklabReader } from '../palette/oklab.js'
import type { Raster } from '../raster/raster.js'

/** The largest share (0-1) of one side of the frame that opaque pixels touch, and which side that is. */
export function measureBorderTouch(frame: Raster): {
  share: number
  side: 'left' | 'right' | 'top' | 'bottom'
} {
  const { width, height, data } = frame
  const opaque = (x: number, y: number) => (data[(y * width + x) * 4 + 3]! > 0 ? 1 : 0)
  const touched = { left: 0, right: 0, top: 0, bottom: 0 }
  for (let y = 0; y < height; y++) {
    touched.left += opaque(0, y) / height
    touched.right += opaque(width - 1, y) / height
  }
  for (let x = 0; x < width; x++) {
    touched.top += opaque(x, 0) / width
    touched.bottom += opaque(x, height - 1) / width
  }
  const sides = ['left', 'right', 'top', 'bottom'] as const
  const side = sides.reduce((worst, next) => (touched[next] > touched[worst] ? next : worst))
  return { share: touched[side], side }
}

/** Mean OKLab distance of the opaque pixels to their nearest palette colour, and how many lie on no palette colour. */
export function measurePalette(
  frame: Raster,
  palette: readonly string[],
): { distance: number; offPalette: number } {
  const match = createPaletteMatcher(palette)
  let sum = 0
  let offPalette = 0
  let count = 0
  for (let at = 0; at < frame.data.length; at += 4) {
    if (frame.data[at + 3] === 0) continue
    const { distance } = match(frame.data[at]!, frame.data[at + 1]!, frame.data[at + 2]!)
    sum += distance
    if (distance > 0) offPalette++
    count++
  }
  return { distance: count === 0 ? 0 : sum / count, offPalette }
}

/** How many different colours the opaque pixels have. */
export function countColours(frame: Raster): number {
  const seen = new Set<number>()
  for (let at = 0; at < frame.data.length; at += 4)
    if (frame.data[at + 3]! > 0)
      seen.add((frame.data[at]! << 16) | (frame.data[at + 1]! << 8) | frame.data[at + 2]!)
  return seen.size
}

/** OKLab lightness between the 5th and the 95th percentile of the opaque pixels, 0-1: whether forms can be read. */
export function measureLightnessSpan(frame: Raster): number {
  const readOklab = createOklabReader()
  const values: number[] = []
  for (let at = 0; at < frame.data.length; at += 4)
    if (frame.data[at + 3]! > 0)
      values.push(readOklab(frame.data[at]!, frame.data[at + 1]!, frame.data[at + 2]!)[0]!)
  if (values.length === 0) return 0
  values.sort((a, b) => a - b)
  const rank = (share: number) => values[Math.min(values.length - 1, Math.floor(share * values.length))]!
  return rank(0.95) - rank(0.05)
}

/** Share (0-1) of neighbouring opaque pixels that differ visibly: low for blobs, high for noise. */
export function measureDetail(frame: Raster): number {
  const { width, height, data } = frame
  let pairs = 0
  let differing = 0
  const compare = (a: number, b: number) => {
    if (data[a + 3] === 0 || data[b + 3] === 0) return
    pairs++
    const difference = [0, 1, 2].reduce(
      (sum, channel) => sum + Math.abs(data[a + channel]! - data[b + channel]!),
      0,
    )
    if (difference > 24) differing++
  }
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 4
      if (x > 0) compare(at, at - 4)
      if (y > 0) compare(at, at - width * 4)
    }
  return pairs === 0 ? 0 : differing / pairs
}
