import type { Canvas } from '../../canvas.js'
import type { Noun, PaintContext } from '../../noun.js'
import type { Point } from '../../shapes.js'
import { arc, curve, ellipse, intersect, minus, polygon, rect, roundRect } from '../../shapes.js'
import { addGrain, addRope } from '../../textures.js'

export const hitchingPost: Noun = {
  names: ['hitching post', 'hitching rail', 'hitch rail', 'hitch post', 'tethering post'],
  frame: { width: 30, height: 30 },
  mirrors: true,
  paint: (canvas, context) => {
    const { random } = context
    const kind = random.pick(['rail', 'rail', 'double', 'crossed'] as const)
    const top = random.pick([8, 9, 11])
    const posts = random.pick([
      [5, 25],
      [6, 24],
      [7, 23],
    ] as const)
    const sag = random.pick([-1, 0, 1])
    const salt = random.int(0, 99)
    for (const x of posts) paintPost(canvas, context, x, top - 3, salt, kind === 'crossed')
    if (kind === 'double') paintRail(canvas, context, top + 9, sag, salt + 3)
    paintRail(canvas, context, kind === 'crossed' ? top - 1 : top, sag, salt)
    paintTether(canvas, context, top, random.pick(['coil', 'loose', 'ring', 'coil'] as const))
    paintTufts(canvas, context, posts)
  },
}

function paintPost(
  canvas: Canvas,
  { light }: PaintContext,
  x: number,
  top: number,
  salt: number,
  crossed: boolean,
): void {
  if (crossed) {
    for (const lean of [-1, 1] as const)
      canvas.line(
        [
          [x - lean * 3, 28],
          [x + lean * 2, top - 1],
        ],
        'wood',
        lean < 0 ? 2 : 3,
        2.4,
        { rim: true },
      )
    return
  }
  const post = roundRect(x - 2, top, 4, 29 - top, 1.2)
  canvas.fill(post, 'wood', light.upright(x - 2, x + 2, [0.9, 3.6]), { rim: true })
  canvas.fill(rect(x - 1.5, top, 3, 1), 'wood', 4)
  addGrain(canvas, post, salt, 'upright', 0.1)
}

function paintRail(canvas: Canvas, { light }: PaintContext, y: number, sag: number, salt: number): void {
  const rail = polygon([
    ...curve([0.5, y], [15, y + sag], [29.5, y], 6),
    ...curve([29.5, y + 3.6], [15, y + 3.6 + sag], [0.5, y + 3.6], 6),
  ])
  canvas.fill(rail, 'wood', light.lying(y - 1, y + 4.4, [0.8, 3.9]), { rim: true })
  addGrain(canvas, rail, salt, 'lying', 0.07)
  for (const x of [0.5, 28.5]) canvas.fill(intersect(rail, rect(x, y, 1.5, 4)), 'paleWood', 4)
}

/** What a horse would be tied with. */
function paintTether(
  canvas: Canvas,
  { random }: PaintContext,
  y: number,
  kind: 'coil' | 'loose' | 'ring',
): void {
  const x = random.int(11, 18)
  if (kind === 'ring') {
    canvas.fill(rect(x - 1, y + 1, 3, 3), 'iron', 3, { rim: true })
    canvas.fill(minus(ellipse(x + 0.5, y + 7, 3, 3.4), ellipse(x + 0.5, y + 7, 1.6, 2)), 'iron', 3, {
      rim: true,
    })
    return
  }
  for (const dx of [0, 2]) canvas.fill(rect(x + dx, y - 1, 1.4, 6), 'rope', 4, { rim: true })
  if (kind === 'coil') {
    addRope(canvas, arc(x + 1, y + 9, 3, 5, -70, 250))
    addRope(canvas, arc(x + 1, y + 9, 1.6, 3.4, -70, 250))
    return
  }
  const end: Point = [x + random.pick([-7, 7]), 27]
  addRope(canvas, curve([x + 1, y + 5], [x + 1, 26], end, 10))
}

function paintTufts(canvas: Canvas, { random }: PaintContext, posts: readonly [number, number]): void {
  for (const x of posts) {
    const kind = random.pick(['sand', 'grass', 'sand'] as const)
    if (kind === 'sand')
      canvas.fill(
        polygon([
          [x - 5, 29],
          [x - 3, 27.4],
          [x, 26.6],
          [x + 3, 27.4],
          [x + 5, 29],
        ]),
        'sand',
        3,
        { rim: true },
      )
    else
      for (const dx of [-3, -1, 1, 3])
        canvas.line(
          [
            [x + dx * 0.6, 28],
            [x + dx * 1.3, 25 - Math.abs(dx % 2)],
          ],
          'straw',
          dx < 0 ? 3 : 2,
        )
  }
}
