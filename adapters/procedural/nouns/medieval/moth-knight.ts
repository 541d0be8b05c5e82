import type { Canvas } from '../../canvas.js'
import type { Light } from '../../light.js'
import type { Material } from '../../materials.js'
import type { Noun } from '../../noun.js'
import { path } from '../../path.js'
import type { Shape } from '../../shapes.js'
import { curve, ellipse, mirrored, polygon, rect, stroke, union } from '../../shapes.js'
import { slant } from '../../slant.js'
import { paintHeld } from './held-items.js'

/** A small armoured moth: wings behind, a collar of fur, a helmet with feelers, a lance like a needle. */
export const mothKnight: Noun = {
  names: ['moth knight', 'moth', 'moth warrior', 'moth soldier'],
  frame: { width: 30, height: 30 },
  mirrors: true,
  paint: (canvas, context) => {
    const { random, light, accent } = context
    const wings = accent ?? random.pick(['cloth', 'bone', 'ash', 'straw'] as const)
    const armour = random.pick(['steel', 'iron', 'brass'] as const)
    const droop = random.pick([-2, 0, 2, 4])
    const spot = random.pick(['red', 'orange', 'purple'] as const)
    const feelers = random.pick([3, 4.5, 6])
    const lance = random.pick([-30, -18, -8])
    for (const left of [true, false]) paintWing(canvas, light, { material: wings, spot, droop, left })
    for (const x of [12.4, 17.6])
      canvas.fill(stroke(path(`${x},24 ${x},28`), [3, 2.6]), 'charcoal', 2, { rim: true })
    const trunk = ellipse(15, 21.4, 4.8, 5.6)
    canvas.fill(trunk, armour, light.ball(15, 20.6, 5.4, 6.4, [0.8, 4]), { rim: true })
    canvas.line(path('11,22.4 19,22.4'), armour, 1, 1, { clip: 'over' })
    canvas.line(path('12,25 18,25'), armour, 1, 1, { clip: 'over' })
    const fur = union(
      ...[-4.4, -2.2, 0, 2.2, 4.4].map((x) => ellipse(15 + x, 16.6 - Math.abs(x) * 0.12, 2.4, 2.5)),
    )
    canvas.fill(fur, 'bone', light.ball(15, 15, 8, 5, [1.4, 4.2]), { rim: true })
    for (const side of [-1, 1]) {
      const feeler = curve([15 + side * 2, 7], [15 + side * feelers, 5], [15 + side * (feelers + 2), 0.6], 6)
      canvas.line(feeler, wings, 1, 1.2)
      feeler.forEach(
        ([x, y], i) =>
          i > 1 &&
          canvas.line(
            [
              [x, y],
              [x + side * 1.6, y - 1],
            ],
            wings,
            3,
            0.9,
          ),
      )
    }
    const helm = union(ellipse(15, 10.4, 5.4, 5.2), rect(10.4, 10, 9.2, 4.4))
    canvas.fill(helm, armour, light.ball(14.6, 9.4, 6.2, 6.2, [0.8, 4.2]), { rim: true })
    canvas.ink(rect(10.8, 10, 8.4, 2.6))
    for (const x of [12, 16.4]) canvas.fill(rect(x, 10.4, 1.8, 1.8), 'yellow', 4)
    canvas.fill(stroke(path('10.6,19 8,22.6'), 2.8), armour, 2.6, { rim: true })
    canvas.fill(stroke(path('19.4,19 22,21.6'), 2.8), armour, 1.6, { rim: true })
    paintHeld(canvas, light, { item: 'lance', at: [22.4, 21.6], tilt: 30 + lance, accent: spot })
    canvas.fill(ellipse(22.2, 21.8, 1.7, 1.7), armour, 3, { rim: true })
  },
}

interface Wing {
  readonly material: Material
  readonly spot: Material
  readonly droop: number
  readonly left: boolean
}

function paintWing(canvas: Canvas, light: Light, { material, spot, droop, left }: Wing): void {
  const side = (shape: Shape) => (left ? shape : mirrored(shape, 15))
  const upper = side(
    polygon([
      ...curve([13, 15], [8, 5 + droop], [2, 7 + droop], 6),
      ...curve([2, 7 + droop], [1, 16 + droop], [12, 20], 6),
    ]),
  )
  const lower = side(
    polygon([
      ...curve([12.6, 18], [4, 18 + droop], [4.4, 24 + droop / 2], 6),
      ...curve([4.4, 24 + droop / 2], [8, 28], [13, 22], 6),
    ]),
  )
  canvas.fill(lower, material, slant(light, lower, [0.8, 2.8]))
  canvas.fill(upper, material, slant(light, upper, [1.2, 3.8]), { rim: true })
  const eye = side(ellipse(5.8, 12 + droop * 0.8, 2, 2))
  canvas.fill(eye, spot, 2, { rim: true })
  canvas.fill(side(ellipse(5.8, 12 + droop * 0.8, 0.8, 0.8)), 'bone', 4)
  canvas.shade(side(stroke(path(`12,17 4,${14 + droop}`), 0.8)), -1)
}
