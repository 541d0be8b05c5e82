import type { Canvas } from '../../canvas.js'
import type { Material } from '../../materials.js'
import type { Noun, PaintContext } from '../../noun.js'
import type { Point, Shape } from '../../shapes.js'
import { ellipse, intersect, polygon, stroke } from '../../shapes.js'
import { addSpeckle, crackPoints } from '../../textures.js'

/** Outlines of boulders, 0-44, clockwise from the lower left. */
const outlines: readonly (readonly Point[])[] = [
  [
    [3, 42],
    [1, 33],
    [4, 23],
    [9, 17],
    [12, 9],
    [21, 4],
    [31, 6],
    [36, 13],
    [41, 20],
    [43, 31],
    [41, 41],
    [30, 43],
    [12, 43],
  ],
  [
    [2, 41],
    [2, 30],
    [7, 24],
    [8, 16],
    [15, 11],
    [25, 12],
    [29, 8],
    [36, 11],
    [40, 21],
    [43, 27],
    [42, 40],
    [35, 43],
    [10, 43],
  ],
  [
    [4, 42],
    [3, 28],
    [9, 19],
    [13, 6],
    [19, 2],
    [26, 4],
    [29, 14],
    [36, 19],
    [38, 29],
    [42, 34],
    [41, 42],
    [24, 43],
  ],
  [
    [1, 42],
    [3, 32],
    [11, 27],
    [13, 21],
    [23, 16],
    [33, 17],
    [39, 24],
    [43, 34],
    [43, 42],
    [22, 43],
  ],
  [
    [5, 42],
    [1, 34],
    [6, 20],
    [14, 14],
    [16, 6],
    [27, 3],
    [37, 9],
    [38, 18],
    [43, 25],
    [40, 38],
    [36, 43],
    [18, 43],
  ],
]

export const boulder: Noun = {
  names: ['boulder', 'rock', 'sandstone boulder', 'sandstone', 'big stone', 'stone'],
  frame: { width: 44, height: 44 },
  mirrors: true,
  paint: (canvas, context) => {
    const { random, has } = context
    const material = rockMaterial(context)
    const jitter = random.fork()
    const outline = random
      .pick(outlines)
      .map(([x, y]) => [x + jitter.range(-1.2, 1.2), y + jitter.range(-0.6, 0.4)] as const)
    const layered = material === 'sandstone' && random.chance(0.75)
    paintRock(canvas, context, material, outline, layered, random.pick([-0.22, -0.1, 0.12, 0.2]))
    const small = random.pick(['none', 'left', 'right', 'both'] as const)
    if (small === 'left' || small === 'both')
      paintPebble(canvas, context, material, 6, 39, random.range(3.6, 5.5))
    if (small === 'right' || small === 'both')
      paintPebble(canvas, context, material, 37, 39.5, random.range(3, 5))
    if (has('mossy', 'moss'))
      canvas.fill(intersect(polygon(outline), ellipse(20, 10, 13, 7)), 'moss', 3, {
        clip: 'over',
        dither: 0.4,
      })
  },
}

function rockMaterial({ has, accent }: PaintContext): Material {
  if (has('sandstone') || (has('red') && has('rock', 'boulder', 'stone'))) return 'sandstone'
  if (has('sand')) return 'sand'
  return accent === 'black' ? 'darkStone' : 'stone'
}

/**
 * Facets: a lit top plane, a middle plane and a dark side away from the light, borders broken by strata and cracks.
 */
function paintRock(
  canvas: Canvas,
  { light, random }: PaintContext,
  material: Material,
  outline: readonly Point[],
  layered: boolean,
  dip: number,
): void {
  const rock = polygon(outline)
  const peak = outline.reduce((best, point) => (point[1] < best[1] ? point : best))
  const away = light.side === 0 ? 1 : -light.side
  const ridge: Point[] = [
    [peak[0] + away * 2, peak[1] - 2],
    [peak[0] + away * 4, peak[1] + 9],
    [22 + away * 9, 24],
    [22 + away * 7, 33],
    [22 + away * 11, 45],
  ]
  canvas.fill(rock, material, 2)
  const shadowSide: Shape = polygon([...ridge, [22 + away * 40, 45], [22 + away * 40, -2]])
  canvas.shade(intersect(rock, shadowSide), -1)
  const shelf = polygon([
    [22 - away * 30, -4],
    [peak[0] + away * 3, peak[1] - 3],
    [peak[0] + away * 3, peak[1] + 6],
    [22 - away * 2, peak[1] + 12],
    [22 - away * 10, peak[1] + 13],
    [22 - away * 30, peak[1] + 24],
  ])
  canvas.shade(intersect(rock, shelf), 1)
  const crown = polygon([
    [22 - away * 30, -6],
    [peak[0] + away * 2, peak[1] - 3],
    [peak[0], peak[1] + 3],
    [22 - away * 6, peak[1] + 7],
    [22 - away * 30, peak[1] + 15],
  ])
  canvas.shade(intersect(rock, crown), 1)
  canvas.shade(
    intersect(
      rock,
      polygon([
        [0, 38],
        [14, 40],
        [30, 38.5],
        [44, 36],
        [44, 46],
        [0, 46],
      ]),
    ),
    -1,
  )
  if (layered) paintStrata(canvas, rock, random, dip)
  addSpeckle(canvas, rock, random.int(0, 99), 0.025)
  const from: Point = [22 + random.range(-8, 8), peak[1] + 8]
  canvas.inkLine(crackPoints(from, [from[0] + random.range(-5, 5), from[1] + random.range(9, 15)], random, 4))
  if (random.chance(0.6)) canvas.inkLine(crackPoints([22 - away * 12, 30], [22 - away * 6, 37], random, 3))
}

/** Layers that dip to one side: a shadow with a lit edge under it. */
function paintStrata(canvas: Canvas, rock: Shape, random: PaintContext['random'], dip: number): void {
  for (let y = 2; y < 46; y += random.int(5, 7)) {
    const layer: Point[] = [
      [-2, y - dip * 22],
      [12, y + random.range(-1, 1) - dip * 10],
      [28, y + random.range(-1, 1) + dip * 6],
      [46, y + dip * 24],
    ]
    canvas.shade(intersect(rock, stroke(layer, 1.1)), -1)
    canvas.shade(
      intersect(
        rock,
        stroke(
          layer.map(([x, py]) => [x, py + 1.3] as const),
          0.9,
        ),
      ),
      1,
    )
  }
}

function paintPebble(
  canvas: Canvas,
  { light }: PaintContext,
  material: Material,
  x: number,
  y: number,
  r: number,
): void {
  canvas.fill(
    ellipse(x, 43 - r * 0.8, r * 1.15, r * 0.85),
    material,
    light.ball(x, y, r * 1.15, r * 0.9, [0.8, 3.8]),
    { rim: true },
  )
}
