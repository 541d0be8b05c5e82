import type { Motion, Pose } from '../../motion.js'
import { swing, tween, wave } from '../../motion.js'
import type { Point } from '../../shapes.js'

/** Where the parts of a figure are, in units from where they rest. */
export interface FigurePose {
  /** The trunk with all that hangs on it. */
  readonly trunk: Point
  /** The head beyond the trunk. */
  readonly head: Point
  readonly right: Point
  readonly left: Point
  /** Degrees that the things in the hands are turned. */
  readonly rightTilt: number
  readonly leftTilt: number
  /** Feet: how far ahead (to the right of the picture) and how high. */
  readonly feet: readonly [right: Point, left: Point]
  /** How far the hem of robes and capes swings. */
  readonly hem: number
  /** Trace of a blade: angles about the hand, degrees clockwise from above; null where nothing strikes. */
  readonly trace: readonly [from: number, to: number] | null
  /** Size of a spell between the hands, 0-1. */
  readonly spell: number
  readonly blink: boolean
}

export const atRest: FigurePose = {
  trunk: [0, 0],
  head: [0, 0],
  right: [0, 0],
  left: [0, 0],
  rightTilt: 0,
  leftTilt: 0,
  feet: [
    [0, 0],
    [0, 0],
  ],
  hem: 0,
  trace: null,
  spell: 0,
  blink: false,
}

/** Motions of a body with arms and legs; the rest is done to the whole picture. */
export const figureMotions: ReadonlySet<Motion> = new Set([
  'idle',
  'walk',
  'run',
  'hover',
  'attack',
  'shoot',
  'cast',
  'block',
  'cheer',
  'work',
  'talk',
  'jump',
])

type Moment = (t: number, px: number, pose: Pose) => Partial<FigurePose>

/** A step of at least one pixel, on for half of the cycle: parts follow each other at a distance. */
const on = (phase: number, size: number): number => (wave(phase) > 0.5 ? size : 0)

function stride(t: number, px: number, reach: number, lift: number): Partial<FigurePose> {
  const foot = (phase: number): Point => [
    reach * Math.cos(2 * Math.PI * phase),
    -Math.max(0, swing(phase)) * Math.max(lift, 1.6 * px),
  ]
  const step = t + 0.04
  const rise = -Math.max(px, 0.9) * (Math.abs(swing(step)) > 0.62 ? 1 : 0)
  const arm = Math.cos(2 * Math.PI * step)
  return {
    feet: [foot(step + 0.5), foot(step)],
    trunk: [0, rise],
    head: [0, on(2 * t + 0.3, px) - px / 2 > 0 && rise === 0 ? px * 0.5 : 0],
    right: [arm * reach * 1.1, -Math.abs(arm) * 0.5],
    left: [-arm * reach * 1.1, -Math.abs(arm) * 0.5],
    rightTilt: arm * 7,
    leftTilt: -arm * 5,
    hem: -arm * 1.3,
  }
}

