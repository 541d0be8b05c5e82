import type { Canvas } from '../../canvas.js'
import type { Noun, PaintContext } from '../../noun.js'
import { ellipse, intersect, polygon, rect, roundRect } from '../../shapes.js'
import { addGrain } from '../../textures.js'

export const horseTrough: Noun = {
  names: ['trough', 'horse trough', 'water trough', 'feeding trough', 'drinking trough'],
  frame: { width: 30, height: 26 },
  mirrors: true,
  paint: (canvas, context) => {
    const { random, has } = context
    const stone = has('stone')
    const material = stone ? 'stone' : 'wood'
    const rim = random.pick([9, 10])
    const deep = random.pick([6, 7, 8])
    const kind = random.pick(['boards', 'log', 'legs'] as const)
    const floor = kind === 'legs' ? 21 : 23
    const salt = random.int(0, 99)
    if (kind === 'legs')
      for (const x of [4, 22])
        canvas.line(
          [
            [x, 16],
            [x - 1.5, 25],
          ],
          'darkWood',
          2,
          2.6,
        )
    if (kind === 'legs')
      for (const x of [8, 26])
        canvas.line(
          [
            [x, 16],
            [x + 1.5, 25],
          ],
          'darkWood',
          1,
          2.6,
        )
    const back = polygon([
      [3, rim - deep + 2],
      [27, rim - deep + 2],
      [29, rim + 3],
      [1, rim + 3],
    ])
    canvas.fill(back, material, 3)
    const front =
      kind === 'log'
        ? roundRect(0.5, rim + 2, 29, floor - rim - 2, 6)
        : polygon([
            [0.5, rim + 2],
            [29.5, rim + 2],
            [28, floor],
            [2, floor],
          ])
    const lit = context.light.lying(rim - 2, floor + 3, [0.8, 3.4])
    canvas.fill(front, material, lit, { rim: true })
    addGrain(canvas, front, salt, 'lying', 0.06)
    if (kind !== 'log')
      for (const y of [rim + 6, rim + 10]) canvas.shade(intersect(front, rect(0, y, 30, 1)), -1)
    paintBands(canvas, front, rim, kind)
    paintWater(canvas, context, rim, deep, has('empty', 'dry'))
    if (random.chance(0.5)) paintPump(canvas, context, rim)
    if (kind !== 'legs')
      for (const x of [6, 24]) canvas.fill(rect(x - 2.5, floor - 1, 5, 2.6), 'stone', 2, { rim: true })
  },
}

function paintBands(canvas: Canvas, front: ReturnType<typeof rect>, rim: number, kind: string): void {
  for (const x of kind === 'boards' ? [5, 23] : kind === 'legs' ? [3, 14, 25] : [8, 20]) {
    canvas.fill(intersect(front, rect(x, rim + 2, 2, 20)), 'iron', 3, { rim: true })
    canvas.dot(x, rim + 5, 'iron', 4)
  }
}

/** The surface with its glints, the near rim in front of it. */
function paintWater(canvas: Canvas, { random }: PaintContext, rim: number, deep: number, dry: boolean): void {
  const surface = polygon([
    [4.5, rim - deep + 3.2],
    [25.5, rim - deep + 3.2],
    [27, rim + 2],
    [3, rim + 2],
  ])
  if (dry) canvas.ink(surface)
  else {
    canvas.fill(surface, 'water', 2, { rim: true })
    canvas.fill(intersect(surface, rect(3, rim - deep + 3, 24, 1.2)), 'water', 1)
    for (let i = 0; i < 3; i++)
      canvas.fill(
        intersect(surface, rect(random.int(5, 19), rim - random.int(0, deep - 2), random.int(3, 6), 1)),
        'water',
        4,
      )
  }
  canvas.fill(rect(0.5, rim + 1.4, 29, 1.6), 'wood', 4, { rim: true })
}

function paintPump(canvas: Canvas, { light }: PaintContext, rim: number): void {
  const x = 24
  canvas.fill(rect(x, rim - 9, 3, 9), 'iron', light.upright(x, x + 3, [1, 4]), { rim: true })
  canvas.fill(
    polygon([
      [x, rim - 7],
      [x - 5, rim - 6],
      [x - 5, rim - 3],
      [x - 3, rim - 3],
      [x - 3, rim - 4.6],
      [x, rim - 4.6],
    ]),
    'iron',
    3,
    { rim: true },
  )
  canvas.line(
    [
      [x + 1, rim - 10],
      [x + 5, rim - 8],
      [x + 5, rim - 3],
    ],
    'iron',
    3,
  )
  canvas.fill(ellipse(x + 1.5, rim - 9, 2, 1.4), 'iron', 4, { rim: true })
}
