import type { NativePicture } from '../../../adapters/procedural/native-picture.js'

/** A palette of sixteen colours from ink over clay, candle and moss to blood, as a dungeon crawler would use. */
export const keepPalette = [
  '#0d0b14',
  '#211b2e',
  '#3a2c42',
  '#5c3e4e',
  '#8c5448',
  '#be7642',
  '#e8aa54',
  '#fade94',
  '#f6f4de',
  '#a6b2a8',
  '#6c8086',
  '#42586c',
  '#283c58',
  '#3a705c',
  '#74a058',
  '#b03c40',
]

export const manySeeds = Array.from({ length: 12 }, (_, i) =>
  ((BigInt(i + 1) * 0x9e3779b97f4a7c15n) & 0xffffffffffffffffn).toString(16).padStart(16, '0'),
)

export function paintedBox(picture: NativePicture): { x0: number; y0: number; x1: number; y1: number } {
  let [x0, y0, x1, y1] = [picture.width, picture.height, -1, -1]
  picture.pixels.forEach((pixel, at) => {
    if (pixel === 0) return
    const [x, y] = [at % picture.width, Math.floor(at / picture.width)]
    ;[x0, y0, x1, y1] = [Math.min(x0, x), Math.min(y0, y), Math.max(x1, x), Math.max(y1, y)]
  })
  return { x0, y0, x1, y1 }
}

/** Every colour that the picture uses, as `#rrggbb`. */
export function usedColours({ pixels, ramps }: NativePicture): string[] {
  const used = new Set([...pixels].filter((pixel) => pixel > 0))
  return [...used].map(
    (pixel) => `#${ramps.colours[pixel - 1]!.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`,
  )
}

/** The silhouette stretched from its box to `side` by `side` pixels. */
export function silhouette(picture: NativePicture, side = 24): boolean[] {
  const { x0, y0, x1, y1 } = paintedBox(picture)
  return Array.from({ length: side * side }, (_, i) => {
    const x = x0 + Math.floor((((i % side) + 0.5) / side) * (x1 - x0 + 1))
    const y = y0 + Math.floor(((Math.floor(i / side) + 0.5) / side) * (y1 - y0 + 1))
    return picture.pixels[y * picture.width + x] !== 0
  })
}

/** Intersection over union of two silhouettes, 0-1. */
export function overlap(a: readonly boolean[], b: readonly boolean[]): number {
  const both = a.filter((inside, i) => inside && b[i] === true).length
  const either = a.filter((inside, i) => inside || b[i] === true).length
  return both / either
}

/** Mean step between opposite borders over the mean step between neighbouring lines, the worse of both axes. */
export function seamScore({ width, height, pixels, ramps }: NativePicture): number {
  const colourAt = (x: number, y: number) => ramps.colours[pixels[y * width + x]! - 1]!
  const step = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, byte, i) => sum + Math.abs(byte - b[i]!), 0)
  const columnStep = (x: number, next: number) =>
    Array.from({ length: height }, (_, y) => step(colourAt(x, y), colourAt(next, y))).reduce(
      (a, b) => a + b,
      0,
    )
  const rowStep = (y: number, next: number) =>
    Array.from({ length: width }, (_, x) => step(colourAt(x, y), colourAt(x, next))).reduce(
      (a, b) => a + b,
      0,
    )
  const score = (length: number, lineStep: (at: number, next: number) => number) => {
    const inner =
      Array.from({ length: length - 1 }, (_, i) => lineStep(i, i + 1)).reduce((a, b) => a + b, 0) /
      (length - 1)
    return inner === 0 ? 0 : lineStep(length - 1, 0) / inner
  }
  return Math.max(score(width, columnStep), score(height, rowStep))
}
