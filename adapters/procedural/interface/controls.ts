import type { Material } from '../materials.js'
import { ellipse, minus, polygon, rect } from '../shapes.js'
import { glyphHeight, glyphInk, glyphNamed, glyphWidth } from './pixel-font.js'
import { paintPanel } from './panels.js'
import type { PaintWidget, WidgetBrush } from './widget.js'
import { areaOf, inset, stamp, steppedBox } from './widget.js'

const tick = ['......#', '.....##', '#...##.', '##.##..', '.###...', '..#....']
const smallTick = ['...#', '#.#.', '.#..']
const cross = ['#...#', '##.##', '.###.', '##.##', '#...#']
const arrow = ['..#..', '.###.', '#####', '.###.', '.###.']

const dimmed = ({ state }: WidgetBrush, material: Material): Material => (state.disabled ? 'grey' : material)

/** A block with a lit upper edge that sinks and turns dark when it is pressed. */
export const paintButton: PaintWidget = (brush) => {
  const { canvas, look, state, context, borders } = brush
  if (borders !== null) {
    paintPanel(brush)
    return
  }
  const area = areaOf(brush)
  const cut = look.corner === 'round' ? 2 : look.corner === 'cut' ? 3 : 1
  const high = area.y1 - area.y0
  const foot = Math.max(1, Math.round(high / 7))
  const sunk = state.pressed ? foot : 0
  const material = dimmed(brush, look.ground === 'darkStone' ? look.fill : look.ground)
  const lift = state.hover ? 1 : state.pressed ? -1 : 0
  const block = steppedBox({ ...area, y0: area.y0 + sunk }, cut)
  canvas.ink(block, 'anywhere')
  const face = { ...inset({ ...area, y0: area.y0 + sunk }, 1), y1: area.y1 - 1 - (state.pressed ? 1 : foot) }
  canvas.fill(steppedBox(inset({ ...area, y0: area.y0 + sunk }, 1), Math.max(0, cut - 1)), material, 1)
  canvas.fill(steppedBox(face, Math.max(0, cut - 1)), material, 2 + lift)
  canvas.fill(rect(face.x0 + cut, face.y0, face.x1 - face.x0 - 2 * cut, 1), material, 3 + lift)
  if (state.focused) outlineWith(brush, steppedBox(inset(area, 1), Math.max(0, cut - 1)))
  const label = buttonSign(context.has)
  if (label === null) return
  const size = Math.max(1, Math.floor((face.y1 - face.y0 - 2) / 8))
  stamp(canvas, label, {
    at: [(face.x0 + face.x1) / 2, (face.y0 + face.y1) / 2],
    size,
    material: state.disabled ? 'ash' : 'white',
    tones: { '#': state.disabled ? 1 : 4 },
  })
}

function buttonSign(has: (...words: readonly string[]) => boolean): readonly string[] | null {
  if (has('close', 'cancel', 'no', 'delete')) return cross
  if (has('ok', 'confirm', 'accept', 'yes')) return tick
  if (has('play', 'start', 'resume')) return ['#....', '###..', '#####', '###..', '#....']
  if (has('pause')) return ['##.##', '##.##', '##.##', '##.##', '##.##']
  if (has('add', 'plus')) return ['..#..', '..#..', '#####', '..#..', '..#..']
  if (has('menu')) return ['#####', '.....', '#####', '.....', '#####']
  if (has('back', 'left', 'previous')) return ['..#..', '.##..', '#####', '.##..', '..#..']
  if (has('next', 'right', 'forward')) return ['..#..', '..##.', '#####', '..##.', '..#..']
  return null
}

function outlineWith({ canvas }: WidgetBrush, shape: ReturnType<typeof inset>): void {
  canvas.fill(minus(shape, inset(shape, 1)), 'yellow', 4)
}

/** A trough with a fill as long as the state's level. */
export const paintBar: PaintWidget = (brush) => {
  const { canvas, look, state, context } = brush
  const area = areaOf(brush)
  const upright = area.y1 - area.y0 > area.x1 - area.x0
  const cut = Math.min(
    look.corner === 'square' ? 0 : 2,
    Math.floor(Math.min(area.x1 - area.x0, area.y1 - area.y0) / 4),
  )
  canvas.ink(steppedBox(area, cut), 'anywhere')
  const rim = inset(area, 1)
  canvas.fill(steppedBox(rim, Math.max(0, cut - 1)), dimmed(brush, look.frame), (x, y) =>
    y - rim.y0 < 1 || x - rim.x0 < 1 ? 4 : 1.8,
  )
  const thick = Math.min(area.x1 - area.x0, area.y1 - area.y0) > 6 ? 2 : 1
  const trough = inset(area, thick + 1)
  canvas.fill(trough, 'charcoal', (_x, y) => (y - trough.y0 < 1 ? 0 : 1))
  const long = upright ? trough.y1 - trough.y0 : trough.x1 - trough.x0
  const filled = state.level <= 0 ? 0 : Math.max(1, Math.round(long * state.level))
  const fill = upright
    ? rect(trough.x0, trough.y1 - filled, trough.x1 - trough.x0, filled)
    : rect(trough.x0, trough.y0, filled, trough.y1 - trough.y0)
  const low = state.level <= 0.25 && context.has('health', 'life', 'hp')
  const deep = upright ? trough.x1 - trough.x0 : trough.y1 - trough.y0
  canvas.fill(fill, dimmed(brush, low ? 'red' : look.fill), (x, y) => {
    const into = upright ? x - trough.x0 : y - trough.y0
    return into < deep * 0.34 ? 4 : into > deep * 0.7 ? 1 : 2
  })
  if (context.has('segmented', 'segment', 'pip', 'notched') || look.style === 0)
    for (let i = 1; i < 5; i++)
      canvas.ink(
        upright
          ? rect(trough.x0, trough.y0 + Math.round((long * i) / 5), deep, 1)
          : rect(trough.x0 + Math.round((long * i) / 5), trough.y0, 1, deep),
      )
  if (state.focused) outlineWith(brush, rim)
}

