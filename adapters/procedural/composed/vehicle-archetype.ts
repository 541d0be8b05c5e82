import { bevel } from '../bevel.js'
import { path } from '../path.js'
import { ellipse, intersect, polygon, rect, roundRect } from '../shapes.js'
import { slant } from '../slant.js'
import type { Archetype, Brush } from './archetype.js'

interface Chassis {
  readonly left: number
  readonly long: number
  readonly high: number
  /** Underside of the body. */
  readonly floor: number
  readonly under: 'wheels' | 'hull' | 'runners' | 'rotor'
}

export const vehicle: Archetype = {
  name: 'vehicle',
  words: [
    'car',
    'truck',
    'carriage',
    'sled',
    'sledge',
    'ship',
    'raft',
    'plane',
    'airship',
    'train',
    'locomotive',
    'bike',
    'bicycle',
    'rover',
    'tractor',
    'bus',
    'van',
    'canoe',
    'submarine',
    'rocket',
    'spaceship',
    'chariot',
    'wheelbarrow',
    'minecart',
    'tram',
    'catapult',
    'balloon',
    'helicopter',
    'boat',
  ],
  endings: ['ship', 'boat', 'cart', 'mobile', 'craft'],
  materials: ['red', 'blue', 'wood', 'steel', 'teal', 'orange'],
  paint: (brush) => {
    const { canvas, light, word, main, trim } = brush
    const long = word.range(20, 29)
    const high = word.range(5, 10)
    const any = word.pick(['wheels', 'wheels', 'hull', 'runners', 'rotor'] as const)
    const under = chassisOf(brush.head) ?? any
    const [wheels, r] = [word.int(2, 3), word.range(2.6, 5)]
    const floor = under === 'wheels' ? 29 - r * 1.1 : under === 'runners' ? 25 : 28
    const chassis: Chassis = { left: 15 - long / 2, long, high, floor, under }
    const { left } = chassis
    paintCabin(brush, chassis)
    const nose = word.range(0, 6)
    const body =
      under === 'hull'
        ? polygon(
            path(
              `${left},${floor - high} ${left + long},${floor - high} ${left + long - 3 - nose},${floor + 1} ${left + 4},${floor + 1}`,
            ),
          )
        : polygon(
            path(
              `${left + 1},${floor - high} ${left + long - nose},${floor - high} ${left + long},${floor - high * 0.5} ${left + long},${floor} ${left},${floor} ${left},${floor - high + 2}`,
            ),
          )
    canvas.fill(body, main, slant(light, body, [1, 3.4]), { rim: true })
    bevel(canvas, light, body, 1.2)
    canvas.fill(intersect(body, rect(0, floor - high * 0.45, 40, 1.6)), trim, 3)
    if (under === 'wheels') paintWheels(brush, chassis, wheels, r)
    if (under === 'runners')
      canvas.line(path(`${left - 1},26 ${left + 2},28.4 ${left + long},28.4`), trim, 2, 1.6)
    if (under === 'rotor') {
      canvas.line(path(`15,${floor - high} 15,${floor - high - 6}`), trim, 2, 1.6)
      canvas.fill(ellipse(15, floor - high - 6, 13, 1.4), 'steel', 3)
    }
  },
}

function chassisOf(head: string): Chassis['under'] | null {
  if (/^(ship|boat|raft|canoe|submarine)$|boat$/.test(head)) return 'hull'
  if (/^(sled|sledge)$/.test(head)) return 'runners'
  const rolling = /car|truck|train|bus|tram|tractor|van|locomotive|bike|bicycle|carriage|chariot|catapult/
  return rolling.test(head) ? 'wheels' : null
}

function paintCabin(
  { canvas, light, word, variant, trim, accent, head }: Brush,
  { left, long, high, floor }: Chassis,
): void {
  const any = word.pick(['cab', 'sail', 'stack', 'bubble', 'open'] as const)
  const cabin = /ship|boat|raft/.test(head) && !/air|space/.test(head) ? 'sail' : any
  const at = left + long * word.range(0.2, 0.55)
  const top = floor - high
  if (cabin === 'cab') {
    canvas.fill(
      roundRect(at, top - 7, long * 0.4, 9, 2),
      accent,
      light.upright(at, at + long * 0.4, [1, 3.4]),
    )
    canvas.fill(rect(at + 2, top - 5, long * 0.4 - 4, 3.6), 'glass', 3, { rim: true })
  }
  if (cabin === 'bubble')
    canvas.fill(ellipse(at + 4, top, 5.4, 6), 'glass', light.ball(at + 4, top, 6, 6, [1, 4.2]))
  if (cabin === 'stack') {
    const height = word.range(5, 11)
    for (const x of [0, 6])
      canvas.fill(rect(at + x, top - height, 3.4, height + 2), trim, light.upright(at + x, at + x + 3.4))
  }
  if (cabin === 'sail') {
    canvas.line(path(`15,${top + 1} 15,${top - 16}`), trim, 2, 1.6)
    const sail = polygon(path(`16,${top - 15} ${24 + variant.range(-1, 2)},${top - 4} 16,${top - 2}`))
    canvas.fill(sail, accent, slant(light, sail, [1.4, 3.8]), { rim: true })
  }
}

function paintWheels(
  { canvas, light, trim }: Brush,
  { left, long }: Chassis,
  count: number,
  r: number,
): void {
  for (let i = 0; i < count; i++) {
    const x = left + r + 1 + (i * (long - 2 * r - 2)) / (count - 1)
    canvas.fill(ellipse(x, 29 - r, r, r), 'charcoal', light.ball(x, 29 - r, r, r, [0.6, 3.4]), { rim: true })
    canvas.fill(ellipse(x, 29 - r, r * 0.42, r * 0.42), trim, 3.4, { rim: true })
  }
}
