import type { SpecFrame } from '../../core/spec/spec-frames.js'
import { Canvas, transparent } from './canvas.js'
import { shiftTones } from './cell-moves.js'
import { finishGesture, gestureOf, poseCanvas } from './gesture.js'
import type { Motion, Pose } from './motion.js'
import { poseOf } from './motion.js'
import type { Noun } from './noun.js'
import { readPrompt } from './noun.js'
import { createContext } from './paint-context.js'
import type { ContextOptions } from './paint-context.js'
import type { NativePicture, NativeRequest } from './native-picture.js'
import type { PaletteRamps } from './palette-ramps.js'
import { createRandom } from './random.js'
import { addWear, isOutside, tellingWords, wearsOf } from './wear.js'

export interface Sketch {
  readonly scale: number
  readonly mirrored: boolean
}

/** One frame before it is placed. */
export type Box = NonNullable<ReturnType<Canvas['bounds']>>

/** What a name that says nothing means: living things breathe, the others catch the light. */
export function fallbackMotion({ assetType }: NativeRequest): Motion {
  return assetType === 'character' ? 'idle' : assetType === 'vfx' ? 'flicker' : 'shine'
}

/** Words of the other states, which this one does not have. */
export function stateWords(frame: SpecFrame, frames: readonly SpecFrame[]): ContextOptions {
  if (frame.animation !== null || frame.name === '') return {}
  const wordsOf = (name: string): string[] => [name, ...name.split('-')]
  const also = wordsOf(frame.name)
  return {
    also,
    without: new Set(frames.flatMap(({ name }) => wordsOf(name)).filter((word) => !also.includes(word))),
  }
}

/** The canvas of one picture, painted, worn, moved and outlined; not placed yet. */
export function paintSketch(
  noun: Noun,
  request: NativeRequest,
  { scale, mirrored }: Sketch,
  options: ContextOptions = {},
): Canvas {
  const { pose = null } = options
  const own = pose !== null && (noun.moves === 'all' || noun.moves?.has(pose.motion) === true)
  const gesture = pose === null || own ? null : gestureOf(pose)
  const also = [...(options.also ?? []), ...(gesture?.words ?? [])]
  const opposites =
    gesture?.words.includes('open') === true
      ? ['closed']
      : gesture?.words.includes('closed') === true
        ? ['open']
        : []
  const context = { ...options, mirrored, also, without: new Set([...(options.without ?? []), ...opposites]) }
  const canvas = emptyCanvas(noun, scale, mirrored)
  const paint = (onto: Canvas, changes: ContextOptions = {}): void =>
    noun.paint(
      gesture === null ? onto : poseCanvas(onto, gesture, noun.frame),
      createContext(request, { ...context, ...changes }),
    )
  paint(canvas)
  const salt = parseInt(request.seed.slice(0, 6), 16) % 9973
  const layers = ignoredWears(request, context, canvas, paint, noun, { scale, mirrored })
  for (const layer of layers) if (!isOutside(layer)) addWear(canvas, layer, salt)
  if (gesture !== null) finishGesture(canvas, gesture, salt)
  for (let round = 0; round < request.outlinePx; round++) canvas.addOutline()
  for (const layer of layers) if (isOutside(layer)) addWear(canvas, layer, salt)
  return canvas
}

/** Layers for words that change nothing in the noun's own drawing. */
function ignoredWears(
  request: NativeRequest,
  options: ContextOptions,
  painted: Canvas,
  paint: (onto: Canvas, changes: ContextOptions) => void,
  noun: Noun,
  { scale, mirrored }: Sketch,
) {
  const { without = new Set<string>(), also = [] } = options
  const told = [...tellingWords(readPrompt(request.prompt))].filter((word) => !without.has(word))
  return wearsOf(new Set(told), new Set(also))
    .filter(({ words }) => {
      const bare = emptyCanvas(noun, scale, mirrored)
      paint(bare, {
        without: new Set([...without, ...words]),
        also: also.filter((word) => !words.includes(word)),
      })
      return bare.cells.every((cell, at) => cell === painted.cells[at])
    })
    .map(({ layer }) => layer)
}

function emptyCanvas(noun: Noun, scale: number, mirrored: boolean): Canvas {
  const spareWidth = Math.ceil(noun.frame.width * scale * 0.5) + 6
  const spareHeight = Math.ceil(noun.frame.height * scale * 0.5) + 6
  const frameWidth = Math.ceil(noun.frame.width * scale)
  const frameHeight = Math.ceil(noun.frame.height * scale)
  const originX = mirrored ? spareWidth + frameWidth : spareWidth
  return new Canvas(frameWidth + 2 * spareWidth, frameHeight + 2 * spareHeight, {
    scale,
    mirrored,
    originX,
    originY: spareHeight,
  })
}

/** Parts of a frame by which a moment is moved until it differs from its neighbours, in this order. */
const nudges = [0.3, -0.3, 0.18, -0.18, 0.42, -0.42, 0.1, 0.55]

/**
 * The frames of one thing at one scale and one place, side by side. The scale is the largest at which all of them fit,
 * so nothing jitters; feet stay on the lower margin, and the first frame stands in the middle as far as the others let
 * it. No two neighbours are equal: a moment that looks like the one before it is drawn a little earlier or later.
 */
