import type { Canvas } from '../../canvas.js'
import type { Motion } from '../../motion.js'
import { swing } from '../../motion.js'
import type { Noun, PaintContext } from '../../noun.js'
import { path } from '../../path.js'
import type { Point, Shape } from '../../shapes.js'
import { arc, curve, ellipse, minus, polygon, rect, roundRect, stroke, union } from '../../shapes.js'
import { paintHead } from './figure-head.js'
import type { Headgear } from './figure-plan.js'
import { figureMotions, figurePoseOf } from './figure-pose.js'
import { heldItems, paintHeld } from './held-items.js'

/** What a ghost of somebody still wears and carries. */
const lives: readonly (readonly [
  words: readonly string[],
  head: Headgear,
  item: (typeof heldItems)[number],
])[] = [
  [['cook', 'chef', 'baker'], 'chef', 'ladle'],
  [['king', 'queen', 'prince', 'princess'], 'crown', 'mug'],
  [['knight', 'soldier', 'guard'], 'open-helmet', 'sword'],
  [['wizard', 'mage', 'witch'], 'wizard', 'wand'],
  [['pirate', 'sailor'], 'bandana', 'sword'],
  [['miner'], 'open-helmet', 'pickaxe'],
]

export const ghost: Noun = {
  moves: new Set<Motion>(['idle', 'hover', 'walk', 'run', 'talk']),
  names: ['ghost', 'spirit', 'phantom', 'spectre', 'specter', 'wraith', 'poltergeist'],
  frame: { width: 30, height: 30 },
  mirrors: true,
  paint: (frame, context) => {
    const { random, has, light, accent, pose } = context
    const t = pose === null || pose.state !== null ? null : pose.phase
    const drifts = t !== null && ghost.moves !== 'all' && ghost.moves!.has(pose!.motion)
    const canvas = drifts
      ? frame.moved(pose!.motion === 'run' ? 1.4 : 0, -1.3 - 1.3 * swing(t + 0.06))
      : frame
    const life = lives.find(([words]) => has(...words))
    const hem = random.pick([3, 4])
    const lean = random.range(-3, 3)
    const mouth = random.pick(['o', 'smile', 'wail'] as const)
    const lift = random.int(0, 5)
    const body = bodyShape(hem, lean, t)
    const material = accent ?? 'ghost'
    const lit = light.ball(14, 12, 11, 15, [1, 4])
    const hands: readonly Point[] = [
      [4.6, 20 - lift + late(t, -0.2)],
      [25.4, 19 - random.int(0, 4) + late(t, -0.28)],
    ]
    for (const [i, hand] of hands.entries()) {
      const arm = stroke([[i === 0 ? 9 : 21, 15], hand], [5, 3.4])
      canvas.fill(arm, material, lit)
    }
    canvas.fill(body, material, lit)
    canvas.shade({ ...body, inside: (x, y) => body.inside(x, y) && y > 23 }, -1)
    for (const x of [11.6, 16.2]) canvas.ink(ellipse(x + 0.6, 11, 1.5, 2.1))
    const mouths: Readonly<Record<typeof mouth, Shape>> = {
      o: ellipse(15, 15.4, 1.2, 1.2),
      smile: minus(ellipse(15, 14.6, 2.8, 2), rect(10, 12, 10, 2.6)),
      wail: ellipse(15, 16, 1.6, 2.4),
    }
    canvas.ink(mouths[mouth])
    if (life !== undefined) paintHat(canvas, context, life[1])
    const asked = heldItems.find((item) => has(item)) ?? life?.[2]
    if (asked !== undefined) {
      paintHeld(canvas, light, { item: asked, at: hands[1]!, tilt: 8, accent: 'teal' })
      canvas.fill(ellipse(hands[1]![0], hands[1]![1], 1.8, 1.8), material, 4, { rim: true })
    }
  },
}

