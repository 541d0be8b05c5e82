import type { Canvas } from '../../canvas.js'
import type { Material } from '../../materials.js'
import type { Noun, PaintContext } from '../../noun.js'
import { intersect, polygon, rect } from '../../shapes.js'
import { addGrain } from '../../textures.js'

export const bench: Noun = {
  names: ['bench', 'wooden bench', 'park bench', 'pew'],
  frame: { width: 30, height: 24 },
  mirrors: true,
  paint: (canvas, context) => {
    const { random, has } = context
    const wood: Material = has('bleached', 'faded', 'old', 'dry') ? 'paleWood' : 'wood'
    const back = random.pick(['none', 'slats', 'rail', 'slats'] as const)
    const seatY = back === 'none' ? 11 : 14
    const tilt = random.pick([0, 0, 1])
    const salt = random.int(0, 99)
    if (back !== 'none') paintBack(canvas, wood, back, seatY, random.pick([2, 3]), salt)
    paintLegs(canvas, context, wood, seatY)
    paintSeat(canvas, context, wood, seatY, salt, tilt)
  },
}

function paintBack(
  canvas: Canvas,
  wood: Material,
  back: 'slats' | 'rail',
  seatY: number,
  top: number,
  salt: number,
): void {
  for (const x of [5, 23]) canvas.fill(rect(x, top - 1, 2, seatY - top + 2), wood, 1)
  const rails = back === 'slats' ? [top, top + 5] : [top + 1]
  for (const y of rails) {
    const height = back === 'slats' ? 3 : 4
    const board = rect(3, y, 24, height)
    canvas.fill(board, wood, (_x, py) => (py < y + 1 ? 4 : 3), { rim: true })
    canvas.shade(rect(3, y + height - 1, 24, 1), -1)
    addGrain(canvas, board, salt + y, 'lying', 0.06)
    for (const x of [5, 24]) canvas.inkDot(x, y + 1)
  }
}

function paintLegs(canvas: Canvas, { light, random }: PaintContext, wood: Material, seatY: number): void {
  const style = random.pick(['posts', 'splayed', 'trestle'] as const)
  for (const x of [8, 23]) canvas.fill(rect(x, seatY + 2, 2, 20 - seatY), wood, 0)
  for (const side of [-1, 1] as const) {
    const x = 15 + side * 10.5
    const out = style === 'splayed' ? side * 2.5 : 0
    const half = style === 'trestle' ? 2.4 : 1.5
    const leg = polygon([
      [x - half, seatY + 3],
      [x + half, seatY + 3],
      [x + out + half, 23],
      [x + out - half, 23],
    ])
    canvas.fill(leg, wood, light.upright(x - half, x + half, [1, 3.4]), { rim: true })
  }
  if (style !== 'splayed') canvas.fill(rect(6, seatY + 6, 18, 1.6), wood, 1, { rim: true })
}

/** Boards from above, the front edge below them; a split runs in from one end. */
function paintSeat(
  canvas: Canvas,
  { random, light }: PaintContext,
  wood: Material,
  seatY: number,
  salt: number,
  tilt: number,
): void {
  const top = polygon([
    [3, seatY - 1],
    [27, seatY - 1 + tilt],
    [29.5, seatY + 3 + tilt],
    [0.5, seatY + 3],
  ])
  const face = light.face(0, -1, 0.5, [1.6, 4])
  canvas.fill(top, wood, face, { rim: true })
  for (const t of [0.5])
    canvas.shade(
      intersect(
        top,
        polygon([
          [0, seatY + t * 2],
          [30, seatY + t * 2 + tilt],
          [30, seatY + t * 2 + 1 + tilt],
          [0, seatY + t * 2 + 1],
        ]),
      ),
      -1,
    )
  addGrain(canvas, top, salt, 'lying', 0.08)
  const edge = polygon([
    [0.5, seatY + 3],
    [29.5, seatY + 3 + tilt],
    [29.5, seatY + 5.4 + tilt],
    [0.5, seatY + 5.4],
  ])
  canvas.fill(edge, wood, 1.6, { rim: true })
  addGrain(canvas, edge, salt + 7, 'lying', 0.06)
  const split = random.pick(['left', 'right', 'none'] as const)
  if (split === 'left')
    canvas.inkLine([
      [1, seatY + 4],
      [7, seatY + 3],
      [10, seatY + 4],
    ])
  if (split === 'right')
    canvas.inkLine([
      [28, seatY + 4],
      [22, seatY + 3],
      [18, seatY + 4],
    ])
}
