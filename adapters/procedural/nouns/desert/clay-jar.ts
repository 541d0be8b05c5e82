import type { Canvas } from '../../canvas.js'
import type { Noun, PaintContext } from '../../noun.js'
import type { Point, Shape } from '../../shapes.js'
import { arc, curve, ellipse, intersect, polygon, rect, stroke, union } from '../../shapes.js'
import { crackPoints } from '../../textures.js'

interface Jar {
  readonly neck: number
  readonly lip: number
  readonly belly: number
  /** Height of the widest place. */
  readonly bellyY: number
  readonly foot: number
  readonly top: number
  readonly handles: 0 | 1 | 2
}

/** Amphora, storage jar, round pot, jug, tall jar. */
const jars: readonly Jar[] = [
  { neck: 3, lip: 4.4, belly: 9, bellyY: 14, foot: 3.4, top: 2, handles: 2 },
  { neck: 6, lip: 7.4, belly: 11, bellyY: 16, foot: 6, top: 5, handles: 0 },
  { neck: 4.5, lip: 6, belly: 11, bellyY: 19, foot: 6, top: 6, handles: 2 },
  { neck: 3.6, lip: 4.6, belly: 9.5, bellyY: 19, foot: 5.5, top: 3, handles: 1 },
  { neck: 5, lip: 6, belly: 8, bellyY: 13, foot: 4.5, top: 2, handles: 0 },
]

const cx = 15

export const clayJar: Noun = {
  names: ['jar', 'clay jar', 'clay pot', 'pot of clay', 'vase', 'urn', 'amphora', 'jug', 'pitcher'],
  frame: { width: 30, height: 30 },
  mirrors: true,
  paint: (canvas, context) => {
    const { random, has, light, accent } = context
    const shape = random.pick(jars)
    const jar: Jar = {
      ...shape,
      belly: shape.belly + random.range(-1.4, 1),
      bellyY: shape.bellyY + random.range(-2, 2),
      foot: shape.foot + random.range(-0.6, 1.2),
      lip: shape.lip + random.range(-0.4, 0.8),
    }
    const material = accent ?? 'clay'
    const body = jarShape(jar)
    if (jar.handles > 0) paintHandles(canvas, jar)
    const lit = light.upright(cx - jar.belly, cx + jar.belly, [0.7, 4])
    canvas.fill(
      body,
      material,
      (x, y) => lit(cx + ((x - cx) * jar.belly) / widthAt(jar, y), y) + (y < jar.bellyY ? 0.25 : -0.3),
      { rim: true },
    )
    const pattern = random.pick(['zigzag', 'bands', 'dots', 'plain', 'dipped'] as const)
    paintPattern(canvas, jar, body, pattern)
    paintMouth(canvas, jar, material)
    if (has('cracked', 'broken', 'shattered', 'chipped')) paintDamage(canvas, context, jar, material)
    else if (random.chance(0.3))
      canvas.fill(
        union(ellipse(cx, jar.top - 0.5, jar.lip - 1, 2), rect(cx - 1, jar.top - 4, 2, 3)),
        'paleWood',
        light.ball(cx, jar.top, jar.lip, 4, [1.5, 4]),
        { rim: true },
      )
  },
}

function widthAt(jar: Jar, y: number): number {
  const shoulder = jar.top + 5
  if (y < shoulder) return jar.neck + 0.5
  const ease = (t: number): number => Math.sin((Math.min(1, Math.max(0, t)) * Math.PI) / 2)
  if (y < jar.bellyY)
    return jar.neck + (jar.belly - jar.neck) * ease((y - shoulder + 1) / (jar.bellyY - shoulder + 1))
  return (
    jar.foot +
    (jar.belly - jar.foot) * Math.cos((((y - jar.bellyY) / (28.5 - jar.bellyY)) * Math.PI) / 2) ** 0.8
  )
}

function jarShape(jar: Jar): Shape {
  const box = rect(cx - jar.belly - 1, jar.top, 2 * jar.belly + 2, 29 - jar.top)
  return { ...box, inside: (x, y) => box.inside(x, y) && Math.abs(x - cx) < widthAt(jar, y) }
}

