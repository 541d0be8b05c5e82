import { findRegions } from '../raster/find-regions.js'

/** What a pixel of a mask is: background, or foreground. */
const foreground = 0
export const background = 1

/**
 * Marks what belongs to the background, given each pixel's squared OKLab distance to the background model.
 * First a flood over edge neighbours from every border pixel within `limit`; then enclosed regions of background colour
 * (the hole of a ring): those within half of `limit` on average and of at least `holeAreaMinPx`; last, islands of
 * foreground that are smaller than `islandAreaMinPx` and not part of anything (noise) go to the background.
 */
export function floodBackground(
  distances: Float32Array,
  width: number,
  height: number,
  limits: { readonly limit: number; readonly holeAreaMinPx: number; readonly islandAreaMinPx: number },
): Uint8Array {
  const { limit } = limits
  const mask = new Uint8Array(width * height)
  const queue = new Int32Array(width * height)
  let tail = 0
  const push = (at: number) => {
    if (mask[at] !== foreground || distances[at]! > limit) return
    mask[at] = background
    queue[tail++] = at
  }
  for (let x = 0; x < width; x++) {
    push(x)
    push((height - 1) * width + x)
  }
  for (let y = 0; y < height; y++) {
    push(y * width)
    push(y * width + width - 1)
  }
  for (let head = 0; head < tail; head++) {
    const at = queue[head]!
    const x = at % width
    if (x > 0) push(at - 1)
    if (x < width - 1) push(at + 1)
    if (at >= width) push(at - width)
    if (at < width * (height - 1)) push(at + width)
  }
  openHoles(mask, distances, width, height, limits)
  dropIslands(mask, width, height, limits.islandAreaMinPx)
  return mask
}

function openHoles(
  mask: Uint8Array,
  distances: Float32Array,
  width: number,
  height: number,
  limits: { readonly limit: number; readonly holeAreaMinPx: number },
): void {
  // Loops instead of Uint8Array.from: its callback costs more than the whole flood.
  const seeds = new Uint8Array(mask.length)
  for (let at = 0; at < mask.length; at++)
    if (mask[at] === foreground && distances[at]! <= limits.limit) seeds[at] = 1
  for (const { area, runs } of findRegions(seeds, width, height, 4)) {
    if (area < limits.holeAreaMinPx) continue
    let sum = 0
    for (let run = 0; run < runs.length; run += 2)
      for (let at = runs[run]!; at < runs[run + 1]!; at++) sum += Math.sqrt(distances[at]!)
    // Squared distances: half of the limit as a length.
    if (sum / area <= 0.5 * Math.sqrt(limits.limit)) markRuns(mask, runs)
  }
}

function dropIslands(mask: Uint8Array, width: number, height: number, areaMinPx: number): void {
  if (areaMinPx <= 1) return
  const inside = new Uint8Array(mask.length)
  for (let at = 0; at < mask.length; at++) if (mask[at] === foreground) inside[at] = 1
  for (const { area, runs } of findRegions(inside, width, height, 8))
    if (area < areaMinPx) markRuns(mask, runs)
}

function markRuns(mask: Uint8Array, runs: readonly number[]): void {
  for (let run = 0; run < runs.length; run += 2) mask.fill(background, runs[run]!, runs[run + 1]!)
}
