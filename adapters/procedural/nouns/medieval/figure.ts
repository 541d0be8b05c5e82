import type { Canvas } from '../../canvas.js'
import type { Light } from '../../light.js'
import type { Material } from '../../materials.js'
import type { Noun, PaintContext } from '../../noun.js'
import { path } from '../../path.js'
import type { Point, Shape } from '../../shapes.js'
import { arc, curve, ellipse, polygon, rect, roundRect, stroke, union } from '../../shapes.js'
import { slant } from '../../slant.js'
import { paintHead } from './figure-head.js'
import type { FigurePlan } from './figure-plan.js'
import { planFigure, roles } from './figure-plan.js'
import type { FigurePose } from './figure-pose.js'
import { figureMotions, figurePoseOf } from './figure-pose.js'
import type { HeldItem } from './held-items.js'
import { paintHeld } from './held-items.js'

/**
 * A person of 28 units, seen from the front and a little from above: a large head (middle 15, 9), shoulders at 14.5,
 * hem at 26, soles at 29. The right hand is the one at the left of the picture.
 */
export const figure: Noun = {
  names: roles.flatMap((role) => role.words),
  frame: { width: 30, height: 30 },
  mirrors: true,
  moves: figureMotions,
  paint: (canvas, context) => {
    const plan = planFigure(context)
    const tilt = context.random.pick([-14, -6, 0, 0])
    paintFigure(canvas, context, plan, tilt, bodyParts)
  },
}

/** The parts that a body of another kind may draw in its own way. */
export interface BodyParts {
  readonly legs: typeof paintLegs
  readonly trunk: (canvas: Canvas, light: Light, plan: FigurePlan, pose: FigurePose) => void
  readonly arm: typeof paintArm
  readonly head: (canvas: Canvas, light: Light, plan: FigurePlan, blink: boolean) => void
  readonly hand: typeof paintHand
}

const bodyParts: BodyParts = {
  legs: paintLegs,
  trunk: paintTrunk,
  arm: paintArm,
  head: paintHead,
  hand: paintHand,
}

/** A body on the skeleton of all figures, drawn from back to front. */
export function paintFigure(
  canvas: Canvas,
  { light, pose: moment }: Pick<PaintContext, 'light' | 'pose'>,
  plan: FigurePlan,
  tilt: number,
  parts: BodyParts,
): void {
  const pose = figurePoseOf(moment, 1 / canvas.scale)
  const upper = canvas.moved(...pose.trunk)
  const rightHand: Point = [6.4 - plan.stance + pose.right[0], 21.5 - plan.lift[0] + pose.right[1]]
  const leftHand: Point = [23.6 + plan.stance + pose.left[0], 21.5 - plan.lift[1] + pose.left[1]]
  if (plan.cape !== null) paintCape(upper, light, plan, pose)
  parts.legs(canvas, light, plan, pose)
  parts.trunk(canvas, light, plan, pose)
  parts.arm(upper, light, plan, [9.6, 16.6], rightHand)
  parts.arm(upper, light, plan, [20.4, 16.6], leftHand)
  parts.head(upper.moved(...pose.head), light, plan, pose.blink)
  const right = { item: plan.right, at: rightHand, tilt: tilt + pose.rightTilt }
  const left = { item: plan.left, at: leftHand, tilt: 10 + pose.leftTilt }
  // A hand that strikes across the body is in front of the other one.
  for (const held of pose.rightTilt > 45 ? [left, right] : [right, left])
    paintGrip(upper, light, plan, held, parts.hand)
  if (pose.trace !== null) paintTrace(upper, rightHand, pose.trace, plan.right === null ? 5 : 12)
  if (pose.spell > 0) paintSpell(upper, plan.accent, pose.spell, leftHand)
}

function paintGrip(
  canvas: Canvas,
  light: Light,
  plan: FigurePlan,
  { item, at, tilt }: { item: HeldItem | null; at: Point; tilt: number },
  paintHandAt: BodyParts['hand'],
): void {
  const covers = item === 'shield' || item === 'spark'
  if (covers) paintHandAt(canvas, light, plan, at)
  if (item !== null) paintHeld(canvas, light, { item, at, tilt, accent: plan.accent })
  if (!covers) paintHandAt(canvas, light, plan, at)
}

/** The bright crescent behind a blade. */
function paintTrace(
  canvas: Canvas,
  [x, y]: Point,
  [from, to]: readonly [number, number],
  reach: number,
): void {
  const outer = arc(x, y, reach, reach, from - 90, to - 90)
  const inner = arc(x + 1, y - 1, reach * 0.72, reach * 0.72, from - 90, to - 90).reverse()
  canvas.fill(polygon([...outer, ...inner]), 'white', 3.6)
}

