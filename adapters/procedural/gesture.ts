/**
 * Motion for things that do not draw it themselves: the whole picture leans, stretches, breathes, shines or falls, by
 * what the animation's name says. Everything here is a function of the pose, so frames share one design.
 */
import type { Bend, Canvas } from './canvas.js'
import { dissolve, flickerTones, glintAcross, leanRows, shiftTones, squashRows } from './cell-moves.js'
import type { Motion, Pose } from './motion.js'
import { swing, tween, wave } from './motion.js'

/** One moment of a gesture; lengths are parts of the thing's frame, 0 and 1 mean "as drawn". */
export interface Gesture {
  readonly dx: number
  readonly dy: number
  /** Degrees clockwise about the feet (or the middle where `aboutMiddle`). */
  readonly turn: number
  readonly stretchX: number
  readonly stretchY: number
  readonly aboutMiddle: boolean
  /** It falls over: its middle stays where it is across, and it ends lying on the ground. */
  readonly falls: boolean
  /** Parts of the height that the upper rows sink: breathing. */
  readonly breathe: number
  readonly lean: number
  readonly ripple: number
  readonly tone: number
  /** Moment of a fire's life, 0-1. */
  readonly flicker: number | null
  /** Place of a band of light, 0-1. */
  readonly glint: number | null
  readonly gone: number
  readonly rising: boolean
  /** Words that are true at this moment ("open" at the end of an opening). */
  readonly words: readonly string[]
}

const still: Gesture = {
  dx: 0,
  dy: 0,
  turn: 0,
  stretchX: 1,
  stretchY: 1,
  aboutMiddle: false,
  falls: false,
  breathe: 0,
  lean: 0,
  ripple: 0,
  tone: 0,
  flicker: null,
  glint: null,
  gone: 0,
  rising: false,
  words: [],
}

type Moment = (t: number, pose: Pose) => Partial<Gesture>

const squashed = (y: number): Partial<Gesture> => ({ stretchY: y, stretchX: 1 + (1 - y) * 0.7 })

const moments: Readonly<Record<Motion, Moment>> = {
  idle: (t) => ({ breathe: wave(t) }),
  sleep: (t) => ({ breathe: 1 + 1.2 * wave(t) }),
  talk: (t) => ({ breathe: wave(2 * t), turn: 1.5 * swing(t + 0.1) }),
  walk: (t) => ({
    turn: 5 * swing(t + 0.08),
    dy: -0.05 * Math.abs(swing(t + 0.08)),
    breathe: wave(2 * t) * 0.8,
  }),
  run: (t) => ({
    turn: 7 + 5 * swing(t + 0.08),
    dy: -0.08 * Math.abs(swing(t + 0.08)),
    ...squashed(1 - 0.08 * wave(2 * t + 0.4)),
  }),
  hover: (t) => ({ dy: -0.04 * swing(t) - 0.04, turn: 2.5 * swing(t + 0.35), aboutMiddle: true }),
  attack: (t) => ({
    dx: tween('0:0 0.3:-0.03 0.52:0.05 0.75:0.03 1:0.01', t),
    turn: tween('0:0 0.3:-5 0.52:6 0.75:4 1:1', t),
    stretchX: tween('0:1 0.3:0.93 0.52:1.1 1:1', t),
    stretchY: tween('0:1 0.3:1.04 0.52:0.92 1:1', t),
  }),
  shoot: (t) => ({
    dx: tween('0:0 0.25:-0.12 0.6:-0.05 1:0', t),
    turn: tween('0:0 0.25:-7 0.6:-3 1:0', t),
    tone: t > 0.1 && t < 0.45 ? 1 : 0,
  }),
  cast: (t) => ({
    ...squashed(tween('0:1 0.3:0.9 0.6:1.08 1:1', t)),
    tone: tween('0:0 0.3:0 0.6:1.4 1:0', t),
    glint: t,
  }),
  hurt: (t) => ({
    dx: tween('0:-0.04 0.3:-0.07 0.7:-0.03 1:0', t),
    turn: tween('0:-5 0.3:-9 0.7:-4 1:0', t),
    tone: tween('0:3 0.3:1.4 0.5:0 1:0', t),
  }),
  death: (t) => ({
    falls: true,
    turn: tween('0:-4 0.2:-8 0.4:14 0.6:44 0.8:74 1:90', t),
    ...squashed(tween('0:1 0.75:0.98 0.85:0.86 1:0.92', t)),
    tone: tween('0:2 0.3:0 0.8:0 1:-1', t),
  }),
  jump: (t) => ({
    dy: tween('0:0 0.2:0 0.5:-0.09 0.8:0 1:0', t),
    ...squashed(tween('0:0.97 0.2:0.9 0.36:1.06 0.6:1 0.8:0.92 1:1', t)),
  }),
  fall: (t) => ({ dy: 0.1 * (t - 1), ...squashed(1.1 - 0.22 * t * t), turn: 3 * swing(t) }),
  block: (t) => ({ ...squashed(1 - 0.1 * Math.sqrt(t)), dx: -0.05 * t, glint: t > 0.2 ? t : null }),
  cheer: (t) => ({
    dy: -0.09 * Math.abs(swing(t)),
    turn: 6 * swing(t + 0.12),
    ...squashed(1 - 0.1 * wave(2 * t + 0.5)),
  }),
  work: (t) => ({
    dx: tween('0:0 0.4:-0.06 0.6:0.1 1:0', t),
    turn: tween('0:0 0.4:-10 0.6:12 1:0', t),
  }),
  spin: (t) => ({
    stretchX: edgeOn(Math.cos(2 * Math.PI * (t + 0.02))),
    aboutMiddle: true,
    glint: (t * 2) % 1,
  }),
  flicker: (t) => ({ flicker: t, ripple: 0.5 * swing(t + 0.2) }),
  shine: (t) => ({ glint: 0.04 + 0.9 * t }),
  pulse: (t) => ({ ...grown(1 - 0.09 * wave(t)), tone: 1.6 * wave(t + 0.5) - 0.4, aboutMiddle: true }),
  sway: (t) => ({ lean: 1.5 * swing(t + 0.06), ripple: 0.5 * swing(t + 0.3) }),
  shake: (t, { count }) => ({
    dx: 0.05 * (Math.round(t * count) % 2 === 0 ? 1 : -1),
    turn: 3 * swing(2 * t + 0.1),
    aboutMiddle: true,
  }),
  open: (t) => ({
    words: [t < 0.45 ? 'closed' : 'open'],
    ...squashed(opening(t)),
    glint: t > 0.6 ? t : null,
  }),
  close: (t) => ({ words: [t < 0.55 ? 'open' : 'closed'], ...squashed(opening(1 - t)) }),
  break: (t) => ({
    words: t < 0.2 ? [] : ['broken'],
    dx: t < 0.5 ? 0.04 * swing(t * 5 + 0.15) : 0,
    tone: tween('0:0 0.2:2 0.4:0 1:-0.4', t),
    ...squashed(tween('0:1 0.4:1.04 1:0.62', t)),
    gone: tween('0:0 0.4:0.1 1:0.62', t),
  }),
  appear: (t) => ({
    ...grown(tween('0:0.3 0.6:1.06 1:1', t)),
    tone: tween('0:3 0.6:1 1:0', t),
    gone: tween('0:0.5 0.7:0 1:0', t),
  }),
  vanish: (t) => ({ gone: 0.82 * t, tone: 2.4 * t, dy: -0.06 * t, stretchX: 1 - 0.2 * t, rising: true }),
  'tilt-up': () => ({ turn: -16, aboutMiddle: true }),
  'tilt-down': () => ({ turn: 16, aboutMiddle: true }),
  flow: (t) => ({ ripple: 0.9 * swing(t + 0.1), glint: t }),
}

