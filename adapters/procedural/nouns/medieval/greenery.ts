import type { Canvas } from '../../canvas.js'
import type { Material } from '../../materials.js'
import type { Noun, PaintContext } from '../../noun.js'
import { path } from '../../path.js'
import { placeNoise } from '../../random.js'
import type { Shape } from '../../shapes.js'
import { curve, ellipse, intersect, polygon, rect, stroke, turned, union } from '../../shapes.js'

/** Clumps of leaves: balls of light with dark gaps between them and single bright leaves. */
function paintFoliage(
  canvas: Canvas,
  { light }: PaintContext,
  clumps: readonly (readonly [x: number, y: number, r: number])[],
  material: Material,
  salt: number,
): void {
  const crown = union(...clumps.map(([x, y, r]) => ellipse(x, y, r, r * 0.9)))
  const [cx, cy] = [(crown.x0 + crown.x1) / 2, (crown.y0 + crown.y1) / 2]
  const whole = light.ball(cx, cy, (crown.x1 - crown.x0) / 2 + 2, (crown.y1 - crown.y0) / 2 + 2, [0.2, 2.6])
  for (const [x, y, r] of clumps) {
    const ball = light.ball(x, y, r, r * 0.9, [0, 1.8])
    canvas.fill(ellipse(x, y, r, r * 0.9), material, (px, py) => whole(px, py) + ball(px, py) - 0.3)
  }
  for (let y = Math.floor(crown.y0); y < crown.y1; y++)
    for (let x = Math.floor(crown.x0); x < crown.x1; x++) {
      const noise = placeNoise(x, y, salt)
      if (noise < 0.07 && crown.inside(x + 0.5, y + 0.5))
        canvas.shade(rect(x, y, 1.6, 1), noise < 0.04 ? 1 : -1)
    }
}

export const tree: Noun = {
  names: [
    'tree',
    'oak',
    'pine',
    'fir',
    'dead tree',
    'oak tree',
    'pine tree',
    'birch',
    'willow',
    'apple tree',
    'palm tree',
  ],
  frame: { width: 30, height: 30 },
  mirrors: true,
  paint: (canvas, context) => {
    const { random, light, has, accent } = context
    const leaves = accent ?? (has('autumn') ? 'orange' : random.pick(['leaf', 'green', 'moss'] as const))
    const salt = random.int(0, 999)
    const trunk = random.pick([4, 4.6, 5.4])
    const bark: Material = has('birch') ? 'white' : 'bark'
    if (has('dead', 'bare', 'withered')) return paintBare(canvas, context, trunk)
    const body = polygon([
      ...curve([15 - trunk / 2, 14], [15 - trunk / 2, 25], [15 - trunk, 29], 5),
      ...curve([15 + trunk, 29], [15 + trunk / 2, 25], [15 + trunk / 2, 14], 5),
    ])
    canvas.fill(body, bark, light.upright(15 - trunk, 15 + trunk, [0.5, 3.4]))
    if (has('pine', 'fir', 'conifer')) return paintConifer(canvas, context, leaves)
    const lean = random.range(-1.5, 1.5)
    const clumps = random.pick([
      [
        [8, 13, 6],
        [22, 13.4, 6],
        [15, 15, 6],
        [11, 7, 6],
        [19.4, 7, 6],
        [15, 9, 5.4],
      ],
      [
        [7.4, 15, 5],
        [22.6, 15, 5],
        [15, 13, 8],
        [10, 9, 5.4],
        [20, 8.6, 5.4],
        [15, 5, 4.6],
      ],
      [
        [9, 11, 7],
        [21, 12.4, 6.6],
        [15.4, 16, 5],
        [16, 6.6, 5.4],
      ],
    ] as const)
    paintFoliage(
      canvas,
      context,
      clumps.map(([x, y, r]) => [x + lean * ((15 - y) / 10), y, r] as const),
      leaves,
      salt,
    )
    if (has('apple', 'fruit'))
      for (const [x, y] of path('9,13 20,14 14,8 19,7 12,16')) canvas.fill(ellipse(x, y, 1.5, 1.5), 'red', 3)
  },
}

