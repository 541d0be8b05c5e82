import type { Canvas } from '../../canvas.js'
import type { Noun, PaintContext } from '../../noun.js'
import type { Point } from '../../shapes.js'
import { curve, ellipse, intersect, polygon, rect, stroke, turned } from '../../shapes.js'

/** Rows of a heap from the bottom: how many dates lie side by side. */
const heaps: readonly (readonly number[])[] = [
  [4, 3, 2],
  [4, 4, 2, 1],
  [4, 3, 3, 1],
  [4, 3, 1],
]

/** Outlines of the cloth about the height that the heap stands on. */
const cloths: readonly (readonly Point[])[] = [
  [
    [0.5, -1],
    [15, -8],
    [29.5, -1],
    [15, 7],
  ],
  [
    [4, -6],
    [26, -6],
    [29.5, 5],
    [0.5, 5],
  ],
  [
    [2, -5],
    [9, -7],
    [20, -6],
    [28, -4],
    [29.5, 2],
    [25, 6],
    [18, 5],
    [11, 7],
    [5, 4],
    [0.5, 3],
  ],
]

export const dates: Noun = {
  names: ['date', 'date fruit', 'dried date', 'fig', 'dried fruit'],
  frame: { width: 30, height: 28 },
  mirrors: true,
  paint: (canvas, context) => {
    const { random, light } = context
    const heap = random.pick(heaps)
    const spread = random.pick(cloths)
    const floor = random.pick([20, 21])
    paintCloth(canvas, context, spread, floor, heap[0]!)
    paintHeap(canvas, context, heap, floor)
    const x = random.pick([24, 5, 21])
    canvas.fill(ellipse(x, floor + 2, 2.4, 1.7), 'leather', light.ball(x, floor + 2, 2.4, 1.7, [1, 4]), {
      rim: true,
    })
    if (!random.chance(0.4)) return
    const top = floor - heap.length * 3
    canvas.fill(
      polygon([...curve([14, top + 2], [18, top - 5], [25, top - 3], 8), [16, top + 3]]),
      'leaf',
      3,
      { rim: true },
    )
  },
}

/** A bordered cloth, creased, with the heap's shadow on it. */
function paintCloth(
  canvas: Canvas,
  { random, light, accent }: PaintContext,
  spread: readonly Point[],
  floor: number,
  wide: number,
): void {
  const cloth = polygon(spread.map(([x, y]) => [x, y + floor] as const))
  canvas.fill(cloth, accent ?? random.pick(['teal', 'red', 'blue'] as const), 2)
  const inner = {
    ...cloth,
    inside: (x: number, y: number) => cloth.inside(15 + (x - 15) * 1.16, floor - 1 + (y - floor + 1) * 1.3),
  }
  canvas.fill(inner, 'cloth', light.face(0, -1, 0.4, [2, 4]))
  for (const x of [6, 23])
    canvas.shade(intersect(cloth, stroke(curve([x, floor - 5], [x + 2, floor], [x - 1, floor + 6]), 1)), -1)
  canvas.shade(intersect(cloth, ellipse(15, floor + 1.5, wide * 2.4, 3)), -1)
}

function paintHeap(
  canvas: Canvas,
  { random, light }: PaintContext,
  heap: readonly number[],
  floor: number,
): void {
  heap.forEach((count, row) => {
    for (let i = 0; i < count; i++) {
      const x = 15 + (i - (count - 1) / 2) * 4.2 + random.range(-0.4, 0.4)
      const y = floor - row * 3 + random.range(-0.4, 0.4)
      const date = turned(ellipse(x, y, 2.9, 1.7), [x, y], random.pick([-32, -18, 18, 32]))
      canvas.fill(date, 'leather', light.ball(x, y, 3, 2, [0.8, 3.4]), { rim: true })
      if (random.chance(0.8)) canvas.fill(rect(Math.floor(x - 1), Math.floor(y - 1), 2, 1), 'clay', 3)
    }
  })
}
