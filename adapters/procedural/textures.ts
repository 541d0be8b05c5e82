import type { Canvas, Tone } from './canvas.js'
import type { Material } from './materials.js'
import { placeNoise } from './random.js'
import type { Point, Shape } from './shapes.js'
import { intersect, rect } from './shapes.js'

/** Dark seams every `every` units across `shape`, along x ('upright' boards) or y ('lying' ones). */
export function addPlanks(
  canvas: Canvas,
  shape: Shape,
  every: number,
  way: 'upright' | 'lying',
  offset = 0,
): void {
  const [from, to] = way === 'upright' ? [shape.x0, shape.x1] : [shape.y0, shape.y1]
  for (let at = from + offset + every; at < to - 0.5; at += every) {
    const seam =
      way === 'upright'
        ? rect(Math.round(at) - 1, shape.y0, 1, shape.y1 - shape.y0)
        : rect(shape.x0, Math.round(at) - 1, shape.x1 - shape.x0, 1)
    canvas.shade(intersect(shape, seam), -1)
  }
}

/** Short darker flecks along the grain of wood. */
export function addGrain(
  canvas: Canvas,
  shape: Shape,
  salt: number,
  way: 'upright' | 'lying',
  amount = 0.1,
): void {
  for (let y = Math.floor(shape.y0); y < shape.y1; y++)
    for (let x = Math.floor(shape.x0); x < shape.x1; x++) {
      if (placeNoise(x, y, salt) >= amount) continue
      const long = 2 + Math.floor(placeNoise(x, y, salt + 1) * 3)
      const fleck = way === 'upright' ? rect(x, y, 1, long) : rect(x, y, long, 1)
      canvas.shade(intersect(shape, fleck), placeNoise(x, y, salt + 2) < 0.7 ? -1 : 1)
    }
}

/** Single lighter and darker units: stone, sand, rust. */
export function addSpeckle(canvas: Canvas, shape: Shape, salt: number, amount = 0.08): void {
  for (let y = Math.floor(shape.y0); y < shape.y1; y++)
    for (let x = Math.floor(shape.x0); x < shape.x1; x++)
      if (placeNoise(x, y, salt) < amount)
        canvas.shade(intersect(shape, rect(x, y, 1, 1)), placeNoise(x, y, salt + 1) < 0.6 ? -1 : 1)
}

/** Courses of bricks or stones: joints a tone darker, single stones a tone lighter or darker. */
export function addBricks(
  canvas: Canvas,
  shape: Shape,
  brick: { readonly width: number; readonly height: number },
  salt: number,
): void {
  let course = 0
  for (let y = Math.floor(shape.y0); y < shape.y1; y += brick.height, course++) {
    const shift = course % 2 === 0 ? 0 : brick.width / 2
    for (let x = Math.floor(shape.x0) - brick.width; x < shape.x1 + brick.width; x += brick.width) {
      const left = Math.round(x + shift)
      const noise = placeNoise(left, y, salt)
      const stone = rect(left, y, brick.width - 1, brick.height - 1)
      if (noise < 0.22) canvas.shade(intersect(shape, stone), 1)
      else if (noise > 0.8) canvas.shade(intersect(shape, stone), -1)
      canvas.shade(intersect(shape, rect(left + brick.width - 1, y, 1, brick.height - 1)), -1)
    }
    canvas.shade(intersect(shape, rect(shape.x0, y + brick.height - 1, shape.x1 - shape.x0, 1)), -1)
  }
}

/** Stripes of another material on what is painted; `slope` leans them, units of x for one of y. */
export function addStripes(
  canvas: Canvas,
  shape: Shape,
  stripe: {
    readonly every: number
    readonly width: number
    readonly offset?: number
    readonly slope?: number
  },
  material: Material,
  tone: Tone,
): void {
  const slope = stripe.slope ?? 0
  const offset = stripe.offset ?? 0
  const striped: Shape = {
    ...shape,
    inside: (x, y) => {
      const along = x - shape.x0 - offset - slope * (y - shape.y0)
      return shape.inside(x, y) && ((along % stripe.every) + stripe.every) % stripe.every < stripe.width
    },
  }
  canvas.fill(striped, material, tone, { clip: 'over' })
}

/** A twisted rope: a line of light and dark units in turn. */
export function addRope(
  canvas: Canvas,
  points: readonly Point[],
  width = 1,
  material: Material = 'rope',
): void {
  canvas.line(points, material, (x, y) => (Math.floor(x + y) % 2 === 0 ? 3 : 1.6), width)
}

/** A crack that wanders from `from` to `to`; `random` draws its bends. */
export function crackPoints(
  from: Point,
  to: Point,
  random: { range(a: number, b: number): number },
  bends = 3,
): Point[] {
  const points: Point[] = [from]
  for (let i = 1; i < bends; i++) {
    const t = i / bends
    const side = i % 2 === 0 ? 1 : -1
    const away = side * random.range(0.8, 2.2)
    points.push([
      from[0] + (to[0] - from[0]) * t + away,
      from[1] + (to[1] - from[1]) * t + random.range(-0.8, 0.8),
    ])
  }
  points.push(to)
  return points
}
