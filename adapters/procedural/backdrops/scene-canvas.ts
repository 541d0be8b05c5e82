import type { Material } from '../materials.js'
import { materialIndex } from '../materials.js'
import type { PaletteRamps } from '../palette-ramps.js'
import { placeNoise } from '../random.js'

/** Thresholds of an ordered dither of four by four (Bayer, 1973), 0-1. */
const bayer = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5].map((value) => (value + 0.5) / 16)

/** One layer of a scene in native pixels. It wraps from side to side, so that a game can repeat it. */
export class SceneCanvas {
  readonly width: number
  readonly height: number
  /** `materialIndex * 5 + tone + 1`, 0 where one looks through. */
  readonly cells: Uint16Array

  constructor(width: number, height: number) {
    this.width = width
    this.height = height
    this.cells = new Uint16Array(width * height)
  }

  /** A pixel; fractions of tones are dithered. Columns wrap, rows do not. */
  set(x: number, y: number, material: Material, tone: number): void {
    if (y < 0 || y >= this.height) return
    const column = ((x % this.width) + this.width) % this.width
    const low = Math.floor(tone)
    const up = tone - low > bayer[(y % 4) * 4 + (column % 4)]! ? 1 : 0
    this.cells[y * this.width + column] =
      materialIndex.get(material)! * 5 + Math.min(4, Math.max(0, low + up)) + 1
  }

  /** A column from `top` down to the lower border, both whole pixels. */
  column(x: number, top: number, material: Material, tone: (y: number) => number): void {
    for (let y = Math.max(0, top); y < this.height; y++) this.set(x, y, material, tone(y))
  }

  /** Lays the layers over each other, the first at the back. */
  static flatten(layers: readonly SceneCanvas[]): SceneCanvas {
    const { width, height } = layers[0]!
    const flat = new SceneCanvas(width, height)
    for (const layer of layers)
      layer.cells.forEach((cell, at) => {
        if (cell !== 0) flat.cells[at] = cell
      })
    return flat
  }

  /** Palette index + 1 per pixel, 0 = transparent; `shift` moves the layer to the right, around the frame. */
  resolve(ramps: PaletteRamps, shift = 0): Uint16Array {
    const pixels = new Uint16Array(this.cells.length)
    this.cells.forEach((cell, at) => {
      const x = ((at % this.width) + shift) % this.width
      if (cell !== 0) pixels[at - (at % this.width) + x] = ramps.tones[cell - 1]! + 1
    })
    return pixels
  }
}

/** Smooth noise along a line, 0-1, that repeats after `width`; hills are about `size` pixels wide. */
export function lineNoise(width: number, size: number, salt: number): (x: number) => number {
  const count = Math.max(2, Math.round(width / Math.max(1, size)))
  return (x) => {
    const u = ((((x % width) + width) % width) / width) * count
    const left = Math.floor(u)
    const t = u - left
    const ease = t * t * (3 - 2 * t)
    const from = placeNoise(left % count, 1, salt)
    return from + (placeNoise((left + 1) % count, 1, salt) - from) * ease
  }
}

/** Several of them, each half as large and half as strong as the one before. */
export function ridgeNoise(
  width: number,
  size: number,
  octaves: number,
  salt: number,
): (x: number) => number {
  const waves = Array.from({ length: octaves }, (_, i) => lineNoise(width, size / 2 ** i, salt + i * 17))
  const sum = waves.reduce((total, _, i) => total + 0.5 ** i, 0)
  return (x) => waves.reduce((total, wave, i) => total + wave(x) * 0.5 ** i, 0) / sum
}