const moments: Readonly<Partial<Record<Motion, Moment>>> = {
  idle: (t, px, { count, index }) => ({
    trunk: [0, on(t + 0.125, px)],
    head: [0, on(t, px) - on(t + 0.125, px)],
    // Hands never sink below where they rest: a staff stands on the ground.
    right: [0, -on(t + 0.125, px) - on(t + 0.375, px)],
    left: [0, -on(t + 0.125, px) - on(t + 0.375, px)],
    rightTilt: 2.5 * swing(t - 0.2),
    hem: 0.7 * swing(t - 0.1),
    blink: count >= 6 && index === count - 1,
  }),
  walk: (t, px) => stride(t, px, 1.4, 2.8),
  run: (t, px) => {
    const pose = stride(t, px, 2.3, 4.6)
    return { ...pose, trunk: [1.2, pose.trunk![1] * 1.6 + 0.6], head: [1.2, 0], hem: -2.2 + pose.hem! * 0.5 }
  },
  hover: (t, px) => ({
    trunk: [0, -1.2 - 1.2 * swing(t)],
    head: [0, on(t + 0.2, px)],
    feet: [
      [0, -1.1 - 1.2 * swing(t - 0.06)],
      [0, -2 - 1.2 * swing(t - 0.12)],
    ],
    right: [0, 0.8 * swing(t - 0.2)],
    left: [0, 0.8 * swing(t - 0.25)],
    hem: 1.4 * swing(t - 0.15),
  }),
  attack: (t) => ({
    trunk: [tween('0:0 0.3:-0.4 0.5:0.6 0.75:0.6 1:0.1', t), tween('0:0 0.3:-0.4 0.5:1.2 0.75:0.8 1:0', t)],
    head: [tween('0:0 0.3:-0.8 0.5:1 0.75:0.8 1:0', t), 0],
    right: [tween('0:0 0.3:0.6 0.5:8 0.75:7.4 1:0.4', t), tween('0:0 0.3:-8 0.5:-2.4 0.75:-2 1:-0.2', t)],
    left: [tween('0:0 0.3:-2 0.5:1.4 1:0', t), tween('0:0 0.3:-2 0.5:1 1:0', t)],
    rightTilt: tween('0:0 0.3:-16 0.5:88 0.75:104 1:4', t),
    feet: [
      [tween('0:0 0.3:-1 0.5:-1.4 1:0', t), 0],
      [tween('0:0 0.3:0.6 0.5:2.2 0.75:2.2 1:0', t), 0],
    ],
    hem: tween('0:0 0.3:1 0.5:-2 0.8:-1 1:0', t),
    trace: t > 0.38 && t < 0.68 ? [tween('0.38:-10 0.68:40', t), tween('0.38:60 0.68:118', t)] : null,
  }),
  shoot: (t) => ({
    trunk: [tween('0:0 0.3:-0.6 0.5:-1.8 1:0', t), 0],
    right: [tween('0:0 0.3:3 0.5:1.4 1:0', t), tween('0:0 0.3:-5 0.5:-5.6 1:0', t)],
    left: [tween('0:0 0.3:1.6 0.5:0.6 1:0', t), tween('0:0 0.3:-4 0.5:-4.4 1:0', t)],
    rightTilt: tween('0:0 0.3:12 0.5:-6 1:0', t),
    spell: t > 0.4 && t < 0.75 ? 0.5 : 0,
  }),
  cast: (t, px) => ({
    trunk: [0, tween('0:0 0.3:1 0.6:-0.9 1:0', t)],
    head: [0, t > 0.2 && t < 0.5 ? px : 0],
    right: [tween('0:0 0.3:2 0.6:-1 1:0', t), tween('0:0 0.3:-1 0.6:-7 0.85:-6 1:0', t)],
    left: [tween('0:0 0.3:-2 0.6:1 1:0', t), tween('0:0 0.3:-1 0.6:-7 0.85:-6 1:0', t)],
    rightTilt: tween('0:0 0.3:8 0.6:-10 1:0', t),
    hem: 1.6 * swing(t),
    spell: tween('0:0.1 0.3:0.5 0.6:1 0.85:0.7 1:0.25', t),
  }),
  block: (t, px) => ({
    trunk: [-0.8 * t, Math.max(px, 1.2) * Math.sqrt(t)],
    left: [-5 * Math.sqrt(t), -3 * Math.sqrt(t)],
    right: [2.6 * t, -3 * t],
    rightTilt: 30 * t,
    feet: [
      [-1 * t, 0],
      [1 * t, 0],
    ],
  }),
  cheer: (t, px) => ({
    trunk: [0, -Math.max(px, 1.4) * Math.abs(swing(t + 0.06))],
    feet: [
      [0, -1.8 * Math.abs(swing(t + 0.06))],
      [0, -1.8 * Math.abs(swing(t + 0.06))],
    ],
    right: [-0.4, -8 - 1.4 * swing(2 * t + 0.1)],
    left: [0.4, -8 + 1.4 * swing(2 * t + 0.1)],
    rightTilt: 8 * swing(t + 0.1),
    hem: 1.2 * swing(t),
  }),
  work: (t) => ({
    trunk: [tween('0:0 0.4:-0.6 0.6:1.4 1:0', t), tween('0:0 0.4:-0.4 0.6:1.2 1:0', t)],
    right: [tween('0:0 0.4:1 0.6:6.4 0.8:5 1:0', t), tween('0:0 0.4:-7 0.6:0.6 0.8:-1 1:0', t)],
    left: [tween('0:0 0.4:-1 0.6:-2 1:0', t), tween('0:0 0.4:-2 0.6:0 1:0', t)],
    rightTilt: tween('0:0 0.4:-14 0.6:96 0.8:70 1:0', t),
    hem: tween('0:0 0.4:0.8 0.6:-1.2 1:0', t),
  }),
  talk: (t, px) => ({
    head: [0, on(2 * t, px)],
    right: [0, -1.6 * wave(t + 0.1)],
    left: [-0.8 * wave(t), -4 * wave(t)],
    hem: 0.6 * swing(t),
  }),
  jump: (t, px) => ({
    trunk: [0, tween('0:0 0.2:1.6 0.4:-1 0.6:-2.2 0.85:1.4 1:0', t)],
    head: [0, t > 0.15 && t < 0.3 ? px : 0],
    feet: [
      [tween('0:0 0.4:-0.4 0.6:-1 0.85:0 1:0', t), tween('0:0 0.2:0 0.4:-1.2 0.6:-3 0.85:0 1:0', t)],
      [tween('0:0 0.4:0.4 0.6:1 0.85:0 1:0', t), tween('0:0 0.2:0 0.4:-0.8 0.6:-2.4 0.85:0 1:0', t)],
    ],
    right: [0, tween('0:0 0.2:2 0.5:-5 0.85:0 1:0', t)],
    left: [0, tween('0:0 0.2:2 0.5:-5 0.85:0 1:0', t)],
    hem: tween('0:0 0.4:-1 0.7:1.4 1:0', t),
  }),
}

/** The pose of a moment, for a picture in which a pixel is `px` units large. A still stands at rest. */
export function figurePoseOf(pose: Pose | null, px: number): FigurePose {
  if (pose === null || pose.state !== null) return atRest
  const step = Math.max(1, Math.round(0.85 / px)) * px
  return { ...atRest, ...moments[pose.motion]?.(pose.phase, step, pose) }
}