function paintHat(canvas: Canvas, { light }: PaintContext, head: Headgear): void {
  // Only what sits above the brow: the face is the ghost's own.
  const plan = {
    head,
    headCloth: 'purple',
    hair: 'ash',
    longHair: false,
    skin: 'ghost',
    beard: false,
    trim: 'gold',
    accent: 'red',
  } as const
  paintHead(canvas, light, plan)
  for (const x of [12.4, 16.6]) canvas.ink(rect(x - 0.4, 8.6, 1.9, 2.8))
}

/** Arms follow the body at a distance. */
const late = (t: number | null, lag: number): number => (t === null ? 0 : 1.1 * swing(t + lag))

/** `t` is the moment of a loop: the tails of the hem wave one after the other. */
function bodyShape(hem: number, still: number, t: number | null): Shape {
  const tails = hem * 2
  const lean = still + (t === null ? 0 : 1.5 * swing(t + 0.2))
  const edge: Point[] = Array.from({ length: tails + 1 }, (_, i) => {
    const wag = t === null ? 0 : swing(t + i / tails)
    return [
      22.6 - (i * 15.2) / tails + lean * 0.7 + wag * 0.7,
      (i % 2 === 0 ? 28.6 : 24.4) + wag * 1.1,
    ] as const
  })
  return union(
    ellipse(15, 11, 7.8, 8.2),
    polygon([
      ...curve([22.8, 11], [22, 20], [22.6 + lean * 0.7, 28.6], 5),
      ...edge,
      ...curve([7.4 + lean * 0.7, 28.6], [8, 20], [7.2, 11], 5),
    ]),
  )
}

export const skull: Noun = {
  names: ['human skull', 'death head', 'cranium'],
  frame: { width: 30, height: 30 },
  paint: (canvas, { random, light, has }) => {
    const wide = random.range(10, 13)
    const jaw = random.range(5, 8)
    const crack = random.chance(0.5)
    const material = has('golden', 'gold') ? 'gold' : 'bone'
    const round = light.ball(15, 13, 14, 14, [0.6, 4])
    canvas.fill(roundRect(15 - jaw, 20, jaw * 2, 8.6, 2), material, (x, y) => round(x, y) - 0.4)
    canvas.fill(
      union(ellipse(15, 12.4, wide, 10.8), rect(15 - jaw - 1.4, 15, jaw * 2 + 2.8, 8)),
      material,
      round,
      { rim: true },
    )
    const eye = random.range(2.5, 3.7)
    for (const side of [-1, 1]) canvas.ink(ellipse(15 + side * 4.8, 14, eye, 3.3))
    canvas.ink(polygon(path('15,16.6 17,20.6 13,20.6')))
    for (let i = -2; i <= 2; i++) canvas.inkLine(path(`${15 + i * 2.4},23.4 ${15 + i * 2.4},27.6`))
    canvas.inkLine(path(`${15 - jaw},23 ${15 + jaw},23`))
    if (crack) canvas.inkLine(path('19,2.4 18,5 20,6.6 18.6,9'))
    if (has('glowing', 'flaming', 'burning', 'cursed'))
      for (const side of [-1, 1]) canvas.fill(ellipse(15 + side * 4.8, 14.4, 1.5, 1.5), 'fire', 4)
  },
}

export const bone: Noun = {
  names: ['bone', 'pile of bones', 'femur', 'remains', 'crossbone'],
  frame: { width: 30, height: 30 },
  mirrors: true,
  paint: (canvas, { random, light, has }) => {
    const count = has('pile', 'heap', 'bones', 'remains') ? 3 : random.pick([1, 1, 2])
    const first = random.range(24, 56)
    const angles = [first, first - random.range(60, 84), random.range(-8, 12)]
    const [thick, knob] = [random.range(3.6, 5.4), random.range(2.7, 3.7)]
    for (let i = 0; i < count; i++) {
      const a = (angles[i]! * Math.PI) / 180
      const at = (t: number, away = 0): Point => [
        15 + Math.cos(a) * t - Math.sin(a) * away,
        15 + i * 3 - Math.sin(a) * t - Math.cos(a) * away,
      ]
      const knobs = [-11, 11].flatMap((t) => [-2.6, 2.6].map((away) => at(t, away)))
      const shape = union(
        stroke([at(-10), at(10)], thick),
        ...knobs.map(([x, y]) => ellipse(x, y, knob, knob)),
      )
      canvas.fill(shape, 'bone', light.ball(15, 15, 16, 14, [0.8, 3.8]), { rim: true })
    }
  },
}

