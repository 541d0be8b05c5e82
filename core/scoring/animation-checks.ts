import type { Raster } from '../raster/raster.js'
import type { AssetCheck } from '../spec/asset-check.js'
import type { AssetAnimation, AssetSpec } from '../spec/asset-spec.schema.js'
import { keepsBackground } from '../spec/spec-frames.js'
import { makeCheck, percent } from './asset-checks.js'
import { measureStance, measureStep } from './measure-animation.js'
import { worstOf } from './worst-checks.js'

/** Steps below this share look like a frame shown twice. */
const sameBelow = 0.004

/** Names of motions that leave the ground or the place. */
const leavesGround = /jump|fly|float|hover|fall|death|die|dash|roll|spin|attack|climb|swim|teleport/

/**
 * `motion`, `jitter` and `loop` of a spec's animations, each as its worst animation has it; none for stills. `frames` are
 * all finished frames in the order of the strip.
 */
export function checkAnimations(spec: AssetSpec, frames: readonly Raster[]): AssetCheck[] {
  const found: AssetCheck[][] = []
  let first = 0
  for (const animation of spec.animations ?? []) {
    const own = frames.slice(first, first + animation.frames)
    first += animation.frames
    if (own.length < 2) continue
    const isEffect = spec.assetType === 'vfx' || spec.assetType === 'particle'
    const stands = spec.pivot.y >= 0.9 && !leavesGround.test(animation.name)
    found.push([
      checkMotion(animation, own),
      ...(isEffect || keepsBackground(spec) ? [] : [checkJitter(animation, own, stands)]),
      ...(animation.loop && own.length >= 3 ? [checkLoop(animation, own)] : []),
    ])
  }
  return worstOf(found)
}

/** `motion`: whether every frame of an animation differs from the one before it. */
export function checkMotion({ name, loop }: AssetAnimation, frames: readonly Raster[]): AssetCheck {
  const steps = stepsOf(frames)
  const repeated = steps.filter((step) => step < sameBelow).length
  // A breath holds for a frame at its end: a third of the steps may stand still, never all.
  const most = steps.length < 3 ? 0 : Math.floor(steps.length / 3)
  const passed = frames.length < 2 || repeated <= most
  const ending = loop ? 'it loops' : 'it plays once'
  return makeCheck(
    'motion',
    passed,
    passed ? 1 - (0.5 * repeated) / Math.max(1, steps.length) : 0.4 * (1 - repeated / steps.length),
    `${repeated} of ${steps.length} steps of ${name} show the same frame again (at most ${most}; ${ending}).`,
  )
}

/** `jitter`: whether the subject keeps its place from frame to frame; feet that stand must not leave the ground. */
export function checkJitter(
  { name }: AssetAnimation,
  frames: readonly Raster[],
  stands: boolean,
): AssetCheck {
  const side = Math.max(frames[0]!.width, frames[0]!.height)
  const stances = frames.map(measureStance)
  let worst = 0
  for (const [index, now] of stances.entries()) {
    const before = stances[index - 1]
    if (!now || !before) continue
    const feet = stands ? Math.abs(now.feet - before.feet) : 0
    worst = Math.max(worst, Math.abs(now.x - before.x), Math.abs(now.y - before.y), feet)
  }
  const most = Math.max(2, side * 0.14)
  return makeCheck(
    'jitter',
    worst <= most,
    worst <= most ? 1 - (0.3 * worst) / most : Math.max(0, 0.5 - (worst - most) / side),
    `From one frame of ${name} to the next the subject moves by ${worst.toFixed(1)} px (at most ${most.toFixed(1)}).`,
  )
}

/** `loop`: whether the step from the last frame to the first is like the others, in what it changes and how far it goes. */
export function checkLoop({ name }: AssetAnimation, frames: readonly Raster[]): AssetCheck {
  const steps = stepsOf(frames)
  const ways = frames.slice(1).map((frame, index) => distanceOf(frames[index]!, frame))
  const closing = measureStep(frames.at(-1)!, frames[0]!)
  const way = distanceOf(frames.at(-1)!, frames[0]!)
  const most = Math.max(0.12, 1.6 * Math.max(...steps))
  const mostWay = Math.max(1.5, 0.08 * frames[0]!.height, 1.6 * Math.max(...ways))
  const passed = closing <= most && way <= mostWay
  // A last frame that is the first again holds it for twice its time; that is a flaw, but a small one.
  const isHeld = closing < sameBelow && Math.max(...steps) >= sameBelow
  const over = Math.max(closing - most, (way - mostWay) / frames[0]!.width)
  return makeCheck(
    'loop',
    passed,
    passed ? (isHeld ? 0.8 : 1) : Math.max(0, 0.5 - over),
    `The step that closes ${name} changes ${percent(closing)} of the pixels (at most ${percent(most)}) ` +
      `and moves by ${way.toFixed(1)} px (at most ${mostWay.toFixed(1)}).`,
  )
}

/** How far the centre of what is shown moves, pixels; 0 where one of the frames is empty. */
function distanceOf(a: Raster, b: Raster): number {
  const [from, to] = [measureStance(a), measureStance(b)]
  return from && to ? Math.hypot(from.x - to.x, from.y - to.y) : 0
}

function stepsOf(frames: readonly Raster[]): number[] {
  return frames.slice(1).map((frame, index) => measureStep(frames[index]!, frame))
}
