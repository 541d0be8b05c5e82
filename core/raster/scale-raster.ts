import { createRaster, type Raster } from './raster.js'

/** Alpha from which a pixel counts as opaque when pixels vote, 0-255. */
const opaqueFrom = 128

/** Every pixel as a block of `factor` x `factor` pixels. Throws a RangeError when `factor` is not a whole number >= 1. */
export function upscaleNearest(raster: Raster, factor: number): Raster {
  if (!Number.isInteger(factor) || factor < 1) throw new RangeError(`factor ${factor} is not a whole number`)
  const out = createRaster(raster.width * factor, raster.height * factor)
  const from = pixelWords(raster)
  const to = pixelWords(out)
  for (let y = 0; y < raster.height; y++) {
    const first = y * factor * out.width
    for (let x = 0; x < raster.width; x++)
      to.fill(from[y * raster.width + x]!, first + x * factor, first + (x + 1) * factor)
    for (let copy = 1; copy < factor; copy++)
      to.copyWithin(first + copy * out.width, first, first + out.width)
  }
  return out
}

/**
 * Undoes a nearest upscale by `factor`: each cell of `factor` x `factor` pixels votes on one pixel. Only the centre half
 * of a cell has a vote, so soft cell borders do not blur; opaque or not is decided by majority, colour by the median of
 * each channel over the opaque votes, which removes light noise without mixing neighbours.
 * Throws a RangeError unless both sides are multiples of `factor`.
 */
export function downscaleCells(raster: Raster, factor: number): Raster {
  if (!Number.isInteger(factor) || factor < 1 || raster.width % factor > 0 || raster.height % factor > 0)
    throw new RangeError(`${raster.width}x${raster.height} is no multiple of ${factor}`)
  const out = createRaster(raster.width / factor, raster.height / factor)
  const inset = factor >= 4 ? Math.floor(factor / 4) : factor === 3 ? 1 : 0
  const side = factor - 2 * inset
  const votes = [0, 1, 2, 3].map(() => new Uint8Array(side * side))
  for (let y = 0; y < out.height; y++)
    for (let x = 0; x < out.width; x++) {
      const count = collectVotes(raster, x * factor + inset, y * factor + inset, side, votes)
      if (count * 2 <= side * side) continue
      const to = (y * out.width + x) * 4
      for (let channel = 0; channel < 4; channel++)
        out.data[to + channel] = median(votes[channel]!.subarray(0, count))
    }
  return out
}

/** Takes the pixel at the centre of each target pixel's area; the sizes may have any ratio. */
export function sampleCentres(raster: Raster, width: number, height: number): Raster {
  const out = createRaster(width, height)
  const from = pixelWords(raster)
  const to = pixelWords(out)
  for (let y = 0; y < height; y++) {
    const row = Math.min(raster.height - 1, Math.floor(((y + 0.5) * raster.height) / height)) * raster.width
    for (let x = 0; x < width; x++)
      to[y * width + x] =
        from[row + Math.min(raster.width - 1, Math.floor(((x + 0.5) * raster.width) / width))]!
  }
  return out
}

/** Pixels as 32-bit words: copying one word is faster than four bytes. The bytes of decoders need not be aligned. */
function pixelWords(raster: Raster): Uint32Array {
  const data = raster.data.byteOffset % 4 === 0 ? raster.data : raster.data.slice()
  return new Uint32Array(data.buffer, data.byteOffset, raster.width * raster.height)
}

/** Puts the opaque pixels of a square into `votes`, channel by channel; returns how many there are. */
function collectVotes(raster: Raster, x: number, y: number, side: number, votes: Uint8Array[]): number {
  let count = 0
  for (let row = y; row < y + side; row++)
    for (let at = (row * raster.width + x) * 4, end = at + side * 4; at < end; at += 4) {
      if (raster.data[at + 3]! < opaqueFrom) continue
      for (let channel = 0; channel < 4; channel++) votes[channel]![count] = raster.data[at + channel]!
      count++
    }
  return count
}

/** The lower median of a few bytes; sorts them in place. */
function median(bytes: Uint8Array): number {
  bytes.sort()
  return bytes[(bytes.length - 1) >> 1]!
}
