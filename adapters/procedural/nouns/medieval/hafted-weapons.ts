import { bevel } from '../../bevel.js'
import type { Canvas } from '../../canvas.js'
import type { Material } from '../../materials.js'
import type { Noun, PaintContext } from '../../noun.js'
import { path } from '../../path.js'
import type { Point, Shape } from '../../shapes.js'
import {
  arc,
  curve,
  ellipse,
  intersect,
  minus,
  polygon,
  rect,
  roundRect,
  stroke,
  turned,
  turnPoint,
  union,
} from '../../shapes.js'
import { slant } from '../../slant.js'

const middle = [15, 15] as const

function paintShaft(
  canvas: Canvas,
  { light }: PaintContext,
  place: (shape: Shape) => Shape,
  shaft: Shape,
  material: Material,
): void {
  const placed = place(shaft)
  canvas.fill(placed, material, slant(light, placed, [1.2, 2.8]))
  bevel(canvas, light, placed, 0.9)
}

function paintPiece(canvas: Canvas, { light }: PaintContext, piece: Shape, material: Material): void {
  canvas.fill(piece, material, slant(light, piece, [1.4, 3.4]), { rim: true })
  bevel(canvas, light, piece, 1.2)
}

const metalOf = ({ has, accent }: PaintContext): Material =>
  has('rusty')
    ? 'rust'
    : has('golden', 'gold')
      ? 'gold'
      : has('bone')
        ? 'bone'
        : has('stone')
          ? 'stone'
          : (accent ?? 'steel')

export const axe: Noun = {
  names: ['axe', 'battle axe', 'hatchet', 'tomahawk', 'double axe'],
  frame: { width: 30, height: 30 },
  mirrors: true,
  paint: (canvas, context) => {
    const { random, has } = context
    const tilt = random.pick([35, 42, 50])
    const doubled = has('double', 'battle') || random.chance(0.25)
    const broad = random.pick([8, 9.5, 11])
    const wood = random.pick(['wood', 'darkWood', 'leather'] as const)
    const place = (shape: Shape) => turned(shape, middle, tilt)
    paintShaft(canvas, context, place, rect(13.6, -4, 2.8, 38), wood)
    const bit = polygon([
      ...path('15.6,-1'),
      ...curve([16, -1], [16 + broad * 0.6, -2], [15 + broad, -5.6], 4),
      ...curve([15 + broad, -5.6], [18 + broad, 3], [15 + broad, 11.6], 8),
      ...curve([15 + broad, 11.6], [16 + broad * 0.6, 8], [16, 7], 4),
    ])
    paintPiece(canvas, context, place(bit), metalOf(context))
    const back = doubled ? polygon(bitMirror(broad)) : roundRect(10, 0, 4.4, 6, 1)
    paintPiece(canvas, context, place(back), metalOf(context))
    canvas.fill(place(rect(12.8, 24, 4.4, 6)), 'leather', 1.4, { rim: true })
    canvas.fill(place(ellipse(15, 33.6, 2.4, 2)), 'brass', 3, { rim: true })
  },
}

const bitMirror = (broad: number) => [
  ...curve([14, -1], [14 - broad * 0.6, -2], [15 - broad, -5.6], 4),
  ...curve([15 - broad, -5.6], [12 - broad, 3], [15 - broad, 11.6], 8),
  ...curve([15 - broad, 11.6], [14 - broad * 0.6, 8], [14, 7], 4),
]

export const pickaxe: Noun = {
  names: ['pickaxe', 'pick axe', 'pick', 'mattock'],
  frame: { width: 32, height: 32 },
  mirrors: true,
  paint: (canvas, context) => {
    const { random } = context
    const tilt = random.pick([35, 42, 50])
    const bend = random.pick([6, 7.5, 9])
    const wood = random.pick(['wood', 'darkWood'] as const)
    const place = (shape: Shape) => turned(shape, middle, tilt)
    paintShaft(canvas, context, place, rect(13.4, -2, 3.2, 36), wood)
    // Two points on one arc: thick where the shaft goes through, sharp at both ends.
    const head = polygon([
      ...curve([-2, bend], [5, -2.4], [15, -3.4], 8),
      ...curve([15, -3.4], [25, -2.4], [32, bend], 8),
      ...curve([32, bend], [24, 2.6], [15, 2.2], 8),
      ...curve([15, 2.2], [6, 2.6], [-2, bend], 8),
    ])
    paintPiece(canvas, context, place(head), metalOf(context))
    canvas.fill(place(roundRect(11.8, -4.2, 6.4, 7.4, 1)), 'leather', 1.6, { rim: true })
  },
}

