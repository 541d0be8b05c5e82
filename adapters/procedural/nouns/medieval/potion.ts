import type { Canvas } from '../../canvas.js'
import type { Material } from '../../materials.js'
import type { Noun, PaintContext } from '../../noun.js'
import { path } from '../../path.js'
import type { Point, Shape } from '../../shapes.js'
import { ellipse, intersect, polygon, rect, roundRect, stroke, union } from '../../shapes.js'

interface Flask {
  readonly outside: Shape
  readonly inside: Shape
  readonly neckTop: number
  readonly neckHalf: number
  /** Middle and half extents of the belly, for shading. */
  readonly belly: readonly [cx: number, cy: number, rx: number, ry: number]
}

/** Middle of the bottle: 15 across, standing on 29. */
const flasks: Readonly<Record<string, (wide: number) => Flask>> = {
  round: (wide) => ({
    outside: union(ellipse(15, 19.5, wide, 9.5), rect(11.5, 6, 7, 8)),
    inside: union(ellipse(15, 19.5, wide - 1.6, 7.9), rect(13, 8, 4, 8)),
    neckTop: 5,
    neckHalf: 3.5,
    belly: [15, 19.5, wide, 9.5],
  }),
  cone: (wide) => ({
    outside: union(
      polygon([
        [12, 7],
        [18, 7],
        [18, 11],
        [15 + wide, 26],
        [15 - wide, 26],
        [12, 11],
      ]),
      roundRect(15 - wide, 23, wide * 2, 6, 2.6),
    ),
    inside: polygon([
      [13.5, 9],
      [16.5, 9],
      [17, 12],
      [14 + wide, 26],
      [13.4 + wide, 27.4],
      [16.6 - wide, 27.4],
      [16 - wide, 26],
      [13, 12],
    ]),
    neckTop: 5,
    neckHalf: 3,
    belly: [15, 21, wide, 10],
  }),
  tall: (wide) => ({
    outside: union(roundRect(21.5 - wide, 10, wide * 2 - 13, 19, 3), rect(12.5, 5, 5, 8)),
    inside: union(roundRect(23 - wide, 11.6, wide * 2 - 16, 15.9, 2), rect(14, 8, 2, 6)),
    neckTop: 4,
    neckHalf: 2.5,
    belly: [15, 19, wide - 6, 13],
  }),
  square: (wide) => ({
    outside: union(roundRect(17 - wide, 12, wide * 2 - 4, 17, 3.4), rect(11.5, 7, 7, 7)),
    inside: union(roundRect(18.6 - wide, 13.6, wide * 2 - 7.2, 13.9, 2.4), rect(13, 9, 4, 6)),
    neckTop: 6,
    neckHalf: 3.5,
    belly: [15, 20, wide, 11],
  }),
  drop: (wide) => ({
    outside: union(
      ellipse(15, 21, wide - 0.5, 8),
      polygon([
        [12.5, 6],
        [17.5, 6],
        [17.5, 10],
        [13.5 + wide, 19],
        [16.5 - wide, 19],
        [12.5, 10],
      ]),
    ),
    inside: union(
      ellipse(15, 21, wide - 2.1, 6.4),
      polygon([
        [14, 8],
        [16, 8],
        [16.4, 11],
        [12 + wide, 19],
        [18 - wide, 19],
        [13.6, 11],
      ]),
    ),
    neckTop: 4,
    neckHalf: 2.5,
    belly: [15, 20, wide, 9],
  }),
}

const meanings: readonly (readonly [words: readonly string[], liquid: Material, kinds: readonly string[]])[] =
  [
    [['health', 'healing', 'life'], 'red', ['round', 'round', 'drop', 'cone', 'square']],
    [['mana', 'magic'], 'blue', ['drop', 'drop', 'cone', 'tall', 'round']],
    [['poison', 'venom', 'acid'], 'green', ['cone', 'cone', 'square', 'round', 'drop']],
    [['stamina', 'energy'], 'yellow', ['tall', 'cone', 'round']],
    [['water', 'holy'], 'water', ['tall', 'round', 'drop']],
  ]

