import type { Canvas } from '../../canvas.js'
import type { Noun, PaintContext } from '../../noun.js'
import type { Point } from '../../shapes.js'
import { ellipse, polygon, rect, turned, turnPoint } from '../../shapes.js'
import { addGrain } from '../../textures.js'

interface Board {
  readonly y: number
  readonly height: number
  readonly left: number
  readonly right: number
  readonly tilt: number
  readonly points: -1 | 1
}

export const signpost: Noun = {
  names: ['signpost', 'sign post', 'sign', 'wooden sign', 'road sign', 'direction sign', 'guidepost'],
  frame: { width: 30, height: 30 },
  paint: (canvas, context) => {
    const { random, has } = context
    const way = has('left') ? -1 : has('right') ? 1 : random.sign()
    const layout = random.pick(['one', 'two', 'high', 'wide'] as const)
    const lean = random.pick([0, -3, 3, 0])
    const postX = 15 - way * random.pick([0, 2, 4])
    paintPost(canvas, context, postX, lean, layout === 'one' ? random.pick([3, 5]) : 1)
    for (const board of planBoards(context, layout, way)) paintBoard(canvas, context, board, postX)
    paintFoot(canvas, context, postX)
  },
}

function planBoards({ random }: PaintContext, layout: string, way: -1 | 1): Board[] {
  const tilt = random.pick([0, -5, 5, 8]) * way
  const base = { left: 3, right: 27, tilt, points: way } as const
  if (layout === 'two')
    return [
      { ...base, y: 4, height: 7, left: way < 0 ? 1 : 6, right: way < 0 ? 24 : 29 },
      { ...base, y: 13, height: 6, left: way < 0 ? 5 : 4, right: way < 0 ? 26 : 25, tilt: -tilt * 0.6 },
    ]
  if (layout === 'high') return [{ ...base, y: 3, height: 10, left: 2, right: 28 }]
  if (layout === 'wide') return [{ ...base, y: 7, height: 8, left: 0.5, right: 29.5, tilt: 0 }]
  return [{ ...base, y: 6, height: 9 }]
}

function paintPost(
  canvas: Canvas,
  { light, random }: PaintContext,
  x: number,
  lean: number,
  top: number,
): void {
  const width = random.pick([3, 4])
  const post = turned(rect(x - width / 2, top, width, 28 - top), [x, 29], lean)
  canvas.fill(post, 'darkWood', light.upright(x - width / 2, x + width / 2, [1, 3.6]))
  addGrain(canvas, post, random.int(0, 99), 'upright', 0.12)
}

function paintBoard(canvas: Canvas, { light, random }: PaintContext, board: Board, postX: number): void {
  const { y, height, left, right, points: way } = board
  const head = Math.max(4, height * 0.62)
  const pivot: Point = [postX, y + height / 2]
  const outline: Point[] =
    way < 0
      ? [
          [left, y + height / 2],
          [left + head, y - 1],
          [left + head, y],
          [right, y],
          [right - random.int(0, 1), y + height / 2],
          [right, y + height],
          [left + head, y + height],
          [left + head, y + height + 1],
        ]
      : [
          [right, y + height / 2],
          [right - head, y - 1],
          [right - head, y],
          [left, y],
          [left + random.int(0, 1), y + height / 2],
          [left, y + height],
          [right - head, y + height],
          [right - head, y + height + 1],
        ]
  const shape = polygon(outline.map((point) => turnPoint(point, pivot, board.tilt)))
  const face = light.face(0, -0.2, 1, [1.4, 3.4])
  canvas.fill(shape, 'wood', (_x, py) => (py < y + 1 ? 4 : py > y + height - 1 ? face - 1 : face), {
    rim: true,
  })
  addGrain(canvas, shape, random.int(0, 99), 'lying', 0.07)
  writeLetters(canvas, board, pivot, random.int(0, 3))
  canvas.inkDot(Math.floor(postX) - 1, Math.floor(y + 1))
  canvas.inkDot(Math.floor(postX), Math.floor(y + height - 2))
}

/** Strokes that read as writing: too small to be letters. */
function writeLetters(canvas: Canvas, board: Board, pivot: Point, hand: number): void {
  const head = Math.max(4, board.height * 0.62)
  const from = board.points < 0 ? board.left + head + 1 : board.left + 3
  const to = board.points < 0 ? board.right - 3 : board.right - head - 1
  const middle = board.y + board.height / 2
  const lengths = [
    [5, 3, 6],
    [4, 6, 3],
    [7, 4, 5],
    [3, 4, 6],
  ][hand]!
  let x = from
  for (const length of lengths) {
    if (x + length > to) break
    const ends: Point[] = [
      [x, middle - 0.5],
      [x + length - 1, middle - 0.5],
    ]
    const turnedEnds = ends.map((point) => turnPoint(point, pivot, board.tilt))
    canvas.inkLine(turnedEnds)
    x += length + 2
  }
}

function paintFoot(canvas: Canvas, { light, random }: PaintContext, x: number): void {
  const foot = random.pick(['stones', 'sand', 'grass', 'stones'] as const)
  if (foot === 'stones')
    for (const [dx, r] of [
      [-3.5, 2.6],
      [3.6, 3.1],
      [0.2, 2.2],
    ] as const)
      canvas.fill(ellipse(x + dx, 29 - r, r, r), 'stone', light.ball(x + dx, 29 - r, r, r), { rim: true })
  if (foot === 'sand')
    canvas.fill(
      polygon([
        [x - 8, 29],
        [x - 4, 27],
        [x, 25.6],
        [x + 4, 27],
        [x + 8, 29],
      ]),
      'sand',
      light.lying(24, 31, [1.6, 3.4]),
      { rim: true },
    )
  if (foot === 'grass')
    for (const dx of [-4, -2, 2, 4, 5])
      canvas.line(
        [
          [x + dx * 0.6, 28],
          [x + dx * 1.3, 28 - 5 + Math.abs(dx) / 2],
        ],
        'leaf',
        dx < 0 ? 3 : 2,
      )
}
