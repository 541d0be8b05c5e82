import type { Canvas } from '../../canvas.js'
import type { Noun, PaintContext } from '../../noun.js'
import type { Point, Shape } from '../../shapes.js'
import { ellipse, intersect, polygon, rect, stroke } from '../../shapes.js'
import { addGrain } from '../../textures.js'

type Bracing = 'diagonal' | 'cross' | 'plain' | 'bands'

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** How deep the lid's face looks, units. */
  readonly depth: number
  readonly bracing: Bracing
}

const bracings: readonly Bracing[] = ['diagonal', 'cross', 'plain', 'bands']

export const crate: Noun = {
  names: ['crate', 'wooden crate', 'box', 'wooden box', 'supply crate'],
  frame: { width: 30, height: 30 },
  mirrors: true,
  paint: (canvas, context) => {
    const { random, has } = context
    if (has('stack', 'pile', 'stacked', 'heap') || (has('crates', 'boxes') && !has('single'))) {
      paintStack(canvas, context)
      return
    }
    const open = has('open', 'opened') || (has('lid') && has('off'))
    const width = random.pick([20, 22, 24])
    const height = random.pick([14, 15, 16])
    const box: Box = {
      x: 14 - width / 2,
      y: 28 - height,
      width,
      height,
      depth: 6,
      bracing: random.pick(bracings),
    }
    paintBox(canvas, context, box)
    if (open) paintOpening(canvas, context, box)
  },
}

/** The front with its frame, boards and braces, and the lid as a slanting face above and to the right. */
function paintBox(canvas: Canvas, { light, random }: PaintContext, box: Box): void {
  const { x, y, width, height, depth, bracing } = box
  const skew = depth * 0.6
  const right = polygon([
    [x + width, y],
    [x + width + skew, y - depth],
    [x + width + skew, y + height - depth],
    [x + width, y + height],
  ])
  const top = polygon([
    [x, y],
    [x + skew, y - depth],
    [x + width + skew, y - depth],
    [x + width, y],
  ])
  const front = rect(x, y, width, height)
  canvas.fill(right, 'wood', light.face(1, -0.1, 0.4, [0.9, 3.2]), { rim: true })
  canvas.fill(top, 'wood', light.face(0, -1, 0.4, [1.5, 3.9]), { rim: true })
  for (let i = 1; i < 4; i++)
    canvas.shade(
      intersect(
        top,
        polygon([
          [x, y - (depth * i) / 4],
          [x + width + skew, y - (depth * i) / 4],
          [x + width + skew, y - (depth * i) / 4 + 1],
          [x, y - (depth * i) / 4 + 1],
        ]),
      ),
      -1,
    )
  const face = light.face(-0.2, 0, 1, [1.2, 2.9])
  canvas.fill(front, 'wood', face, { rim: true })
  for (let at = y + 4; at < y + height - 2; at += 3.5) canvas.shade(rect(x, Math.round(at), width, 1), -1)
  addGrain(canvas, front, random.int(0, 99), 'lying', 0.05)
  paintBraces(canvas, front, bracing)
}

function paintBraces(canvas: Canvas, front: Shape, bracing: Bracing): void {
  const { x0, y0, x1, y1 } = front
  const [width, height] = [x1 - x0, y1 - y0]
  const inner = rect(x0 + 2, y0 + 2, width - 4, height - 4)
  if (bracing === 'diagonal' || bracing === 'cross') {
    const brace = (from: Point, to: Point): void => {
      canvas.fill(intersect(inner, stroke([from, to], 4)), 'wood', 0)
      canvas.fill(intersect(inner, stroke([from, to], 2.4)), 'wood', 3)
    }
    brace([x0 + 1, y1 - 1], [x1 - 1, y0 + 1])
    if (bracing === 'cross') brace([x0 + 1, y0 + 1], [x1 - 1, y1 - 1])
  }
  for (const post of [
    rect(x0, y0, width, 2),
    rect(x0, y1 - 2, width, 2),
    rect(x0, y0, 2, height),
    rect(x1 - 2, y0, 2, height),
  ])
    canvas.fill(post, 'wood', 3)
  canvas.fill(rect(x0, y0, width, 1), 'wood', 4)
  canvas.shade(rect(x0 + 2, y0 + 2, width - 4, 1), -1)
  canvas.shade(rect(x0, y1 - 1, width, 1), -1)
  for (const [dx, dy] of [
    [0.5, 0.5],
    [width - 1.5, 0.5],
    [0.5, height - 1.5],
    [width - 1.5, height - 1.5],
  ] as const)
    canvas.inkDot(Math.round(x0 + dx - 0.5), Math.round(y0 + dy - 0.5))
  if (bracing === 'bands')
    for (const x of [x0 + width * 0.2, x0 + width * 0.7])
      canvas.fill(rect(Math.round(x), y0, 2, height), 'iron', (_x, y) => (y < y0 + 2 ? 4 : 2), { rim: true })
}