function paintSpell(canvas: Canvas, material: Material, size: number, [x, y]: Point): void {
  const r = 1.4 + 3 * size
  const star = (reach: number): Shape =>
    union(
      polygon(path(`0,${-reach} ${reach * 0.3},0 0,${reach} ${-reach * 0.3},0`, x, y - 3)),
      polygon(path(`${-reach},0 0,${reach * 0.3} ${reach},0 0,${-reach * 0.3}`, x, y - 3)),
    )
  canvas.fill(star(r), material, 3)
  canvas.fill(ellipse(x, y - 3, r * 0.45, r * 0.45), material, 4)
  canvas.fill(ellipse(x, y - 3, r * 0.22, r * 0.22), 'white', 4)
}

function paintTrunk(canvas: Canvas, light: Light, plan: FigurePlan, pose: FigurePose): void {
  const upper = canvas.moved(...pose.trunk)
  const trails = plan.garb === 'robe' || plan.garb === 'dress' || plan.garb === 'coat'
  // What reaches the ground stays there with its hem when the body above it rises or sinks.
  const rise = Math.round(pose.trunk[1] * canvas.scale) / canvas.scale
  const body = bodyShape(plan, trails ? rise : 0, pose.hem)
  ;(trails ? canvas.moved(pose.trunk[0], 0) : upper).fill(
    body,
    plan.cloth,
    light.ball(15, 18, 9.5, 11, [0.7, 3.3]),
    { rim: true },
  )
  paintGarb(trails ? canvas.moved(pose.trunk[0], 0) : upper, light, plan, body)
}

function bodyShape({ garb, wide }: FigurePlan, rise: number, hem: number): Shape {
  const w = wide
  if (garb === 'robe' || garb === 'dress') {
    const waist = garb === 'dress' ? 4.4 : 6
    return polygon([
      ...path(`${9.6 - w},${14.4 + rise} ${20.4 + w},${14.4 + rise}`),
      ...curve([15 + waist + w, 19.6], [20 + w, 23], [22.4 + w + hem, 28.6 - Math.max(0, -hem)], 5),
      ...curve(
        [22.4 + w + hem, 28.6 - Math.max(0, -hem)],
        [15, 30],
        [7.6 - w + hem, 28.6 - Math.max(0, hem)],
        6,
      ),
      ...curve([7.6 - w + hem, 28.6 - Math.max(0, hem)], [10 - w, 23], [15 - waist - w, 19.6], 5),
    ])
  }
  if (garb === 'coat')
    return polygon(
      path(
        `${9 - w},${14.4 + rise} ${21 + w},${14.4 + rise} ${21 + w},19 ${22.4 + w + hem},27 ${7.6 - w + hem},27 ${9 - w},19`,
      ),
    )
  return roundRect(9 - w, 14, 12 + 2 * w, 11, 2.6)
}

function paintLegs(
  canvas: Canvas,
  light: Light,
  { garb, cloth, stance }: FigurePlan,
  { feet, trunk }: FigurePose,
): void {
  const trails = garb === 'robe' || garb === 'dress'
  const moves = feet.some(([dx, dy]) => dx !== 0 || dy !== 0)
  if (trails && !moves) return
  const metal = garb === 'armour'
  // The foot that is ahead is nearer: it is drawn last.
  const order = feet[0][0] > feet[1][0] ? [1, -1] : [-1, 1]
  for (const side of order) {
    const [dx, dy] = feet[side < 0 ? 0 : 1]!
    const x = 15 + side * (3 + stance)
    const cover = metal ? cloth : 'darkWood'
    const foot = canvas.moved(dx, dy)
    if (!trails && dx === 0 && dy === 0 && trunk[1] === 0)
      canvas.fill(rect(x - 2.4, 22, 4.8, 6), cover, light.upright(x - 2.4, x + 2.4, [0.8, 2.8]), {
        rim: true,
      })
    else if (!trails)
      canvas.fill(
        stroke(path(`${x + trunk[0] * 0.7},${22 + trunk[1]} ${x + dx},${26.4 + dy}`), 4.8),
        cover,
        light.upright(x - 2.4, x + 2.4, dx < 0 ? [0.4, 2] : [0.8, 2.8]),
        { rim: true },
      )
    foot.fill(
      roundRect(x - 2.8, 26.4, 5.6, 2.8, 1.2),
      metal ? cloth : 'leather',
      light.upright(x - 3, x + 3, [0.8, 3.4]),
      { rim: true },
    )
  }
}

