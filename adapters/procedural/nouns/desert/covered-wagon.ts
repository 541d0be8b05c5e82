import type { Canvas } from '../../canvas.js'
import type { Noun, PaintContext } from '../../noun.js'
import type { Point, Shape } from '../../shapes.js'
import { curve, intersect, minus, polygon, rect, stroke, turned, turnPoint } from '../../shapes.js'
import { paintWheel } from './wagon-wheel.js'

export const coveredWagon: Noun = {
  names: ['covered wagon', 'wagon', 'prairie wagon', 'caravan wagon', 'cart'],
  frame: { width: 60, height: 44 },
  mirrors: true,
  paint: (canvas, context) => {
    const { random, has } = context
    const broken = has('broken', 'wrecked', 'ruined', 'abandoned', 'old')
    const tilt = broken ? random.pick([-13, -9, 9, 13]) : 0
    const lost = broken ? (tilt > 0 ? 'right' : 'left') : 'none'
    const hips: Point = [30, 30]
    const turn = (shape: Shape): Shape => turned(shape, hips, tilt)
    const place = (point: Point): Point => turnPoint(point, hips, tilt)
    const tear = random.pick(['front', 'top', 'back'] as const)
    const lean = random.range(-2, 2)
    paintTongue(canvas, place, broken && random.chance())
    paintCover(canvas, context, turn, broken ? tear : 'none', lean)
    paintBed(canvas, context, turn, broken)
    const leftWheel: Point = [17, 34]
    const rightWheel: Point = [44, 35]
    const spokes = random.pick([8, 10])
    if (lost !== 'left')
      paintWheel(canvas, context, {
        centre: grounded(place(leftWheel), 8.5),
        rx: 8.5,
        ry: 8.5,
        spokes,
        missing: -1,
      })
    if (lost !== 'right')
      paintWheel(canvas, context, {
        centre: grounded(place(rightWheel), 7.5),
        rx: 7.5,
        ry: 7.5,
        spokes: 8,
        missing: -1,
      })
    if (broken) paintLostWheel(canvas, context, lost === 'left' ? 10 : 49)
  },
}

/** Wheels that carry stand on the ground line. */
const grounded = ([x]: Point, radius: number): Point => [x, 43 - radius]

function paintTongue(canvas: Canvas, place: (point: Point) => Point, snapped: boolean): void {
  const end: Point = snapped ? [55, 34] : [59, 38]
  canvas.line([place([48, 30]), place(end)], 'wood', 2, 2)
}

function paintCover(
  canvas: Canvas,
  { light, accent }: PaintContext,
  turn: (s: Shape) => Shape,
  tear: string,
  lean: number,
): void {
  const cloth = accent ?? 'cloth'
  const back = [6 + lean, 8] as const
  const front = [50 + lean, 5] as const
  const cover = polygon([
    [9, 26],
    ...curve([9, 26], [4 + lean, 14], back, 6),
    ...curve(back, [20, 1], [28, 4.5], 6),
    ...curve([28, 4.5], [40, 0], front, 6),
    ...curve(front, [54 + lean, 14], [49, 26], 6),
  ])
  const lit = light.lying(-2, 34, [0.8, 4.4])
  canvas.fill(turn(cover), cloth, (x, y) => lit(x, y) + (light.side * (30 - x)) / -60)
  for (const x of [17, 28, 39]) {
    const rib = stroke(curve([x, 26], [x - 2 + lean, 14], [x + lean * 0.6, 3], 8), 1)
    canvas.shade(turn(intersect(cover, rib)), -1)
    canvas.shade(
      turn(
        intersect(cover, stroke(curve([x + 1.2, 26], [x - 0.8 + lean, 14], [x + 1.2 + lean * 0.6, 3], 8), 1)),
      ),
      1,
    )
  }
  if (tear !== 'none') paintTear(canvas, turn, tear, cover)
}

function paintTear(canvas: Canvas, turn: (s: Shape) => Shape, tear: string, cover: Shape): void {
  const x = tear === 'front' ? 43 : tear === 'back' ? 15 : 29
  const hole = polygon([
    [x - 6, 9],
    [x - 2, 11],
    [x + 1, 7],
    [x + 4, 10],
    [x + 7, 8],
    [x + 5, 15],
    [x + 7, 20],
    [x + 2, 18],
    [x - 1, 23],
    [x - 3, 17],
    [x - 7, 19],
    [x - 5, 14],
  ])
  canvas.ink(turn(intersect(hole, cover)))
  canvas.fill(turn(intersect(intersect(hole, cover), rect(x - 1, 0, 2, 26))), 'wood', 3)
  canvas.fill(
    turn(
      polygon([
        [x - 7, 19],
        [x - 3, 17],
        [x - 5, 25],
      ]),
    ),
    'cloth',
    4,
    { rim: true },
  )
  const notch = polygon([
    [x - 12, 0],
    [x - 8, 0],
    [x - 9, 7],
    [x - 11, 4],
  ])
  canvas.erase(turn(minus(notch, rect(x - 9, 0, 1, 8))))
}

function paintBed(
  canvas: Canvas,
  { light, random }: PaintContext,
  turn: (s: Shape) => Shape,
  broken: boolean,
): void {
  const bed = polygon([
    [6, 24],
    [53, 24],
    [51, 33],
    [9, 33],
  ])
  const face = light.face(0, 0, 1, [1, 3.2])
  canvas.fill(turn(bed), 'wood', face, { rim: true })
  for (const y of [26, 29]) canvas.shade(turn(intersect(bed, rect(5, y, 50, 1))), -1)
  canvas.fill(turn(intersect(bed, rect(5, 24, 50, 1))), 'wood', 4)
  for (const x of [11, 29, 47])
    canvas.fill(turn(intersect(bed, rect(x, 23, 2, 11))), 'darkWood', 2, { clip: 'over' })
  if (!broken) return
  const gap = random.pick([18, 34])
  canvas.ink(
    turn(
      polygon([
        [gap, 27],
        [gap + 5, 28],
        [gap + 8, 27],
        [gap + 7, 31],
        [gap + 3, 30],
        [gap + 1, 31],
      ]),
    ),
  )
}

/** The wheel that came off lies flat beside the wagon, tipped a little towards the viewer. */
function paintLostWheel(canvas: Canvas, context: PaintContext, x: number): void {
  const missing = context.random.int(0, 7)
  const ry = context.random.pick([3.2, 4, 4.6])
  paintWheel(canvas, context, { centre: [x, 43 - ry], rx: 8.5, ry, spokes: 8, missing })
}
