import type { AssetAnimation } from '../../spec/asset-spec.schema.js'
import { limits } from '../../spec/spec-limits.js'
import type { PlacedThing } from './thing.js'
import type { Facts, WishedAnimation } from './facts.js'
import { isOneShot, motionOf } from './take-animations.js'

const framesByDefault = 4
const fpsByDefault = 8

type Tell = (message: string, hint: string) => void

/**
 * The animations that a thing has: its own, else those of the nearest rule. What is not said is filled in and told;
 * what cannot be is a problem, and the default holds.
 */
export function buildAnimations(
  { thing, assetType, text }: Pick<PlacedThing, 'thing' | 'assetType' | 'text'>,
  ruled: Facts,
  tell: (message: string) => void,
  problem: Tell,
): AssetAnimation[] {
  const own = thing.facts
  const unnamed =
    motionOf(thing.base) ??
    motionOf(thing.details.at(-1) ?? '') ??
    (assetType === 'character' ? 'idle' : 'default')
  const wishes = withAdded(
    ruled.added ?? [],
    wishesOf(own, ruled, /\b(?:also|plus|as well|too|in addition|additionally)\b/i.test(text)),
  )
  const names = new Map<string, number>()
  const animations = wishes.slice(0, limits.animationsMax).map((wish) => {
    const name = (wish.name ?? unnamed).slice(0, 36)
    const times = (names.get(name) ?? 0) + 1
    names.set(name, times)
    const words = wish.name === null ? `${thing.base} ${name}` : name
    return {
      name: times === 1 ? name : `${name}-${times}`,
      frames: framesOf(wish, name, tell, problem),
      fps: fpsOf(wish, ruled, name, tell, problem),
      loop: loopOf(wish, own, words, name, tell),
    }
  })
  if (wishes.length > limits.animationsMax)
    problem(
      `${wishes.length} animations are more than the limit of ${limits.animationsMax}`,
      `The first ${limits.animationsMax} are taken.`,
    )
  const total = animations.reduce((sum, { frames }) => sum + frames, 0)
  if (total <= limits.framesMax) return animations
  problem(
    `${total} frames are more than the limit of ${limits.framesMax} for one asset`,
    'Write fewer frames, or two assets.',
  )
  return withinLimit(animations)
}

function withAdded(added: readonly WishedAnimation[], own: readonly WishedAnimation[]): WishedAnimation[] {
  const names = new Set(own.map(({ name }) => name))
  return [...own, ...added.filter(({ name }) => !names.has(name))]
}

function wishesOf(own: Facts, ruled: Facts, isMore: boolean): readonly WishedAnimation[] {
  if (own.animations.length > 0) {
    // "Also rolls" comes on top of what all of the section do.
    const names = new Set(own.animations.map(({ name }) => name))
    return isMore
      ? [...ruled.animations.filter(({ name }) => name !== null && !names.has(name)), ...own.animations]
      : own.animations
  }
  // A rule that only gives a rate makes nothing move by itself.
  const moving = ruled.animations.filter(({ name, frames }) => name !== null || frames !== null)
  if (moving.length > 0) return moving
  return own.isAnimated || own.loop !== undefined || ruled.isAnimated
    ? [{ name: null, frames: null, fps: null, loop: own.loop ?? null }]
    : []
}

function framesOf(
  { frames }: WishedAnimation,
  name: string,
  tell: (message: string) => void,
  problem: Tell,
): number {
  if (frames === null) {
    tell(`no number of frames given for ${name}: ${framesByDefault}`)
    return framesByDefault
  }
  if (frames >= 1 && frames <= limits.framesMax) return frames
  problem(
    `${frames} frames for ${name} are outside the limits of 1 to ${limits.framesMax}`,
    `Write for example "${name} (6 frames)"; ${framesByDefault} are taken.`,
  )
  return framesByDefault
}

function fpsOf(
  { fps }: WishedAnimation,
  ruled: Facts,
  name: string,
  tell: (message: string) => void,
  problem: Tell,
): number {
  const usual = ruled.animations.find(
    (one) => one.fps !== null && one.fps > 0 && one.fps <= limits.fpsMax,
  )?.fps
  if (fps === null) {
    if (usual === undefined || usual === null) tell(`no fps given for ${name}: ${fpsByDefault}`)
    return usual ?? fpsByDefault
  }
  if (fps > 0 && fps <= limits.fpsMax) return fps
  problem(
    `${fps} fps for ${name} are outside the limits of 1 to ${limits.fpsMax}`,
    `Write for example "10 fps"; ${usual ?? fpsByDefault} are taken.`,
  )
  return usual ?? fpsByDefault
}

function loopOf(
  wish: WishedAnimation,
  own: Facts,
  words: string,
  name: string,
  tell: (message: string) => void,
): boolean {
  const said = wish.loop ?? own.loop
  if (said !== undefined) return said
  const loop = !isOneShot(words)
  tell(`the animation "${name}" ${loop ? 'loops' : 'does not loop'}, as nothing is said`)
  return loop
}

function withinLimit(animations: readonly AssetAnimation[]): AssetAnimation[] {
  let left: number = limits.framesMax
  const kept: AssetAnimation[] = []
  for (const animation of animations) {
    const frames = Math.min(animation.frames, left)
    if (frames > 0) kept.push({ ...animation, frames })
    left -= frames
  }
  return kept
}
