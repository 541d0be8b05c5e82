import type { Canvas } from '../../canvas.js'
import type { Light } from '../../light.js'
import type { Material } from '../../materials.js'
import type { Motion } from '../../motion.js'
import { swing } from '../../motion.js'
import type { Noun } from '../../noun.js'
import { path } from '../../path.js'
import type { Shape } from '../../shapes.js'
import { curve, ellipse, mirrored, polygon, rect, stroke, union } from '../../shapes.js'
import { slant } from '../../slant.js'
import { figurePoseOf } from './figure-pose.js'
import { paintHeld } from './held-items.js'

/** A small armoured moth: wings behind, a collar of fur, a helmet with feelers, a lance like a needle. */
export const mothKnight: Noun = {
  names: ['moth knight', 'moth', 'moth warrior', 'moth soldier'],
  frame: { width: 30, height: 30 },
  mirrors: true,
  moves: new Set<Motion>(['idle', 'hover', 'walk', 'run', 'attack', 'talk']),
  paint: (frame, context) => {
    const { random, light, accent } = context
    const pose = context.pose?.state === null ? context.pose : null
    const flies = pose !== null && mothKnight.moves !== 'all' && mothKnight.moves!.has(pose.motion)
    const t = flies ? pose.phase : 0
    const strike = flies && pose.motion === 'attack' ? figurePoseOf(pose, 1 / frame.scale) : null
    const canvas = flies ? frame.moved(strike?.trunk[0] ?? 0, -1 - 1.2 * swing(t + 0.56)) : frame
    // Up fast and down slowly, as soft wings beat.
    const beat = flies ? 3.4 * swing(t + 0.06) : 0
    const wings = accent ?? random.pick(['cloth', 'bone', 'ash', 'straw'] as const)
    const armour = random.pick(['steel', 'iron', 'brass'] as const)
    const droop = random.pick([-2, 0, 2, 4]) + beat
    const spot = random.pick(['red', 'orange', 'purple'] as const)
    const feelers = random.pick([3, 4, 5])
    const lance = random.pick([-14, -6, 4])
    const late = flies ? swing(t - 0.2) : 0
    for (const left of [true, false]) paintWing(canvas, light, { material: wings, spot, droop, left })
    for (const x of [12.4, 17.6])
      canvas.fill(stroke(path(`${x},24 ${x},28`), [3, 2.6]), 'charcoal', 2, { rim: true })
    const trunk = ellipse(15, 21.6, 4, 5)
    canvas.fill(trunk, armour, light.ball(15, 20.6, 5.4, 6.4, [0.8, 4]), { rim: true })
    canvas.line(path('11,22.4 19,22.4'), armour, 1, 1, { clip: 'over' })
    canvas.line(path('12,25 18,25'), armour, 1, 1, { clip: 'over' })
    const fur = union(
      ...[-4.4, -2.2, 0, 2.2, 4.4].map((x) => ellipse(15 + x * 0.86, 17 - Math.abs(x) * 0.12, 2.1, 2.3)),
    )
    canvas.fill(fur, 'bone', light.ball(15, 15, 8, 5, [1.4, 4.2]), { rim: true })
    for (const side of [-1, 1]) {
      const feeler = curve(
        [15 + side * 1.6, 8],
        [15 + side * feelers, 6],
        [15 + side * (feelers + 2), 2.6 + late],
        6,
      )
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
    const helm = union(ellipse(15, 11.4, 4.7, 4.7), rect(10.8, 11, 8.4, 3.8))
    canvas.fill(helm, armour, light.ball(14.6, 10.6, 5.6, 5.6, [0.8, 4.2]), { rim: true })
    canvas.ink(rect(11, 11, 8, 2.4))
    for (const x of [12.2, 16.4]) canvas.fill(rect(x, 11.3, 1.6, 1.7), 'yellow', 4)
    canvas.fill(stroke(path('11.4,19.4 9,22.6'), 2.4), armour, 2.6, { rim: true })
    canvas.fill(stroke(path('18.6,19.4 21,22'), 2.4), armour, 1.6, { rim: true })
    paintHeld(canvas, light, {
      item: 'lance',
      at: [21.4 + (strike === null ? 0 : strike.trunk[0]), 22 + late * 0.6],
      tilt: 26 + lance + (strike === null ? 0 : strike.rightTilt * 0.55),
      accent: spot,
    })
    canvas.fill(
      ellipse(21.2 + (strike === null ? 0 : strike.trunk[0]), 22.2 + late * 0.6, 1.6, 1.6),
      armour,
      3,
      { rim: true },
    )
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
      ...curve([13, 15], [8, 3 + droop], [-1, 4 + droop], 8),
      ...curve([-1, 4 + droop], [-2, 17 + droop], [12, 20], 8),
    ]),
  )
  const lower = side(
    polygon([
      ...curve([12.6, 18], [2, 18 + droop], [2.4, 25 + droop / 2], 6),
      ...curve([2.4, 25 + droop / 2], [8, 29], [13, 22], 6),
    ]),
  )
  canvas.fill(lower, material, slant(light, lower, [0.8, 2.8]))
  canvas.fill(upper, material, slant(light, upper, [1.2, 3.8]), { rim: true })
  const eye = side(ellipse(4, 10.6 + droop * 0.8, 2.4, 2.4))
  canvas.fill(eye, spot, 2, { rim: true })
  canvas.fill(side(ellipse(4, 10.6 + droop * 0.8, 1, 1)), 'bone', 4)
  canvas.shade(side(stroke(path(`12,17 2,${14 + droop}`), 0.8)), -1)
}
