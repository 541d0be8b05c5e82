import { cutSound, durationMsOf, fromDb, sampleCount, type Sound } from '../../../core/audio/sound.js'
import { fadeSound } from '../../../core/audio/fade-sound.js'
import { trimSilence } from '../../../core/audio/trim-silence.js'
import type { SoundRequest } from '../../../core/generation/sound-request.js'
import { createRandom, type Random } from '../random.js'
import type { MixEffects } from './layer.js'
import { foldLoop, mixLayers, synthesisRateHz } from './mix-layers.js'
import { readSoundPrompt, type SoundWish } from './read-sound-prompt.js'
import type { SoundContext, SoundFamily } from './sound-family.js'
import { steerSound, type Steering } from './steer-sound.js'

/** How loud a provider hands a sound over, decibels of full scale; finishing levels it again. */
const deliveredPeakDb = -1

/** How much softer than the sound itself its accents are, amplitude. */
const accentLevel = 0.45

/** A sound is rendered again, longer or shorter, until what is heard of it fits; each try comes much nearer. */
const fitsMax = 6

/** Room to both ends of the durations asked for, since trimming counts in samples and people in round numbers. */
const roomShare = 0.04

/** A sound effect by rules, one channel. The same request gives the same samples. */
export function renderEffect(request: SoundRequest): Sound {
  const wish = readSoundPrompt(request.subject ?? request.prompt)
  const steering = steerWish(wish, request.negative)
  const random = createRandom(request.seed)
  const pitch = steering.pitch * 2 ** (random.range(-2.5, 2.5) / 12)
  const range = durationRange(request, wish)
  const wanted = chooseSeconds(random, wish, steering, range)
  const make = (seconds: number, loop: boolean): Float32Array =>
    mixWish(wish, steering, { seconds, pitch, loop }, request.seed)
  if (request.sound.loop) return toSound(loopWish(wish, wanted, request.sound.trimBelowDb, make))
  return fitToRange(make, wanted, range, request.sound.trimBelowDb)
}

/** Durations that suit both the spec and the prompt, seconds; the spec wins where they have nothing in common. */
function durationRange({ sound }: SoundRequest, { seconds }: SoundWish): readonly [number, number] {
  const [min, max] = [sound.durationMs.min / 1000, sound.durationMs.max / 1000]
  // A quarter of a narrow range at most, so that something is left between.
  const room = (edge: number): number => Math.min(edge * roomShare, (max - min) / 4)
  const [least, most] = [min + room(min), max - room(max)]
  if (seconds === null) return [least, most]
  const [from, to] = [Math.max(least, seconds[0]), Math.min(most, seconds[1])]
  return from <= to ? [from, to] : [least, most]
}

function chooseSeconds(
  random: Random,
  { family, seconds }: SoundWish,
  steering: Steering,
  [least, most]: readonly [number, number],
): number {
  const [shortest, longest] = seconds ?? family.seconds
  const natural = random.range(shortest, longest) * (seconds === null ? steering.seconds : 1)
  return Math.max(least, Math.min(most, natural))
}

function steerWish({ words }: SoundWish, negative: string): Steering {
  const steering = steerSound(words)
  return /\b(?:reverb|echo)/i.test(negative) ? { ...steering, space: 0 } : steering
}

/** Sound and accents mixed, peak 1. Each family draws from a stream of its own, so accents do not change the sound. */
function mixWish(
  wish: SoundWish,
  steering: Steering,
  given: { readonly seconds: number; readonly pitch: number; readonly loop: boolean },
  seed: string,
): Float32Array {
  const mixes = [wish.family, ...wish.accents].map((family, index) => {
    const random = createRandom(seed, index + 1)
    const context: SoundContext = {
      random,
      seconds: index === 0 ? given.seconds : Math.min(given.seconds, family.seconds[1]),
      pitch: given.pitch,
      bright: steering.bright,
      weight: steering.weight,
      loop: given.loop && wish.family.ongoing === true && family.ongoing === true,
      has: (...words) => words.some((word) => wish.words.has(word)),
    }
    return scaleToPeak(mixFamily(family, context, steering), index === 0 ? 1 : accentLevel)
  })
  const out = new Float32Array(Math.max(...mixes.map((mix) => mix.length)))
  for (const mix of mixes) mix.forEach((sample, at) => (out[at]! += sample))
  return scaleToPeak(out, 1)
}

