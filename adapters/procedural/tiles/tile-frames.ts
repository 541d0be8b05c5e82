import type { SpecFrame } from '../../../core/spec/spec-frames.js'
import { Canvas, firstTone, outlineCell } from '../canvas.js'
import { shiftTones } from '../cell-moves.js'
import type { Material } from '../materials.js'
import { materialIndex } from '../materials.js'
import type { Motion, Pose } from '../motion.js'
import { poseOf, swing } from '../motion.js'
import type { Noun } from '../noun.js'
import type { ContextOptions } from '../paint-context.js'
import { createContext } from '../paint-context.js'
import { stateWords } from '../paint-frames.js'
import type { NativePicture, NativeRequest } from '../native-picture.js'
import type { PaletteRamps } from '../palette-ramps.js'
import { placeNoise } from '../random.js'
import { torusNoise } from './torus.js'

const blowing = new Set([
  'grass',
  'meadow',
  'field',
  'wheat',
  'reed',
  'leaf',
  'foliage',
  'flower',
  'flag',
  'curtain',
])
const rolling = new Set(['conveyor', 'belt', 'waterfall', 'escalator', 'treadmill', 'cascade'])

/**
 * The frames of one surface, side by side. Every frame is a torus, all are cut open at the same place, and a loop closes:
 * liquids flow by themselves, belts roll by their whole length, leaves sway in rows, all else shimmers.
 */
export function paintTileFrames(
  noun: Noun,
  request: NativeRequest,
  frames: readonly SpecFrame[],
  ramps: PaletteRamps,
): NativePicture {
  const { width, height } = request.nativeSize
  const total = width * frames.length
  const pixels = new Uint16Array(total * height)
  const pictures = frames.map((frame) => {
    const pose = poseOf(frame, 'flow')
    const options = { pose, ...stateWords(frame, frames) }
    const canvas = paintTileCanvas(noun, request, options, { left: 0, top: 0 })
    if (pose.state === null && noun.moves !== 'all') moveSurface(canvas, pose, request)
    if (pose.state !== null) wearSurface(canvas, frame, noun, request)
    return canvas.resolve(ramps)
  })
  const light = (at: number, x: number, y: number): number =>
    ramps.colours[pictures[at]![(y % height) * width + (x % width)]! - 1]?.reduce((a, b) => a + b, 0) ?? 0
  const left = quietLine(frames.length, width, height, (at, along, y) => light(at, along, y))
  const top = quietLine(frames.length, height, width, (at, along, x) => light(at, x, along))
  pictures.forEach((picture, at) => {
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        pixels[y * total + at * width + x] = picture[((y + top) % height) * width + ((x + left) % width)]!
  })
  return { width: total, height, pixels, ramps }
}

/**
 * Where all frames are cut open: the line over which the step is smallest in the frame that suffers most, as a share of
 * that frame's mean step. `light` is asked for a frame, the place along the axis and the place on the line.
 */
function quietLine(
  frames: number,
  length: number,
  across: number,
  light: (frame: number, along: number, place: number) => number,
): number {
  const worst = new Float64Array(length)
  for (let at = 0; at < frames; at++) {
    const steps = Array.from({ length }, (_, along) => {
      let sum = 0
      for (let i = 0; i < across; i++) sum += Math.abs(light(at, along, i) - light(at, along + length - 1, i))
      return sum
    })
    const mean = steps.reduce((a, b) => a + b, 0) / length || 1
    steps.forEach((step, along) => (worst[along] = Math.max(worst[along]!, step / mean)))
  }
  return worst.indexOf(Math.min(...worst))
}

/** A tile's canvas, cut open at `cut` or, where that is null, in its quietest place. */
export function paintTileCanvas(
  noun: Noun,
  request: NativeRequest,
  options: ContextOptions = {},
  cut: Canvas['cut'] = null,
): Canvas {
  const { width, height } = request.nativeSize
  const scale = Math.max(width / noun.frame.width, height / noun.frame.height)
  const canvas = new Canvas(width, height, { scale, mirrored: false, originX: 0, originY: 0 }, true)
  canvas.cut = cut
  noun.paint(canvas, createContext(request, options))
  return canvas
}

function moveSurface(canvas: Canvas, pose: Pose, request: NativeRequest): void {
  const { words } = createContext(request)
  const any = (known: ReadonlySet<string>): boolean => [...words].some((word) => known.has(word))
  const salt = parseInt(request.seed.slice(0, 6), 16) % 9973
  const rolls: readonly Motion[] = ['run', 'walk', 'spin']
  if (any(rolling) || rolls.includes(pose.motion))
    roll(canvas, pose.phase, words.has('conveyor') || words.has('belt'))
  else if (any(blowing) || pose.motion === 'sway') sway(canvas, pose.phase)
  else if (pose.motion === 'flicker' || pose.motion === 'pulse') breatheLight(canvas, pose.phase, salt)
  else shimmer(canvas, pose.phase, salt)
}

