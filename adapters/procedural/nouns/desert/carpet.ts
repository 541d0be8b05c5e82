import type { Canvas } from '../../canvas.js'
import type { Material } from '../../materials.js'
import type { Noun, PaintContext } from '../../noun.js'
import type { Point, Shape } from '../../shapes.js'
import { arc, ellipse, intersect, polygon, rect, union } from '../../shapes.js'

export const carpet: Noun = {
  names: ['carpet', 'rolled carpet', 'rug', 'rolled rug', 'kilim'],
  frame: { width: 30, height: 30 },
  mirrors: true,
  paint: (canvas, context) => {
    const { random } = context
    const base = context.accent ?? random.pick<Material>(['red', 'brick', 'teal', 'purple'])
    const pose = random.pick(['lying', 'towards', 'unrolling', 'lying'] as const)
    paintLying(canvas, context, base, pose)
  },
}

/** A long roll on the ground, its spiral end to the left; one that unrolls shows a patterned tongue in front. */
function paintLying(
  canvas: Canvas,
  { light, random }: PaintContext,
  base: Material,
  pose: 'lying' | 'towards' | 'unrolling',
): void {
  const unrolling = pose === 'unrolling'
  const towards = pose === 'towards'
  const r = random.range(4.8, 6.2) + (towards ? 2.5 : 0)
  const rise = random.range(6.5, 12) - (towards ? 2 : 0)
  const cy = unrolling ? 14 : 22
  const [far, near]: readonly [Point, Point] = [
    [towards ? 22 : 25, cy - rise * 0.75],
    [towards ? 9 : 6.5, cy],
  ]
  const roll = polygon([
    [near[0], near[1] - r],
    [far[0], far[1] - r],
    [far[0], far[1] + r],
    [near[0], near[1] + r],
  ])
  const endRx = towards ? r * 0.9 : 4
  const slope = (far[1] - near[1]) / (far[0] - near[0])
  const across = (x: number, y: number): number => y - near[1] - (x - near[0]) * slope
  const lit = light.lying(-r, r, [0.8, 3.8])
  const body = union(roll, ellipse(far[0], far[1], 3.2, r))
  if (unrolling) paintTongue(canvas, base, near, far, r)
  canvas.fill(body, base, (x, y) => lit(x, across(x, y)), { rim: true })
  paintRollPattern(canvas, roll, random.pick(['stripes', 'diamonds', 'bands'] as const), across, r)
  paintFringe(canvas, far, r)
  canvas.fill(ellipse(near[0], near[1], endRx, r), 'cloth', 3, { rim: true })
  for (const k of towards ? [0.8, 0.52, 0.24] : [0.78, 0.4])
    canvas.line(arc(near[0], near[1], endRx * k, r * k, 20, 330), base, 2)
  canvas.inkDot(Math.floor(near[0]), Math.floor(near[1]))
  if (!unrolling)
    for (const t of [0.33, 0.72]) {
      const x = near[0] + (far[0] - near[0]) * t
      canvas.fill(intersect(roll, rect(x, 0, 1.6, 30)), 'rope', 4, { rim: true })
    }
}

function paintTongue(canvas: Canvas, base: Material, near: Point, far: Point, r: number): void {
  const tongue = polygon([
    [near[0] + 1, near[1] + r - 2],
    [far[0] + 1, far[1] + r - 2],
    [29.5, far[1] + r + 9],
    [10, 28],
  ])
  canvas.fill(tongue, base, 2)
  const inset = polygon([
    [near[0] + 4, near[1] + r],
    [far[0] - 1, far[1] + r + 1],
    [26, far[1] + r + 8],
    [11.5, 25.4],
  ])
  canvas.fill(inset, 'cloth', 3)
  const centre = polygon([
    [near[0] + 6, near[1] + r + 1],
    [far[0] - 3, far[1] + r + 2],
    [23.5, far[1] + r + 7.6],
    [12.6, 23.6],
  ])
  canvas.fill(centre, base, 1)
  canvas.fill(
    polygon([
      [14, near[1] + r + 3],
      [17.5, near[1] + r],
      [20, near[1] + r + 2],
      [16.5, near[1] + r + 5],
    ]),
    'gold',
    3,
    { clip: 'over' },
  )
  for (let t = 0; t <= 1; t += 0.16) {
    const x = 10 + 19 * t
    canvas.line(
      [
        [x, 28 + (far[1] + r + 9 - 28) * t],
        [x, 29.4 + (far[1] + r + 9 - 28) * t],
      ],
      'cloth',
      4,
    )
  }
}

function paintRollPattern(
  canvas: Canvas,
  roll: Shape,
  kind: string,
  across: (x: number, y: number) => number,
  r: number,
): void {
  const inside = (test: (along: number, off: number) => boolean): Shape => ({
    ...roll,
    inside: (x, y) => roll.inside(x, y) && test(x, across(x, y)),
  })
  if (kind === 'stripes') {
    canvas.fill(
      inside((along) => along % 6 < 1.5),
      'cloth',
      3,
    )
    canvas.fill(
      inside((along) => along % 6 >= 3 && along % 6 < 4),
      'gold',
      3,
    )
  } else if (kind === 'bands') {
    canvas.fill(
      inside((_along, off) => Math.abs(off + r * 0.45) < 0.8),
      'cloth',
      4,
    )
    canvas.fill(
      inside((along, off) => Math.abs(off - r * 0.1) < 1.6 && along % 4 < 2),
      'gold',
      3,
    )
    canvas.fill(
      inside((_along, off) => Math.abs(off - r * 0.65) < 0.7),
      'cloth',
      2,
    )
  } else {
    canvas.fill(
      inside((along, off) => Math.abs((along % 7) - 3.5) + Math.abs(off) * 0.9 < 3),
      'cloth',
      3,
    )
    canvas.fill(
      inside((along, off) => Math.abs((along % 7) - 3.5) + Math.abs(off) * 0.9 < 1.5),
      'teal',
      2,
    )
  }
}

function paintFringe(canvas: Canvas, [x, y]: Point, r: number): void {
  for (let dy = -r + 1; dy < r; dy += 2)
    canvas.line(
      [
        [x + 2, y + dy],
        [x + 4.6, y + dy + 0.6],
      ],
      'cloth',
      4,
    )
}
