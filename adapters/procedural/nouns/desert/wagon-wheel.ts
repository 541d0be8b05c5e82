import type { Canvas } from '../../canvas.js'
import type { Noun, PaintContext } from '../../noun.js'
import type { Point } from '../../shapes.js'
import { curve, ellipse, intersect, minus, polygon, rect, stroke } from '../../shapes.js'
import { addSpeckle } from '../../textures.js'

export const wagonWheel: Noun = {
  names: ['wheel', 'wagon wheel', 'cart wheel', 'cartwheel', 'spoked wheel'],
  frame: { width: 30, height: 30 },
  mirrors: true,
  paint: (canvas, context) => {
    const { random, has } = context
    const buried = has('buried', 'sunken', 'sand')
    const radius = 13.4
    const squeeze = random.pick([1, 0.94, 0.8, 0.7])
    const spokes = random.pick([8, 8, 10])
    const missing = has('broken') || buried ? random.int(1, spokes - 1) : -1
    const centre: Point = [15, buried ? random.pick([14.5, 16]) : 15]
    paintWheel(canvas, context, { centre, rx: radius * squeeze, ry: radius, spokes, missing })
    if (buried) paintSand(canvas, context)
  },
}

export interface Wheel {
  readonly centre: Point
  readonly rx: number
  readonly ry: number
  readonly spokes: number
  /** Index of a spoke that is gone, -1 = none. */
  readonly missing: number
}

/** A spoked wooden wheel seen from the side, with an iron tyre when it is large enough to show one. */
export function paintWheel(canvas: Canvas, { light }: PaintContext, wheel: Wheel): void {
  const { centre, rx, ry, spokes } = wheel
  const [cx, cy] = centre
  const thick = Math.max(1.7, ry * 0.22)
  for (let i = 0; i < spokes; i++) {
    const angle = ((i + 0.5) / spokes) * 2 * Math.PI
    const reach = i === wheel.missing ? 0.42 : 1 - thick / 2 / ry
    const to: Point = [cx + Math.cos(angle) * rx * reach, cy + Math.sin(angle) * ry * reach]
    canvas.line([centre, to], 'wood', 2 + (Math.sin(angle) < 0 ? 1 : 0), Math.max(1, ry * 0.13), {
      rim: true,
    })
  }
  const outer = ellipse(cx, cy, rx, ry)
  const ring = minus(outer, ellipse(cx, cy, Math.max(1, rx - thick), ry - thick))
  const lit = light.ball(cx, cy, rx * 1.05, ry * 1.05, [0.8, 3.6])
  canvas.fill(ring, 'wood', (x, y) => lit(x, y), { rim: true })
  if (ry > 9) {
    const tyre = minus(outer, ellipse(cx, cy, rx - 1, ry - 1))
    canvas.fill(tyre, 'iron', (x, y) => lit(x, y) * 0.9)
  }
  const hub = Math.max(1.6, ry * 0.26)
  canvas.fill(
    ellipse(cx, cy, hub * Math.min(1, rx / ry + 0.1), hub),
    'wood',
    light.ball(cx, cy, hub, hub, [1, 4]),
    { rim: true },
  )
  if (ry > 6) canvas.ink(ellipse(cx, cy, hub * 0.32, hub * 0.32))
}

function paintSand(canvas: Canvas, { random }: PaintContext): void {
  const level = random.pick([18.5, 20, 21.5])
  const slope = random.pick([-2.5, 1.5, 3])
  const crest = random.range(8, 22)
  const surface = [
    ...curve([0.6, 28], [crest - 9, level - slope], [crest, level], 8),
    ...curve([crest, level], [crest + 6, level + slope], [29.4, 28], 8),
  ]
  const mound = polygon([...surface, [27, 30], [3, 30]])
  canvas.fill(mound, 'sand', (_x, y) => (y < level + 2.6 ? 3.4 : y < level + 5.4 ? 2.6 : 2), {
    rim: true,
    dither: 0.2,
  })
  addSpeckle(canvas, intersect(mound, rect(0, level + 3, 30, 12)), random.int(0, 99), 0.05)
  canvas.shade(intersect(mound, stroke(curve([5, 27.5], [12, 25], [19, 27.5]), 1)), -1, 'sand')
}
