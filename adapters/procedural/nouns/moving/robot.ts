import type { Canvas } from '../../canvas.js'
import type { Light } from '../../light.js'
import type { Material } from '../../materials.js'
import type { Noun } from '../../noun.js'
import { path } from '../../path.js'
import { ellipse, rect, roundRect, stroke } from '../../shapes.js'
import { bevel } from '../../bevel.js'
import type { BodyParts } from '../medieval/figure.js'
import { paintFigure } from '../medieval/figure.js'
import type { FigurePlan } from '../medieval/figure-plan.js'
import { figureMotions } from '../medieval/figure-pose.js'
import { heldItems } from '../medieval/held-items.js'

/** What no figure of flesh has. */
interface Chassis {
  readonly metal: Material
  readonly joint: Material
  readonly light: Material
  readonly head: 'box' | 'dome' | 'visor'
  readonly aerial: boolean
}

/** A machine with arms and legs, on the skeleton of all figures. */
export const robot: Noun = {
  names: ['robot', 'droid', 'android', 'mech', 'automaton', 'golem', 'cyborg', 'bot'],
  frame: { width: 30, height: 30 },
  mirrors: true,
  moves: figureMotions,
  paint: (canvas, context) => {
    const { random, accent, has } = context
    const stone = has('golem')
    const chassis: Chassis = {
      metal: stone ? 'stone' : (accent ?? random.pick(['steel', 'iron', 'teal', 'orange', 'white'] as const)),
      joint: stone ? 'darkStone' : 'charcoal',
      light: random.pick(['yellow', 'red', 'teal', 'green'] as const),
      head: random.pick(['box', 'dome', 'visor'] as const),
      aerial: !stone && random.chance(0.7),
    }
    const plan: FigurePlan = {
      garb: 'armour',
      cloth: chassis.metal,
      trim: 'steel',
      head: 'bald',
      headCloth: chassis.metal,
      hair: 'charcoal',
      longHair: false,
      skin: chassis.metal,
      beard: false,
      right: heldItems.find((item) => has(item)) ?? null,
      left: null,
      lift: [random.int(0, 1), random.int(0, 1)],
      cape: null,
      accent: chassis.light,
      stance: random.pick([0, 0.5]),
      wide: random.pick([0, 0.5, 1]),
      casting: false,
    }
    paintFigure(canvas, context, plan, 0, partsOf(chassis))
  },
}

function partsOf(chassis: Chassis): BodyParts {
  const { metal, joint } = chassis
  return {
    legs: (canvas, light, { stance }, { feet, trunk }) => {
      for (const side of feet[0][0] > feet[1][0] ? [1, -1] : [-1, 1]) {
        const [dx, dy] = feet[side < 0 ? 0 : 1]!
        const x = 15 + side * (3.2 + stance)
        canvas.fill(stroke(path(`${x + trunk[0]},${23 + trunk[1]} ${x + dx},${27 + dy}`), 2.6), joint, 2, {
          rim: true,
        })
        const foot = canvas.moved(dx, dy)
        foot.fill(
          roundRect(x - 3, 25.6, 6, 3.6, 0.8),
          metal,
          light.upright(x - 3, x + 3, dx < 0 ? [0.4, 2.6] : [0.8, 3.6]),
          { rim: true },
        )
      }
    },
    trunk: (canvas, light, { wide }, { trunk }) => paintChest(canvas.moved(...trunk), light, chassis, wide),
    arm: (canvas, light, _plan, shoulder, hand) => {
      canvas.fill(stroke([shoulder, hand], 2.6), joint, 2, { rim: true })
      canvas.fill(
        ellipse(shoulder[0], shoulder[1] - 0.4, 2.9, 2.9),
        metal,
        light.ball(shoulder[0], shoulder[1], 3, 3, [1, 4]),
        { rim: true },
      )
    },
    head: (canvas, light, _plan, blink) => paintRobotHead(canvas, light, chassis, blink),
    hand: (canvas, light, _plan, [x, y]) =>
      canvas.fill(roundRect(x - 2.2, y - 2, 4.4, 4, 1), metal, light.ball(x, y, 2.4, 2.4, [1, 3.8]), {
        rim: true,
      }),
  }
}

function paintChest(
  canvas: Canvas,
  light: Light,
  { metal, joint, light: lamp }: Chassis,
  wide: number,
): void {
  canvas.fill(rect(12.4, 21, 5.2, 4), joint, 2, { rim: true })
  const chest = roundRect(9 - wide, 14, 12 + 2 * wide, 9.4, 1.6)
  canvas.fill(chest, metal, light.upright(8, 22, [0.9, 3.6]), { rim: true })
  bevel(canvas, light, chest, 1)
  canvas.fill(ellipse(15, 18, 2.2, 2.2), lamp, (x, y) => (x + y < 33 ? 4 : 3), { rim: true })
  canvas.inkLine(path('11,21.6 13,21.6'))
  canvas.inkLine(path('17,21.6 19,21.6'))
}

function paintRobotHead(
  canvas: Canvas,
  light: Light,
  { metal, light: lamp, head, aerial }: Chassis,
  blink: boolean,
): void {
  if (aerial) {
    canvas.line(path('15,4 15,0'), 'charcoal', 2, 1.2)
    canvas.fill(ellipse(15, -0.6, 1.5, 1.5), lamp, blink ? 2 : 4, { rim: true })
  }
  for (const x of [8, 20]) canvas.fill(roundRect(x, 7, 2.4, 4.6, 0.6), 'charcoal', 2, { rim: true })
  const shape =
    head === 'dome' ? roundRect(9, 2.6, 12, 12, 5.6) : roundRect(9, 3.6, 12, 10.4, head === 'box' ? 1 : 2.6)
  canvas.fill(shape, metal, light.ball(14, 7, 8, 8, [0.9, 4]), { rim: true })
  bevel(canvas, light, shape, 0.9)
  canvas.ink(roundRect(10.4, 6.6, 9.2, 4.2, 1))
  if (blink) canvas.line(path('11.6,8.6 18.4,8.6'), lamp, 2, 0.9)
  else if (head === 'visor') canvas.fill(rect(11, 7.6, 8, 1.8), lamp, (x) => (x < 15 ? 4 : 3))
  else for (const x of [11.6, 16.2]) canvas.fill(rect(x, 7.4, 2.2, 2.4), lamp, 4)
  canvas.inkLine(path('13,12.4 17,12.4'))
}
