import type { Canvas } from '../../canvas.js'
import type { Noun, PaintContext } from '../../noun.js'
import type { Point, Shape } from '../../shapes.js'
import { crackPoints } from '../../textures.js'
import { curve, ellipse, mirrored, polygon, stroke, turned, turnPoint, union } from '../../shapes.js'

const middle: Point = [15, 14]

/** Tip and bend of the left horn; the right one mirrors it. */
const horns: readonly { readonly bend: Point; readonly tip: Point }[] = [
  { bend: [0, 12], tip: [1.5, 2.5] },
  { bend: [-1, 9], tip: [5, 1] },
  { bend: [3, 4], tip: [0, 8] },
  { bend: [4, 11], tip: [0.5, 5.5] },
  { bend: [1, 13], tip: [0, 7] },
]

export const cowSkull: Noun = {
  names: ['skull', 'cow skull', 'cattle skull', 'bull skull', 'steer skull', 'ox skull', 'horned skull'],
  frame: { width: 30, height: 28 },
  paint: (canvas, context) => {
    const { random } = context
    const horn = random.pick(horns)
    const tilt = random.pick([0, 0, -9, 9, 14])
    const snout = random.pick([3.4, 4, 4.6])
    const length = random.pick([24.5, 26, 27])
    const brokenHorn = random.chance(0.3) ? random.sign() : 0
    const turn = (shape: Shape): Shape => turned(shape, middle, tilt)
    for (const side of [-1, 1] as const) paintHorn(canvas, context, horn, side, side === brokenHorn, turn)
    const half: Point[] = [
      [15, 7],
      [10, 7.6],
      [8, 10.5],
      [8.6, 14.5],
      [15 - snout + 0.6, 19],
      [15 - snout - 0.4, length - 2],
      [15 - snout + 1.6, length],
      [15, length + 0.4],
    ]
    const left = polygon([...half, [15.5, length], [15.5, 7]])
    const head = turn(union(left, mirrored(left, 15)))
    canvas.fill(head, 'bone', context.light.ball(15, 13, 9, 17, [1, 4.4]), { rim: true })
    paintFace(canvas, context, snout, length, turn, tilt)
  },
}

function paintHorn(
  canvas: Canvas,
  { light }: PaintContext,
  horn: { readonly bend: Point; readonly tip: Point },
  side: -1 | 1,
  broken: boolean,
  turn: (shape: Shape) => Shape,
): void {
  const path = curve([10.5, 9.5], horn.bend, horn.tip, 16).slice(0, broken ? 9 : 17)
  const shape = stroke(path, broken ? [4.4, 2.6] : [4.4, 1])
  const tones = light.lying(shape.y0 - 2, shape.y1 + 4, [1, 3.4])
  canvas.fill(turn(side === -1 ? shape : mirrored(shape, 15)), 'straw', tones, { rim: true })
}

function paintFace(
  canvas: Canvas,
  { random }: PaintContext,
  snout: number,
  length: number,
  turn: (shape: Shape) => Shape,
  tilt: number,
): void {
  const eyeSize = random.range(1.7, 2.2)
  const socket = turned(ellipse(11.2, 12.6, eyeSize, eyeSize * 1.15), [11.2, 12.6], -25)
  for (const eye of [socket, mirrored(socket, 15)]) canvas.ink(turn(eye))
  const nostril = stroke(
    [
      [15 - snout * 0.45, length - 4],
      [15 - snout * 0.3, length - 1.8],
    ],
    [1.2, 1.6],
  )
  for (const hole of [nostril, mirrored(nostril, 15)]) canvas.ink(turn(hole))
  const cheek = stroke(
    [
      [15 - snout + 0.4, 18],
      [13.4, length - 5],
    ],
    1,
  )
  for (const line of [cheek, mirrored(cheek, 15)]) canvas.shade(turn(line), -1, 'bone')
  canvas.shade(
    turn(
      stroke(
        [
          [15, 17],
          [15, length - 5],
        ],
        1,
      ),
    ),
    -1,
    'bone',
  )
  const mark = random.pick(['crack', 'brow', 'crack', 'none'] as const)
  if (mark === 'crack') {
    const points = crackPoints([15 + random.range(-3, 3), 6.5], [15 + random.range(-1.5, 1.5), 12], random, 3)
    canvas.inkLine(points.map((point) => turnPoint(point, middle, tilt)))
  }
  if (mark === 'brow') canvas.shade(turn(stroke(curve([11, 9.6], [15, 11.2], [19, 9.6]), 1)), -1, 'bone')
}
