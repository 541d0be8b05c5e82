import type { Canvas } from '../../canvas.js'
import type { Noun, PaintContext } from '../../noun.js'
import type { Point } from '../../shapes.js'
import { curve, ellipse, polygon, union } from '../../shapes.js'

export const campfire: Noun = {
  names: ['campfire', 'camp fire', 'bonfire', 'fire pit', 'firepit', 'fireplace', 'fire'],
  frame: { width: 30, height: 30 },
  mirrors: true,
  paint: (canvas, context) => {
    const { random, has } = context
    const burning = !has('unlit', 'cold', 'dead', 'extinguished', 'out', 'burnt')
    const layout = random.pick(['tent', 'cross', 'star'] as const)
    const stones = random.pick([6, 7, 8])
    paintStones(canvas, context, stones, 'back')
    canvas.fill(ellipse(15, 24, 10, 3.6), burning ? 'charcoal' : 'ash', burning ? 1 : 2, { rim: true })
    if (burning) {
      paintLogs(canvas, context, layout, burning)
      paintFlames(canvas, context)
    } else paintLogs(canvas, context, layout, burning)
    paintStones(canvas, context, stones, 'front')
  },
}

function paintStones(
  canvas: Canvas,
  { random, light }: PaintContext,
  count: number,
  row: 'back' | 'front',
): void {
  const own = random.fork()
  for (let i = 0; i < count; i++) {
    const angle = (row === 'back' ? 180 : 0) + ((i + 0.5) / count) * 180
    const [x, y] = [
      15 + 11.5 * Math.cos((angle * Math.PI) / 180),
      24 + 3.6 * Math.sin((angle * Math.PI) / 180),
    ]
    const r = own.range(1.9, 2.8)
    canvas.fill(ellipse(x, y, r + 0.4, r), 'stone', light.ball(x, y, r + 0.4, r, [1, 4]), { rim: true })
  }
}

const logs: Readonly<Record<'tent' | 'cross' | 'star', readonly (readonly [Point, Point])[]>> = {
  tent: [
    [
      [6, 25],
      [17, 9],
    ],
    [
      [24, 25],
      [13, 8],
    ],
    [
      [15, 27],
      [15, 8],
    ],
  ],
  cross: [
    [
      [5, 24],
      [24, 17],
    ],
    [
      [6, 17],
      [25, 24],
    ],
    [
      [8, 26],
      [22, 14],
    ],
  ],
  star: [
    [
      [4, 22],
      [25, 25],
    ],
    [
      [9, 27],
      [19, 15],
    ],
    [
      [5, 26],
      [25, 19],
    ],
    [
      [20, 27],
      [12, 14],
    ],
  ],
}

function paintLogs(
  canvas: Canvas,
  { random }: PaintContext,
  layout: 'tent' | 'cross' | 'star',
  burning: boolean,
): void {
  const thick = random.pick([3, 3.6])
  for (const [from, to] of logs[layout]) {
    const wobble = random.range(-1, 1)
    const end: Point = burning ? [to[0], Math.max(to[1], 15)] : [to[0] + wobble, to[1]]
    const slope = Math.atan2(end[1] - from[1], end[0] - from[0])
    const middle = (x: number, y: number): number =>
      (y - from[1]) * Math.cos(slope) - (x - from[0]) * Math.sin(slope)
    const across = Math.cos(slope) >= 0 ? 1 : -1
    canvas.line(
      [from, end],
      'wood',
      (x, y) => (middle(x, y) * across < -0.5 ? 3.4 : middle(x, y) * across > 0.7 ? 1 : 2),
      thick,
      { rim: true },
    )
    canvas.fill(ellipse(from[0], from[1], 1.6, 1.6), 'paleWood', 3, { rim: true })
    if (!burning) canvas.fill(ellipse(end[0], end[1], 1.9, 1.9), 'charcoal', 2)
  }
}

function tongue(x: number, base: number, width: number, height: number, lean: number) {
  const tip: Point = [x + lean, base - height]
  return polygon([
    ...curve([x - width / 2, base - width * 0.2], [x - width * 0.75, base - height * 0.5], tip, 8),
    ...curve(tip, [x + width * 0.75, base - height * 0.42], [x + width / 2, base - width * 0.2], 8),
    ...curve(
      [x + width / 2, base - width * 0.2],
      [x, base + width * 0.35],
      [x - width / 2, base - width * 0.2],
      6,
    ),
  ])
}

function paintFlames(canvas: Canvas, { random }: PaintContext): void {
  const lean = random.pick([-3, -1.5, 1.5, 3])
  const height = random.pick([19, 21, 22])
  const side = random.sign()
  const base = 24
  const layers: readonly (readonly [number, number])[] = [
    [1, 1],
    [0.74, 2],
    [0.54, 3],
    [0.32, 4],
  ]
  for (const [size, tone] of layers) {
    const flames = union(
      tongue(15, base, 12 * size, height * size, lean * size),
      tongue(15 - side * 5 * size, base, 7.5 * size, height * 0.62 * size, -side * 2 - lean * 0.4),
      tongue(15 + side * 4.6 * size, base, 8 * size, height * 0.74 * size, side * 2.2),
    )
    canvas.fill(flames, 'fire', tone)
  }
}
