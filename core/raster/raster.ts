/** An image in memory: RGBA, 8 bits a channel, straight (not premultiplied) alpha, rows from the top. */
export interface Raster {
  /** Pixels. */
  readonly width: number
  /** Pixels. */
  readonly height: number
  /** `width * height * 4` bytes, row-major. */
  readonly data: Uint8Array
}

/** A fully transparent raster. Throws a RangeError unless both sides are whole numbers from 1 to 16,384. */
export function createRaster(width: number, height: number): Raster {
  for (const side of [width, height])
    if (!Number.isInteger(side) || side < 1 || side > 16_384)
      throw new RangeError(`raster side ${side} is not a whole number from 1 to 16384`)
  return { width, height, data: new Uint8Array(width * height * 4) }
}
