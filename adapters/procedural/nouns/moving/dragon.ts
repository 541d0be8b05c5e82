import type { Canvas } from '../../canvas.js'
import type { Light } from '../../light.js'
import type { Material } from '../../materials.js'
import type { Motion } from '../../motion.js'
import { swing, tween, wave } from '../../motion.js'
import type { Noun } from '../../noun.js'
import { path } from '../../path.js'
import type { Point } from '../../shapes.js'
import { curve, ellipse, polygon, rect, stroke } from '../../shapes.js'
import { slant } from '../../slant.js'
import { paintFlame } from '../medieval/flame.js'

const dragonMoves = new Set<Motion>([
  'idle',
  'hover',
  'walk',
  'run',
  'attack',
  'shoot',
  'cast',
  'talk',
  'sleep',
])

interface DragonPose {
  /** -1 wings down, 1 wings up. */
  readonly beat: number
  readonly rise: number
  readonly head: Point
  readonly feet: readonly [number, number, number, number]
  readonly lifts: readonly [number, number, number, number]
  readonly tail: number
  readonly fire: number
}

function poseOfDragon(motion: Motion | null, t: number): DragonPose {
  const still: DragonPose = {
    beat: 0.3,
    rise: 0,
    head: [0, 0],
    feet: [0, 0, 0, 0],
    lifts: [0, 0, 0, 0],
    tail: 0,
    fire: 0,
  }
  if (motion === null) return still
  const tail = 1.8 * swing(t - 0.15)
  if (motion === 'hover')
    return {
      ...still,
      beat: swing(t),
      rise: -2 - 1.6 * swing(t + 0.56),
      head: [0, swing(t + 0.4)],
      lifts: [-1, -1.4, -1, -1.4],
      tail,
    }
  if (motion === 'walk' || motion === 'run') {
    const reach = motion === 'run' ? 3 : 2
    const legs = [0, 0.5, 0.55, 0.05].map((lag) => t + lag)
    return {
      ...still,
      beat: 0.3 + 0.25 * swing(t),
      rise: -0.7 * Math.abs(swing(2 * t)),
      head: [0.6 * swing(2 * t), 0.8 * wave(2 * t)],
      feet: legs.map((leg) => reach * Math.cos(2 * Math.PI * leg)) as unknown as DragonPose['feet'],
      lifts: legs.map((leg) => -2 * Math.max(0, swing(leg))) as unknown as DragonPose['lifts'],
      tail,
    }
  }
  if (motion === 'attack' || motion === 'shoot' || motion === 'cast')
    return {
      ...still,
      beat: tween('0:0.3 0.3:1 0.55:-0.4 1:0.3', t),
      head: [tween('0:0 0.3:-2.4 0.5:2.6 0.8:2 1:0', t), tween('0:0 0.3:-2 0.5:2 0.8:1.6 1:0', t)],
      tail: tween('0:0 0.3:-2 0.6:2 1:0', t),
      fire: tween('0:0 0.35:0 0.5:0.8 0.7:1 0.9:0.3 1:0', t),
    }
  return { ...still, beat: 0.3 + 0.3 * swing(t + 0.1), rise: 0, head: [0, 0.9 * wave(t + 0.1)], tail }
}

/** Seen from the side: horned head on a curved neck, leathery wing, tail with a barb; it faces right. */
export const dragon: Noun = {
  names: ['dragon', 'wyvern', 'drake', 'whelp', 'dragonling', 'wyrm'],
  frame: { width: 34, height: 30 },
  mirrors: true,
  moves: dragonMoves,
  paint: (frame, { random, light, accent, pose, has }) => {
    const hide = accent ?? random.pick(['red', 'green', 'purple', 'teal'] as const)
    const belly = random.pick(['bone', 'straw', 'yellow'] as const)
    const horns = random.range(3.4, 5)
    const spikes = random.chance(0.7)
    const breath: Material = has('ice', 'frost') ? 'glass' : has('poison') ? 'green' : 'fire'
    const moves = pose !== null && pose.state === null && dragonMoves.has(pose.motion)
    const p = poseOfDragon(moves ? pose.motion : null, pose?.phase ?? 0)
    const canvas = frame.moved(0, p.rise)
    paintWing(canvas, light, hide, p.beat, true)
    const tail = curve([11, 22], [3, 25 + p.tail], [1.5, 16 + p.tail], 8)
    canvas.fill(stroke(tail, [5, 1.6]), hide, 1.8)
    canvas.fill(polygon(path('-2.4,1 0,-4 2.6,1 0,0', 1.4, 15.4 + p.tail)), belly, 3, { rim: true })
    const places: readonly (readonly [x: number, near: boolean])[] = [
      [13, false],
      [21, false],
      [11, true],
      [19.6, true],
    ]
    places.forEach(([x, near], i) => {
      const [footX, footY] = [x + p.feet[i]!, 28.4 + p.lifts[i]!]
      frame.fill(
        stroke(
          [
            [x, 22 + p.rise],
            [x + p.feet[i]! * 0.4, 25.5 + p.rise * 0.5 + p.lifts[i]! * 0.5],
            [footX, footY - 0.6],
          ],
          [4.6, 2.6],
        ),
        hide,
        near ? 2.2 : 0.8,
        { rim: near },
      )
      frame.fill(rect(footX - 1.2, footY - 1, 3.8, 1.6), near ? belly : hide, near ? 2 : 0.6)
    })
    const body = ellipse(16, 20.6, 7.8, 4.8)
    canvas.fill(body, hide, light.ball(15, 19, 8.6, 6, [0.8, 3.6]), { rim: true })
    const [hx, hy] = [27 + p.head[0], 8.6 + p.head[1]]
    const neck = curve([20, 19], [26, 17 + p.head[1] * 0.5], [hx - 2.4, hy + 0.6], 8)
    canvas.fill(stroke(neck, [7, 4.2]), hide, light.ball(20, 13, 8, 9, [0.9, 3.4]))
    canvas.fill(
      stroke(
        neck.map(([x, y]): Point => [x + 1, y + 1.7]),
        [2.6, 1.6],
      ),
      belly,
      2.6,
      { clip: 'over' },
    )
    canvas.fill(ellipse(17, 23.6, 5.4, 1.7), belly, 2.2, { clip: 'over' })
    if (spikes)
      for (const [x, y] of [
        ...neck.filter((_, i) => i % 3 === 1).map(([nx, ny]): Point => [nx - 2.6, ny - 1.4]),
        [12, 16] as Point,
      ])
        canvas.fill(polygon(path('-1.4,1 0,-2.4 1.4,1', x, y)), belly, 3)
    paintDragonHead(canvas, light, { at: [hx, hy], hide, belly, horns, gape: p.fire })
    paintWing(canvas, light, hide, p.beat, false)
    if (p.fire > 0.1) paintBreath(canvas, breath, [hx + 4, hy + 2.6], p.fire)
  },
}