export const hammer: Noun = {
  names: ['hammer', 'war hammer', 'warhammer', 'mallet', 'sledgehammer', 'maul'],
  frame: { width: 30, height: 30 },
  mirrors: true,
  paint: (canvas, context) => {
    const { random, has } = context
    const tilt = random.pick([35, 42, 50])
    const [wide, high] = random.pick([
      [20, 9],
      [17, 11],
      [22, 8],
    ] as const)
    const claw = random.chance(0.3)
    const metal: Material = has('wooden', 'mallet')
      ? 'wood'
      : metalOf(context) === 'steel'
        ? random.pick(['steel', 'iron', 'stone'])
        : metalOf(context)
    const place = (shape: Shape) => turned(shape, middle, tilt)
    paintShaft(canvas, context, place, rect(13.4, -2, 3.2, 36), random.pick(['wood', 'darkWood'] as const))
    const head = claw
      ? union(
          rect(15 - wide / 2, -4, wide / 2 + 3, high),
          polygon(path(`17,-4 ${15 + wide / 2 + 3},-6 18,4`)),
        )
      : roundRect(15 - wide / 2, -4, wide, high, 1.4)
    paintPiece(canvas, context, place(head), metal)
    if (!claw)
      for (const x of [15 - wide / 2 + 2.4, 15 + wide / 2 - 3.6])
        canvas.fill(place(rect(x, -4, 1.4, high)), metal, 1)
    canvas.fill(place(rect(12.4, -3, 5.2, high - 2)), 'brass', 2.6, { rim: true })
    canvas.fill(place(rect(12.8, 25, 4.4, 7)), 'leather', 1.4, { rim: true })
  },
}

const spearHeads: Readonly<Record<'leaf' | 'diamond' | 'barbed' | 'trident' | 'halberd', Shape>> = {
  leaf: polygon([...curve([15, -8], [20, -1], [16.4, 7], 6), ...curve([13.6, 7], [10, -1], [15, -8], 6)]),
  diamond: polygon(path('15,-8 18.6,-1 16.4,7 13.6,7 11.4,-1')),
  barbed: polygon(path('15,-8 19.6,2 16.4,1 16.4,7 13.6,7 13.6,1 10.4,2')),
  trident: union(
    polygon(path('13.6,-6 15,-9 16.4,-6 16.4,8 13.6,8')),
    minus(ellipse(15, 0, 6.6, 6.6), ellipse(15, -1.4, 4, 5), rect(0, -20, 30, 18)),
    rect(8.4, -5, 2.4, 5),
    rect(19.2, -5, 2.4, 5),
  ),
  halberd: union(
    polygon(path('13.8,-2 15,-9 16.2,-2 16.2,10 13.8,10')),
    polygon(path('16,-1 23,-4 24,5 16,7')),
    polygon(path('14,0 8,3 14,5')),
  ),
}

export const spear: Noun = {
  names: ['spear', 'lance', 'pike', 'trident', 'javelin', 'halberd', 'needle lance'],
  frame: { width: 30, height: 30 },
  mirrors: true,
  paint: (canvas, context) => {
    const { random, has, light } = context
    const tilt = random.pick([45, 40, 50])
    const kind = has('trident')
      ? 'trident'
      : has('halberd')
        ? 'halberd'
        : random.pick(['leaf', 'diamond', 'barbed'] as const)
    const place = (shape: Shape) => turned(shape, middle, tilt)
    paintShaft(
      canvas,
      context,
      place,
      rect(13.8, 0, 2.4, 36),
      random.pick(['wood', 'darkWood', 'paleWood'] as const),
    )
    paintPiece(canvas, context, place(spearHeads[kind]), metalOf(context))
    canvas.fill(
      place(polygon(path('12.4,8 17.6,8 19,14 15,11.4 11,14'))),
      random.pick(['red', 'teal', 'bone'] as const),
      slant(light, place(rect(11, 8, 8, 6)), [1.4, 3.2]),
      { rim: true },
    )
  },
}

