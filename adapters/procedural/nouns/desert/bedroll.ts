import type { Canvas } from '../../canvas.js'
import type { Material } from '../../materials.js'
import type { Noun, PaintContext } from '../../noun.js'
import type { Point } from '../../shapes.js'
import { arc, ellipse, intersect, polygon, rect, roundRect, stroke, union } from '../../shapes.js'

export const bedroll: Noun = {
  names: ['bedroll', 'bed roll', 'sleeping bag', 'blanket roll', 'rolled blanket'],
  frame: { width: 30, height: 26 },
  mirrors: true,
  paint: (canvas, context) => {
    const pose = context.random.pick(['rolled', 'half', 'rolled', 'pillow'] as const)
    const cloth = context.accent ?? context.random.pick<Material>(['leather', 'cloth', 'teal'])
    if (pose === 'rolled') paintRolled(canvas, context, cloth)
    else paintOpened(canvas, context, cloth, pose === 'pillow')
  },
}

/** A roll with two straps, its spiral end to the left. */
function paintRolled(canvas: Canvas, { light, random }: PaintContext, cloth: Material): void {
  const r = random.range(6.6, 8.4)
  const cy = 24 - r
  const end: Point = [7, cy]
  const lean = random.range(-0.5, 2.4)
  const straps = [random.pick([13, 14, 15]), random.pick([19, 20, 21])]
  const body = union(
    polygon([
      [7, cy - r],
      [24, cy - r - lean],
      [24, cy + r - lean],
      [7, cy + r],
    ]),
    ellipse(24, cy - lean, 4, r),
  )
  canvas.fill(body, cloth, light.lying(cy - r - 1, cy + r, [0.7, 3.8]))
  const stripe = random.pick([0, 1])
  if (stripe === 1)
    for (const x of [11.5, 22]) canvas.fill(intersect(body, rect(x, 0, 1.5, 30)), 'sandstone', 3)
  for (const x of straps) {
    const strap = intersect(body, rect(x, 0, 2, 30))
    canvas.fill(strap, 'rope', light.lying(cy - r, cy + r, [1, 4]), { rim: true })
    canvas.fill(rect(x, cy - 2, 2, 2), 'brass', 4, { rim: true })
  }
  canvas.fill(ellipse(end[0], end[1], 5, r), cloth, 3, { rim: true })
  for (const [k, tone] of [
    [0.68, 1],
    [0.3, 1],
  ] as const)
    canvas.line(arc(end[0], end[1], 5 * k, r * k, 30, 330), cloth, tone)
  canvas.inkDot(Math.floor(end[0]), Math.floor(end[1]))
}

/** Half unrolled: the roll at one end, the mat flat on the ground before it, a pillow or a folded edge at the other. */
function paintOpened(
  canvas: Canvas,
  { light, random }: PaintContext,
  cloth: Material,
  pillow: boolean,
): void {
  const r = random.range(5, 6.8)
  const rollY = random.range(14.4, 16.4)
  const mat = polygon([
    [9, rollY - 2],
    [25, rollY - 2],
    [29.5, rollY + r + 2],
    [5, rollY + r + 2],
  ])
  const edge = polygon([
    [5, rollY + r + 2],
    [29.5, rollY + r + 2],
    [29.5, rollY + r + 4],
    [5, rollY + r + 4],
  ])
  canvas.fill(mat, cloth, light.face(0, -1, 0.3, [1.4, 3.4]))
  for (const x of [13, 17, 21, 25])
    canvas.shade(
      intersect(
        mat,
        stroke(
          [
            [x, rollY - 3],
            [x + (x - 15) * 0.35, rollY + r + 3],
          ],
          0.9,
        ),
      ),
      -1,
    )
  canvas.fill(edge, cloth, 1, { rim: true })
  if (pillow)
    canvas.fill(roundRect(20, rollY - 4, 9, 7, 3), 'cloth', light.ball(24, rollY, 5, 4, [1.6, 4.2]), {
      rim: true,
    })
  else
    canvas.fill(
      polygon([
        [21, rollY - 2],
        [25, rollY - 2],
        [29.5, rollY + r + 2],
        [24.5, rollY + r + 2],
      ]),
      'cloth',
      4,
      { rim: true },
    )
  const roll = union(
    polygon([
      [6, rollY - r - 2],
      [14, rollY - r - 3],
      [14, rollY + r - 1],
      [6, rollY + r + 4],
    ]),
    ellipse(14, rollY - 2, 3, r),
  )
  canvas.fill(roll, cloth, light.lying(rollY - r - 3, rollY + r + 3, [0.8, 4]), { rim: true })
  canvas.fill(ellipse(6, rollY + 1, 5, r + 2), cloth, 3, { rim: true })
  for (const k of [0.66, 0.3]) canvas.line(arc(6, rollY + 1, 5 * k, (r + 2) * k, 30, 330), cloth, 1)
}