function mixFamily(family: SoundFamily, context: SoundContext, steering: Steering): Float32Array {
  const plan = family.build(context)
  const space = family.space ?? (steering.space > 1 ? 0.12 : 0)
  const hall = (0.3 + 0.35 * context.random.next()) * steering.hall
  const effects: MixEffects = {
    ...plan.effects,
    ...(space * steering.space > 0
      ? {
          reverb: {
            seconds: Math.min(hall, context.seconds * 1.5),
            mix: Math.min(0.8, space * steering.space),
          },
        }
      : {}),
    ...(steering.bright < 0.7 ? { lowPassHz: 2_600 * (steering.bright / 0.45) } : {}),
    ...(steering.soft && steering.bright >= 0.7 ? { lowPassHz: 6_500 } : {}),
    ...(steering.rough ? { crush: { bits: context.random.int(4, 6), hold: context.random.int(2, 4) } } : {}),
  }
  return mixLayers({ layers: plan.layers, effects }, context.random)
}

/** Renders until what trimming leaves lies within the range; as a last resort the end is faded. */
function fitToRange(
  make: (seconds: number, loop: boolean) => Float32Array,
  wanted: number,
  [least, most]: readonly [number, number],
  trimBelowDb: number,
): Sound {
  let asked = wanted
  let best: Sound | null = null
  let bestAway = Infinity
  for (let fit = 0; fit < fitsMax; fit++) {
    const heard = trimSilence(toSound(make(asked, false)), trimBelowDb)
    const seconds = durationMsOf(heard) / 1000
    const away = seconds < least ? least - seconds : Math.max(0, seconds - most)
    if (away < bestAway) [best, bestAway] = [heard, away]
    if (away === 0) break
    const aim = Math.max(least, Math.min(most, wanted))
    asked *= Math.max(0.3, Math.min(3, aim / seconds))
  }
  const sound = best!
  if (durationMsOf(sound) / 1000 <= most) return sound
  const cut = cutSound(sound, 0, Math.floor(most * sound.sampleRateHz))
  return fadeSound(cut, { inMs: 0, outMs: most * 250 })
}

/** A loop that is silent for longer than this, seconds, has a hole; finishing would cut it off (core/audio). */
const restMax = 0.2

/** What has no end of its own overlaps itself; anything else comes as often as it fits and rings on over the seam. */
function loopWish(
  { family }: SoundWish,
  seconds: number,
  trimBelowDb: number,
  make: (seconds: number, loop: boolean) => Float32Array,
): Float32Array {
  const samples = Math.round(seconds * synthesisRateHz)
  if (family.ongoing === true) return foldLoop(make(seconds, true), samples)
  const times = Math.max(1, Math.round(seconds / (family.seconds[1] * 1.3)))
  const slot = seconds / times
  const once = fitToRange(make, slot * 0.95, [Math.max(slot * 0.78, slot - restMax), slot], trimBelowDb)
  const row = new Float32Array(Math.ceil((samples * (times - 1)) / times) + sampleCount(once))
  for (let time = 0; time < times; time++) {
    const at = Math.round((samples * time) / times)
    once.channels[0]!.forEach((sample, index) => (row[at + index]! += sample))
  }
  return foldLoop(row, samples)
}

function toSound(mix: Float32Array): Sound {
  return { sampleRateHz: synthesisRateHz, channels: [scaleToPeak(mix, fromDb(deliveredPeakDb))] }
}

/** The mix with its largest sample at `peak`. Silence stays silence. */
export function scaleToPeak(mix: Float32Array, peak: number): Float32Array {
  let most = 0
  for (const sample of mix) most = Math.max(most, Math.abs(sample))
  return most === 0 ? mix : mix.map((sample) => (sample / most) * peak)
}
