import type { Canvas } from '../../canvas.js'
import type { Noun, PaintContext } from '../../noun.js'
import type { Material } from '../../materials.js'
import type { Point } from '../../shapes.js'
import { curve, ellipse, intersect, polygon, rect, union } from '../../shapes.js'

interface TentStyle {
  readonly cloth: Material
  readonly open: boolean
  readonly patch: boolean
  readonly flag: boolean
}

export const tent: Noun = {
  names: ['tent', 'canvas tent', 'camp tent', 'pavilion'],
  frame: { width: 60, height: 44 },
  mirrors: true,
  paint: (canvas, context) => {
    const { random, has, accent } = context
    const kind = random.pick(['ridge', 'ridge', 'bell', 'low'] as const)
    const style: TentStyle = {
      cloth: accent ?? 'cloth',
      open: has('open', 'opened'),
      patch: random.chance(0.6),
      flag: random.chance(0.4),
    }
    if (kind === 'bell') paintBell(canvas, context, style)
    else
      paintRidge(
        canvas,
        context,
        style,
        kind === 'low'
          ? {
              apexX: 22,
              apexY: random.int(10, 14),
              front: random.range(17.5, 20.5),
              back: random.int(50, 56),
            }
          : {
              apexX: random.pick([18, 20]),
              apexY: random.int(4, 7),
              front: random.range(13, 17),
              back: random.int(47, 55),
            },
      )
  },
}

interface Ridge {
  readonly apexX: number
  readonly apexY: number
  /** Half the width of the front. */
  readonly front: number
  /** x of the far end. */
  readonly back: number
}

function paintRidge(canvas: Canvas, { light, random }: PaintContext, style: TentStyle, ridge: Ridge): void {
  const { apexX, apexY, front, back } = ridge
  const [left, right] = [apexX - front, apexX + front]
  const farApex: Point = [back - 6, apexY + 3]
  const sag = random.range(1, 3.5)
  canvas.line(
    [
      [apexX, apexY - 3],
      [apexX, apexY + 2],
    ],
    'darkWood',
    2,
    1.9,
  )
  canvas.line([[farApex[0], farApex[1] - 3], farApex], 'darkWood', 1, 1.9)
  canvas.line(
    [
      [apexX, apexY - 1],
      [1, 40],
    ],
    'rope',
    2,
  )
  const sideFace = polygon([
    ...curve([apexX, apexY], [(apexX + back) / 2, apexY + sag + 2], farApex, 10),
    [back + 4, 38],
    ...curve([back + 4, 38], [(right + back) / 2, 40], [right, 42], 6),
  ])
  const faceTone = light.face(0.65, -0.6, 0.45, [1, 3.4])
  canvas.fill(
    sideFace,
    style.cloth,
    (x, y) => faceTone + (y < apexY + 9 ? 0.7 : 0) - (y > 36 ? 0.8 : 0) + (x > back ? -0.4 : 0),
    { dither: 0.12 },
  )
  for (const t of [0.34, 0.67]) {
    const from: Point = [apexX + (farApex[0] - apexX) * t, apexY + sag]
    canvas.shade(
      intersect(
        sideFace,
        polygon([
          from,
          [from[0] + 1, from[1]],
          [right + (back + 4 - right) * t + 1, 43],
          [right + (back + 4 - right) * t, 43],
        ]),
      ),
      -1,
    )
  }
  if (style.patch)
    paintPatch(canvas, Math.round(right + random.int(-2, 8)), random.int(20, 30), random.int(5, 7))
  const frontFace = polygon([
    [apexX, apexY],
    [right, 42],
    [left, 42],
  ])
  const frontTone = light.face(-0.35, -0.1, 0.9, [1, 3.6])
  canvas.fill(frontFace, style.cloth, (_x, y) => frontTone + (y < apexY + 6 ? 0.6 : 0), { rim: true })
  canvas.shade(intersect(frontFace, rect(0, 40, 60, 3)), -1)
  paintDoor(canvas, style, { apexX, apexY: apexY + 5, bottom: 42, half: front * 0.62 }, random.int(0, 2))
  for (const x of [1, back + 4]) canvas.fill(rect(x - 1, 39, 2, 4), 'darkWood', 3, { rim: true })
  if (style.flag) paintFlag(canvas, apexX, apexY - 3)
}

