import type { PixelSize } from './fit-delivered.js'

/** The latent grid of the models has cells of 8 px; 64 keeps every level of their networks whole. */
const gridPx = 64
/** Below it these models no longer paint what they were taught. */
const sideMinPx = 512

/**
 * Three quarters of a size that did not fit into memory, which is 9/16 of its pixels: both sides on the grid and none below
 * 512 px. Null when it cannot become smaller.
 */
export function smallerSizeOf({ width, height }: PixelSize): PixelSize | null {
  const smaller = (px: number) =>
    px <= sideMinPx ? px : Math.max(sideMinPx, Math.floor((px * 0.75) / gridPx) * gridPx)
  const size = { width: smaller(width), height: smaller(height) }
  return size.width === width && size.height === height ? null : size
}