export function paintPropFrames(
  noun: Noun,
  request: NativeRequest,
  frames: readonly SpecFrame[],
  ramps: PaletteRamps,
): NativePicture {
  const { width, height } = request.nativeSize
  const marginPx = Math.min(width, height) >= 40 ? 2 : 1
  const room = { width: Math.max(1, width - 2 * marginPx), height: Math.max(1, height - 2 * marginPx) }
  const mirrored = noun.mirrors === true && createRandom(request.seed, 1).chance()
  const poses = frames.map((frame) => poseOf(frame, fallbackMotion(request)))
  const optionsOf = (at: number, pose: Pose): ContextOptions => ({ pose, ...stateWords(frames[at]!, frames) })
  const paintAll = (scale: number) =>
    poses.map((pose, at) => paintSketch(noun, request, { scale, mirrored }, optionsOf(at, pose)))
  const share = noun.fill?.(createContext(request)) ?? 1
  let scale = Math.min(room.width / noun.frame.width, room.height / noun.frame.height)
  if (Math.abs(scale - Math.round(scale)) < 0.13) scale = Math.max(1, Math.round(scale))
  let sketches = paintAll(scale)
  for (let round = 0; round < 12; round++) {
    const box = unionOf(sketches)
    if (box === null) break
    const ratio = Math.min(room.width / box.width, room.height / box.height)
    const tooSmall = round === 0 && ratio * share > 1.12
    if (ratio >= 1 && !tooSmall && (round > 0 || share === 1)) break
    scale *= round === 0 ? ratio * share : Math.min(0.98, ratio)
    sketches = paintAll(scale)
  }
  const repaint = (at: number, phase: number, stream: number) =>
    paintSketch(noun, request, { scale, mirrored }, { ...optionsOf(at, { ...poses[at]!, phase }), stream })
  tellApart(sketches, poses, repaint)
  return { ...placeAll(sketches, { width, height, marginPx }, ramps), ramps }
}

const equal = (a: Canvas, b: Canvas): boolean => a.cells.every((cell, i) => cell === b.cells[i])

/** Repaints what equals its neighbour in the same animation, or any other state. */
function tellApart(
  sketches: Canvas[],
  poses: readonly Pose[],
  repaint: (at: number, phase: number, stream: number) => Canvas,
): void {
  const neighbours = (at: number): Canvas[] => {
    const { animation, index, count, loop } = poses[at]!
    if (animation === null) return sketches.slice(0, at)
    const near = index > 0 ? [sketches[at - 1]!] : []
    return loop && index === count - 1 && count > 2 ? [...near, sketches[at - index]!] : near
  }
  sketches.forEach((first, at) => {
    const { phase, count, animation } = poses[at]!
    const taken = (canvas: Canvas): boolean => neighbours(at).some((other) => equal(other, canvas))
    let sketch = first
    for (let i = 0; taken(sketch) && i < nudges.length; i++)
      sketch =
        animation === null ? repaint(at, 0, 11 + at + i) : repaint(at, inPhase(phase + nudges[i]! / count), 0)
    // Nothing of it moves at this size: then it is the light that does.
    for (let i = 0; taken(sketch) && i < 5; i++)
      shiftTones(sketch, (x, y) => ((x + y + at + i) % 5 === 0 ? 1 - 2 * (i % 2) : 0))
    sketches[at] = sketch
  })
}

const inPhase = (phase: number): number => Math.min(1, Math.max(0, phase))

function unionOf(sketches: readonly Canvas[]): Box | null {
  const boxes = sketches.map((canvas) => canvas.bounds()).filter((box) => box !== null)
  if (boxes.length === 0) return null
  const [x, y] = [Math.min(...boxes.map((box) => box.x)), Math.min(...boxes.map((box) => box.y))]
  const right = Math.max(...boxes.map((box) => box.x + box.width))
  const bottom = Math.max(...boxes.map((box) => box.y + box.height))
  return { x, y, width: right - x, height: bottom - y }
}

/** Cuts the same window out of every sketch: what all of them need, standing on the lower margin. */
function placeAll(
  sketches: readonly Canvas[],
  { width, height, marginPx }: { width: number; height: number; marginPx: number },
  ramps: PaletteRamps,
): Omit<NativePicture, 'ramps'> {
  const total = width * sketches.length
  const pixels = new Uint16Array(total * height)
  const box = unionOf(sketches)
  const first = sketches[0]?.bounds() ?? box
  if (box === null || first === null) return { width: total, height, pixels }
  const spare = width - box.width
  const wanted = Math.floor((width - first.width) / 2) - (first.x - box.x)
  const least = Math.min(marginPx, Math.max(0, Math.floor(spare / 2)))
  const left = Math.max(least, Math.min(spare - least, wanted))
  const top = Math.max(0, height - marginPx - box.height)
  sketches.forEach((canvas, at) => {
    const resolved = canvas.resolve(ramps)
    for (let y = 0; y < Math.min(box.height, height - top); y++)
      for (let x = 0; x < Math.min(box.width, width); x++) {
        const from = (box.y + y) * canvas.width + box.x + x
        if (canvas.cells[from] !== transparent)
          pixels[(top + y) * total + at * width + Math.max(0, left) + x] = resolved[from]!
      }
  })
  return { width: total, height, pixels }
}
