import type { Random } from '../random.js'
import { placeNoise } from '../random.js'

const wrapped = (value: number, period: number): number => ((value % period) + period) % period

/** Smooth noise, 0-1, that repeats after `width` and `height` pixels; features are about `size` pixels large. */
export function torusNoise(
  width: number,
  height: number,
  size: number,
  salt: number,
): (x: number, y: number) => number {
  const [columns, rows] = [Math.max(1, Math.round(width / size)), Math.max(1, Math.round(height / size))]
  const ease = (t: number) => t * t * (3 - 2 * t)
  return (x, y) => {
    const [u, v] = [(x / width) * columns, (y / height) * rows]
    const [left, top] = [Math.floor(u), Math.floor(v)]
    const at = (i: number, j: number) => placeNoise(wrapped(left + i, columns), wrapped(top + j, rows), salt)
    const [s, t] = [ease(u - left), ease(v - top)]
    const upper = at(0, 0) + (at(1, 0) - at(0, 0)) * s
    const lower = at(0, 1) + (at(1, 1) - at(0, 1)) * s
    return upper + (lower - upper) * t
  }
}

/** The same noise seen from a place that runs around a circle of `radius` pixels once in a loop: it flows and closes. */
export function circling(
  noise: (x: number, y: number) => number,
  phase: number | undefined,
  radius: number,
): (x: number, y: number) => number {
  if (phase === undefined) return noise
  const [dx, dy] = [radius * Math.cos(2 * Math.PI * phase), radius * Math.sin(2 * Math.PI * phase)]
  return (x, y) => noise(x + dx, y + dy)
}

/** Which cell a pixel belongs to, and how far it is from the border to the next one. */
export interface CellPlace {
  readonly cell: number
  /** Pixels from the middle of the cell. */
  readonly dx: number
  readonly dy: number
  /** Pixels to the border. */
  readonly edge: number
}

/** Cells around the jittered points of a grid (Worley, "A cellular texture basis function", 1996), on a torus. */
export function torusCells(
  width: number,
  height: number,
  size: number,
  random: Random,
  options: {
    readonly jitter?: number
    readonly wobble?: number
    /** Where the middles are at a moment of a loop: each runs around a circle of its own, `drift` of its size. */
    readonly phase?: number
    readonly drift?: number
  } = {},
): (x: number, y: number) => CellPlace {
  const [columns, rows] = [Math.max(2, Math.round(width / size)), Math.max(2, Math.round(height / size))]
  const jitter = options.jitter ?? 0.7
  const points = Array.from({ length: columns * rows }, (_, i) => {
    const stagger = Math.floor(i / columns) % 2 === 0 || rows % 2 === 1 ? 0.25 : 0.75
    return [
      (((i % columns) + stagger + 0.25 + random.range(-0.5, 0.5) * jitter) / columns) * width,
      ((Math.floor(i / columns) + 0.5 + random.range(-0.5, 0.5) * jitter) / rows) * height,
    ] as const
  })
  const salt = random.int(0, 9999)
  const { phase, drift = 0.16 } = options
  const places =
    phase === undefined
      ? points
      : points.map(([x, y], i) => {
          const turn = placeNoise(i, 1, salt) < 0.5 ? 1 : -1
          const angle = 2 * Math.PI * (turn * phase + placeNoise(i, 2, salt))
          return [x + Math.cos(angle) * size * drift, y + Math.sin(angle) * size * drift] as const
        })
  const wobbleX = torusNoise(width, height, 4, salt)
  const wobbleY = torusNoise(width, height, 4, salt + 1)
  const wobble = options.wobble ?? 0
  const nearestWay = (distance: number, period: number) => distance - period * Math.round(distance / period)
  return (x, y) => {
    const px = x + 0.5 + (wobbleX(x, y) - 0.5) * 2 * wobble
    const py = y + 0.5 + (wobbleY(x, y) - 0.5) * 2 * wobble
    let [cell, first, second, dx, dy] = [0, Infinity, Infinity, 0, 0]
    places.forEach(([cx, cy], i) => {
      const [ox, oy] = [nearestWay(px - cx, width), nearestWay(py - cy, height)]
      const away = Math.hypot(ox, oy)
      if (away < first) [cell, first, second, dx, dy] = [i, away, first, ox, oy]
      else if (away < second) second = away
    })
    return { cell, dx, dy, edge: (second - first) / 2 }
  }
}

/** One stone, brick or board of a course; positions in pixels, `x + width` may pass the right border. */
export interface CourseBlock {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly id: number
}

/** Splits `length` into whole parts near `size`, each within `spread` (0-1) of it. */
export function splitEvenly(length: number, size: number, spread: number, random: Random): number[] {
  const count = Math.max(1, Math.round(length / size))
  const weights = Array.from({ length: count }, () => 1 + random.range(-spread, spread))
  const sum = weights.reduce((a, b) => a + b, 0)
  let from = 0
  let exact = 0
  return weights.map((weight, i) => {
    exact += (weight / sum) * length
    const to = i === count - 1 ? length : Math.round(exact)
    const part = to - from
    from = to
    return part
  })
}

/** Courses of blocks that fill a torus; every course starts at another place. */
export function torusCourses(
  width: number,
  height: number,
  block: {
    readonly width: number
    readonly height: number
    readonly spread: number
    readonly rowSpread?: number
  },
  random: Random,
): CourseBlock[] {
  const blocks: CourseBlock[] = []
  let y = 0
  let shift = random.int(0, width - 1)
  for (const rowHeight of splitEvenly(height, block.height, block.rowSpread ?? 0, random)) {
    let x = shift
    for (const part of splitEvenly(width, block.width, block.spread, random)) {
      blocks.push({ x, y, width: part, height: rowHeight, id: blocks.length })
      x += part
    }
    shift += Math.round(block.width / 2 + random.range(-1, 1) * block.spread * block.width * 0.5)
    y += rowHeight
  }
  return blocks
}
