import type { Canvas } from '../../canvas.js'
import type { Noun, PaintContext } from '../../noun.js'
import { placeNoise } from '../../random.js'
import { ellipse, rect, roundRect, stroke, union } from '../../shapes.js'

interface Arm {
  readonly side: -1 | 1
  readonly elbowY: number
  readonly reach: number
  readonly topY: number
  readonly width: number
}

const centre = 15

export const saguaro: Noun = {
  names: ['saguaro', 'saguaro cactus', 'cactus', 'tall cactus', 'cacti'],
  frame: { width: 30, height: 30 },
  fill: ({ has }) => (has('small', 'tiny', 'little', 'young') ? 0.84 : 1),
  paint: (canvas, context) => {
    const { random, has } = context
    const small = has('small', 'tiny', 'little', 'young')
    const flowers = has('flowering', 'flower', 'blooming', 'blossom')
    const width = random.pick(small ? [7, 8] : [6, 7, 8])
    const topY = small ? random.pick([6, 8, 9]) : random.pick([1, 2])
    const arms = planArms(context, small, width, topY)
    for (const arm of arms) paintArm(canvas, context, arm, width)
    const trunk = roundRect(centre - width / 2, topY, width, 31 - topY, width / 2)
    const lit = context.light.upright(centre - width / 2, centre + width / 2, [0.9, 3.6])
    const body = { ...trunk, inside: (x: number, y: number) => y < 29 && trunk.inside(x, y) }
    canvas.fill(body, 'cactus', lit)
    addRibs(canvas, body, centre - width / 2, width, 3)
    if (flowers) {
      addFlower(canvas, centre - 1, topY - 1, true)
      for (const arm of arms) addFlower(canvas, armX(arm, width) - 1, arm.topY - 1, random.chance(0.7))
      if (random.chance(0.5)) addFlower(canvas, centre - 2, topY + random.int(5, 8), false)
    }
    addFoot(canvas, context, width)
  },
}

function planArms({ random }: PaintContext, small: boolean, width: number, topY: number): Arm[] {
  const first = random.sign()
  const count = small ? random.pick([1, 2, 2]) : random.pick([2, 2, 3])
  const arms: Arm[] = []
  for (let i = 0; i < count; i++) {
    const side = (i % 2 === 0 ? first : -first) as -1 | 1
    const elbowY = small ? random.int(20, 23) : random.int(13, 20) - (i === 2 ? 6 : 0)
    const room = elbowY - topY - 2
    arms.push({
      side,
      elbowY: Math.max(i === 2 ? 9 : 12, elbowY),
      reach: i === 2 ? 3.5 : random.pick(small ? [4.5, 5.5] : [4, 5, 6]),
      topY: elbowY - Math.max(4, Math.round(room * random.range(0.4, 0.95))),
      width: Math.min(width - 2, random.pick(small ? [4, 5] : [4, 4, 5])),
    })
  }
  return arms
}

const armX = (arm: Arm, trunkWidth: number): number =>
  centre + arm.side * (trunkWidth / 2 + arm.reach - arm.width / 2 + 1)

function paintArm(canvas: Canvas, { light }: PaintContext, arm: Arm, trunkWidth: number): void {
  const x = armX(arm, trunkWidth)
  const shape = union(
    stroke(
      [
        [centre, arm.elbowY],
        [x - arm.side * 1.5, arm.elbowY],
        [x, arm.elbowY - 1.5],
      ],
      arm.width,
    ),
    roundRect(x - arm.width / 2, arm.topY, arm.width, arm.elbowY - arm.topY, arm.width / 2),
  )
  const upright = light.upright(x - arm.width / 2, x + arm.width / 2, [0.9, 3.5])
  const under = light.lying(arm.elbowY - arm.width / 2, arm.elbowY + arm.width / 2, [0.8, 3.2])
  canvas.fill(
    shape,
    'cactus',
    (px, py) => (py < arm.elbowY - arm.width / 2 ? upright(px, py) : under(px, py)),
    { rim: true },
  )
  addRibs(canvas, { ...shape, y1: arm.elbowY - arm.width / 2 }, x - arm.width / 2, arm.width, 2)
}

/** Broken vertical lines, every other unit a spine that catches the light. */
function addRibs(
  canvas: Canvas,
  shape: ReturnType<typeof rect>,
  left: number,
  width: number,
  every: number,
): void {
  for (let x = Math.round(left) + 1; x < left + width - 1; x += every)
    for (let y = Math.ceil(shape.y0) + 2; y < shape.y1; y++) {
      if (!shape.inside(x + 0.5, y + 0.5)) continue
      const noise = placeNoise(x, y, 3)
      if (noise < 0.62) canvas.shade(rect(x, y, 1, 1), -1, 'cactus')
      else if (noise > 0.86) canvas.shade(rect(x + 1, y, 1, 1), 2, 'cactus')
    }
}

function addFlower(canvas: Canvas, x: number, y: number, open: boolean): void {
  if (!open) {
    canvas.fill(rect(x, y, 2, 2), 'white', 3, { rim: true })
    return
  }
  canvas.fill(union(rect(x - 1, y - 1, 4, 2), rect(x, y - 2, 2, 4)), 'white', 4, { rim: true })
  canvas.fill(rect(x, y - 1, 2, 1), 'orange', 3)
}

function addFoot(canvas: Canvas, { random, light }: PaintContext, width: number): void {
  const foot = random.pick(['bare', 'stones', 'sand', 'sprout'] as const)
  const side = random.sign()
  if (foot === 'sand') canvas.fill(ellipse(centre, 29, width / 2 + 4, 1.6), 'sand', 2)
  if (foot === 'stones') {
    const x = centre + side * (width / 2 + 1)
    canvas.fill(ellipse(x, 28, 2.6, 2), 'sandstone', light.ball(x, 28, 2.6, 2), { rim: true })
    canvas.fill(ellipse(x + side * 3, 28.5, 1.6, 1.4), 'sandstone', 3, { rim: true })
  }
  if (foot === 'sprout') {
    const x = centre + side * (width / 2 + 2)
    canvas.fill(ellipse(x, 27, 2.5, 3), 'cactus', light.ball(x, 27, 2.5, 3), { rim: true })
    canvas.dot(Math.round(x) - 1, 25, 'cactus', 4)
  }
}
