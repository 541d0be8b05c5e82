/** Shrinks what is opaque by one pixel a round: each pixel takes the least alpha of its 3 x 3 surroundings. */
export function erodeAlpha(alpha: Uint8Array, width: number, height: number, erodePx: number): Uint8Array {
  let current = alpha
  for (let round = 0; round < erodePx; round++) {
    const across = slide(current, width, height, 1, leastOfThree)
    current = slide(across, width, height, width, leastOfThree)
  }
  return current
}

/**
 * Softens the edge inward: alpha becomes the lesser of itself and its box blur of `featherPx` pixels to each side, so the
 * background gains nothing.
 */
export function featherAlpha(
  alpha: Uint8Array,
  width: number,
  height: number,
  featherPx: number,
): Uint8Array {
  if (featherPx === 0) return alpha
  const blurred = blurLines(blurLines(alpha, width, height, true, featherPx), width, height, false, featherPx)
  return blurred.map((value, at) => Math.min(value, alpha[at]!))
}

/** Applies `combine` to every pixel and its two neighbours along one axis; beyond the border the pixel itself counts. */
function slide(
  source: Uint8Array,
  width: number,
  height: number,
  step: number,
  combine: (before: number, value: number, after: number) => number,
): Uint8Array {
  const out = new Uint8Array(source.length)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = y * width + x
      const isFirst = step === 1 ? x === 0 : y === 0
      const isLast = step === 1 ? x === width - 1 : y === height - 1
      const value = source[at]!
      out[at] = combine(isFirst ? value : source[at - step]!, value, isLast ? value : source[at + step]!)
    }
  return out
}

function leastOfThree(before: number, value: number, after: number): number {
  return Math.min(before, value, after)
}

/** A running mean along rows or columns; beyond the border the outermost value goes on. */
function blurLines(
  source: Uint8Array,
  width: number,
  height: number,
  alongRows: boolean,
  radius: number,
): Uint8Array {
  const out = new Uint8Array(source.length)
  const length = alongRows ? width : height
  const step = alongRows ? 1 : width
  const window = 2 * radius + 1
  for (let line = 0; line < (alongRows ? height : width); line++) {
    const start = alongRows ? line * width : line
    const valueAt = (index: number) => source[start + Math.min(length - 1, Math.max(0, index)) * step]!
    let sum = 0
    for (let index = -radius; index <= radius; index++) sum += valueAt(index)
    for (let index = 0; index < length; index++) {
      out[start + index * step] = Math.round(sum / window)
      sum += valueAt(index + radius + 1) - valueAt(index - radius)
    }
  }
  return out
}