export const potion: Noun = {
  names: [
    'potion',
    'potion bottle',
    'health potion',
    'mana potion',
    'poison potion',
    'elixir',
    'flask',
    'vial',
    'phial',
    'poison',
    'bottle',
    'tonic',
    'antidote',
  ],
  frame: { width: 30, height: 30 },
  paint: (canvas, context) => {
    const { random, has, accent, light, pose } = context
    const meaning =
      meanings.find(([words]) => has(...words)) ?? meanings.find(([, liquid]) => liquid === accent)
    const kinds = meaning?.[2] ?? ['round', 'cone', 'tall', 'square', 'drop']
    const liquid =
      accent ?? meaning?.[1] ?? random.pick(['red', 'blue', 'green', 'purple', 'orange'] as const)
    const kind = random.pick(kinds)
    const wide = random.range(9.6, 12.6)
    const drawn = random.range(11, 18)
    const isState = pose !== null && pose.state !== null
    const empty = isState && has('empty', 'drained')
    const level = empty ? 30 : isState && has('half') ? Math.max(20, drawn + 4) : drawn
    const cork = random.pick(['paleWood', 'bark', 'leather'] as const)
    const mark = random.pick(['tag', 'glint', 'glint', 'band'] as const)
    const flask = flasks[kind]!(wide)
    const [cx, cy, rx, ry] = flask.belly
    canvas.fill(roundRect(12.6, flask.neckTop - 4, 4.8, 6, 1.2), cork, light.upright(12, 18, [1, 3.6]))
    canvas.fill(flask.outside, 'glass', light.ball(cx, cy, rx, ry, [0.8, 3.2]), { rim: true })
    const filled = intersect(flask.inside, rect(0, level, 30, 30))
    canvas.fill(filled, liquid, light.ball(cx, cy + 1, rx, ry * 0.9, [0.9, 3.4]))
    if (!empty) canvas.fill(intersect(flask.inside, rect(0, level, 30, 1.2)), liquid, 4)
    const lip = roundRect(15 - flask.neckHalf - 1, flask.neckTop, flask.neckHalf * 2 + 2, 2.6, 1)
    canvas.fill(lip, 'glass', light.upright(11, 19, [1, 4.2]), { rim: true })
    if (!empty) addBubbles(canvas, context, liquid, flask, level)
    addMark(canvas, context, flask, has('poison', 'venom', 'deadly') ? 'skull' : mark)
    addGlint(canvas, context, flask)
  },
}

function addBubbles(
  canvas: Canvas,
  { random }: PaintContext,
  liquid: Material,
  flask: Flask,
  level: number,
): void {
  for (let i = 0; i < 5; i++) {
    const [x, y] = [15 + random.range(-6, 6), random.range(level + 3, 27)]
    if (flask.inside.inside(x, y) && flask.inside.inside(x + 1, y + 1))
      canvas.dot(Math.round(x), Math.round(y), liquid, 4)
  }
}

function addMark(
  canvas: Canvas,
  { light }: PaintContext,
  flask: Flask,
  mark: 'tag' | 'glint' | 'band' | 'skull',
): void {
  const y = flask.belly[1] + 1
  if (mark === 'tag') {
    canvas.line(path(`12,${flask.neckTop + 4} 18,${flask.neckTop + 4}`), 'rope', 3)
    canvas.fill(polygon(path('0,0 3.4,1 3.4,6 -0.6,5', 17, flask.neckTop + 4)), 'cloth', 3, { rim: true })
  } else if (mark === 'band') {
    canvas.fill(
      rect(15 - flask.neckHalf, flask.neckTop + 3.5, flask.neckHalf * 2, 2),
      'gold',
      light.upright(11, 19, [1, 4]),
    )
  } else if (mark === 'skull') {
    canvas.fill(union(ellipse(15, y - 0.5, 3.6, 3.2), rect(13.2, y + 1, 3.6, 3.2)), 'bone', 3.4, {
      rim: true,
    })
    canvas.ink(rect(13, y - 1, 1.6, 1.8))
    canvas.ink(rect(15.6, y - 1, 1.6, 1.8))
    canvas.inkDot(15, Math.round(y + 3))
  }
}

function addGlint(canvas: Canvas, { light }: PaintContext, { belly, outside }: Flask): void {
  const [cx, cy, rx, ry] = belly
  const side = light.side > 0 ? 1 : -1
  const from: Point = [cx + side * rx * 0.55, cy - ry * 0.3]
  const glint = stroke([from, [cx + side * rx * 0.62, cy + ry * 0.1]], 1.7)
  canvas.fill(intersect(glint, outside), 'white', 4)
  canvas.dot(Math.round(cx + side * rx * 0.45), Math.round(cy + ry * 0.45), 'white', 3)
}