function paintWing(canvas: Canvas, light: Light, hide: Material, beat: number, far: boolean): void {
  const [x, y] = far ? [18.5, 16.5] : [15.4, 17.6]
  const tip: Point = [x - 9 - (far ? -2.4 : 0), y - 4 - 10.5 * beat]
  const bend: Point = [x - 2 + 2.4 * beat, y - 6 - 6.5 * beat]
  const hems: Point[] = [0.3, 0.62, 1].map((k) => [
    x - 11 * k - (beat < 0 ? 1 : 0),
    y + 2 - 5.4 * beat * k * 1.2 + (k > 0.5 ? -1.4 : 1),
  ])
  const wing = polygon([
    [x, y],
    bend,
    tip,
    [tip[0] + 0.6, tip[1] + 5],
    ...hems
      .slice()
      .reverse()
      .flatMap(([hx, hy], i): Point[] =>
        i === 0
          ? [[hx, hy]]
          : [
              [hx - 2, hy - 2.6],
              [hx, hy],
            ],
      ),
    [x + 1, y + 2],
  ])
  canvas.fill(wing, hide, far ? 0.7 : slant(light, wing, [1.2, 3.2]), { rim: !far })
  for (const end of [tip, ...hems.slice(1)])
    canvas.line([bend, end], hide, far ? 0 : 0.8, 0.9, { clip: 'over' })
  canvas.line([[x, y], bend, tip], hide, far ? 1 : 3.6, 1.3)
}

function paintDragonHead(
  canvas: Canvas,
  light: Light,
  {
    at: [x, y],
    hide,
    belly,
    horns,
    gape,
  }: { at: Point; hide: Material; belly: Material; horns: number; gape: number },
): void {
  for (const s of [0, 1.6])
    canvas.fill(
      stroke(
        curve([x - 1 + s, y - 2], [x - 3 + s, y - 3], [x - 3.4 + s - horns * 0.4, y - 2 - horns], 4),
        [2, 0.7],
      ),
      'bone',
      3.4 - s,
    )
  const jaw = polygon(path(`-1,1 5,${1.4 + gape * 2.4} 4.6,${2.8 + gape * 2.4} -0.6,3.6`, x, y))
  canvas.fill(jaw, belly, 2, { rim: true })
  const skull = polygon([
    ...curve([x - 3.4, y + 1.6], [x - 3, y - 3.4], [x + 1, y - 3], 5),
    [x + 5.4, y - 0.6 - gape],
    [x + 5.8, y + 1 - gape * 0.6],
    [x - 1, y + 2.6],
  ])
  canvas.fill(skull, hide, light.ball(x, y - 1, 6, 4, [1, 3.8]), { rim: true })
  canvas.fill(rect(x + 0.2, y - 1.6, 1.8, 1.4), 'yellow', 4)
  canvas.ink(rect(x + 1.2, y - 1.6, 0.8, 1.4))
  canvas.inkDot(Math.round(x + 4), Math.round(y - 0.6))
}

function paintBreath(canvas: Canvas, material: Material, [x, y]: Point, size: number): void {
  paintFlame(
    canvas.bent({ a: 0, b: 1, c: -1, d: 0, e: x + y, f: y - x }),
    { x, y, width: 5 + 3 * size, height: 4 + 5 * size, lean: 1.4 },
    material,
  )
}
