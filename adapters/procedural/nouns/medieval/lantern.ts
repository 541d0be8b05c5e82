import type { Canvas } from '../../canvas.js'
import type { Noun, PaintContext } from '../../noun.js'
import { path } from '../../path.js'
import type { Shape } from '../../shapes.js'
import { arc, ellipse, polygon, rect, roundRect } from '../../shapes.js'
import { flameShape } from './flame.js'

/** Whether a light burns: "lit and unlit" leaves it to the seed, no word at all means lit. */
export function burns({ has, random }: Pick<PaintContext, 'has' | 'random'>): boolean {
  const dark = has('unlit', 'dark', 'cold', 'extinguished', 'off')
  const lit = has('lit', 'burning', 'glowing', 'flickering')
  const guess = random.chance()
  return dark && lit ? guess : !dark
}

/** Drawn for 16 pixels: a unit is a pixel there. */
export const lantern: Noun = {
  names: ['lantern', 'brass lantern', 'hand lantern', 'storm lantern'],
  frame: { width: 15, height: 15 },
  paint: (canvas, context) => {
    const { random, has, accent, light } = context
    const lit = burns(context)
    const metal = accent ?? (has('iron', 'steel') ? 'iron' : has('rusty') ? 'rust' : 'brass')
    const body = random.pick(['straight', 'bulged', 'tapered', 'round'] as const)
    const cap = random.pick(['cone', 'dome', 'flat'] as const)
    const half = random.range(3.2, 4.7)
    const handle = random.range(1.4, 2.8)
    const bars = random.pick([1, 2])
    const glass = glassShape(body, half - 0.6)
    canvas.line(arc(7.5, 2.6, handle, 2.2, 180, 360), metal, 2, 0.9)
    paintGlass(canvas, context, glass, lit)
    canvas.shade(ring(glass), -2)
    const shine = light.upright(7.5 - half, 7.5 + half, [0.4, 3])
    for (let i = 1; i <= bars; i++) {
      const x = 7.5 - half + 0.6 + ((half * 2 - 1.2) * i) / (bars + 1)
      canvas.fill(rect(x - 0.4, 5, 0.8, 6), metal, lit ? 1 : 2, { clip: 'over' })
    }
    const roofs: Readonly<Record<typeof cap, Shape>> = {
      cone: polygon(path(`7,2.4 8,2.4 ${8.5 + half},5.4 ${6.5 - half},5.4`)),
      dome: roundRect(7.5 - half, 2.6, half * 2, 6, 3),
      flat: polygon(
        path(`5.8,2.6 9.2,2.6 ${8.1 + half},4.2 ${8.1 + half},5.4 ${6.9 - half},5.4 ${6.9 - half},4.2`),
      ),
    }
    canvas.fill({ ...roofs[cap], inside: (x, y) => y < 5.4 && roofs[cap].inside(x, y) }, metal, shine)
    canvas.fill(rect(6.9 - half, 4.5, half * 2 + 1.2, 1), metal, (x) => shine(x, 0) + 0.8)
    canvas.fill(rect(7.5 - half, 11, half * 2, 1), metal, (x) => shine(x, 0) + 0.6)
    canvas.fill(rect(6.9 - half, 12, half * 2 + 1.2, 1.4), metal, (x) => shine(x, 0) - 0.5)
  },
}

/** The outermost units of a shape: the dark setting around the pane. */
function ring(shape: Shape): Shape {
  return {
    ...shape,
    inside: (x, y) => shape.inside(x, y) && !(shape.inside(x - 1, y) && shape.inside(x + 1, y)),
  }
}

function glassShape(body: 'straight' | 'bulged' | 'tapered' | 'round', half: number): Shape {
  if (body === 'bulged') return roundRect(7.5 - half - 0.5, 5, half * 2 + 1, 6.4, 2)
  if (body === 'round') return ellipse(7.5, 8.2, half + 0.4, 3.6)
  if (body === 'tapered')
    return polygon(path(`${8.1 - half},5 ${6.9 + half},5 ${7.9 + half},11.4 ${7.1 - half},11.4`))
  return rect(7.5 - half, 5, half * 2, 6.4)
}

function paintGlass(canvas: Canvas, { light }: PaintContext, glass: Shape, lit: boolean): void {
  if (lit) {
    canvas.fill(glass, 'fire', (x, y) => 3.9 - Math.hypot(x - 7.5, y - 8.6) * 0.42)
    canvas.fill(flameShape(7.5, 10.6, 3, 4.6, 0), 'fire', 4)
    return
  }
  canvas.fill(glass, 'glass', light.ball(7.5, 8, 5, 5, [0, 2.2]))
  canvas.line(path('7.5,9.5 7.5,10.9'), 'charcoal', 1)
  const side = light.side > 0 ? 1 : -1
  canvas.line(
    [
      [7.5 + side * 2, 6.4],
      [7.5 + side * 2, 8.4],
    ],
    'glass',
    4,
    0.8,
  )
}
