import type { PixelBox } from './pixel-box.js'
import type { Raster } from './raster.js'

/** Red, green, blue, 0-255. */
export type Rgb = readonly [number, number, number]

/** Fills the part of `box` that lies within the raster with one opaque colour. */
export function fillBox(raster: Raster, box: PixelBox, colour: Rgb): void {
  const left = Math.max(0, box.x)
  const right = Math.min(raster.width, box.x + box.width)
  const bottom = Math.min(raster.height, box.y + box.height)
  for (let y = Math.max(0, box.y); y < bottom; y++)
    for (let at = (y * raster.width + left) * 4, end = (y * raster.width + right) * 4; at < end; at += 4) {
      raster.data[at] = colour[0]
      raster.data[at + 1] = colour[1]
      raster.data[at + 2] = colour[2]
      raster.data[at + 3] = 255
    }
}

/** Fills `box` with squares of `squarePx` pixels in two colours, beginning with `light` in the upper left corner. */
export function fillCheckerboard(
  raster: Raster,
  box: PixelBox,
  squarePx: number,
  light: Rgb,
  dark: Rgb,
): void {
  if (!Number.isInteger(squarePx) || squarePx < 1)
    throw new RangeError(`square of ${squarePx} px is not whole`)
  for (let y = 0; y < box.height; y += squarePx)
    for (let x = 0; x < box.width; x += squarePx) {
      const width = Math.min(squarePx, box.width - x)
      const height = Math.min(squarePx, box.height - y)
      const even = (x / squarePx + y / squarePx) % 2 === 0
      fillBox(raster, { x: box.x + x, y: box.y + y, width, height }, even ? light : dark)
    }
}
