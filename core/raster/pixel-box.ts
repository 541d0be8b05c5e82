/** A rectangle of whole pixels; x and y count from the upper left corner. */
export interface PixelBox {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Throws a RangeError unless `box` has an area and lies within a raster of `width` x `height` pixels. */
export function assertBoxInside(box: PixelBox, width: number, height: number): void {
  const whole = [box.x, box.y, box.width, box.height].every(Number.isInteger)
  const inside = box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height
  if (!whole || !inside || box.width < 1 || box.height < 1)
    throw new RangeError(
      `box ${box.width}x${box.height} at ${box.x},${box.y} does not lie within ${width}x${height} pixels`,
    )
}
