import type { Raster } from '../raster/raster.js'

export interface SeamFindings {
  /** Seam score of the worse axis: about 1 where opposite edges continue each other, several where they do not. */
  readonly ratio: number
  /** Share (0-1) of the rows or columns of the worse axis whose step over the seam is larger than any step inside. */
  readonly torn: number
}

/**
 * How well a tile repeats. The seam score of an axis is the mean difference between the last and the first line over the
 * mean difference of neighbouring lines; the worse axis counts. A joint that lies exactly on the seam (mortar between
 * bricks) has a high score without being torn, so the share of lines whose wrap is their largest step is measured too.
 */
export function measureSeam(raster: Raster): SeamFindings {
  const across = measureAxis(raster, raster.width, raster.height, 4, raster.width * 4)
  const down = measureAxis(raster, raster.height, raster.width, raster.width * 4, 4)
  return { ratio: Math.max(across.ratio, down.ratio), torn: Math.max(across.torn, down.torn) }
}

/** `length` steps of `step` bytes in each of `lines` lines that lie `lineStep` bytes apart. */
function measureAxis(
  raster: Raster,
  length: number,
  lines: number,
  step: number,
  lineStep: number,
): SeamFindings {
  let inside = 0
  let wrap = 0
  let torn = 0
  for (let line = 0; line < lines; line++) {
    const start = line * lineStep
    let largest = 0
    for (let index = 1; index < length; index++) {
      const difference = pixelDifference(raster.data, start + index * step, start + (index - 1) * step)
      inside += difference
      largest = Math.max(largest, difference)
    }
    const seam = pixelDifference(raster.data, start, start + (length - 1) * step)
    wrap += seam
    // Two levels of tolerance: rounding must not decide.
    if (seam > 1.1 * largest + 2) torn++
  }
  const meanInside = inside / Math.max(1, lines * (length - 1))
  const meanWrap = wrap / lines
  return { ratio: meanWrap === 0 ? 0 : meanWrap / Math.max(meanInside, 0.25), torn: torn / lines }
}

/** Mean difference of the three colour channels, 0-255. */
function pixelDifference(data: Uint8Array, a: number, b: number): number {
  return (
    (Math.abs(data[a]! - data[b]!) +
      Math.abs(data[a + 1]! - data[b + 1]!) +
      Math.abs(data[a + 2]! - data[b + 2]!)) /
    3
  )
}
