import type { Canvas } from '../../canvas.js'
import type { Noun, PaintContext } from '../../noun.js'
import type { Point, Shape } from '../../shapes.js'
import { curve, ellipse, intersect, polygon, rect, roundRect, stroke, union } from '../../shapes.js'

interface Barrel {
  /** Half the width at the ends, and how much the middle bulges beyond it. */
  readonly half: number
  readonly bulge: number
  readonly top: number
  readonly bottom: number
}

const cx = 13
const lip = 3

export const barrel: Noun = {
  names: ['barrel', 'cask', 'keg'],
  frame: { width: 26, height: 30 },
  paint: (canvas, context) => {
    const { random, has } = context
    const filled = random.chance()
    const swell = random.range(1.5, 4)
    const height = random.pick([24, 26, 28])
    const half = random.pick([8.5, 9.5, 10.5])
    // The widest row stays inside a pixel, else the belly ends in a single pixel that looks like a mistake.
    const bulge = Math.round(half + swell) + 0.3 - half
    const form: Barrel = { half, bulge, top: 30 - height, bottom: 29 }
    const hoops = random.pick([2, 3] as const)
    const staves = random.pick([3, 4, 5])
    const tap = random.chance(0.35)
    const ladle = random.chance(0.4)
    const broken = has('broken', 'smashed', 'cracked', 'destroyed')
    const open = has('water', 'open', 'rain') || (filled && !has('closed', 'sealed'))
    paintBody(canvas, context, form, staves, hoops)
    paintTop(canvas, form, broken ? 'hole' : open ? 'water' : 'lid', ladle)
    if (tap) paintTap(canvas, form)
    if (broken) paintDamage(canvas, form)
  },
}

function side({ half, bulge, top, bottom }: Barrel, sign: -1 | 1): Point[] {
  return curve(
    [cx + sign * half, top + lip],
    [cx + sign * (half + bulge * 2), (top + bottom) / 2],
    [cx + sign * half, bottom - 2],
  )
}

function paintBody(
  canvas: Canvas,
  { light }: PaintContext,
  form: Barrel,
  staves: number,
  hoops: 2 | 3,
): void {
  const { half, bulge, top, bottom } = form
  const body = union(
    polygon([...side(form, -1), ...side(form, 1).reverse()]),
    ellipse(cx, bottom - 2, half, 2.4),
  )
  const round = light.upright(cx - half - bulge, cx + half + bulge, [0.7, 3.4])
  canvas.fill(body, 'wood', round)
  for (let i = 1; i < staves * 2; i++) {
    const t = i / staves - 1
    const seam = curve(
      [cx + t * half, top + lip],
      [cx + t * (half + bulge * 2), (top + bottom) / 2],
      [cx + t * half, bottom],
    )
    canvas.shade(stroke(seam, 0.9), -1, 'wood')
  }
  for (const t of hoops === 2 ? [0.2, 0.78] : [0.14, 0.5, 0.86])
    canvas.fill(hoop(form, body, t), 'iron', (x, y) => Math.max(1.5, round(x, y) * 0.9 + 0.4))
}

/** Wider than the barrel and cut to it, so that the iron reaches the outline on both sides. */
function hoop({ half, bulge, top, bottom }: Barrel, body: Shape, t: number): Shape {
  const y = top + lip + (bottom - top - lip) * t
  const reach = half + bulge + 2
  const upper = curve([cx - reach, y], [cx, y + 3], [cx + reach, y])
  const lower = curve([cx + reach, y + 2.4], [cx, y + 5.4], [cx - reach, y + 2.4])
  return intersect(polygon([...upper, ...lower]), body)
}

function paintTop(
  canvas: Canvas,
  { half, top }: Barrel,
  content: 'water' | 'lid' | 'hole',
  ladle: boolean,
): void {
  const y = top + lip
  canvas.fill(ellipse(cx, y, half, lip), 'wood', 4, { rim: true })
  const inner = ellipse(cx, y, half - 1.6, lip - 1.2)
  if (content === 'hole') {
    canvas.ink(inner)
    return
  }
  if (content === 'lid') {
    canvas.fill(inner, 'wood', 3, { rim: true })
    for (const x of [cx - 2, cx + 3])
      canvas.line(
        [
          [x, y - 2],
          [x, y + 2],
        ],
        'wood',
        1,
        1,
        { clip: 'over' },
      )
    return
  }
  canvas.fill(inner, 'water', 2, { rim: true })
  canvas.fill(ellipse(cx - 2, y - 0.4, half * 0.4, 0.8), 'water', 4)
  if (ladle)
    canvas.line(
      [
        [cx + 3, y],
        [cx + 7, top - 3],
      ],
      'paleWood',
      3,
    )
}

function paintTap(canvas: Canvas, { bottom }: Barrel): void {
  canvas.fill(rect(cx - 1, bottom - 8, 3, 2), 'brass', 3, { rim: true })
  canvas.fill(roundRect(cx - 0.5, bottom - 7, 2, 4, 0.5), 'brass', 2, { rim: true })
}

/** Staves torn out at one side of the top, and a hole in the belly. */
function paintDamage(canvas: Canvas, { half, top }: Barrel): void {
  const left = cx - half - 5
  canvas.erase(
    polygon([
      [left, top - 2],
      [cx + 2, top - 2],
      [cx - 1, top + 6],
      [cx - 4, top + 4],
      [cx - 6, top + 11],
      [cx - 8, top + 8],
      [left, top + 13],
    ]),
  )
  canvas.ink(
    polygon([
      [cx + 2, top + 12],
      [cx + 6, top + 11],
      [cx + 5, top + 20],
      [cx + 3, top + 17],
    ]),
  )
}
