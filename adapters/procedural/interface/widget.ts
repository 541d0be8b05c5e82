import type { Canvas } from '../canvas.js'
import type { Material } from '../materials.js'
import type { PaintContext } from '../noun.js'
import type { Point, Shape } from '../shapes.js'
import { rect } from '../shapes.js'

/** Lengths of the borders that keep their size, pixels. */
export interface Borders {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** What one picture of a part of an interface is drawn from. The canvas is as large as the picture: a unit is a pixel. */
export interface WidgetBrush {
  readonly canvas: Canvas
  readonly context: PaintContext
  readonly look: WidgetLook
  readonly state: WidgetState
  /** Free pixels around it. */
  readonly margin: number
  readonly borders: Borders | null
}

/** What all states of one part have in common; drawn once from the seed. */
export interface WidgetLook {
  readonly frame: Material
  readonly ground: Material
  readonly fill: Material
  readonly corner: 'square' | 'round' | 'cut' | 'stud'
  readonly style: number
}

export interface WidgetState {
  /** Name of the state; empty for the only picture. */
  readonly name: string
  readonly index: number
  readonly count: number
  readonly hover: boolean
  readonly pressed: boolean
  readonly disabled: boolean
  readonly focused: boolean
  /** Checked, on, selected, open. */
  readonly on: boolean
  /** 0-1. */
  readonly level: number
}

export type PaintWidget = (brush: WidgetBrush) => void

const grounds: readonly Material[] = ['blue', 'darkStone', 'purple', 'leather', 'teal', 'brown']
const frames: readonly Material[] = ['brass', 'steel', 'wood', 'gold', 'stone', 'bone']
const fills: readonly (readonly [words: string, material: Material])[] = [
  ['health life hp heart blood', 'red'],
  ['mana magic mp', 'blue'],
  ['stamina energy poison xp experience', 'green'],
  ['gold coin boss', 'gold'],
  ['shield armour armor ice', 'teal'],
  ['fire rage fuel heat', 'orange'],
]

export function createLook({ random, has, accent }: PaintContext): WidgetLook {
  const [frame, ground] = [random.pick(frames), random.pick(grounds)]
  const any = random.pick(['green', 'blue', 'orange', 'teal'] as const)
  const corner = random.pick(['square', 'round', 'cut', 'stud'] as const)
  const meant = fills.find(([words]) => has(...words.split(' ')))?.[1]
  const wood = has('wood', 'wooden') ? 'wood' : has('stone') ? 'stone' : has('golden', 'gold') ? 'gold' : null
  return {
    frame: wood ?? frame,
    ground: accent ?? (ground === (wood ?? frame) ? 'darkStone' : ground),
    fill: accent ?? meant ?? any,
    corner,
    style: random.int(0, 5),
  }
}

/** Words of a state to what they mean; numbers are shares of a hundred, or of the number of states. */
export function readState(name: string, index: number, count: number): WidgetState {
  const words = new Set(name.split('-'))
  const any = (...asked: string[]): boolean => asked.some((word) => words.has(word))
  const number = /(\d+)/.exec(name)?.[1]
  const levels: readonly (readonly [level: number, words: readonly string[]])[] = [
    [1, ['full', 'max', 'complete', 'charged']],
    [0.75, ['three', 'high']],
    [0.5, ['half', 'medium', 'mid']],
    [0.25, ['quarter', 'low', 'critical']],
    [0, ['empty', 'none', 'zero', 'depleted']],
  ]
  const named = levels.find(([, known]) => any(...known))?.[0]
  const counted =
    number === undefined
      ? undefined
      : Number(number) > count
        ? Number(number) / 100
        : Number(number) / Math.max(1, count - 1)
  return {
    name,
    index,
    count,
    hover: any('hover', 'hovered', 'highlight', 'highlighted', 'over'),
    pressed: any('pressed', 'down', 'clicked', 'active', 'grab', 'grabbing'),
    disabled: any('disabled', 'inactive', 'unavailable', 'greyed', 'grayed', 'locked'),
    focused: any('focus', 'focused', 'selected', 'current', 'equipped', 'target'),
    on: any(
      'on',
      'checked',
      'open',
      'opened',
      'selected',
      'enabled',
      'active',
      'yes',
      'expanded',
      'unlocked',
      'playing',
    ),
    level: Math.min(1, Math.max(0, named ?? counted ?? (name === '' || count < 2 ? 0.7 : 0.7))),
  }
}

/** The area within the margin. */
export function areaOf({ canvas, margin }: Pick<WidgetBrush, 'canvas' | 'margin'>): Shape {
  return rect(margin, margin, canvas.width - 2 * margin, canvas.height - 2 * margin)
}

/** A box whose corners are cut off by `cut` pixels in steps, as pixel art rounds them. */
export function steppedBox({ x0, y0, x1, y1 }: Pick<Shape, 'x0' | 'y0' | 'x1' | 'y1'>, cut: number): Shape {
  return {
    x0,
    y0,
    x1,
    y1,
    inside: (x, y) => {
      if (x < x0 || x >= x1 || y < y0 || y >= y1) return false
      const [dx, dy] = [Math.floor(Math.min(x - x0, x1 - x)), Math.floor(Math.min(y - y0, y1 - y))]
      return dx + dy >= cut
    },
  }
}

/** The area within `by` pixels of its border. */
export function inset({ x0, y0, x1, y1 }: Pick<Shape, 'x0' | 'y0' | 'x1' | 'y1'>, by: number): Shape {
  return rect(x0 + by, y0 + by, Math.max(0, x1 - x0 - 2 * by), Math.max(0, y1 - y0 - 2 * by))
}

/** A sign made of rows of text, centred at a place; a letter other than a dot is painted in a tone of `tones`. */
export function stamp(
  canvas: Canvas,
  sign: readonly string[],
  {
    at: [cx, cy],
    size,
    material,
    tones = { '#': 3 },
  }: { at: Point; size: number; material: Material; tones?: Readonly<Record<string, number>> },
): void {
  const width = Math.max(...sign.map((row) => row.length))
  const [left, top] = [Math.round(cx - (width * size) / 2), Math.round(cy - (sign.length * size) / 2)]
  sign.forEach((row, y) =>
    row.split('').forEach((mark, x) => {
      const tone = tones[mark]
      if (tone !== undefined) canvas.fill(rect(left + x * size, top + y * size, size, size), material, tone)
      else if (mark === '%') canvas.ink(rect(left + x * size, top + y * size, size, size), 'anywhere')
    }),
  )
}
