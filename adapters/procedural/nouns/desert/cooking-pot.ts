import type { Canvas } from '../../canvas.js'
import type { Noun, PaintContext } from '../../noun.js'
import type { Point } from '../../shapes.js'
import { curve, ellipse, intersect, polygon, rect } from '../../shapes.js'

export const cookingPot: Noun = {
  names: ['cooking pot', 'pot', 'cauldron', 'kettle', 'stew pot', 'cook pot'],
  frame: { width: 30, height: 30 },
  mirrors: true,
  paint: (canvas, context) => {
    const { random, has } = context
    const apexX = 15 + random.int(-1, 1)
    const potY = random.pick([17, 18, 19])
    const below = random.pick(['fire', 'embers', 'logs', 'fire'] as const)
    const spread = random.pick([12, 13])
    const tripod = has('tripod') || !has('cauldron')
    if (tripod) {
      const back = random.pick([-3, 3])
      canvas.line(tripodLeg(apexX, 2, apexX + back, 26), 'darkWood', 1)
      canvas.line(tripodLeg(apexX + 1, 1, 15 - spread, 28), 'wood', 3)
      canvas.line(tripodLeg(apexX - 1, 1, 15 + spread, 28), 'wood', 2)
      canvas.fill(rect(apexX - 1, 3, 3, 2), 'rope', 4, { rim: true })
    }
    paintBelow(canvas, context, below)
    if (tripod) {
      canvas.line(tripodLeg(apexX, 6, apexX, potY - 8), 'iron', (_x, y) => (Math.floor(y) % 2 === 0 ? 4 : 2))
    }
    paintPot(canvas, context, apexX + 0.5, potY)
  },
}

const tripodLeg = (x0: number, y0: number, x1: number, y1: number): Point[] => [
  [x0, y0],
  [x1, y1],
]

function paintBelow(canvas: Canvas, { random }: PaintContext, below: 'fire' | 'embers' | 'logs'): void {
  canvas.line(
    [
      [8, 28],
      [21, 26],
    ],
    'wood',
    2,
    2.4,
  )
  canvas.line(
    [
      [22, 28],
      [9, 26],
    ],
    'wood',
    3,
    2.4,
    { rim: true },
  )
  if (below === 'logs') return
  const height = below === 'fire' ? random.range(6, 8) : 3
  for (const [size, tone] of [
    [1, 1.4],
    [0.62, 3],
    [0.34, 4],
  ] as const) {
    const flame = polygon([
      [15 - 7 * size, 27.5],
      [15 - 6 * size, 27 - height * size],
      [15 - 3 * size, 27 - height * 0.5 * size],
      [15, 27 - height * 1.3 * size],
      [15 + 3 * size, 27 - height * 0.5 * size],
      [15 + 6 * size, 27 - height * size],
      [15 + 7 * size, 27.5],
    ])
    canvas.fill(flame, 'fire', tone)
  }
}

function paintPot(canvas: Canvas, { light, random }: PaintContext, x: number, y: number): void {
  const rx = random.range(6.2, 7.9)
  const ry = random.range(5, 6.3)
  const lid = random.pick(['stew', 'lid', 'steam'] as const)
  canvas.line(curve([x - rx + 1.5, y - 4], [x, y - 11], [x + rx - 1.5, y - 4]), 'iron', 3)
  const body = intersect(ellipse(x, y, rx, ry), rect(x - 12, y - 4, 24, 20))
  canvas.fill(body, 'iron', light.ball(x, y, rx, ry, [0.8, 3.6]), { rim: true })
  canvas.fill(ellipse(x, y - 4, rx - 0.4, 2.2), 'iron', 4, { rim: true })
  const inside = ellipse(x, y - 4, rx - 1.8, 1.2)
  if (lid === 'lid') {
    canvas.fill(ellipse(x, y - 4.6, rx - 1, 2), 'iron', light.face(0, -1, 0.4, [1, 3.4]), { rim: true })
    canvas.fill(rect(x - 1, y - 8, 2, 2), 'iron', 4, { rim: true })
    return
  }
  canvas.fill(inside, 'orange', 2, { rim: true })
  canvas.dot(Math.floor(x - 2), Math.floor(y - 4), 'orange', 4)
  if (lid === 'steam')
    canvas.line(
      [
        [x + rx * 0.4, y - 4],
        [x + rx + 1, y - 9],
      ],
      'paleWood',
      3,
      1.4,
      { rim: true },
    )
}