/** Looks into the crate: dark inside, something in it, and the lid leaning against the front or lying askew. */
function paintOpening(canvas: Canvas, context: PaintContext, box: Box): void {
  const { random, light } = context
  const { x, y, width, depth } = box
  const skew = depth * 0.6
  const opening = polygon([
    [x + 2, y - 0.6],
    [x + skew + 1, y - depth + 1],
    [x + width + skew - 2, y - depth + 1],
    [x + width - 1, y - 0.6],
  ])
  canvas.ink(opening)
  const content = random.pick(['straw', 'apples', 'empty', 'cloth'] as const)
  if (content === 'straw')
    for (let i = 0; i < 9; i++)
      canvas.line(
        [
          [x + 4 + i * 2, y],
          [x + 3 + i * 2.2 + random.int(-1, 2), y - random.int(3, 7)],
        ],
        'straw',
        i % 2 === 0 ? 4 : 2,
      )
  if (content === 'apples')
    for (let i = 0; i < 5; i++)
      canvas.fill(
        ellipse(x + 5 + i * 3.8, y - 2.4 - (i % 2), 2.3, 2.3),
        i % 2 === 0 ? 'red' : 'orange',
        light.ball(x + 5 + i * 3.8, y - 2.4, 2.3, 2.3, [1, 4]),
        { rim: true },
      )
  if (content === 'cloth')
    canvas.fill(
      polygon([
        [x + 4, y],
        [x + 6, y - 4],
        [x + 10, y - 3],
        [x + 13, y - 5.5],
        [x + 17, y - 3],
        [x + 18, y],
      ]),
      'cloth',
      (px) => (Math.floor(px / 3) % 2 === 0 ? 4 : 3),
      { rim: true },
    )
  canvas.fill(rect(x, y - 0.5, width, 1), 'wood', 4)
  paintLid(canvas, context, random.pick(['left', 'behind', 'behind'] as const), box)
}

function paintLid(canvas: Canvas, { light }: PaintContext, place: 'left' | 'behind', box: Box): void {
  const { x, y, width, depth } = box
  const lid =
    place === 'left'
      ? polygon([
          [x - 6, 29],
          [x - 1, y - 3],
          [x + 3, y - 4],
          [x - 1, 29],
        ])
      : polygon([
          [x + 6, y - depth],
          [x + 10, y - depth - 8],
          [x + width + 7, y - depth - 6],
          [x + width + 4, y - depth + 2],
        ])
  const tone = light.face(-0.3, -0.3, 0.8, [1.6, 3.6])
  canvas.fill(lid, 'wood', tone, place === 'behind' ? { clip: 'under' } : { rim: true })
  if (place === 'left') for (const t of [6, 13]) canvas.shade(intersect(lid, rect(x - 8, y + t, 14, 1.6)), -1)
  else
    for (const dx of [5, 10, 15, 20])
      canvas.shade(
        intersect(
          lid,
          stroke(
            [
              [x + dx, 0],
              [x + dx - 3, 30],
            ],
            1,
          ),
        ),
        -1,
      )
}

function paintStack(canvas: Canvas, context: PaintContext): void {
  const { random } = context
  const layout = random.pick(['pyramid', 'tower', 'stairs', 'pyramid'] as const)
  const brace = (): Bracing => random.pick(['diagonal', 'cross', 'plain'])
  const shift = random.int(-2, 2)
  const boxes: Box[] =
    layout === 'pyramid'
      ? [
          { x: 14, y: 18, width: 12, height: 11, depth: 3, bracing: brace() },
          { x: 1, y: 17, width: 12, height: 12, depth: 3, bracing: brace() },
          { x: 7 + shift, y: 4, width: 12, height: 11, depth: 3, bracing: brace() },
        ]
      : layout === 'tower'
        ? [
            { x: 4, y: 17, width: 18, height: 12, depth: 4, bracing: brace() },
            { x: 7 + shift, y: 4, width: 13, height: 10, depth: 3, bracing: brace() },
          ]
        : [
            { x: 2, y: 9, width: 13, height: 9, depth: 3, bracing: brace() },
            { x: 1, y: 19, width: 14, height: 10, depth: 3, bracing: brace() },
            { x: 16, y: 18, width: 11, height: 11, depth: 3, bracing: brace() },
          ]
  const ordered = layout === 'stairs' ? [boxes[2]!, boxes[1]!, boxes[0]!] : boxes
  for (const box of ordered) paintBox(canvas, context, box)
}
