import type { Canvas } from '../../canvas.js'
import type { Noun, PaintContext } from '../../noun.js'
import { curve, ellipse, rect, stroke, union } from '../../shapes.js'

interface Ball {
  readonly x: number
  readonly y: number
  readonly rx: number
  readonly ry: number
}

/** Balls from back to front. */
const groups: readonly (readonly Ball[])[] = [
  [
    { x: 20, y: 14, rx: 7, ry: 7.5 },
    { x: 9, y: 19, rx: 7.5, ry: 8 },
    { x: 21, y: 23, rx: 6, ry: 5.5 },
  ],
  [
    { x: 11, y: 14, rx: 8, ry: 9.5 },
    { x: 22, y: 21, rx: 6.5, ry: 7.5 },
    { x: 8, y: 25, rx: 4.5, ry: 4 },
  ],
  [
    { x: 15, y: 12, rx: 7, ry: 8 },
    { x: 6.5, y: 22, rx: 5.5, ry: 6.5 },
    { x: 24, y: 21, rx: 5.5, ry: 7 },
    { x: 15.5, y: 24, rx: 6, ry: 5 },
  ],
  [
    { x: 19, y: 17, rx: 9.5, ry: 11.5 },
    { x: 7, y: 23, rx: 6, ry: 6 },
  ],
  [
    { x: 8, y: 14, rx: 6, ry: 8 },
    { x: 22, y: 16, rx: 7, ry: 8.5 },
    { x: 14, y: 22, rx: 8, ry: 7 },
  ],
]

export const barrelCactus: Noun = {
  names: ['barrel cactus', 'barrel cactus cluster', 'cactus cluster', 'round cactus', 'golden barrel'],
  frame: { width: 30, height: 30 },
  mirrors: true,
  paint: (canvas, context) => {
    const { random } = context
    const balls = random.pick(groups)
    const grow = random.range(0.9, 1.05)
    const ribs = random.pick([5, 6])
    const bloom = random.int(0, balls.length - 1)
    balls.forEach((ball, i) => {
      const sized = {
        ...ball,
        rx: ball.rx * grow * random.range(0.94, 1.04),
        ry: ball.ry * random.range(0.94, 1.02),
      }
      paintBall(canvas, context, sized, ribs)
      if (i === bloom || random.chance(0.35)) paintCrown(canvas, sized)
    })
  },
}

function paintBall(canvas: Canvas, { light }: PaintContext, ball: Ball, ribs: number): void {
  const { x, y, rx, ry } = ball
  const shape = ellipse(x, y, rx, ry)
  canvas.fill(shape, 'cactus', light.ball(x, y, rx, ry, [0.7, 3.7]), { rim: true })
  for (let i = 0; i <= ribs; i++) {
    const t = (2 * i) / ribs - 1
    const rib = curve([x + t * rx * 0.25, y - ry], [x + t * rx * 1.7, y], [x + t * rx * 0.3, y + ry], 16)
    const line = stroke(rib, 0.95)
    canvas.shade({ ...line, inside: (px, py) => line.inside(px, py) && shape.inside(px, py) }, -1, 'cactus')
    for (let s = 3 + (i % 2) * 2; s < 13; s += 4) {
      const [px, py] = rib[s]!
      if (i < ribs && shape.inside(px + 1.2, py)) canvas.dot(Math.floor(px + 1), Math.floor(py), 'straw', 4)
    }
  }
}

function paintCrown(canvas: Canvas, { x, y, ry }: Ball): void {
  const top = Math.round(y - ry)
  const left = Math.round(x) - 2
  canvas.fill(union(rect(left, top, 5, 2), rect(left + 1, top - 1, 3, 1)), 'pink', 3, { rim: true })
  canvas.fill(rect(left + 1, top, 1, 1), 'pink', 4)
  canvas.fill(rect(left + 3, top, 1, 1), 'pink', 4)
}
