/**
 * How to add a kind of sound: write a `SoundFamily` into a file under families/ and put it into sound-families.ts.
 *
 *   export const doorCreak: SoundFamily = {
 *     names: ['door', 'creak'],        // lower case, singular; these decide what the prompt is about
 *     hints: ['hinge'],                // decide only when no name of any family stands in the prompt
 *     seconds: [0.7, 1.4],             // how long it lasts when nobody says
 *     build: ({ random, seconds, pitch }) => ({ layers: [...] }),
 *   }
 *
 * Draw from `random` in a fixed order and what the ear notices: pitch, number of notes, speed, colour. Multiply pitches by
 * `pitch` and cut-offs of filters by `bright`. Everything has to end by `seconds`, except for ongoing sounds that loop.
 */
import type { Random } from '../random.js'
import type { SoundPlan } from './layer.js'

export interface SoundContext {
  readonly random: Random
  /** How long the sound should last, seconds. */
  readonly seconds: number
  /** Factor of all pitches: low for deep and heavy things, different by seed. */
  readonly pitch: number
  /** Factor of all filters: under 1 duller, over 1 crisper. */
  readonly bright: number
  /** 0 light, 0.5 as usual, 1 heavy. */
  readonly weight: number
  /** Only for ongoing sounds: layers last `seconds` plus a crossfade that is folded back to the beginning. */
  readonly loop: boolean
  /** True when the prompt has one of these words (in the singular). */
  readonly has: (...words: readonly string[]) => boolean
}

export interface SoundFamily {
  readonly names: readonly string[]
  readonly hints?: readonly string[]
  readonly seconds: readonly [shortest: number, longest: number]
  /** It has no end of its own: rain, wind, a machine. */
  readonly ongoing?: boolean
  /** What things do: "the gate swings" is about the gate. */
  readonly motion?: boolean
  /** Share of reverb that belongs to it, 0-1; none unless given. */
  readonly space?: number
  build(context: SoundContext): SoundPlan
}