/** A sunken box, with a tick when it is checked; radio buttons are round and hold a ball. */
export const paintCheckbox: PaintWidget = (brush) => {
  const { canvas, look, state, context } = brush
  const whole = areaOf(brush)
  const side = Math.min(whole.x1 - whole.x0, whole.y1 - whole.y0)
  const [cx, cy] = [(whole.x0 + whole.x1) / 2, (whole.y0 + whole.y1) / 2]
  const area = rect(Math.floor(cx - side / 2), Math.floor(cy - side / 2), side, side)
  const lift = state.hover ? 1 : state.pressed ? -1 : 0
  if (context.has('radio')) {
    const [x, y, r] = [(area.x0 + area.x1) / 2, (area.y0 + area.y1) / 2, side / 2]
    canvas.ink(ellipse(x, y, r, r), 'anywhere')
    canvas.fill(ellipse(x, y, r - 1, r - 1), dimmed(brush, look.frame), 2.4 + lift)
    canvas.fill(ellipse(x, y, r * 0.66, r * 0.66), 'charcoal', 1 + lift)
    if (state.on)
      canvas.fill(ellipse(x, y, r * 0.46, r * 0.46), dimmed(brush, look.fill), (px, py) =>
        px + py < x + y ? 4 : 2,
      )
  } else {
    canvas.ink(steppedBox(area, look.corner === 'square' ? 0 : 1), 'anywhere')
    canvas.fill(
      inset(area, 1),
      dimmed(brush, look.frame),
      (x, y) => (x - area.x0 < 2 || y - area.y0 < 2 ? 3 : 1.6) + lift,
    )
    const hole = inset(area, side > 10 ? 3 : 2)
    canvas.fill(hole, 'charcoal', (_x, y) => (y - hole.y0 < 1 ? 0 : 1.4) + lift)
    const mark = side > 11 ? tick : smallTick
    const size = Math.max(1, Math.floor((hole.x1 - hole.x0) / mark[0]!.length))
    if (state.on)
      stamp(canvas, mark, {
        at: [(area.x0 + area.x1) / 2, (area.y0 + area.y1) / 2],
        size,
        material: dimmed(brush, look.fill),
        tones: { '#': 4 },
      })
  }
  if (state.focused && !state.on) outlineWith(brush, inset(area, 1))
}

/** A track with a knob: left and dull when off, right and coloured when on. Sliders stand where the level is. */
export const paintToggle: PaintWidget = (brush) => {
  const { canvas, look, state, context } = brush
  const whole = areaOf(brush)
  const wide = whole.x1 - whole.x0
  const high = Math.min(whole.y1 - whole.y0, Math.max(6, Math.round(wide * 0.55)))
  const top = Math.floor((whole.y0 + whole.y1 - high) / 2)
  const slides = context.has('slider', 'volume', 'scrollbar')
  const place = slides ? state.level : state.on ? 1 : 0
  const track = rect(
    whole.x0,
    top + (slides ? Math.floor(high * 0.3) : 0),
    wide,
    slides ? Math.max(3, Math.round(high * 0.4)) : high,
  )
  const cut = slides ? 1 : Math.max(1, Math.floor(high / 4))
  canvas.ink(steppedBox(track, cut), 'anywhere')
  canvas.fill(
    steppedBox(inset(track, 1), Math.max(0, cut - 1)),
    place > 0 && !slides ? dimmed(brush, look.fill) : 'charcoal',
    state.hover ? 3 : 2,
  )
  if (slides && place > 0)
    canvas.fill(
      rect(track.x0 + 1, track.y0 + 1, Math.round((wide - 2) * place), track.y1 - track.y0 - 2),
      dimmed(brush, look.fill),
      3,
    )
  const size = slides ? Math.max(4, Math.min(high, Math.round(wide / 4))) : high
  const left = whole.x0 + Math.round((wide - size) * place)
  const knob = rect(left, slides ? top : track.y0, size, slides ? high : size)
  canvas.ink(steppedBox(knob, cut), 'anywhere')
  canvas.fill(
    steppedBox(inset(knob, 1), Math.max(0, cut - 1)),
    dimmed(brush, look.frame),
    (x, y) => (x - knob.x0 + y - knob.y0 < size * 0.8 ? 4 : 2) - (state.pressed ? 1 : 0),
  )
  if (state.focused) outlineWith(brush, inset(track, 1))
}

