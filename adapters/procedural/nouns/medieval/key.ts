import { bevel } from '../../bevel.js'
import type { Canvas } from '../../canvas.js'
import type { Material } from '../../materials.js'
import type { Noun, PaintContext } from '../../noun.js'
import { path } from '../../path.js'
import type { Shape } from '../../shapes.js'
import { ellipse, minus, polygon, rect, turned, union } from '../../shapes.js'
import { slant } from '../../slant.js'
import { addSpeckle } from '../../textures.js'

/** The key stands upright, bow at the top, and is turned about the middle of the frame. */
const middle = [15, 15] as const

function bowShape(kind: string): Shape {
  if (kind === 'trefoil') {
    const leaves = [ellipse(15, -0.4, 4, 4), ellipse(10.8, 5, 4, 4), ellipse(19.2, 5, 4, 4)]
    const holes = [ellipse(15, -0.4, 1.8, 1.8), ellipse(10.8, 5, 1.8, 1.8), ellipse(19.2, 5, 1.8, 1.8)]
    return union(minus(union(...leaves), ...holes), ellipse(15, 4.2, 2, 2))
  }
  if (kind === 'diamond')
    return minus(
      polygon(path('15,-4.4 21.6,2.6 15,9.6 8.4,2.6')),
      polygon(path('15,-0.6 18,2.6 15,5.8 12,2.6')),
    )
  if (kind === 'heart') {
    const lobes = (r: number, y: number) =>
      union(
        ellipse(11.8, y, r, r),
        ellipse(18.2, y, r, r),
        polygon(path(`${11.8 - r},${y + 0.8} ${18.2 + r},${y + 0.8} 15,${y + r * 2.1}`)),
      )
    return minus(lobes(4.4, 0.6), lobes(1.7, 1))
  }
  return minus(ellipse(15, 2.4, 6.6, 6.6), ellipse(15, 2.4, 3.3, 3.3))
}

function boneBow(): Shape {
  return union(ellipse(11, 0.6, 4.2, 4.2), ellipse(19, 0.6, 4.2, 4.2), polygon(path('9,2 21,2 17,9 13,9')))
}

export const key: Noun = {
  names: ['key', 'rusty key', 'silver key', 'bone key', 'dungeon key'],
  frame: { width: 30, height: 30 },
  mirrors: true,
  paint: (canvas, context) => {
    const { random, has, accent } = context
    const bow = random.pick(['ring', 'trefoil', 'diamond', 'heart'])
    const tooth = random.pick(['two', 'three', 'flag', 'comb'] as const)
    const tilt = random.range(34, 56)
    const collar = random.chance(0.7)
    const rusty = has('rusty', 'rusted', 'old')
    const material: Material = has('bone')
      ? 'bone'
      : rusty
        ? 'rust'
        : has('silver', 'steel')
          ? 'steel'
          : has('iron')
            ? 'iron'
            : has('brass', 'bronze')
              ? 'brass'
              : (accent ?? 'gold')
    const place = (shape: Shape) => turned(shape, middle, tilt)
    const head = has('bone') ? boneBow() : bowShape(bow)
    const whole = union(rect(13.4, 6.4, 3.2, 26), head, bitShape(tooth, has('bone')))
    paintKey(canvas, context, place(whole), material)
    if (collar) canvas.fill(place(rect(12.2, 9.6, 5.6, 2.4)), material, 4, { rim: true })
    if (rusty) addSpeckle(canvas, place(whole), random.int(0, 999), 0.22)
    if (has('bone')) {
      canvas.ink(place(ellipse(13, 2.6, 1.4, 1.6)))
      canvas.ink(place(ellipse(17.4, 2.6, 1.4, 1.6)))
    }
  },
}

function bitShape(tooth: 'two' | 'three' | 'flag' | 'comb', knuckle: boolean): Shape {
  const teeth = {
    two: [rect(16, 24, 5.4, 2.8), rect(16, 29, 4.2, 2.8)],
    three: [rect(16, 21, 4, 2.2), rect(16, 25, 5.6, 2.2), rect(16, 29.4, 4.4, 2.4)],
    flag: [minus(rect(16, 23.6, 6.6, 8), rect(18.6, 26.6, 4.4, 2.2))],
    comb: [rect(9, 24, 4.6, 2.6), rect(16, 24, 5, 2.6), rect(16, 29, 5, 2.6)],
  }[tooth]
  return knuckle ? union(...teeth, ellipse(15, 32, 2.4, 1.8)) : union(...teeth)
}

function paintKey(canvas: Canvas, { light }: PaintContext, shape: Shape, material: Material): void {
  canvas.fill(shape, material, slant(light, shape, [1.4, 3.4]))
  bevel(canvas, light, shape)
}
