import type { Canvas } from '../../canvas.js'
import type { Light } from '../../light.js'
import type { Material } from '../../materials.js'
import type { Noun, PaintContext } from '../../noun.js'
import { path } from '../../path.js'
import type { Shape } from '../../shapes.js'
import { ellipse, intersect, polygon, rect, roundRect, stroke } from '../../shapes.js'
import { addGrain } from '../../textures.js'

interface ChestPlan {
  readonly wood: Material
  readonly metal: Material
  readonly lidHeight: number
  readonly lidRound: number
  readonly straps: readonly number[]
  readonly salt: number
}

export const chest: Noun = {
  names: ['chest', 'treasure chest', 'mimic', 'coffer', 'strongbox', 'treasure'],
  frame: { width: 30, height: 30 },
  paint: (canvas, context) => {
    const { random, has, accent } = context
    const plan: ChestPlan = {
      wood: accent ?? random.pick(['wood', 'wood', 'darkWood', 'brown'] as const),
      metal: random.pick(['brass', 'gold', 'iron', 'steel'] as const),
      lidHeight: random.range(7.5, 11.5),
      lidRound: random.pick([2, 4, 6, 8]),
      straps: random.pick([
        [4, 23],
        [6, 21],
        [1, 26],
        [13, 3, 24],
      ] as const),
      salt: random.int(0, 999),
    }
    const states = (['closed', 'open', 'mimic'] as const).filter((word) => has(word))
    const state = states.length === 0 ? 'closed' : random.pick(states)
    if (state === 'closed') paintClosed(canvas, context, plan)
    else if (state === 'open') paintOpen(canvas, context, plan)
    else paintMimic(canvas, context, plan)
  },
}

function paintClosed(canvas: Canvas, context: PaintContext, plan: ChestPlan): void {
  const seam = 16
  paintBox(canvas, context.light, plan, seam)
  paintLid(canvas, context.light, plan, seam - plan.lidHeight, seam)
  canvas.inkLine(path(`1,${seam} 28.9,${seam}`))
  paintLock(canvas, context.light, plan, seam - 3)
}

function paintOpen(canvas: Canvas, context: PaintContext, plan: ChestPlan): void {
  const rim = 17
  paintLid(canvas, context.light, plan, rim - plan.lidHeight - 5, rim - 3)
  const inside = roundRect(3, rim - plan.lidHeight - 2.5, 24, plan.lidHeight + 4, plan.lidRound * 0.7)
  canvas.fill(inside, plan.wood, 0.8, { rim: true })
  canvas.ink(rect(2, rim - 4, 26, 4))
  const gold = context.random.chance(0.8) && !context.has('empty')
  if (gold) paintHoard(canvas, context, rim)
  paintBox(canvas, context.light, plan, rim)
  canvas.inkLine(path(`1,${rim} 28.9,${rim}`))
  paintLock(canvas, context.light, plan, rim)
}

function paintHoard(canvas: Canvas, { light, random }: PaintContext, rim: number): void {
  const hump = random.range(9, 14)
  canvas.fill(ellipse(15, rim, 12, random.pick([4, 5])), 'gold', light.ball(hump, rim, 14, 7, [1, 3.4]))
  for (let i = 0; i < 6; i++) {
    const [x, y] = [4.5 + i * 4, rim - random.range(0.5, 3.5)]
    canvas.fill(ellipse(x, y, 1.9, 1.3), 'gold', i % 2 === 0 ? 4 : 2, { rim: i % 3 === 0 })
  }
  const gem = random.pick(['red', 'teal', 'purple', 'blue'] as const)
  canvas.fill(polygon(path('-2,0 0,-2.4 2,0 0,2.4', random.range(9, 21), rim - 3.4)), gem, 3, { rim: true })
}

