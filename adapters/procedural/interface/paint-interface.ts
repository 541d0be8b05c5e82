import type { SpecFrame } from '../../../core/spec/spec-frames.js'
import { Canvas } from '../canvas.js'
import { shiftTones } from '../cell-moves.js'
import { poseOf, wave } from '../motion.js'
import type { PromptWords } from '../noun.js'
import { createContext } from '../paint-context.js'
import type { NativePicture, NativeRequest } from '../native-picture.js'
import type { PaletteRamps } from '../palette-ramps.js'
import {
  paintArrow,
  paintBar,
  paintButton,
  paintCheckbox,
  paintGlyph,
  paintSlot,
  paintToggle,
} from './controls.js'
import { paintPanel } from './panels.js'
import { glyphNamed } from './pixel-font.js'
import type { PaintWidget } from './widget.js'
import { createLook, readState } from './widget.js'

/** Parts of an interface by the words that name them; the first row that a prompt's first clauses have is taken. */
const widgets: readonly (readonly [words: string, paint: PaintWidget])[] = [
  [
    'digit digits number numbers numeral numerals letter letters font glyph glyphs alphabet character-set',
    paintGlyph,
  ],
  ['checkbox checkmark tickbox radio', paintCheckbox],
  ['toggle switch slider volume scrollbar', paintToggle],
  ['bar gauge meter progress loading', paintBar],
  ['slot cell hotbar', paintSlot],
  ['button key-cap tab', paintButton],
  [
    'panel window dialog dialogue frame box tooltip banner plate card bubble textbox nameplate border',
    paintPanel,
  ],
  ['arrow cursor pointer chevron', paintArrow],
]

/** The painter of a part of an interface that a request names; null for hearts, icons and all other things. */
export function chooseWidget(request: NativeRequest, prompt: PromptWords): PaintWidget | null {
  const states = (request.frames ?? []).filter(({ animation, name }) => animation === null && name !== '')
  const signs = states.filter(({ name }) => glyphNamed(name) !== null)
  const isUi = request.assetType === 'ui'
  if (isUi && signs.length > 1 && signs.length === states.length) return paintGlyph
  if (!isUi && request.nineSlice === undefined) return null
  const clause = new Set(prompt.clauses.slice(0, 2).flat())
  const has = (word: string): boolean => clause.has(word) || clause.has(`${word}s`)
  if (has('hand')) return null
  const named = widgets.find(([words]) => words.split(' ').some(has))?.[1]
  return named ?? (request.nineSlice === undefined ? null : paintPanel)
}

/** All states of one part of an interface side by side, pixel for pixel; the look is drawn once for all of them. */
export function paintInterface(
  paint: PaintWidget,
  request: NativeRequest,
  ramps: PaletteRamps,
): NativePicture {
  const { width, height } = request.nativeSize
  const none: SpecFrame = { name: '', animation: null, index: 0, count: 1, loop: false }
  const frames = request.frames !== undefined && request.frames.length > 1 ? request.frames : [none]
  const total = width * frames.length
  const pixels = new Uint16Array(total * height)
  const margin = request.background === 'opaque' || Math.min(width, height) < 8 ? 0 : 1
  frames.forEach((frame, at) => {
    const canvas = new Canvas(width, height, { scale: 1, mirrored: false, originX: 0, originY: 0 })
    const context = createContext(request, { pose: poseOf(frame, 'pulse') })
    const state = frame.animation === null ? readState(frame.name, frame.index, frame.count) : moving(frame)
    paint({
      canvas,
      context,
      look: createLook(createContext(request)),
      state,
      margin,
      borders: request.nineSlice ?? null,
    })
    // Small palettes have the greys of steel and stone too: what is switched off is darker as well.
    if (state.disabled) shiftTones(canvas, () => -1)
    if (frame.animation !== null)
      shiftTones(canvas, (x, y) =>
        (x + y - Math.round(((width + height) * frame.index) / frame.count) + width + height) %
          (width + height) <
        4
          ? 1
          : 0,
      )
    const resolved = canvas.resolve(ramps)
    for (let y = 0; y < height; y++)
      pixels.set(resolved.subarray(y * width, (y + 1) * width), y * total + at * width)
  })
  return { width: total, height, pixels, ramps }
}

/** A part that is animated fills and empties, or catches the light. */
function moving(frame: SpecFrame) {
  const { phase } = poseOf(frame, 'pulse')
  return { ...readState('', frame.index, frame.count), level: frame.loop ? wave(phase) : phase }
}
