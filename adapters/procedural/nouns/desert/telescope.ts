import type { Canvas } from '../../canvas.js'
import type { Material } from '../../materials.js'
import type { Noun, PaintContext } from '../../noun.js'
import type { Shape } from '../../shapes.js'
import { ellipse, intersect, polygon, rect, turned, union } from '../../shapes.js'

export const telescope: Noun = {
  names: ['telescope', 'brass telescope', 'spyglass', 'spy glass', 'star glass'],
  frame: { width: 30, height: 30 },
  mirrors: true,
  paint: (canvas, context) => {
    const { random } = context
    const tilt = random.pick([-34, -26, -18, -40])
    const pivotY = random.pick([13, 14, 15])
    const stand = random.pick(['tripod', 'tripod', 'column', 'short'] as const)
    paintStand(canvas, context, stand, pivotY)
    paintTube(canvas, context, tilt, pivotY)
  },
}

function paintStand(
  canvas: Canvas,
  { light, random }: PaintContext,
  kind: 'tripod' | 'column' | 'short',
  pivotY: number,
): void {
  const wood = random.pick<Material>(['wood', 'darkWood'])
  if (kind === 'column') {
    canvas.fill(rect(13.5, pivotY, 3, 13), 'brass', light.upright(13.5, 16.5, [1, 4]))
    canvas.fill(
      union(
        rect(7, 27, 16, 2),
        polygon([
          [12, 24],
          [18, 24],
          [21, 27],
          [9, 27],
        ]),
      ),
      wood,
      light.upright(7, 23, [1, 3.6]),
      { rim: true },
    )
    return
  }
  const spread = kind === 'tripod' ? random.pick([9, 10]) : 11
  const neck = pivotY + (kind === 'tripod' ? 3 : 7)
  canvas.line(
    [
      [15, neck],
      [16, 27],
    ],
    wood,
    1,
    1.8,
  )
  for (const side of [-1, 1] as const)
    canvas.line(
      [
        [15 + side, neck],
        [15 + side * spread, 28],
      ],
      wood,
      side < 0 ? 3 : 2,
      1.9,
      { rim: true },
    )
  if (kind === 'tripod')
    canvas.line(
      [
        [15 - spread * 0.55, 23],
        [15 + spread * 0.55, 23],
      ],
      'brass',
      3,
    )
  canvas.fill(rect(13, pivotY, 4, neck - pivotY + 1), 'brass', light.upright(13, 17, [1, 4]), { rim: true })
}

/** Three draws, each thinner than the one before, with bright rings; the wide lens looks up. */
function paintTube(canvas: Canvas, { light, random }: PaintContext, tilt: number, pivotY: number): void {
  const long = random.pick([0, 1.5, 3])
  const turn = (shape: Shape): Shape => turned(shape, [15, pivotY], tilt)
  const angle = (tilt * Math.PI) / 180
  const across = (x: number, y: number): number =>
    -(x - 15) * Math.sin(angle) + (y - pivotY) * Math.cos(angle)
  const parts: readonly (readonly [number, number, number])[] = [
    [0.5 - long, 7, 2],
    [6 - long * 0.4, 15, 3],
    [14, 28, 4],
  ]
  const leather = random.chance(0.5)
  for (const [from, to, half] of parts) {
    const lit = light.lying(-half, half, [0.8, 4.3])
    const tube = rect(from, pivotY - half, to - from, 2 * half)
    const material: Material = half === 4 && leather ? 'leather' : 'brass'
    canvas.fill(turn(tube), material, (x, y) => lit(x, across(x, y)), { rim: true })
  }
  for (const [x, half] of [
    [6, 2.6],
    [13.4, 3.6],
    [26, 4.6],
  ] as const) {
    const lit = light.lying(-half, half, [1.6, 4.6])
    canvas.fill(turn(rect(x, pivotY - half, 2.4, 2 * half)), 'gold', (px, py) => lit(px, across(px, py)), {
      rim: true,
    })
  }
  canvas.fill(turn(rect(-1 - long, pivotY - 2.6, 2, 5.2)), 'darkWood', 1, { rim: true })
  const lens = ellipse(28.4, pivotY, 1.6, 4.2)
  canvas.fill(turn(lens), 'glass', 2, { rim: true })
  canvas.fill(turn(intersect(lens, rect(27, pivotY - 3, 3, 3))), 'glass', 4)
}
