import type { Canvas } from '../../canvas.js'
import type { Light } from '../../light.js'
import type { Material } from '../../materials.js'
import { path } from '../../path.js'
import type { Shape } from '../../shapes.js'
import { curve, ellipse, intersect, minus, polygon, rect, roundRect, stroke, union } from '../../shapes.js'
import { bevel } from '../../bevel.js'
import type { FigurePlan, Headgear } from './figure-plan.js'

type HeadPlan = Pick<
  FigurePlan,
  'head' | 'headCloth' | 'hair' | 'longHair' | 'skin' | 'beard' | 'trim' | 'accent'
>

/** Head, face, beard and what is on it; the middle of the head is (15, 9). */
export function paintHead(canvas: Canvas, light: Light, plan: HeadPlan, blink = false): void {
  const covered = plan.head === 'hood' || plan.head === 'helmet'
  if (plan.longHair && !covered && plan.head !== 'bald')
    canvas.fill(roundRect(8.4, 5, 13.2, 12, 4.6), plan.hair, light.upright(8, 22, [0.8, 3]), { rim: true })
  if (plan.skin === 'green') for (const side of [-1, 1]) paintEar(canvas, plan.skin, side)
  if (plan.head !== 'helmet') {
    const face = ellipse(15, 9.4, 5.8, 5.4)
    canvas.fill(face, plan.skin, light.ball(14.4, 8.6, 8, 7.6, [1.6, 4]), { rim: true })
    if (!covered)
      for (const x of [12.4, 16.6]) canvas.ink(blink ? rect(x - 0.3, 10.2, 1.8, 0.8) : rect(x, 9, 1.1, 2))
    canvas.shade(rect(14.4, 11.4, 1.4, 0.9), -1)
  }
  if (plan.beard && plan.head !== 'helmet') paintBeard(canvas, light, plan.hair)
  headgears[plan.head](canvas, light, plan)
}

function paintEar(canvas: Canvas, skin: Material, side: number): void {
  canvas.fill(
    polygon(path(`${15 + side * 4.6},8 ${15 + side * 10},6 ${15 + side * 5},12`)),
    skin,
    side < 0 ? 3 : 1,
    { rim: true },
  )
}

function paintBeard(canvas: Canvas, light: Light, hair: Material): void {
  const beard = polygon([
    ...path('9.8,10.4 12,12 15,11.6 18,12 20.2,10.4'),
    ...curve([20.2, 10.4], [20, 16], [15, 19], 6),
    ...curve([15, 19], [10, 16], [9.8, 10.4], 6),
  ])
  canvas.fill(beard, hair, light.ball(14, 11, 7, 8, [0.9, 3.6]), { rim: true })
  canvas.ink(rect(14, 12.8, 2, 0.9))
}

const top = (shape: Shape, y: number): Shape => intersect(shape, rect(0, -20, 40, 20 + y))

type PaintGear = (canvas: Canvas, light: Light, plan: HeadPlan) => void

