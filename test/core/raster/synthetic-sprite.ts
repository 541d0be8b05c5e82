import { createRaster, type Raster } from '../../../core/raster/raster.js'
import { upscaleNearest } from '../../../core/raster/scale-raster.js'
import { hexToRgb } from '../../../core/palette/hex-colour.js'

/** Eight desert colours, dark to light, and two cool ones. */
export const testPalette = [
  '#2b1d1a',
  '#5a3626',
  '#94583a',
  '#c98a52',
  '#e8bf83',
  '#f7e6c0',
  '#6f8f86',
  '#39545b',
] as const

/** A generator of numbers from 0 to below 1 (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let value = Math.imul(state ^ (state >>> 15), state | 1)
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61)
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296
  }
}

export function setPixel(raster: Raster, x: number, y: number, colour: string, alpha = 255): void {
  if (x < 0 || y < 0 || x >= raster.width || y >= raster.height) return
  raster.data.set([...hexToRgb(colour), alpha], (y * raster.width + x) * 4)
}

/** A shaded ring with a one-pixel outline and a hole in the middle, margins all around. */
export function paintRing(side: number): Raster {
  const raster = createRaster(side, side)
  const centre = (side - 1) / 2
  const outer = side / 2 - 2
  const inner = side / 6
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const radius = Math.hypot(x - centre, y - centre)
      if (radius > outer || radius < inner) continue
      const isOutline = radius > outer - 1 || radius < inner + 1
      const shade = Math.min(5, Math.max(1, Math.round(3 - (x - centre + (y - centre)) / (side / 3))))
      setPixel(raster, x, y, isOutline ? testPalette[0] : testPalette[shade]!)
    }
  return raster
}

/**
 * What a generator delivers: the native picture scaled up by `factor` on `background`, every channel of every pixel off
 * by up to `noise`.
 */
export function deliver(
  native: Raster,
  options: {
    factor: number
    background?: (x: number, y: number) => readonly [number, number, number]
    noise?: number
    seed?: number
  },
): Raster {
  const { factor, background = () => [40, 220, 90], noise = 0, seed = 1 } = options
  const out = upscaleNearest(native, factor)
  const random = seededRandom(seed)
  for (let y = 0; y < out.height; y++)
    for (let x = 0; x < out.width; x++) {
      const at = (y * out.width + x) * 4
      if (out.data[at + 3] === 0) out.data.set([...background(x, y), 255], at)
      for (let channel = 0; channel < 3; channel++) {
        const offset = noise === 0 ? 0 : Math.round((random() * 2 - 1) * noise)
        out.data[at + channel] = Math.min(255, Math.max(0, out.data[at + channel]! + offset))
      }
    }
  return out
}

/** Intersection over union of the opaque pixels (alpha of 128 and more) of two rasters of one size. */
export function maskIoU(a: Raster, b: Raster): number {
  let both = 0
  let either = 0
  for (let at = 3; at < a.data.length; at += 4) {
    const inA = a.data[at]! >= 128
    const inB = b.data[at]! >= 128
    if (inA && inB) both++
    if (inA || inB) either++
  }
  return either === 0 ? 1 : both / either
}

/** Whether two rasters are equal to the byte; much faster than a deep comparison. */
export function samePixels(a: Raster, b: Raster): boolean {
  return a.width === b.width && a.height === b.height && Buffer.compare(a.data, b.data) === 0
}
