import type { Art } from './art-pixels.js'

/** Less than this of a step between two channels is the grain of a painter, 0-255. */
const grainMax = 4

/** Pixels of two pictures of one size that are not alike, 0-1; null for other sizes. */
export function differingShare(a: Art, b: Art): number | null {
  const [left, right] = [pixelsOf(a), pixelsOf(b)]
  if (left === null || right === null || left.width !== right.width || left.height !== right.height)
    return null
  return shareOf(left.data, right.data)
}

/** Of RGBA pixels; what is transparent in both is alike, whatever its colour. */
export function shareOf(left: ArrayLike<number>, right: ArrayLike<number>): number {
  let differing = 0
  for (let at = 0; at < left.length; at += 4) {
    const isClear = left[at + 3] === 0 && right[at + 3] === 0
    const isOther = [0, 1, 2, 3].some(
      (channel) => Math.abs((left[at + channel] ?? 0) - (right[at + channel] ?? 0)) > grainMax,
    )
    if (!isClear && isOther) differing += 1
  }
  return left.length === 0 ? 0 : differing / (left.length / 4)
}

/** In native pixels, so that a large picture of few pixels is quickly counted. */
function pixelsOf({ bitmap, native }: Art): ImageData | null {
  const [width, height] = [Math.round(native.width), Math.round(native.height)]
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })
  if (context === null) return null
  context.imageSmoothingEnabled = false
  context.drawImage(bitmap, 0, 0, width, height)
  return context.getImageData(0, 0, width, height)
}
