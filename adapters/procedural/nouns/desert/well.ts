import type { Canvas } from '../../canvas.js'
import type { Noun, PaintContext } from '../../noun.js'
import { ellipse, intersect, minus, polygon, rect, roundRect, union } from '../../shapes.js'
import { addBricks, addPlanks, addRope } from '../../textures.js'

const centre = 22

export const well: Noun = {
  names: ['well', 'stone well', 'old well', 'wishing well', 'water well'],
  frame: { width: 44, height: 44 },
  mirrors: true,
  paint: (canvas, context) => {
    const { random } = context
    const top = random.pick(['gable', 'gable', 'beam', 'branch'] as const)
    const half = random.pick([14, 15, 16])
    const rimY = random.pick([26, 27, 28])
    const bucket = random.pick(['high', 'low', 'rim'] as const)
    const beamY = top === 'gable' ? 14 : 7
    canvas.fill(
      rect(centre - half + 1, beamY - 2, 3, rimY - beamY + 1),
      'darkWood',
      context.light.upright(centre - half + 1, centre - half + 4, [1, 3.4]),
    )
    canvas.fill(
      rect(centre + half - 4, beamY - 2, 3, rimY - beamY + 1),
      'darkWood',
      context.light.upright(centre + half - 4, centre + half - 1, [1, 3]),
    )
    paintWall(canvas, context, half, rimY)
    paintWindlass(canvas, context, half, beamY)
    paintBucket(canvas, context, bucket, beamY, rimY, half)
    if (top === 'gable') paintRoof(canvas, context, half)
    if (top === 'branch')
      canvas.fill(
        roundRect(centre - half - 2, beamY - 4, 2 * half + 4, 3, 1.5),
        'wood',
        context.light.lying(beamY - 4, beamY - 1, [1, 3.6]),
        { rim: true },
      )
  },
}

function paintWall(canvas: Canvas, { light, random }: PaintContext, half: number, rimY: number): void {
  const ry = 5
  const wall = union(rect(centre - half, rimY, 2 * half, 43 - ry - rimY), ellipse(centre, 43 - ry, half, ry))
  const lit = light.upright(centre - half, centre + half, [0.8, 3.3])
  canvas.fill(wall, 'stone', lit, { rim: true })
  addBricks(
    canvas,
    { ...wall, y0: rimY + 3 },
    { width: random.pick([6, 7, 8]), height: 4 },
    random.int(0, 99),
  )
  const rim = ellipse(centre, rimY, half + 1.5, ry)
  canvas.fill(rim, 'stone', (x) => (x < centre ? 4 : 3), { rim: true })
  canvas.shade(
    minus(intersect(rim, rect(0, rimY + 2.4, 44, 8)), ellipse(centre, rimY, half - 2, ry - 1.6)),
    -1,
    'stone',
  )
  for (const dx of [-0.75, -0.3, 0.2, 0.68])
    canvas.shade(intersect(rim, rect(Math.round(centre + dx * half), rimY + 2, 1, 5)), -2, 'stone')
  const hole = ellipse(centre, rimY, half - 2.4, ry - 2)
  canvas.ink(hole)
  canvas.fill(intersect(hole, rect(centre - half, rimY + 1, 2 * half, 4)), 'water', 1)
  canvas.fill(rect(centre - 5, rimY + 1.2, 5, 1), 'water', 3, { clip: 'over' })
  if (random.chance(0.6)) {
    const x = centre + random.int(-8, 6)
    for (const [dx, dy] of [
      [0, 0],
      [1, 1],
      [2, 0],
      [-1, 2],
      [1, 3],
    ] as const)
      canvas.dot(x + dx, rimY + 6 + dy, 'moss', 3)
  }
}

function paintWindlass(canvas: Canvas, { light }: PaintContext, half: number, beamY: number): void {
  canvas.fill(rect(centre - half, beamY, 2 * half, 2.6), 'wood', light.lying(beamY, beamY + 3, [1, 3.6]), {
    rim: true,
  })
  const drum = rect(centre - 4, beamY - 1, 8, 4.6)
  canvas.fill(drum, 'rope', light.lying(beamY - 1, beamY + 4, [1, 3.8]), { rim: true })
  for (const x of [-3, -1, 1, 3]) canvas.shade(rect(centre + x, beamY - 1, 1, 5), -1, 'rope')
  canvas.line(
    [
      [centre + half, beamY + 1],
      [centre + half + 3, beamY + 1],
      [centre + half + 3, beamY + 5],
    ],
    'iron',
    3,
  )
}

function paintBucket(
  canvas: Canvas,
  { light }: PaintContext,
  place: string,
  beamY: number,
  rimY: number,
  half: number,
): void {
  const x = place === 'rim' ? centre - half + 5 : centre + 1
  const y = place === 'high' ? beamY + 7 : place === 'low' ? rimY - 6 : rimY - 5
  addRope(
    canvas,
    place === 'rim'
      ? [
          [centre, beamY + 3],
          [centre, rimY + 1],
        ]
      : [
          [x, beamY + 3],
          [x, y - 1],
        ],
  )
  const body = polygon([
    [x - 4, y],
    [x + 4, y],
    [x + 3, y + 7],
    [x - 3, y + 7],
  ])
  canvas.line(
    [
      [x - 3, y],
      [x - 2, y - 3],
      [x + 1, y - 3],
      [x + 3, y],
    ],
    'iron',
    3,
  )
  canvas.fill(body, 'wood', light.upright(x - 4, x + 4, [1, 3.8]), { rim: true })
  canvas.fill(intersect(body, rect(x - 5, y + 4, 10, 1)), 'iron', 3)
  canvas.fill(rect(x - 4, y, 8, 1), 'wood', 4)
}

function paintRoof(canvas: Canvas, { light, random }: PaintContext, half: number): void {
  const [ridge, eave] = [random.pick([1, 2]), 13]
  const roof = polygon([
    [centre - half * 0.55, ridge],
    [centre + half * 0.55, ridge],
    [centre + half + 4, eave],
    [centre - half - 4, eave],
  ])
  const face = light.face(0, -0.6, 0.7, [1.2, 3.2])
  canvas.fill(roof, 'wood', (_x, y) => (y < ridge + 1 ? 4 : face), { rim: true })
  addPlanks(canvas, roof, 4, 'lying', 0)
  for (let row = 0; row < 3; row++)
    for (let i = 0; i < 7; i++) {
      const x = centre - half - 2 + i * 6 + (row % 2) * 3
      canvas.shade(intersect(roof, rect(x, ridge + row * 4, 1, 4)), -1)
    }
  canvas.fill(intersect(roof, rect(0, eave - 1, 44, 1)), 'wood', 1)
}
