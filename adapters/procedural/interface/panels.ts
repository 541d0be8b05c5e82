import type { Canvas } from '../canvas.js'
import type { Material } from '../materials.js'
import { rect } from '../shapes.js'
import type { Borders, PaintWidget, WidgetBrush } from './widget.js'

/** Depth of the frame's rings, outermost first: tones on the lit and on the shadowed side. */
const profiles: readonly (readonly (readonly [lit: number, dark: number])[])[] = [
  [
    [3, 1],
    [4, 2],
    [2, 1],
  ],
  [
    [4, 1],
    [2, 2],
    [1, 3],
  ],
  [
    [3, 1],
    [3, 1],
  ],
  [
    [2, 1],
    [4, 3],
    [4, 3],
    [1, 2],
  ],
  [
    [4, 2],
    [1, 0],
    [3, 1],
  ],
  [
    [3, 2],
    [2, 1],
    [4, 0],
  ],
]

/** Borders of a panel for which nobody asked for any: a third of the shorter side. */
function bordersOf({ canvas, borders }: WidgetBrush): Borders {
  const third = Math.max(1, Math.floor(Math.min(canvas.width, canvas.height) / 3))
  return borders ?? { left: third, top: third, right: third, bottom: third }
}

/**
 * A frame of nine parts. Left of `left`, right of `right` and so on anything may stand; between them every row of the
 * side edges and every column of the others is the same, and the middle is one colour, so that it stretches cleanly.
 */
export const paintPanel: PaintWidget = (brush) => {
  const { canvas, look, state, margin } = brush
  const { width, height } = canvas
  const borders = bordersOf(brush)
  const least = Math.min(borders.left, borders.top, borders.right, borders.bottom) - margin
  const room = Math.max(1, least)
  const profile = profiles[look.style % profiles.length]!.slice(0, Math.max(1, room - 2))
  const turned = state.pressed
  const cut = Math.min(look.corner === 'round' ? 2 : look.corner === 'cut' ? 4 : 0, Math.max(0, room - 1))
  const lift = (state.hover || state.focused ? 1 : 0) - (state.pressed ? 1 : 0)
  for (let y = margin; y < height - margin; y++)
    for (let x = margin; x < width - margin; x++) {
      const sides = [x - margin, y - margin, width - 1 - margin - x, height - 1 - margin - y] as const
      const corner = cornerDepth(sides, cut)
      if (corner < 0) continue
      const depth = Math.min(...sides, corner)
      const lit = Math.min(sides[0], sides[1]) <= Math.min(sides[2], sides[3])
      const ring = depth === 0 ? null : profile[depth - 1]
      const at = rect(x, y, 1, 1)
      if (depth === 0 || (room > 2 && depth === profile.length + 1)) canvas.ink(at, 'anywhere')
      else if (ring !== undefined && ring !== null)
        canvas.fill(
          at,
          frameOf(brush),
          state.focused ? 4 : (lit !== turned ? ring[0] : ring[1]) + (state.hover ? 1 : 0),
        )
      else canvas.fill(at, groundOf(brush), groundTone(depth - profile.length, lit !== turned, room) + lift)
    }
  decorate(brush, borders, room)
}

const frameOf = ({ look, state }: WidgetBrush): Material =>
  state.disabled ? 'grey' : state.focused ? 'white' : look.frame
const groundOf = ({ look, state }: WidgetBrush): Material => (state.disabled ? 'grey' : look.ground)

/** A shadow under the frame's upper edge; deeper in, one colour. */
const groundTone = (depth: number, lit: boolean, room: number): number =>
  depth <= 2 && lit && room > 4 ? 0.6 : 1.6

function cornerDepth(
  [left, top, right, bottom]: readonly [number, number, number, number],
  cut: number,
): number {
  if (cut === 0) return Infinity
  return Math.min(left, right) + Math.min(top, bottom) - cut
}

/** Studs, brackets or gems that keep to the corner parts. */
function decorate(brush: WidgetBrush, borders: Borders, room: number): void {
  const { canvas, look, margin } = brush
  if (room < 5) return
  const size = Math.min(room - 1, look.style % 2 === 0 ? 5 : 6)
  const material = frameOf(brush)
  const sign = cornerSigns[look.corner === 'stud' ? look.style % 2 : 2 + (look.style % 3)]!
  const places = [
    [margin, margin, false, false],
    [canvas.width - margin - size, margin, true, false],
    [margin, canvas.height - margin - size, false, true],
    [canvas.width - margin - size, canvas.height - margin - size, true, true],
  ] as const
  if (borders.left < size + margin || borders.top < size + margin) return
  for (const [left, top, flipX, flipY] of places)
    paintCorner(canvas, sign, { left, top, flipX, flipY, size, material })
}

/** `#` ink, `.` as it is, digits are tones; read from the outer corner inwards, symmetrical about the diagonal. */
const cornerSigns: readonly (readonly string[])[] = [
  ['.###..', '#343#.', '#434#.', '#332#.', '.####.', '......'],
  ['######', '#4433#', '#4232#', '#3321#', '#3211#', '######'],
  ['......', '.444#.', '.4##..', '.4#...', '.#....', '......'],
  ['######', '#4443#', '#4####', '#4#...', '#3#...', '###...'],
  ['......', '.#4#..', '.444#.', '.#4#..', '..#...', '......'],
]

function paintCorner(
  canvas: Canvas,
  sign: readonly string[],
  to: { left: number; top: number; flipX: boolean; flipY: boolean; size: number; material: Material },
): void {
  for (let y = 0; y < to.size; y++)
    for (let x = 0; x < to.size; x++) {
      const mark = sign[to.flipY ? to.size - 1 - y : y]?.[to.flipX ? to.size - 1 - x : x]
      if (mark === undefined || mark === '.') continue
      const at = rect(to.left + x, to.top + y, 1, 1)
      if (mark === '#') canvas.ink(at)
      else canvas.fill(at, to.material, Number(mark), { clip: 'over' })
    }
}