function paintMimic(canvas: Canvas, context: PaintContext, plan: ChestPlan): void {
  const { light, random } = context
  const eyes = random.pick([1, 2, 2])
  const tongueX = random.range(9, 18)
  const lidBottom = 12
  canvas.fill(rect(2, 8, 26, 12), 'red', (_x, y) => (y > 16 ? 1.4 : 0.4))
  canvas.ink(rect(3, 11, 24, 5))
  paintBox(canvas, light, plan, 20)
  paintLid(canvas, light, plan, 1, lidBottom)
  canvas.inkLine(path(`1,${lidBottom} 28.9,${lidBottom}`))
  paintTeeth(canvas, lidBottom, 4.5, random.pick([3.5, 4.7]))
  paintTeeth(canvas, 20, -4, random.pick([3.5, 4.7]))
  canvas.inkLine(path('1,20 28.9,20'))
  const tongue = stroke(path(`15,17 ${tongueX},20 ${tongueX - 1},24 ${tongueX + 1},27`), [4, 5.5])
  canvas.fill(tongue, 'pink', slantTongue(tongueX), { rim: true })
  canvas.line(path(`${tongueX},20 ${tongueX},25`), 'pink', 1, 1, { clip: 'over' })
  for (const x of eyes === 1 ? [15] : [9.5, 20.5]) {
    const r = eyes === 1 ? 3.6 : 2.8
    canvas.fill(ellipse(x, 7, r, r), 'yellow', light.ball(x, 7, r, r, [1.6, 4.4]), { rim: true })
    canvas.ink(rect(x - 0.6, 7 - r * 0.7, 1.2, r * 1.4))
  }
}

const slantTongue = (x: number) => (px: number) => 3.2 - Math.abs(px - x + 1) * 0.5

function paintTeeth(canvas: Canvas, y: number, length: number, width: number): void {
  const count = Math.floor(26 / width)
  const from = 15 - (count * width) / 2
  for (let i = 0; i < count; i++) {
    const x = from + i * width
    const long = i === 0 || i === count - 1 ? length * 1.25 : i % 2 === 0 ? length : length * 0.75
    const tooth = polygon([
      [x, y],
      [x + width, y],
      [x + width / 2, y + long],
    ])
    canvas.fill(tooth, 'bone', (px) => (px < x + width * 0.55 ? 4 : 2), { clip: 'over' })
  }
}

function paintBox(canvas: Canvas, light: Light, plan: ChestPlan, top: number): void {
  const body = rect(1, top, 28, 29 - top)
  const across = light.upright(-6, 36, [1.2, 2.9])
  canvas.fill(body, plan.wood, (x, y) => across(x, y) - (y > 24 ? 0.6 : 0))
  addGrain(canvas, body, plan.salt, 'lying', 0.04)
  for (let y = top + 5; y < 27; y += 5) canvas.shade(rect(1, y, 28, 1), -1)
  for (const x of plan.straps) paintStrap(canvas, light, plan, rect(x, top, 3, 29 - top))
  canvas.fill(rect(1, 27, 28, 2), plan.metal, (x) => across(x, 0) - 0.6)
}

function paintLid(canvas: Canvas, light: Light, plan: ChestPlan, top: number, bottom: number): void {
  const lid = intersect(roundRect(1, top, 28, 40, plan.lidRound), rect(1, top, 28, bottom - top))
  const down = light.lying(top - 4, bottom + 6, [0.8, 3.9])
  const across = light.upright(-10, 40, [-0.5, 0.4])
  canvas.fill(lid, plan.wood, (x, y) => down(x, y) + across(x, y))
  addGrain(canvas, lid, plan.salt + 1, 'lying', 0.04)
  canvas.shade(rect(1, top + 4, 28, 1), -1)
  for (const x of plan.straps) paintStrap(canvas, light, plan, intersect(lid, rect(x, top, 3, bottom - top)))
  canvas.fill(intersect(lid, rect(1, bottom - 2, 28, 2)), plan.metal, (x) => 2.4 + across(x, 0))
}

function paintStrap(canvas: Canvas, light: Light, plan: ChestPlan, strap: Shape): void {
  const down = light.lying(strap.y0 - 6, strap.y1 + 4, [1.2, 3.9])
  canvas.fill(strap, plan.metal, (x, y) => down(x, y) - (x > strap.x0 + 2 ? 1 : 0))
  for (let y = strap.y0 + 1; y < strap.y1; y += 4)
    canvas.dot(Math.round(strap.x0) + 1, Math.round(y), plan.metal, 4)
}

function paintLock(canvas: Canvas, light: Light, plan: ChestPlan, top: number): void {
  const plate = roundRect(12, top, 6, 7, 1.5)
  canvas.fill(
    plate,
    plan.metal === 'iron' ? 'steel' : plan.metal,
    light.ball(14, top + 2, 5, 6, [1.6, 4.2]),
    {
      rim: true,
    },
  )
  canvas.ink(ellipse(15, top + 2.7, 1.1, 1.1))
  canvas.ink(rect(14.5, top + 3, 1, 2.4))
}