function paintHandles(canvas: Canvas, jar: Jar): void {
  const sides = jar.handles === 2 ? ([-1, 1] as const) : ([1] as const)
  for (const side of sides) {
    const from: Point = [cx + side * jar.neck, jar.top + 2]
    const to: Point = [cx + side * (jar.belly - 1), jar.bellyY - 1]
    canvas.fill(
      stroke(curve(from, [cx + side * (jar.belly + 4), jar.top], to, 10), 2),
      'clay',
      side < 0 ? 3 : 2,
    )
  }
}

/** Bands follow the round body: lower in the middle than at the sides. */
function band(y: number, height: number, body: Shape): Shape {
  const ring = polygon([
    ...curve([cx - 13, y], [cx, y + 2.4], [cx + 13, y], 8),
    ...curve([cx + 13, y + height], [cx, y + height + 2.4], [cx - 13, y + height], 8),
  ])
  return intersect(ring, body)
}

function paintPattern(canvas: Canvas, jar: Jar, body: Shape, pattern: string): void {
  const y = jar.bellyY - 2
  if (pattern === 'bands') for (const at of [y - 2, y + 3]) canvas.fill(band(at, 1.4, body), 'cloth', 3)
  if (pattern === 'dipped')
    canvas.fill(intersect(body, band(jar.top + 4, y - jar.top, body)), 'teal', (x) => (x < cx + 2 ? 2 : 1))
  if (pattern === 'dots')
    for (let i = -3; i <= 3; i++)
      canvas.fill(intersect(body, rect(cx + i * 3 - 1, y + 1 + (Math.abs(i) < 2 ? 1 : 0), 2, 2)), 'cloth', 3)
  if (pattern !== 'zigzag') return
  for (const at of [y - 2, y + 5]) canvas.shade(band(at, 1, body), -2)
  const points: Point[] = []
  for (let x = -jar.belly, up = 0; x <= jar.belly; x += 2.5, up++)
    points.push([cx + x, y + (up % 2 === 0 ? 1 : 4) + 0.6])
  canvas.fill(intersect(body, stroke(points, 1.2)), 'cloth', 3)
}

function paintMouth(canvas: Canvas, jar: Jar, material: PaintContext['accent'] & string): void {
  canvas.fill(ellipse(cx, jar.top + 0.6, jar.lip, 2), material, (x) => (x < cx ? 4 : 3), { rim: true })
  canvas.ink(ellipse(cx, jar.top + 0.6, jar.lip - 1.3, 1))
}

/** A piece out of the rim, a hole with rays of cracks, and a shard on the ground. */
function paintDamage(
  canvas: Canvas,
  { random }: PaintContext,
  jar: Jar,
  material: PaintContext['accent'] & string,
): void {
  const side = random.sign()
  const x = cx + side * jar.lip * 0.5
  canvas.erase(
    polygon([
      [x - 3, jar.top - 4],
      [x + 4, jar.top - 4],
      [x + 2.4, jar.top + 3],
      [x, jar.top + 2],
      [x - 1.4, jar.top + 5],
    ]),
  )
  const hole: Point = [cx - side * random.range(1, 4), jar.bellyY + random.range(0, 3)]
  const points = [0, 60, 130, 190, 250, 310].map(
    (angle, i) => arc(hole[0], hole[1], i % 2 === 0 ? 3.6 : 2.2, i % 2 === 0 ? 3.4 : 2, angle, angle)[0]!,
  )
  canvas.ink(polygon(points))
  canvas.inkLine(crackPoints([x - 1, jar.top + 3], [hole[0], hole[1] - 2], random, 3))
  canvas.inkLine(
    crackPoints([hole[0] + side * 2, hole[1] + 1], [cx + side * jar.belly * 0.7, jar.bellyY + 7], random, 3),
  )
  canvas.inkLine(crackPoints([hole[0], hole[1] + 2], [hole[0] - side * 2, 27], random, 3))
  const shard = cx + side * (jar.foot + 3)
  canvas.fill(
    polygon([
      [shard - 3, 29],
      [shard - 1, 25.5],
      [shard + 3, 27],
      [shard + 4, 29],
    ]),
    material,
    3,
    { rim: true },
  )
}
