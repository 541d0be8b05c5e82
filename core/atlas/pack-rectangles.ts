/** Something to be placed; sizes in pixels. */
export interface Rectangle {
  /** Unique within one call. */
  readonly id: string
  readonly width: number
  readonly height: number
}

export interface PackedPage {
  /** Shrunk to what lies on it. */
  readonly width: number
  readonly height: number
  /** Upper left corners, sorted by id. */
  readonly places: readonly { readonly id: string; readonly x: number; readonly y: number }[]
}

export interface PackOptions {
  /** Largest side of a page, pixels. */
  readonly maxSidePx: number
  /** Least distance between two rectangles, pixels. */
  readonly paddingPx: number
}

/**
 * Places rectangles on as few pages as it can, without rotation. Pure, and the order of `rectangles` does not matter.
 * Throws InvalidInput for a rectangle that fits no page, a repeated id or more rectangles than the limit.
 */
export type PackRectangles = (rectangles: readonly Rectangle[], options: PackOptions) => PackedPage[]