export const skeleton: Noun = {
  moves: figureMotions,
  names: ['skeleton', 'skeleton warrior', 'undead', 'lich'],
  frame: { width: 30, height: 30 },
  mirrors: true,
  paint: (frame, context) => {
    const { random, light, has } = context
    const pose = figurePoseOf(context.pose, 1 / frame.scale)
    const canvas = frame.moved(...pose.trunk)
    const asked =
      heldItems.find((item) => has(item)) ?? random.pick(['sword', 'dagger', 'spear', 'axe'] as const)
    const lift = random.int(0, 4)
    const shield = has('shield') || random.chance(0.35)
    const bow = random.range(-2, 1.4)
    const reach = random.range(-2, 1.4)
    const tone = (range: number) => light.ball(15, 15, 13, 15, [1.2, range])
    const limb = (points: readonly Point[], onto = canvas) =>
      onto.fill(stroke(points, [2.6, 2.2]), 'bone', tone(3.8), { rim: true })
    const [hipX, hipY] = pose.trunk
    for (const [hip, knee, foot, [dx, dy]] of [
      [13, 11.6, 12, pose.feet[0]],
      [17, 18.4, 18, pose.feet[1]],
    ] as const)
      limb(
        [
          [hip + hipX, 22 + hipY],
          [knee + bow + dx * 0.7, 25 + dy * 0.8 + hipY * 0.5],
          [foot + dx, 28 + dy],
        ],
        frame,
      )
    for (const [x, [dx, dy]] of [
      [11, pose.feet[0]],
      [17, pose.feet[1]],
    ] as const)
      frame.moved(dx, dy).fill(roundRect(x, 27, 4, 2, 0.8), 'bone', 2.6, { rim: true })
    canvas.fill(rect(14, 13, 2, 9), 'bone', 2)
    for (const [y, half] of [
      [15, 5],
      [17.4, 4.6],
      [19.8, 3.6],
    ] as const)
      canvas.line(arc(15, y - 1, half, 1.6, 20, 160), 'bone', tone(4), 1.5)
    canvas.fill(polygon(path('11,21 19,21 17,24 13,24')), 'bone', tone(3.6), { rim: true })
    const [right, left]: readonly Point[] = [
      [6.6 + reach + pose.right[0], 20 - lift + pose.right[1]],
      [23.4 - reach * 0.6 + pose.left[0], 20 + reach + pose.left[1]],
    ]
    limb([[10, 14.6], [7.4, 17.6], right!])
    limb([[20, 14.6], [22.8, 17.4], left!])
    const skull = canvas.moved(...pose.head)
    const head = union(ellipse(15, 7.4, 6.2, 5.8), rect(11.4, 8.6, 7.2, 5))
    skull.fill(head, 'bone', light.ball(14, 6.6, 7, 7.4, [1.2, 4.2]), { rim: true })
    for (const x of [12.3, 17.7]) skull.ink(ellipse(x, 8, 1.7, 1.8))
    skull.ink(rect(14.5, 10, 1, 1.4))
    for (const x of [12.8, 15, 17.2]) skull.inkLine(path(`${x},12.2 ${x},13`))
    if (has('lich', 'king'))
      skull.fill(polygon(path('9,4 9,-2 12,1 15,-3 18,1 21,-2 21,4')), 'gold', 3, { rim: true })
    paintHeld(canvas, light, { item: asked, at: right!, tilt: -8 + pose.rightTilt, accent: 'purple' })
    if (shield) paintHeld(canvas, light, { item: 'shield', at: left!, tilt: pose.leftTilt, accent: 'red' })
  },
}