/** The whole surface moves by its own length in one loop. */
function roll(canvas: Canvas, phase: number, sideways: boolean): void {
  const { width, height, cells } = canvas
  const old = cells.slice()
  const [dx, dy] = sideways ? [Math.round(phase * width), 0] : [0, Math.round(phase * height)]
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      cells[((y + dy) % height) * width + ((x + dx) % width)] = old[y * width + x]!
}

/** Rows swing sideways, every row a little later than the one above it; the wave is a whole one, so no row tears. */
function sway(canvas: Canvas, phase: number): void {
  const { width, height, cells } = canvas
  const old = cells.slice()
  const size = Math.max(1, Math.round(width / 20))
  for (let y = 0; y < height; y++) {
    const shift = Math.round(size * swing(phase + y / height) * 1.2)
    for (let x = 0; x < width; x++)
      cells[y * width + ((((x + shift) % width) + width) % width)] = old[y * width + x]!
  }
}

/** A slanting gleam that passes over single grains; the slant closes on both axes. */
function shimmer(canvas: Canvas, phase: number, salt: number): void {
  const { width, height } = canvas
  shiftTones(canvas, (x, y, tone) => {
    const along = (x / width + y / height + phase) % 1
    const grain = placeNoise(x, y, salt)
    if (along > 0.34) return 0
    return grain < 0.16 ? 1 + (tone > 2 ? 1 : 0) : grain > 0.97 ? -1 : 0
  })
}

/** Embers and crystals: every patch glows at its own time. */
function breatheLight(canvas: Canvas, phase: number, salt: number): void {
  shiftTones(canvas, (x, y) => 0.9 * swing(phase + placeNoise(x >> 2, y >> 2, salt)))
}

/** Weather and damage on a torus: patches of smooth noise, and a crack that leaves at one side and comes in at the other. */
const surfaceWears: readonly (readonly [words: string, material: Material | 'crack', share: number])[] = [
  ['mossy moss overgrown', 'moss', 0.42],
  ['snowy snow frosted', 'white', 0.6],
  ['frozen icy', 'glass', 0.6],
  ['rusty rusted corroded', 'rust', 0.45],
  ['burnt burned charred scorched', 'charcoal', 0.5],
  ['dusty dirty muddy', 'mud', 0.4],
  ['wet flooded', 'water', 0.4],
  ['bloody bloodied', 'red', 0.25],
  ['cracked broken damaged ruined shattered worn', 'crack', 0],
]

function wearSurface(canvas: Canvas, frame: SpecFrame, noun: Noun, request: NativeRequest): void {
  const salt = parseInt(request.seed.slice(0, 6), 16) % 9973
  const state = new Set([frame.name, ...frame.name.split('-')])
  for (const [known, material, share] of surfaceWears) {
    const words = known.split(' ').filter((word) => state.has(word))
    if (words.length === 0) continue
    const bare = paintTileCanvas(noun, request, { without: new Set(words) }, canvas.cut)
    if (bare.cells.some((cell, at) => cell !== canvas.cells[at])) continue
    if (material === 'crack') crackSurface(canvas, salt)
    else coverSurface(canvas, material, share, salt)
  }
  if (state.has('hover') || state.has('lit') || state.has('active')) shiftTones(canvas, () => 1)
  if (state.has('pressed') || state.has('unlit') || state.has('dark')) shiftTones(canvas, () => -1)
}

function coverSurface(
  { width, height, cells }: Canvas,
  material: Material,
  share: number,
  salt: number,
): void {
  const coarse = torusNoise(width, height, 7, salt)
  const fine = torusNoise(width, height, 2.5, salt + 1)
  cells.forEach((cell, at) => {
    const [x, y] = [at % width, Math.floor(at / width)]
    const noise = coarse(x, y) * 0.7 + fine(x, y) * 0.3
    if (noise > 1 - share)
      cells[at] = firstTone + materialIndex.get(material)! * 5 + (noise > 1.06 - share ? 3 : 2)
    else if (noise > 0.96 - share && cell >= firstTone)
      cells[at] = cell - ((cell - firstTone) % 5 > 0 ? 1 : 0)
  })
}

function crackSurface({ width, height, cells }: Canvas, salt: number): void {
  for (let run = 0; run < 2; run++) {
    let [x, y] = [placeNoise(run, 1, salt) * width, placeNoise(run, 2, salt) * height]
    for (let i = 0; i < height * 0.9; i++) {
      const [px, py] = [
        ((Math.round(x) % width) + width) % width,
        ((Math.round(y) % height) + height) % height,
      ]
      cells[py * width + px] = outlineCell
      x += placeNoise(i >> 1, run + 5, salt) < 0.55 ? 0.9 : -0.7
      y += placeNoise(i >> 1, run + 9, salt) < 0.8 ? 1 : 0
    }
  }
}
