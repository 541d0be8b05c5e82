import type { Noun } from '../../noun.js'
import type { Point } from '../../shapes.js'
import { curve, ellipse, intersect, polygon, stroke, turned } from '../../shapes.js'

/** Rows of a heap from the bottom: how many dates lie side by side. */
const heaps: readonly (readonly number[])[] = [
  [6, 5, 4, 2],
  [6, 5, 3],
  [5, 4, 3, 2, 1],
  [7, 6, 4, 2],
]

export const dates: Noun = {
  names: ['pile of dates', 'date', 'date fruit', 'dried date', 'fig', 'dried fruit'],
  frame: { width: 30, height: 28 },
  mirrors: true,
  paint: (canvas, { random, light, accent }) => {
    const heap = random.pick(heaps)
    const spread = random.pick(['diamond', 'square', 'crumpled'] as const)
    const floor = random.pick([20, 21])
    const cloths: Readonly<Record<typeof spread, readonly Point[]>> = {
      diamond: [
        [0.5, floor - 1],
        [15, floor - 8],
        [29.5, floor - 1],
        [15, floor + 7],
      ],
      square: [
        [4, floor - 6],
        [26, floor - 6],
        [29.5, floor + 5],
        [0.5, floor + 5],
      ],
      crumpled: [
        [2, floor - 5],
        [9, floor - 7],
        [20, floor - 6],
        [28, floor - 4],
        [29.5, floor + 2],
        [25, floor + 6],
        [18, floor + 5],
        [11, floor + 7],
        [5, floor + 4],
        [0.5, floor + 3],
      ],
    }
    const cloth = polygon(cloths[spread])
    const edge = accent ?? random.pick(['teal', 'red', 'blue'] as const)
    canvas.fill(cloth, edge, 2)
    const inner = {
      ...cloth,
      inside: (x: number, y: number) => cloth.inside(15 + (x - 15) * 1.16, floor - 1 + (y - floor + 1) * 1.3),
    }
    canvas.fill(inner, 'cloth', light.face(0, -1, 0.4, [2, 4]))
    for (const x of [6, 23])
      canvas.shade(intersect(cloth, stroke(curve([x, floor - 5], [x + 2, floor], [x - 1, floor + 6]), 1)), -1)
    canvas.shade(intersect(cloth, ellipse(15, floor + 1.5, heap[0]! * 2.1, 3)), -1)
    const jitter = random.fork()
    heap.forEach((count, row) => {
      for (let i = 0; i < count; i++) {
        const x = 15 + (i - (count - 1) / 2) * 3.9 + jitter.range(-0.5, 0.5)
        const y = floor - row * 3.1 + jitter.range(-0.4, 0.4)
        const date = turned(ellipse(x, y, 2.7, 1.9), [x, y], jitter.int(-50, 50))
        canvas.fill(date, 'leather', light.ball(x, y, 2.9, 2.2, [0.8, 4]), { rim: true })
        if (jitter.chance(0.45)) canvas.dot(Math.floor(x - 1), Math.floor(y - 1), 'clay', 4)
      }
    })
    const lone = random.pick([
      [24, floor + 2],
      [5, floor + 2],
      [21, floor + 3],
    ] as const)
    canvas.fill(
      ellipse(lone[0], lone[1], 2.4, 1.7),
      'leather',
      light.ball(lone[0], lone[1], 2.4, 1.7, [1, 4]),
      { rim: true },
    )
    if (random.chance(0.4)) {
      const top = floor - heap.length * 3.1
      canvas.fill(
        polygon([...curve([14, top + 2], [18, top - 5], [25, top - 3], 8), [16, top + 3]]),
        'leaf',
        3,
        { rim: true },
      )
    }
  },
}
