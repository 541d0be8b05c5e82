import type { AssetSpec, LightDirection } from '../../spec/asset-spec.schema.js'
import type { WrittenSize } from '../take-sizes.js'

/** An animation as somebody wished for it; null = not said. */
export interface WishedAnimation {
  readonly name: string | null
  readonly frames: number | null
  readonly fps: number | null
  readonly loop: boolean | null
}

/** Something asked for that cannot be. */
export interface FactProblem {
  readonly message: string
  readonly hint: string
}

/** What a phrase says about an asset apart from what it shows. Absent = it does not say. */
export interface Facts {
  sizes: WrittenSize[]
  animations: WishedAnimation[]
  /** Animations that rules add to those of the asset. */
  added?: readonly WishedAnimation[]
  /** "animated" without more. */
  isAnimated: boolean
  pivot?: AssetSpec['pivot']
  seamless?: boolean
  background?: AssetSpec['background']
  alpha?: 'soft'
  outlinePx?: number
  light?: LightDirection
  /** Null = nine-slice is said and the width is not. */
  bordersPx?: number | null
  /** Pictures to choose from. */
  variants?: number
  durationMs?: { min: number; max: number }
  loop?: boolean
  formats?: ('ogg' | 'wav' | 'mp3')[]
  pictureFormats?: ('png' | 'webp')[]
  /** How many layers a backdrop has; null = "layers" without a number. */
  layers?: number | null
  /** More than one of the same thing. */
  quantity?: number
  readonly problems: FactProblem[]
}

export function emptyFacts(): Facts {
  return { sizes: [], animations: [], isAnimated: false, problems: [] }
}

const single = [
  'pivot',
  'seamless',
  'background',
  'alpha',
  'outlinePx',
  'light',
  'bordersPx',
  'variants',
  'durationMs',
  'loop',
  'formats',
  'pictureFormats',
  'layers',
  'quantity',
] as const

/** Whether a phrase said anything. */
export function saysFacts(facts: Facts): boolean {
  return (
    facts.sizes.length > 0 ||
    facts.animations.length > 0 ||
    facts.isAnimated ||
    facts.problems.length > 0 ||
    single.some((name) => facts[name] !== undefined)
  )
}

/** `own` with what it does not say taken from `defaults`; the problems of both. */
export function withDefaults(own: Facts, defaults: Facts): Facts {
  return {
    ...defaults,
    ...own,
    sizes: own.sizes.length > 0 ? own.sizes : defaults.sizes,
    animations: own.animations.length > 0 ? own.animations : defaults.animations,
    isAnimated: own.isAnimated || defaults.isAnimated,
    problems: [...defaults.problems, ...own.problems],
  }
}

/** A lone length beside "nine-slice" that is longer is the size of the whole. */
const borderMaxPx = 8

/** What two phrases say about one thing: all sizes and animations, the later word where both say one thing. */
export function joinFacts(first: Facts, later: Facts): Facts {
  const second = { ...later }
  const last = first.animations.at(-1)
  let before = first.animations
  // "Jump (3 frames), no loop" is about the jump.
  if (second.loop !== undefined && second.animations.length === 0 && last !== undefined) {
    before = [...first.animations.slice(0, -1), { ...last, loop: second.loop }]
    delete second.loop
  }
  // "Nine-slice, 4 px" is about its borders.
  const [edge] = second.sizes
  if (
    first.bordersPx === null &&
    edge !== undefined &&
    edge.width === edge.height &&
    edge.width <= borderMaxPx
  ) {
    second.bordersPx ??= edge.width
    second.sizes = second.sizes.slice(1)
  }
  const sizes = [...first.sizes]
  for (const size of second.sizes)
    if (!sizes.some(({ width, height }) => width === size.width && height === size.height)) sizes.push(size)
  return {
    ...first,
    ...second,
    sizes,
    animations: joinAnimations(before, second.animations),
    isAnimated: first.isAnimated || second.isAnimated,
    problems: [...first.problems, ...second.problems],
  }
}

/**
 * The animations of two neighbouring phrases. Numbers without a name belong to the names before them that have none
 * yet ("idle and walk, 6 frames each"), else to the last one ("4 frames, 6 fps").
 */
export function joinAnimations(
  first: readonly WishedAnimation[],
  second: readonly WishedAnimation[],
): WishedAnimation[] {
  const joined = [...first]
  for (const wish of second) {
    const known =
      wish.name === null ? -1 : joined.findIndex((one) => one.name === wish.name && one.frames === null)
    if (known >= 0) {
      const { fps, loop } = joined[known]!
      joined[known] = { ...wish, fps: wish.fps ?? fps, loop: wish.loop ?? loop }
      continue
    }
    if (wish.name !== null || joined.length === 0) {
      joined.push(wish)
      continue
    }
    const fits = (one: WishedAnimation) =>
      (wish.frames === null || one.frames === null) &&
      (wish.fps === null || one.fps === null) &&
      (wish.loop === null || one.loop === null)
    let from = joined.length
    while (from > 0 && fits(joined[from - 1]!)) from -= 1
    if (from === joined.length) {
      joined.push(wish)
      continue
    }
    // Only names that wait for the same numbers share them: "idle (4 frames), walk (6 frames), 8 fps" means both.
    for (let index = from; index < joined.length; index++) {
      const one = joined[index]!
      joined[index] = {
        name: one.name,
        frames: one.frames ?? wish.frames,
        fps: one.fps ?? wish.fps,
        loop: one.loop ?? wish.loop,
      }
    }
  }
  return joined
}