function paintCape(canvas: Canvas, light: Light, { cape, wide }: FigurePlan, { hem }: FigurePose): void {
  const shape = polygon([
    ...path(`${9 - wide},14 ${21 + wide},14`),
    ...curve([21, 14], [24, 20], [25 + hem, 27.6]),
    ...curve([25 + hem, 27.6], [15, 26], [5 + hem, 27.6]),
    ...curve([5 + hem, 27.6], [6, 20], [9, 14]),
  ])
  canvas.fill(shape, cape!, slant(light, shape, [0.8, 3]))
}

function paintArm(canvas: Canvas, light: Light, plan: FigurePlan, shoulder: Point, hand: Point): void {
  const elbow: Point = [
    (shoulder[0] + hand[0]) / 2 + (hand[0] < 15 ? -1 : 1),
    (shoulder[1] + hand[1]) / 2 + 0.6,
  ]
  const sleeve = stroke([shoulder, elbow, hand], plan.garb === 'robe' ? [3.6, 4.6] : [4, 3.2])
  const cx = (shoulder[0] + hand[0]) / 2
  canvas.fill(sleeve, plan.cloth, light.upright(cx - 3.4, cx + 3.4, [0.9, 3.4]), { rim: true })
  if (plan.garb === 'armour') {
    const pad = ellipse(shoulder[0] + (shoulder[0] < 15 ? -0.6 : 0.6), shoulder[1] - 0.6, 3.1, 2.7)
    canvas.fill(pad, plan.cloth, light.ball(shoulder[0], shoulder[1] - 0.4, 3.2, 3, [1, 4.2]), { rim: true })
  }
}

function paintHand(canvas: Canvas, light: Light, plan: FigurePlan, [x, y]: Point): void {
  const material = plan.garb === 'armour' ? plan.cloth : plan.skin
  canvas.fill(ellipse(x, y, 1.7, 1.7), material, light.ball(x, y, 1.7, 1.7, [1.4, 3.6]), { rim: true })
}

function paintGarb(canvas: Canvas, light: Light, plan: FigurePlan, body: Shape): void {
  const { garb, trim } = plan
  if (garb === 'armour') {
    canvas.fill(ellipse(15, 18, 4.6, 4), plan.cloth, light.ball(14.4, 17.6, 5.2, 4.6, [1, 4.2]))
    canvas.shade(rect(14.6, 15, 0.9, 7), -1)
    if (plan.cape !== null)
      canvas.fill(rect(12.6, 19.6, 4.8, 7), plan.cape, light.upright(12, 18, [1, 3]), { rim: true })
    canvas.fill(rect(9, 21.6, 12, 1.6), 'leather', 1)
    canvas.fill(rect(14, 21.4, 2, 2), trim, 4)
    return
  }
  if (garb === 'coat') {
    canvas.inkLine(path('15,15 15,26.8'))
    canvas.fill(polygon(path('11.6,14 18.4,14 15,19')), 'cloth', 2.4)
    for (const y of [19, 22, 25]) canvas.dot(16, y, trim, 4)
    canvas.shade(union(rect(body.x0, 25.6, body.x1 - body.x0, 1.4)), -1)
    return
  }
  if (garb === 'apron') {
    canvas.fill(
      roundRect(11, 15.6, 8, 10.6, 1),
      plan.cloth === 'white' ? 'cloth' : 'cloth',
      light.upright(9, 21, [1.4, 3.6]),
      { rim: true },
    )
    canvas.line(path('11,20 19,20'), 'leather', 1)
    return
  }
  if (garb === 'robe' || garb === 'dress') {
    canvas.shade(
      { ...body, inside: (x, y) => body.inside(x, y) && y > 22 && Math.floor(x / 2.2) % 2 === 0 },
      -1,
    )
    canvas.fill({ ...body, inside: (x, y) => body.inside(x, y) && y > 26.8 }, trim, (x) =>
      light.upright(8, 22, [1, 3.6])(x, 0),
    )
    canvas.line(path('10,20 20,20'), trim, 2, 1.4, { clip: 'over' })
    if (garb === 'robe') canvas.fill(rect(14.4, 15, 1.3, 12), trim, 2)
    return
  }
  canvas.line(path('9,21 21,21'), 'leather', 1, 1.6, { clip: 'over' })
  canvas.fill(rect(14, 20.4, 2, 2), trim, 4)
  canvas.fill(polygon(path('13,14 17,14 15,17')), plan.skin, 2)
}