function paintConifer(canvas: Canvas, { light, random }: PaintContext, leaves: Material): void {
  const tiers = random.pick([3, 4])
  for (let i = tiers - 1; i >= 0; i--) {
    const [top, bottom] = [1 + i * (18 / tiers), 11 + i * (15 / tiers)]
    const half = 5.4 + (i * 7) / (tiers - 1)
    const tier = polygon([
      ...path(`15,${top} ${15 + half},${bottom}`),
      ...curve([15 + half, bottom], [15, bottom + 3], [15 - half, bottom], 8),
    ])
    canvas.fill(
      tier,
      leaves,
      (x, y) => light.upright(15 - half, 15 + half, [0.8, 3.4])(x, y) - (y > bottom - 1 ? 0.8 : 0),
      { rim: true },
    )
  }
}

function paintBare(canvas: Canvas, { light, random }: PaintContext, trunk: number): void {
  const sway = random.range(-2, 2)
  const limbs: Shape[] = [
    stroke(curve([15, 29], [14 - sway, 20], [15 + sway, 12], 8), [trunk * 1.5, trunk * 0.8]),
    stroke(curve([15, 18], [8, 15], [5, 5], 8), [3.4, 1]),
    stroke(curve([15 + sway, 13], [16, 7], [13, 1.4], 8), [3, 1]),
    stroke(curve([15, 16], [23, 14], [25, 6], 8), [3.2, 1]),
    stroke(path('7.4,12 3,10.4'), [1.6, 1]),
    stroke(path('22,12.6 27,12'), [1.6, 1]),
    stroke(path('15,8 19,3'), [1.6, 1]),
  ]
  canvas.fill(union(...limbs), 'bark', light.upright(6, 24, [0.8, 3.4]))
  canvas.ink(ellipse(15, 20, 1.2, 1.8))
}

export const bush: Noun = {
  names: ['bush', 'shrub', 'hedge', 'berry bush', 'foliage'],
  frame: { width: 30, height: 26 },
  mirrors: true,
  paint: (canvas, context) => {
    const { random, has, accent } = context
    const leaves = accent ?? random.pick(['leaf', 'green', 'moss'] as const)
    const clumps = random.pick([
      [
        [7, 19, 5.6],
        [23, 19, 5.6],
        [15, 19, 7],
        [11, 13, 6],
        [19, 13.4, 6],
        [15, 11, 5],
      ],
      [
        [6.6, 18, 5.4],
        [15, 16, 9],
        [23.4, 18.4, 5.4],
        [10, 12, 5],
      ],
      [
        [8, 17, 7],
        [21.4, 18, 6.6],
        [16, 11, 6],
        [15, 20, 5],
      ],
    ] as const)
    const grown = clumps.map(
      ([x, y, r]) => [x + random.range(-1, 1), y + random.range(-1, 1), r * random.range(0.84, 1.1)] as const,
    )
    paintFoliage(canvas, context, grown, leaves, random.int(0, 999))
    const fruit = has('berry', 'berries') || random.chance(0.3)
    if (fruit)
      for (let i = 0; i < 6; i++)
        canvas.fill(ellipse(random.range(6, 24), random.range(11, 21), 1.1, 1.1), 'red', 3, { clip: 'over' })
  },
}

