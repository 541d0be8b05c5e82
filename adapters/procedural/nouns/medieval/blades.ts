import { bevel } from '../../bevel.js'
import type { Canvas } from '../../canvas.js'
import type { Noun, PaintContext } from '../../noun.js'
import { path } from '../../path.js'
import type { Point, Shape } from '../../shapes.js'
import { curve, ellipse, intersect, polygon, rect, roundRect, turned, union } from '../../shapes.js'

/** Blades stand upright with the point at the top and are turned about the middle of the frame. */
const middle = [15, 15] as const

const outlines: Readonly<Record<string, Shape>> = {
  straight: polygon(path('15,-5 17.6,-1 17.6,23 12.4,23 12.4,-1')),
  broad: polygon(path('15,-5 18.6,0 17.8,23 12.2,23 11.4,0')),
  leaf: polygon([...curve([15, -5], [21, 6], [16.6, 23]), ...curve([13.4, 23], [9, 6], [15, -5])]),
  sabre: polygon([...curve([11, -5], [20.5, 4], [17, 23]), ...curve([12.6, 23], [14.6, 6], [11, -5])]),
  rapier: polygon(path('15,-6 16.6,-3 16.8,23 13.2,23 13.4,-3')),
  short: polygon(path('15,3 17.8,7 17.4,22 12.6,22 12.2,7')),
  curved: polygon([...curve([10.5, 3], [20, 9], [17.4, 22]), ...curve([12.6, 22], [13.4, 11], [10.5, 3])]),
}

export const sword: Noun = {
  names: ['sword', 'blade', 'longsword', 'sabre', 'saber', 'scimitar', 'rapier', 'katana', 'broadsword'],
  frame: { width: 30, height: 30 },
  mirrors: true,
  paint: (canvas, context) => {
    const { random, has } = context
    const any = random.pick(['straight', 'broad', 'leaf', 'rapier', 'straight', 'sabre'])
    const kind = has('sabre', 'saber', 'scimitar', 'katana', 'curved')
      ? 'sabre'
      : has('rapier')
        ? 'rapier'
        : any
    paintBlade(canvas, context, outlines[kind]!, random.pick([0, 1, 2, 3]))
  },
}

export const dagger: Noun = {
  names: ['dagger', 'knife', 'dirk', 'shiv', 'throwing knife', 'letter opener'],
  frame: { width: 30, height: 30 },
  mirrors: true,
  paint: (canvas, context) => {
    const kind = context.random.pick(['short', 'curved', 'short'])
    paintBlade(canvas, context, outlines[kind]!, context.random.pick([0, 1, 2, 3]))
  },
}

function paintBlade(canvas: Canvas, context: PaintContext, blade: Shape, guard: number): void {
  const { random, light, has, accent } = context
  const tilt = random.range(36, 54)
  const metal = has('gold', 'golden')
    ? 'gold'
    : has('rusty')
      ? 'rust'
      : has('bone')
        ? 'bone'
        : has('wooden')
          ? 'paleWood'
          : (accent ?? 'steel')
  const trim = random.pick(['gold', 'brass', 'iron', 'gold'] as const)
  const grip = random.pick(['leather', 'red', 'blue', 'purple'] as const)
  const gem = random.chance(0.5)
  const place = (shape: Shape) => turned(shape, middle, tilt)
  const whole = place(blade)
  // The two faces of the blade meet at the ridge: the one towards the light is bright.
  canvas.fill(whole, metal, 3.4)
  canvas.fill(intersect(whole, place(rect(15, -8, 10, 40))), metal, 2)
  bevel(canvas, light, whole, 0.9)
  if (random.chance(0.5)) canvas.fill(place(rect(14.5, 4, 1, 16)), metal, 1)
  canvas.fill(place(rect(13.6, 23, 2.8, 10)), grip, 2, { rim: true })
  for (let y = 24.5; y < 32; y += 3) canvas.fill(place(rect(13.6, y, 2.8, 1.2)), grip, 1)
  const cross = place(guardShape(guard))
  canvas.fill(cross, trim, 2.6, { rim: true })
  bevel(canvas, light, cross, 1)
  const pommel: Point = [15, 34]
  const knob = place(ellipse(pommel[0], pommel[1], 2.6, 2.6))
  canvas.fill(knob, gem ? 'red' : trim, 2.6, { rim: true })
  bevel(canvas, light, knob, 1.2)
}

function guardShape(guard: number): Shape {
  if (guard === 0) return roundRect(8, 21.4, 14, 3, 1.4)
  if (guard === 1)
    return union(
      polygon(path('8,18.4 10,21 20,21 22,18.4 22,22 19.4,24.4 10.6,24.4 8,22')),
      ellipse(15, 22.6, 2, 2),
    )
  if (guard === 2)
    return union(roundRect(9, 21.6, 12, 2.8, 1.4), ellipse(8.6, 23, 2, 2), ellipse(21.4, 23, 2, 2))
  return ellipse(15, 22.8, 6, 2)
}
