import type { Canvas } from '../../canvas.js'
import type { Material } from '../../materials.js'
import type { Noun, PaintContext } from '../../noun.js'
import { ellipse, intersect, minus, polygon, rect, roundRect, union } from '../../shapes.js'
import { addGrain } from '../../textures.js'

export const marketStall: Noun = {
  names: ['stall', 'market stall', 'market stand', 'shop stall', 'booth', 'bazaar'],
  frame: { width: 60, height: 60 },
  mirrors: true,
  paint: (canvas, context) => {
    const { random } = context
    const stripe = context.accent ?? random.pick<Material>(['brick', 'teal', 'brick', 'blue'])
    const roof = random.pick(['slope', 'slope', 'peak'] as const)
    const counterY = random.pick([37, 39])
    const posts = random.pick([
      [6, 51],
      [8, 49],
    ] as const)
    for (const x of posts) {
      canvas.fill(rect(x, 14, 3, 45), 'wood', context.light.upright(x, x + 3, [1, 3.4]))
      canvas.fill(rect(x + (x < 30 ? 6 : -5), 16, 2, 30), 'darkWood', 1)
    }
    paintBack(canvas, context, posts, counterY)
    paintCounter(canvas, context, counterY)
    paintGoods(canvas, context, counterY)
    paintFloorGoods(canvas, context)
    paintAwning(canvas, context, stripe, roof)
  },
}

/** Something hangs under the roof, so that the stall is no empty frame. */
function paintBack(
  canvas: Canvas,
  { random, light }: PaintContext,
  posts: readonly [number, number],
  counterY: number,
): void {
  const kind = random.pick(['cloth', 'hanging', 'shelf'] as const)
  const [left, right] = [posts[0] + 3, posts[1]]
  canvas.fill(rect(left, 20, right - left, counterY - 18), 'darkWood', 0)
  if (kind === 'cloth')
    canvas.fill(rect(left + 3, 20, right - left - 6, counterY - 21), 'leather', (x) =>
      Math.floor(x / 4) % 2 === 0 ? 2 : 1,
    )
  if (kind === 'shelf') {
    canvas.fill(rect(left, 31, right - left, 2), 'wood', 2)
    for (let x = left + 3; x < right - 4; x += 7) {
      const tall = random.int(4, 7)
      canvas.fill(
        roundRect(x, 31 - tall, 5, tall, 1.6),
        random.pick<Material>(['clay', 'teal', 'cloth']),
        light.upright(x, x + 5, [1, 4]),
        { rim: true },
      )
    }
  }
  if (kind === 'hanging')
    for (let x = left + 5; x < right - 3; x += 9) {
      const long = random.int(5, 9)
      canvas.fill(rect(x, 20, 1, long), 'rope', 3)
      canvas.fill(
        ellipse(x + 0.5, 21 + long + 1.5, 2.4, 3),
        random.pick<Material>(['brass', 'orange', 'clay']),
        light.ball(x + 0.5, 22 + long, 2.4, 3, [1, 4]),
        { rim: true },
      )
    }
}

function paintCounter(canvas: Canvas, { light, random }: PaintContext, y: number): void {
  const front = rect(3, y + 3, 54, 56 - y)
  canvas.fill(front, 'wood', light.face(0, 0, 1, [1.2, 2.6]), { rim: true })
  const way = random.pick(['upright', 'cloth'] as const)
  for (let x = 9; x < 56; x += 7) canvas.shade(rect(x, y + 3, 1, 56 - y), -1)
  addGrain(canvas, front, random.int(0, 99), 'upright', 0.04)
  canvas.shade(rect(3, y + 3, 54, 2), -1)
  if (way === 'cloth') {
    const drape = polygon([
      [12, y + 2],
      [48, y + 2],
      [46, y + 10],
      [39, y + 8],
      [30, y + 12],
      [21, y + 8],
      [14, y + 10],
    ])
    canvas.fill(drape, 'cloth', (x) => (Math.floor(x / 5) % 2 === 0 ? 3 : 2), { rim: true })
  } else canvas.fill(rect(3, y + 13, 54, 3), 'wood', 3, { rim: true })
  canvas.fill(rect(1, y, 58, 3), 'wood', (_x, py) => (py < y + 1 ? 4 : 3), { rim: true })
}

