import type { Raster } from '../raster/raster.js'
import { background } from './flood-background.js'

/** How far from the mask's edge a pixel may be a mixture of subject and background, pixels. */
const bandPx = 2
/** Where the subject's own colour is looked for: beyond the band, in these steps. */
const probePx = [2, 3, 4] as const
/** A pixel that lies further off the line between the two colours (bytes) is no mixture of them. */
const offLineMax = 14
/** Mixtures with less subject than this are noise of the background, 0-1. */
const alphaFloor = 0.08

const directions = [-1, 0, 1]
  .flatMap((dy) => [-1, 0, 1].map((dx) => ({ dx, dy })))
  .filter((d) => d.dx || d.dy)

/** The background's colour at a pixel in sRGB bytes (not rounded), written to the array. */
export type BackgroundColourAt = (x: number, y: number, out: Float64Array) => void

/**
 * Gives pixels beside the mask's edge the share of the subject that is in them, and takes the background's colour out:
 * with p = a f + (1 - a) b, f from nearby pixels inside the subject and b from the model, a is the projection of p - b on
 * f - b and the colour becomes (p - (1 - a) b) / a. Blending is taken to have happened in sRGB, as painting programs and
 * samplers do. A pixel that no such pair explains (a crisp outline) stays opaque and as it is.
 * Changes `data` in place; returns the alpha of every pixel.
 */
export function unmixEdges(
  raster: Raster,
  data: Uint8Array,
  mask: Uint8Array,
  backgroundAt: BackgroundColourAt,
): Uint8Array {
  const { width, height } = raster
  const alpha = mask.map((kind) => (kind === background ? 0 : 255))
  const depth = edgeDepth(mask, width, height)
  const b = new Float64Array(3)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = y * width + x
      if (depth[at] === 0) continue
      backgroundAt(x, y, b)
      const share = findShare(raster, depth, mask, x, y, b)
      if (share === null) continue
      const kept = share < alphaFloor ? 0 : share
      alpha[at] = Math.round(kept * 255)
      if (kept === 0) continue
      for (let channel = 0; channel < 3; channel++) {
        const pure = (raster.data[at * 4 + channel]! - (1 - kept) * b[channel]!) / kept
        data[at * 4 + channel] = Math.round(Math.min(255, Math.max(0, pure)))
      }
    }
  return alpha
}

/** 1 or 2 for pixels so far from a change of the mask, counted on either side of it (background: 1 only); else 0. */
function edgeDepth(mask: Uint8Array, width: number, height: number): Uint8Array {
  const depth = new Uint8Array(mask.length)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = y * width + x
      if ((x > 0 && mask[at - 1] !== mask[at]) || (x < width - 1 && mask[at + 1] !== mask[at])) depth[at] = 1
      else if (y > 0 && mask[at - width] !== mask[at]) depth[at] = 1
      else if (y < height - 1 && mask[at + width] !== mask[at]) depth[at] = 1
    }
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = y * width + x
      if (depth[at] !== 0 || mask[at] === background) continue
      const near =
        (x > 0 && depth[at - 1] === 1) ||
        (x < width - 1 && depth[at + 1] === 1) ||
        (y > 0 && depth[at - width] === 1) ||
        (y < height - 1 && depth[at + width] === 1)
      if (near) depth[at] = bandPx
    }
  return depth
}

/**
 * The share of subject in a pixel, 0-1: of all subject colours in reach the one that explains the pixel best; null when
 * none explains it or when the pixel is pure subject.
 */
function findShare(
  raster: Raster,
  depth: Uint8Array,
  mask: Uint8Array,
  x: number,
  y: number,
  b: Float64Array,
): number | null {
  const at = (y * raster.width + x) * 4
  let best: number | null = null
  let bestOff = offLineMax
  for (const { dx, dy } of directions)
    for (const reach of probePx) {
      const probeX = x + dx * reach
      const probeY = y + dy * reach
      if (probeX < 0 || probeY < 0 || probeX >= raster.width || probeY >= raster.height) continue
      const probe = probeY * raster.width + probeX
      if (mask[probe] === background || depth[probe] !== 0) continue
      const share = projectShare(raster.data, at, probe * 4, b)
      if (share === null || share.off >= bestOff) continue
      best = share.share
      bestOff = share.off
    }
  return best === null || best > 0.97 ? null : best
}

/** Projects p - b on f - b: the share of f (0-1) and how far p lies off the line, bytes. */
function projectShare(
  data: Uint8Array,
  p: number,
  f: number,
  b: Float64Array,
): { share: number; off: number } | null {
  let dot = 0
  let length = 0
  let own = 0
  for (let channel = 0; channel < 3; channel++) {
    const towards = data[f + channel]! - b[channel]!
    const pixel = data[p + channel]! - b[channel]!
    dot += towards * pixel
    length += towards * towards
    own += pixel * pixel
  }
  // A subject that hardly differs from the background says nothing about shares.
  if (length < 30 * 30) return null
  const share = dot / length
  if (share > 1.05) return null
  const off = Math.sqrt(Math.max(0, own - share * dot))
  return { share: Math.max(0, Math.min(1, share)), off }
}