export const mushroom: Noun = {
  names: ['mushroom', 'toadstool', 'fungus', 'glowing mushroom', 'shroom'],
  frame: { width: 30, height: 30 },
  mirrors: true,
  paint: (canvas, { random, light, accent }) => {
    const cap: Material = accent ?? random.pick(['red', 'red', 'brown', 'purple', 'orange'] as const)
    const [half, high] = random.pick([
      [13, 13],
      [12, 16],
      [13.5, 10],
    ] as const)
    const stem = random.pick([3.4, 4.4, 5.4])
    const baby = random.chance(0.55)
    const lean = random.range(-1.4, 1.4)
    const brim = 17
    const stalk = polygon([
      ...curve([15 - stem, 16], [15 - stem * 0.7, 22], [15 - stem * 1.2, 28.6], 5),
      ...curve([15 + stem * 1.2, 28.6], [15 + stem * 0.7, 22], [15 + stem, 16], 5),
    ])
    canvas.fill(stalk, 'bone', light.upright(15 - stem, 15 + stem, [0.8, 3.6]))
    const dome = union(
      intersect(ellipse(15 + lean, brim, half, high), rect(-5, -5, 40, 5 + brim)),
      ellipse(15 + lean, brim, half, 3.4),
    )
    canvas.fill(dome, cap, light.ball(15 + lean, brim - 3, half, high * 0.9, [0.7, 3.9]), { rim: true })
    canvas.fill(ellipse(15 + lean * 0.6, brim + 1.6, half * 0.72, 1.6), 'cloth', 1.2)
    for (const [x, y, r] of [
      [-6, -4, 1.9],
      [1, -8.4, 2.2],
      [6, -4.4, 1.6],
      [-1, -2.6, 1.5],
      [9.4, -1.6, 1.1],
      [-9.6, -0.8, 1.1],
    ] as const)
      canvas.fill(
        intersect(dome, ellipse(15 + lean + (x * half) / 13, brim + (y * high) / 13, r, r * 0.9)),
        'white',
        4,
      )
    if (!baby) return
    canvas.fill(rect(23, 24, 2.6, 4.6), 'bone', 2.6)
    const small = intersect(ellipse(24.2, 25, 3.6, 4), rect(18, 18, 14, 7))
    canvas.fill(small, cap, light.ball(24, 24, 3.6, 4), { rim: true })
  },
}

export const flower: Noun = {
  names: ['flower', 'rose', 'daisy', 'tulip', 'sunflower', 'lily', 'poppy', 'blossom', 'wildflower'],
  frame: { width: 30, height: 30 },
  mirrors: true,
  paint: (canvas, { random, light, accent, has }) => {
    const petals = has('sunflower') ? 12 : random.pick([5, 6, 8])
    const colour: Material =
      accent ??
      (has('sunflower')
        ? 'yellow'
        : has('rose', 'poppy')
          ? 'red'
          : has('daisy')
            ? 'white'
            : random.pick(['pink', 'red', 'purple', 'white'] as const))
    const bend = random.range(-4, 4)
    const size = random.pick([6.4, 7.2, 8])
    const head = [15 + bend * 0.4, 10] as const
    canvas.line(curve([15, 29], [15 - bend, 20], head), 'leaf', 2, 1.8)
    for (const side of [-1, 1]) {
      const leaf = turned(ellipse(15 + side * 5, 23, 4.6, 2.1), [15, 24], side * -random.int(14, 34))
      canvas.fill(leaf, 'leaf', side === (light.side || -1) ? 3 : 1.6, { rim: true })
    }
    const start = random.range(0, 360 / petals)
    for (let i = 0; i < petals; i++) {
      const petal = turned(
        ellipse(head[0], head[1] - size * 0.66, Math.min(3, 15 / petals), size * 0.52),
        head,
        start + (i * 360) / petals,
      )
      canvas.fill(petal, colour, light.ball(head[0], head[1], size * 1.3, size * 1.3, [1, 4]), {
        rim: petals < 8,
      })
    }
    canvas.fill(
      ellipse(head[0], head[1], size * 0.32, size * 0.32),
      has('sunflower') ? 'brown' : 'yellow',
      light.ball(head[0], head[1], 2.6, 2.6),
      { rim: true },
    )
  },
}