/** Baskets of fruit, jars and cloth on the counter. */
function paintGoods(canvas: Canvas, { light, random }: PaintContext, y: number): void {
  const places = [5, 19, 33, 45]
  for (const x of places) {
    const kind = random.pick(['fruit', 'fruit', 'jar', 'bolt', 'melons'] as const)
    if (kind === 'fruit') {
      const fruit = random.pick<Material>(['orange', 'red', 'green', 'yellow'])
      for (const [dx, dy] of [
        [2, -4],
        [5, -4.4],
        [8, -4],
        [3.5, -6.6],
        [6.6, -6.6],
      ] as const)
        canvas.fill(
          ellipse(x + dx, y + dy, 1.9, 1.9),
          fruit,
          light.ball(x + dx, y + dy, 1.9, 1.9, [1.4, 4.2]),
          { rim: true },
        )
      canvas.fill(
        polygon([
          [x - 0.5, y - 4],
          [x + 10.5, y - 4],
          [x + 9, y],
          [x + 1, y],
        ]),
        'straw',
        (px, py) => ((Math.floor(px) + Math.floor(py)) % 2 === 0 ? 3 : 2),
        { rim: true },
      )
    }
    if (kind === 'jar') {
      canvas.fill(
        union(ellipse(x + 5, y - 4, 3.6, 4), rect(x + 3.4, y - 10, 3.2, 4)),
        'clay',
        light.ball(x + 5, y - 4, 4, 5, [1, 4]),
        { rim: true },
      )
      canvas.fill(rect(x + 2.6, y - 10, 5, 1), 'clay', 4)
    }
    if (kind === 'bolt')
      for (let i = 0; i < 3; i++)
        canvas.fill(
          roundRect(x, y - 3 - i * 3, 10 - i, 3, 1.4),
          random.pick<Material>(['teal', 'brick', 'cloth']),
          light.lying(y - 3 - i * 3, y - i * 3, [1.4, 4]),
          { rim: true },
        )
    if (kind === 'melons')
      for (const dx of [2.6, 8])
        canvas.fill(ellipse(x + dx, y - 3, 3, 3), 'green', (px) => (Math.floor(px) % 2 === 0 ? 2 : 3), {
          rim: true,
        })
  }
}

function paintFloorGoods(canvas: Canvas, { light, random }: PaintContext): void {
  const side = random.sign()
  const x = side < 0 ? 9 : 50
  const kind = random.pick(['basket', 'sack', 'jar'] as const)
  if (kind === 'sack')
    canvas.fill(
      union(
        ellipse(x, 54, 6, 5),
        polygon([
          [x - 3, 50],
          [x - 4, 46],
          [x + 4, 46],
          [x + 3, 50],
        ]),
      ),
      'cloth',
      light.ball(x, 53, 6, 7, [0.8, 3.6]),
      { rim: true },
    )
  if (kind === 'jar')
    canvas.fill(
      union(ellipse(x, 53, 5, 6), rect(x - 2.4, 44, 5, 5)),
      'clay',
      light.ball(x, 52, 5, 7, [0.8, 4]),
      { rim: true },
    )
  if (kind === 'basket') {
    canvas.fill(ellipse(x, 51, 6, 3), 'orange', 3, { rim: true })
    canvas.fill(
      polygon([
        [x - 7, 51],
        [x + 7, 51],
        [x + 5, 59],
        [x - 5, 59],
      ]),
      'straw',
      (px, py) => ((Math.floor(px) + Math.floor(py)) % 2 === 0 ? 3 : 1.6),
      { rim: true },
    )
  }
}

/** Striped cloth that slopes towards the viewer and ends in scallops. */
function paintAwning(
  canvas: Canvas,
  { light, random }: PaintContext,
  stripe: Material,
  roof: 'slope' | 'peak',
): void {
  const top = 3
  const eave = random.pick([17, 19])
  const inset = roof === 'peak' ? 20 : random.pick([5, 8])
  const cloth = polygon([
    [1 + inset, top],
    [59 - inset, top],
    [60, eave],
    [0, eave],
  ])
  const width = random.pick([6, 7.5])
  const isStripe = (x: number, y: number): boolean => {
    const t = (y - top) / (eave - top)
    const along = 30 + (x - 30) / (1 - (1 - t) * (inset / 30))
    return Math.floor(along / width) % 2 === 0
  }
  const face = light.face(0, -0.5, 0.8, [1.6, 3.2])
  const tone = (_x: number, y: number): number => face + (y < top + 3 ? 0.9 : y > eave - 4 ? -0.5 : 0)
  canvas.fill(cloth, 'cloth', (x, y) => tone(x, y) + 0.8, { rim: true })
  canvas.fill({ ...cloth, inside: (x, y) => cloth.inside(x, y) && isStripe(x, y) }, stripe, tone)
  const scallops = Array.from({ length: Math.ceil(60 / width) }, (_, i) =>
    intersect(ellipse((i + 0.5) * width, eave, width / 2, 4.6), rect(0, eave, 60, 6)),
  )
  scallops.forEach((scallop, i) =>
    canvas.fill(scallop, i % 2 === 0 ? stripe : 'cloth', i % 2 === 0 ? face - 0.4 : 3, { rim: true }),
  )
  canvas.fill(rect(0, eave - 0.5, 60, 1), stripe, 0, { clip: 'over' })
  canvas.fill(
    roundRect(1 + inset, top - 2, 58 - 2 * inset, 3, 1.5),
    'wood',
    light.lying(top - 2, top + 1, [1, 4]),
    { rim: true },
  )
  if (roof === 'peak')
    canvas.fill(minus(ellipse(30, top - 2, 2, 2), rect(0, top, 60, 4)), 'brass', 4, { rim: true })
}