function paintBell(canvas: Canvas, { light, random }: PaintContext, style: TentStyle): void {
  const cx = 30
  const half = random.range(20.5, 26)
  const wallY = random.int(24, 30)
  const roof = polygon([
    ...curve([cx, 4], [cx - half * 0.35, 18], [cx - half, wallY], 8),
    ...curve([cx + half, wallY], [cx + half * 0.35, 18], [cx, 4], 8),
  ])
  const wall = union(
    rect(cx - half + 1, wallY - 1, 2 * half - 2, 42 - wallY - 2),
    ellipse(cx, 39.5, half - 1, 3),
  )
  const lit = light.upright(cx - half, cx + half, [1, 3.8])
  canvas.line(
    [
      [cx, 0],
      [cx, 5],
    ],
    'darkWood',
    2,
    1.9,
  )
  canvas.fill(wall, style.cloth, (x, y) => lit(x, y) - 0.5)
  canvas.fill(roof, style.cloth, (x, y) => lit(x, y) + 0.3, { rim: true })
  for (const t of [-0.62, -0.25, 0.25, 0.62]) {
    const seam = polygon([
      [cx, 4],
      [cx + 1, 4],
      [cx + half * t + 1, wallY],
      [cx + half * t, wallY],
    ])
    canvas.shade(intersect(roof, seam), -1)
    canvas.shade(rect(cx + half * t, wallY + 1, 1, 42 - wallY), -1)
  }
  for (let x = cx - half; x < cx + half - 2; x += 5)
    canvas.fill(
      polygon([
        [x, wallY],
        [x + 5, wallY],
        [x + 2.5, wallY + 3],
      ]),
      style.cloth,
      x < cx ? 4 : 2,
      { clip: 'over' },
    )
  paintDoor(canvas, style, { apexX: cx, apexY: wallY - 8, bottom: 42.5, half: half * 0.38 }, random.int(0, 2))
  if (style.patch) paintPatch(canvas, Math.round(cx + half * 0.55), wallY + 4, 5)
  for (const side of [-1, 1] as const) {
    canvas.line(
      [
        [cx + side * half, wallY],
        [cx + side * (half + 4), 41],
      ],
      'rope',
      2,
    )
    canvas.fill(rect(cx + side * (half + 4) - 1, 39, 2, 4), 'darkWood', 3, { rim: true })
  }
  if (style.flag) paintFlag(canvas, cx, 0)
}

interface Door {
  readonly apexX: number
  readonly apexY: number
  readonly bottom: number
  readonly half: number
}

function paintDoor(
  canvas: Canvas,
  style: TentStyle,
  { apexX, apexY, bottom, half }: Door,
  ties: number,
): void {
  if (!style.open) {
    canvas.inkLine([
      [apexX, apexY],
      [apexX, bottom - 1],
    ])
    canvas.shade(
      polygon([
        [apexX + 1, apexY],
        [apexX + 3, bottom],
        [apexX + 1, bottom],
      ]),
      -1,
    )
    for (let i = 0; i < 3 + ties; i++) {
      const y = apexY + 6 + (i * (bottom - apexY - 8)) / (3 + ties)
      canvas.fill(rect(apexX - 2, y, 5, 1), 'leather', 1, { clip: 'over' })
    }
    return
  }
  const opening = polygon([
    [apexX, apexY],
    [apexX + half, bottom],
    [apexX - half, bottom],
  ])
  canvas.ink(opening)
  canvas.fill(
    polygon([
      [apexX - half + 3, bottom],
      [apexX - 1, bottom - 6],
      [apexX + half - 3, bottom],
    ]),
    'leather',
    1,
    { clip: 'over' },
  )
  for (const side of [-1, 1] as const) {
    const flap = polygon([
      [apexX, apexY],
      [apexX + side * half, bottom],
      [apexX + side * (half + 3), bottom - 1],
      [apexX + side * (half * 0.75 + 3), apexY + (bottom - apexY) * 0.6],
    ])
    canvas.fill(flap, style.cloth, side < 0 ? 4 : 3, { rim: true })
    canvas.fill(
      rect(apexX + side * (half * 0.72 + 1) - 1, apexY + (bottom - apexY) * 0.62, 3, 1),
      'leather',
      1,
      { clip: 'over' },
    )
  }
}

function paintPatch(canvas: Canvas, x: number, y: number, size: number): void {
  canvas.fill(rect(x, y, size, size - 1), 'sandstone', 2, { clip: 'over' })
  for (let i = 0; i < size; i += 2) {
    canvas.dot(x + i, y - 1, 'leather', 1)
    canvas.dot(x + i, y + size - 1, 'leather', 1)
  }
}

function paintFlag(canvas: Canvas, x: number, y: number): void {
  canvas.line(
    [
      [x, y + 2],
      [x, y - 2],
    ],
    'darkWood',
    2,
  )
  canvas.fill(
    polygon([
      [x + 1, y - 3],
      [x + 9, y - 1],
      [x + 1, y + 2],
    ]),
    'red',
    3,
    { rim: true },
  )
}