const headgears: Readonly<Record<Headgear, PaintGear>> = {
  bald: () => undefined,
  hair: (canvas, light, { hair }) => {
    const cut = minus(
      union(top(ellipse(15, 8.6, 6.6, 6), 10.4)),
      polygon(path('11,8.6 13,7 15,8.4 17.6,6.6 19.4,9 19.4,12 11,12')),
    )
    canvas.fill(cut, hair, light.ball(14, 6, 7, 6, [0.9, 3.8]), { rim: true })
  },
  hood: (canvas, light, { headCloth }) => {
    const outer = polygon([
      ...curve([7.6, 15], [7, 3], [15, 2], 8),
      ...curve([15, 2], [23, 3], [22.4, 15], 8),
    ])
    const hole = ellipse(15, 10.4, 4.9, 4.7)
    canvas.fill(minus(outer, hole), headCloth, light.ball(15, 8, 8, 8, [0.8, 3.5]), { rim: true })
    canvas.ink(minus(hole, ellipse(15, 11.6, 4, 3.6)))
    for (const x of [12.6, 16.4]) canvas.ink(rect(x, 10, 1.1, 2))
  },
  wizard: (canvas, light, { headCloth, trim }) => {
    const cone = polygon([
      ...curve([9.4, 7], [12, 2], [14, -5], 5),
      ...curve([14, -5], [17, -6], [19, -3.6], 4),
      ...curve([19, -3.6], [18, 2], [20.6, 7], 5),
    ])
    canvas.fill(cone, headCloth, light.upright(9, 21, [0.8, 3.5]), { rim: true })
    canvas.fill(ellipse(15, 7, 9.4, 2.2), headCloth, light.upright(5, 25, [1, 3.6]), { rim: true })
    canvas.fill(
      { ...cone, inside: (x, y) => cone.inside(x, y) && y > 3.6 && y < 5.6 },
      trim,
      light.upright(9, 21, [1.4, 4]),
    )
    canvas.dot(14, 0, trim, 4)
  },
  brim: (canvas, light, { headCloth, accent }) => {
    canvas.fill(top(roundRect(10, 0.6, 10, 9, 3.4), 6.4), headCloth, light.upright(9, 21, [0.9, 3.5]), {
      rim: true,
    })
    canvas.fill(rect(10, 4.4, 10, 1.5), accent, 1.4)
    canvas.fill(ellipse(15, 6.6, 9.4, 1.9), headCloth, light.upright(5, 25, [1, 3.8]), { rim: true })
  },
  cap: (canvas, light, { headCloth, accent }) => {
    canvas.fill(top(ellipse(15, 7.4, 6.8, 6), 7), headCloth, light.ball(14, 6, 7, 6, [0.9, 3.6]), {
      rim: true,
    })
    canvas.fill(roundRect(8.4, 6, 13.2, 1.9, 0.9), headCloth, 1.4, { rim: true })
    canvas.fill(polygon(path('19,6 22.6,0 20.8,6')), accent, 3, { rim: true })
  },
  helmet: (canvas, light, { headCloth, accent }) => {
    canvas.fill(
      stroke(curve([15, 2.6], [17, -2.4], [22, 2.4]), [3, 3.6]),
      accent,
      light.ball(17, -1, 5, 5, [1, 3.4]),
      { rim: true },
    )
    const helm = union(top(ellipse(15, 9, 6.6, 6.6), 10), roundRect(8.4, 8, 13.2, 7, 2.4))
    canvas.fill(helm, headCloth, light.ball(14.4, 8, 7.6, 8, [0.8, 4.2]), { rim: true })
    bevel(canvas, light, helm, 0.9)
    canvas.ink(rect(10, 8.6, 10, 1.7))
    canvas.shade(rect(14.6, 3, 0.9, 5.4), 1)
    for (const x of [12, 14.6, 17.2]) canvas.inkLine(path(`${x},12 ${x},13.4`))
  },
  'open-helmet': (canvas, light, { headCloth, trim }) => {
    const metal: Material = headCloth === 'leather' || headCloth === 'brown' ? 'iron' : headCloth
    const helm = minus(
      union(top(ellipse(15, 8.6, 6.8, 6.8), 9), rect(8.2, 8, 13.6, 4.6)),
      roundRect(10.6, 7.6, 8.8, 8, 2),
    )
    canvas.fill(helm, metal, light.ball(14, 6, 8, 8, [0.8, 4.2]), { rim: true })
    canvas.fill(rect(14.4, 7, 1.3, 3.6), metal, 3, { rim: true })
    canvas.fill(rect(9, 6, 12, 1.2), trim, 3, { clip: 'over' })
  },
  crown: (canvas, light, { hair, accent }) => {
    headgears.hair(canvas, light, { hair } as HeadPlan)
    canvas.fill(
      polygon(path('9,6 9,0 12,3 15,-1 18,3 21,0 21,6')),
      'gold',
      light.upright(8, 22, [1.4, 4.2]),
      { rim: true },
    )
    canvas.fill(rect(14, 3, 2, 2), accent, 3)
  },
  chef: (canvas, light) => {
    canvas.fill(
      union(ellipse(11, 2, 3.8, 3.2), ellipse(19, 2, 3.8, 3.2), ellipse(15, 0.6, 4.4, 3.8)),
      'white',
      light.ball(14, 1, 8, 5, [1, 4.2]),
      { rim: true },
    )
    canvas.fill(rect(10, 3, 10, 4), 'white', light.upright(9, 21, [1.2, 4]), { rim: true })
  },
  turban: (canvas, light, { headCloth, accent }) => {
    const wrap = top(ellipse(15, 6.4, 7.4, 6), 8)
    canvas.fill(wrap, headCloth, light.ball(14, 5, 8, 6, [0.9, 3.7]), { rim: true })
    canvas.shade(stroke(path('8,7 16,2 20,1'), 1), -1)
    canvas.shade(stroke(path('12,8 20,4'), 1), -1)
    canvas.fill(ellipse(15, 5.4, 1.3, 1.3), accent, 4, { rim: true })
  },
  bandana: (canvas, light, { headCloth, hair }) => {
    canvas.fill(
      top(ellipse(15, 8.4, 6.4, 5.8), 7.4),
      hair === headCloth ? 'red' : headCloth,
      light.ball(14, 6, 7, 6, [0.9, 3.4]),
      { rim: true },
    )
    canvas.fill(polygon(path('20,6 24,5 23,8 24.6,10 20.6,8')), headCloth, 2, { rim: true })
  },
}