const grown = (size: number): Partial<Gesture> => ({ stretchX: size, stretchY: size })
const opening = (t: number): number => tween('0:1 0.25:0.94 0.5:1.05 0.75:0.98 1:1', t)
/** Nothing is thinner than an edge. */
const edgeOn = (x: number): number => (Math.abs(x) < 0.16 ? (x < 0 ? -0.16 : 0.16) : x)

export function gestureOf(pose: Pose): Gesture {
  if (pose.state !== null && pose.motion !== 'tilt-up' && pose.motion !== 'tilt-down') return still
  return { ...still, ...moments[pose.motion](pose.phase, pose) }
}

type Frame = { readonly width: number; readonly height: number }

/** The canvas to paint on, so that the picture comes out turned, stretched and moved. */
export function poseCanvas(canvas: Canvas, gesture: Gesture, frame: Frame): Canvas {
  const { turn, stretchX, stretchY } = gesture
  const moved = canvas.moved(gesture.dx * frame.width, gesture.dy * frame.height)
  if (turn === 0 && stretchX === 1 && stretchY === 1) return moved
  return moved.bent(bendOf(gesture, frame))
}

/** A turn and a stretch about the feet or the middle; what falls over lies on the ground, in the middle of its frame. */
function bendOf(
  { turn, stretchX: sx, stretchY: sy, aboutMiddle, falls }: Gesture,
  { width, height }: Frame,
): Bend {
  const angle = (turn * Math.PI) / 180
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const [px, py] = [width / 2, aboutMiddle ? height / 2 : height]
  const fallen = falls ? Math.abs(sin) : 0
  const [qx, qy] = [px - (fallen * Math.sign(turn) * height) / 2, py - fallen * fallen * width * 0.33]
  const [a, b, c, d] = [cos * sx, sin * sx, -sin * sy, cos * sy]
  return { a, b, c, d, e: qx - a * px - c * py, f: qy - b * px - d * py }
}

/** What happens to the painted cells, before the outline is drawn. */
export function finishGesture(canvas: Canvas, gesture: Gesture, salt: number): void {
  const box = canvas.bounds()
  if (box === null) return
  const px = Math.max(1, Math.round(box.height / 30))
  // Between one and one and a half pixels the waist, where the rows meet, wanders: no two moments of a breath are alike.
  if (gesture.breathe > 0.2)
    squashRows(canvas, px + 0.48 * Math.min(1, gesture.breathe) + px * Math.max(0, gesture.breathe - 1))
  if (gesture.lean !== 0 || gesture.ripple !== 0)
    leanRows(
      canvas,
      gesture.lean * Math.max(1, box.height / 18),
      gesture.ripple * Math.max(1, box.height / 22),
    )
  if (gesture.tone !== 0) shiftTones(canvas, () => gesture.tone)
  if (gesture.flicker !== null) flickerTones(canvas, gesture.flicker)
  if (gesture.glint !== null) glintAcross(canvas, gesture.glint)
  dissolve(canvas, gesture.gone, salt, gesture.rising)
}
