import { createSound, sampleCount, type Sound } from './sound.js'

/** The search for the best place looks at no more than this many samples a second: pitch and beat lie below. */
const searchRateHz = 4_000

/** Longest crossfade and longest stretch of the end in which the loop point is searched. */
const crossfadeMaxMs = 250
const searchMaxMs = 1_000

/** No part of the sound beyond this share is given up for a loop. */
const givenUpShareMax = 0.25

export interface ClosedLoop {
  readonly sound: Sound
  /** Length of the loop and of the crossfade at its beginning, samples. */
  readonly lengthSamples: number
  readonly crossfadeSamples: number
  /** Correlation of what was crossfaded, -1 to 1. */
  readonly correlation: number
}

/**
 * Makes a loop of a sound whose end does not run on into its beginning: finds the place near the end after which the
 * sound is most like its beginning (normalised cross-correlation), cuts there, and fades what followed out over the
 * beginning. The gains of the crossfade follow the correlation, so that neither alike nor unlike parts dip or swell
 * (g1^2 + g2^2 + 2 r g1 g2 = 1). Returns null for a sound too short to give up anything.
 */
export function closeLoop(sound: Sound): ClosedLoop | null {
  const count = sampleCount(sound)
  const perMs = sound.sampleRateHz / 1000
  const crossfade = Math.floor(Math.min(crossfadeMaxMs * perMs, (count * givenUpShareMax) / 2))
  const search = Math.floor(Math.min(searchMaxMs * perMs, (count * givenUpShareMax) / 2))
  if (crossfade < 16) return null
  const mono = mixDown(sound)
  const step = Math.max(1, Math.round(sound.sampleRateHz / searchRateHz))
  const last = count - crossfade
  const coarse = bestLength(mono, crossfade, last - search, last, step)
  const fine = bestLength(
    mono,
    crossfade,
    Math.max(1, coarse.length - step),
    Math.min(last, coarse.length + step),
    1,
  )
  return {
    sound: crossfadeLoop(sound, fine.length, crossfade, Math.max(0, fine.correlation)),
    lengthSamples: fine.length,
    crossfadeSamples: crossfade,
    correlation: fine.correlation,
  }
}

/**
 * As much of the beginning of a sound as closeLoop turns into a loop of at most `samples`. A loop has no end of its own:
 * one that is too long may be cut anywhere.
 */
export function roomForLoop(sampleRateHz: number, samples: number): number {
  const crossfade = (crossfadeMaxMs / 1000) * sampleRateHz
  return Math.floor(Math.min(samples + crossfade, samples / (1 - givenUpShareMax / 2)))
}

/** The length whose continuation is most like the beginning; the longest of equals, so that little is given up. */
function bestLength(
  mono: Float32Array,
  window: number,
  from: number,
  to: number,
  step: number,
): { readonly length: number; readonly correlation: number } {
  let best = { length: to, correlation: correlate(mono, to, window, step) }
  for (let length = to - step; length >= from; length -= step) {
    const correlation = correlate(mono, length, window, step)
    if (correlation > best.correlation + 1e-6) best = { length, correlation }
  }
  return best
}

/** Normalised correlation of the first `window` samples with the same number from `at` on. */
function correlate(mono: Float32Array, at: number, window: number, step: number): number {
  let [product, first, second] = [0, 0, 0]
  for (let index = 0; index < window; index += step) {
    const a = mono[index]!
    const b = mono[at + index]!
    product += a * b
    first += a * a
    second += b * b
  }
  return first === 0 || second === 0 ? 0 : product / Math.sqrt(first * second)
}

function crossfadeLoop(sound: Sound, length: number, crossfade: number, correlation: number): Sound {
  const out = createSound(sound.sampleRateHz, sound.channels.length, length)
  sound.channels.forEach((channel, index) => {
    const target = out.channels[index]!
    target.set(channel.subarray(0, length))
    for (let at = 0; at < crossfade; at++) {
      const share = at / crossfade
      const norm = Math.sqrt((1 - share) ** 2 + share ** 2 + 2 * correlation * share * (1 - share))
      target[at] = (channel[at]! * share + channel[length + at]! * (1 - share)) / norm
    }
  })
  return out
}

function mixDown(sound: Sound): Float32Array {
  const [first, ...rest] = sound.channels
  const mono = first!.slice()
  for (const channel of rest) channel.forEach((sample, at) => (mono[at]! += sample))
  return mono
}
