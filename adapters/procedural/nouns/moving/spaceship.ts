import type { Motion } from '../../motion.js'
import { swing, wave } from '../../motion.js'
import type { Noun } from '../../noun.js'
import { path } from '../../path.js'
import type { Point } from '../../shapes.js'
import { curve, ellipse, polygon, rect, stroke } from '../../shapes.js'
import { slant } from '../../slant.js'
import { bevel } from '../../bevel.js'

const shipMoves = new Set<Motion>(['idle', 'hover', 'walk', 'run', 'flicker'])

/** Seen from the side, nose to the right: hull, canopy, two fins that show or hide as it banks, a burning engine. */
export const spaceship: Noun = {
  names: [
    'spaceship',
    'space ship',
    'starship',
    'starfighter',
    'fighter',
    'shuttle',
    'spacecraft',
    'rocket ship',
    'jet',
    'ufo',
  ],
  frame: { width: 32, height: 22 },
  moves: new Set<Motion>([...shipMoves, 'tilt-up', 'tilt-down']),
  paint: (frame, { random, light, accent, pose, has }) => {
    const hull = accent ?? random.pick(['steel', 'white', 'teal', 'grey'] as const)
    const trim = random.pick(['red', 'orange', 'blue', 'yellow'] as const)
    const nose = random.range(2, 5)
    const fin = random.range(4, 6.4)
    const deep = random.range(3.4, 4.4)
    const bank = pose?.motion === 'tilt-up' ? 1 : pose?.motion === 'tilt-down' ? -1 : 0
    const moves = pose !== null && pose.state === null && shipMoves.has(pose.motion)
    const t = moves ? pose.phase : 0
    const canvas = moves ? frame.moved(0, 0.9 * swing(t + 0.1)) : frame
    const still = has('off', 'parked', 'landed')
    const burn = still ? 0 : 5.4 + (moves ? 2 * wave(2 * t + 0.13) + 0.8 * swing(t) : 1)
    if (burn > 0)
      for (const [long, half, tone] of [
        [1, 2.6, 1],
        [0.76, 2, 2],
        [0.5, 1.3, 3],
        [0.3, 0.8, 4],
      ] as const)
        canvas.fill(
          polygon([
            [7, 11 - half],
            [7 - burn * long, 11 + (moves ? 0.6 * swing(t + long) : 0)],
            [7, 11 + half],
          ]),
          has('plasma', 'ion') ? 'blue' : 'fire',
          tone,
        )
    // Banking shows the one wing and hides the other.
    const wing = (side: number): Point[] => {
      const reach = fin * (1 + side * bank * 0.55)
      return [
        [10, 11],
        [17, 11],
        [12, 11 + side * (deep + reach)],
        [7, 11 + side * (deep + reach)],
      ]
    }
    const [far, near] = bank >= 0 ? [-1, 1] : [1, -1]
    canvas.fill(polygon(wing(far)), trim, 1, { rim: true })
    canvas.fill(rect(6, 8.4, 3, 5.2), 'charcoal', light.lying(8, 14), { rim: true })
    const body = polygon([
      ...curve([7, 11 - deep * 0.8], [14, 11 - deep * 1.6], [31 - nose * 0.2, 11 + bank * -0.6], 8),
      ...curve([31, 11.6], [15, 11 + deep * 1.7], [7, 11 + deep * 0.8], 8),
    ])
    canvas.fill(body, hull, slant(light, body, [1, 3.6]), { rim: true })
    bevel(canvas, light, body, 1)
    canvas.fill(polygon(wing(near)), trim, slant(light, { x0: 6, x1: 18, y0: 4, y1: 20 }, [1.4, 3.4]), {
      rim: true,
    })
    const glass = ellipse(19 + nose * 0.3, 9.4 - bank * 1.1, 4.2, 2.2)
    canvas.fill(glass, 'glass', light.ball(18, 8.6, 5, 3, [1.4, 4.4]), { rim: true })
    canvas.fill(stroke(path('11,13 20,13'), 1), trim, 3, { clip: 'over' })
    if (moves && t < 0.5) canvas.dot(10, 9, 'yellow', 4)
  },
}