export const bow: Noun = {
  names: ['bow', 'longbow', 'shortbow', 'hunting bow', 'bow and arrow'],
  frame: { width: 30, height: 30 },
  mirrors: true,
  paint: (canvas, context) => {
    const { random, light, has, accent } = context
    const tilt = random.pick([45, 38, 52])
    const deep = random.pick([8, 10, 12])
    const wood: Material = accent ?? random.pick(['wood', 'darkWood', 'paleWood'] as const)
    const arrow = has('arrow') || random.chance(0.5)
    const at = (points: readonly Point[]) => points.map((p) => turnPoint(p, middle, tilt))
    canvas.line(
      at([
        [11, -3],
        [11, 33],
      ]),
      'white',
      3,
      0.8,
    )
    const stave = stroke(
      at([
        ...curve([10, -4], [12 + deep, 2], [11 + deep * 0.8, 15], 8),
        ...curve([11 + deep * 0.8, 15], [12 + deep, 28], [10, 34], 8),
      ]),
      3.2,
    )
    canvas.fill(stave, wood, slant(light, stave, [1, 3.4]), { rim: true })
    bevel(canvas, light, stave, 1)
    canvas.fill(
      stroke(
        at([
          [11 + deep * 0.84, 12],
          [11 + deep * 0.84, 18],
        ]),
        4,
      ),
      'leather',
      1.6,
      { rim: true },
    )
    if (arrow) paintArrow(canvas, at)
  },
}

function paintArrow(canvas: Canvas, at: (points: readonly Point[]) => Point[]): void {
  canvas.line(
    at([
      [5, 15],
      [27, 15],
    ]),
    'paleWood',
    3,
    1.3,
    { rim: true },
  )
  canvas.fill(
    polygon(
      at([
        [26, 12.4],
        [31, 15],
        [26, 17.6],
      ]),
    ),
    'steel',
    3.4,
    { rim: true },
  )
  canvas.fill(
    polygon(
      at([
        [4, 12.6],
        [9, 12.6],
        [10.6, 15],
        [9, 17.4],
        [4, 17.4],
        [6, 15],
      ]),
    ),
    'red',
    3,
    { rim: true },
  )
}

export const staff: Noun = {
  names: ['staff', 'magic staff', 'wand', 'sceptre', 'scepter', 'wizard staff', 'quarterstaff'],
  frame: { width: 30, height: 30 },
  mirrors: true,
  paint: (canvas, context) => {
    const { random, light, accent, has } = context
    const tilt = random.pick([38, 45, 30])
    const top = random.pick(['claw', 'crook', 'orb', 'crystal'] as const)
    const glow: Material = accent ?? random.pick(['teal', 'red', 'purple', 'blue'] as const)
    const wood: Material = has('bone') ? 'bone' : random.pick(['wood', 'darkWood', 'bark'] as const)
    const knot = random.range(-1.6, 1.6)
    const place = (shape: Shape) => turned(shape, middle, tilt)
    const shaft = stroke(curve([15, 36], [15 + knot * 2, 16], [15, 0], 8), [2.6, 3.4])
    paintShaft(canvas, context, place, shaft, wood)
    if (top === 'crook')
      paintShaft(canvas, context, place, stroke(arc(11, -1, 5, 5.4, 0, -250), [3.4, 1.8]), wood)
    if (top === 'claw')
      for (const side of [-1, 1])
        paintShaft(
          canvas,
          context,
          place,
          stroke(curve([15, 3], [15 + side * 8, 1], [15 + side * 3.6, -7], 6), [3, 1.4]),
          wood,
        )
    const [x, y] = turnPoint(top === 'crook' ? [11, -1] : [15, -3], middle, tilt)
    const r = top === 'orb' ? 5 : top === 'crook' ? 2.4 : 3.6
    const jewel =
      top === 'crystal' ? place(polygon(path('15,-10 19,-3 17,3 13,3 11,-3'))) : ellipse(x, y, r, r)
    canvas.fill(jewel, glow, light.ball(x, y, r + 1, r + 1, [1.2, 4.4]), { rim: true })
    canvas.dot(Math.round(x - 1), Math.round(y - 2), 'white', 4)
    const band = place(rect(12.6, 4, 4.8, 2.4))
    canvas.fill(intersect(band, place(rect(13, 4, 4, 2.4))), 'gold', 3.4, { rim: true })
  },
}