/** A sunken square for an item; the chosen one has a bright frame, a locked one a lock. */
export const paintSlot: PaintWidget = (brush) => {
  const { canvas, look, state } = brush
  const area = areaOf(brush)
  const lift = state.hover ? 1 : state.pressed ? -1 : 0
  canvas.ink(steppedBox(area, 1), 'anywhere')
  canvas.fill(
    inset(area, 1),
    state.focused || state.on ? (look.frame === 'bone' ? 'gold' : 'white') : dimmed(brush, look.frame),
    (x, y) => (x - area.x0 < 2 || y - area.y0 < 2 ? 3.4 : 1.6) + lift,
  )
  const hole = inset(area, 3)
  canvas.ink(inset(area, 2))
  canvas.fill(
    hole,
    dimmed(brush, look.ground),
    (x, y) => (x - hole.x0 < 1 || y - hole.y0 < 1 ? 0 : 1.2) + lift,
  )
  const [cx, cy] = [(area.x0 + area.x1) / 2, (area.y0 + area.y1) / 2]
  const size = Math.max(1, Math.floor((hole.x1 - hole.x0) / 9))
  if (state.name.includes('lock') && !state.name.includes('unlock'))
    stamp(canvas, ['.###.', '#...#', '#####', '##%##', '#####'], { at: [cx, cy], size, material: 'gold' })
  else if (state.level >= 0.99 || state.name.includes('filled'))
    stamp(canvas, ['..#..', '.###.', '#####', '.###.', '..#..'], {
      at: [cx, cy],
      size,
      material: look.fill,
      tones: { '#': 3 },
    })
}

/** A pointer, hand-drawn as an arrow; states change its colour, a busy one waits with a dot. */
export const paintArrow: PaintWidget = (brush) => {
  const { canvas, look, state, context } = brush
  const area = areaOf(brush)
  const [w, h] = [area.x1 - area.x0, area.y1 - area.y0]
  const material = dimmed(brush, context.accent ?? 'white')
  const tone = state.pressed && state.name !== 'down' ? 2 : state.hover ? 4 : 3
  if (context.has('cursor', 'pointer')) {
    const shape = polygon(
      [
        [0, 0],
        [0, 0.86],
        [0.24, 0.64],
        [0.4, 1],
        [0.56, 0.92],
        [0.42, 0.58],
        [0.72, 0.58],
      ].map(([x, y]) => [area.x0 + x! * w, area.y0 + y! * h] as const),
    )
    canvas
      .moved(state.pressed ? 1 : 0, state.pressed ? 1 : 0)
      .fill(shape, state.hover || state.on ? look.fill : material, state.hover || state.pressed ? 2 : 4)
    canvas.addOutline()
    return
  }
  const size = Math.max(1, Math.floor(Math.min(w, h) / 5))
  const rows = context.has('down') || state.name === 'down' ? arrow.slice().reverse() : arrow
  const sideways = ['left', 'right'].find((side) => context.has(side) || state.name === side)
  const turned = sideways === undefined ? rows : arrow.map((_, y) => arrow.map((row) => row[y]!).join(''))
  const sign = sideways === 'right' ? turned.map((row) => row.split('').reverse().join('')) : turned
  stamp(canvas, sign, {
    at: [(area.x0 + area.x1) / 2, (area.y0 + area.y1) / 2],
    size,
    material,
    tones: { '#': tone },
  })
  canvas.addOutline()
}

/** The sign of each state in a font of five by seven, as large as whole pixels allow; lit from above. */
export const paintGlyph: PaintWidget = ({ canvas, look, state, context, margin }) => {
  const name = glyphNamed(state.name) ?? '0'
  const [w, h] = [canvas.width, canvas.height]
  const size = Math.max(
    1,
    Math.min(Math.floor((w - 2 * margin) / glyphWidth), Math.floor((h - 2 * margin) / glyphHeight)),
  )
  const outlined = w >= glyphWidth * size + 2 && h >= glyphHeight * size + 2
  const [left, top] = [Math.floor((w - glyphWidth * size) / 2), Math.floor((h - glyphHeight * size) / 2)]
  const material =
    context.accent ?? (['white', 'bone', 'gold', 'yellow', 'white', 'bone'] as const)[look.style]!
  for (let y = 0; y < glyphHeight; y++)
    for (let x = 0; x < glyphWidth; x++)
      if (glyphInk(name, x, y))
        canvas.fill(rect(left + x * size, top + y * size, size, size), material, (_px, py) => {
          const high = (py - top) / (glyphHeight * size)
          return look.corner === 'square' ? 4 : high < 0.36 ? 4 : high < 0.75 ? 3 : 2
        })
  if (outlined) canvas.addOutline()
}
