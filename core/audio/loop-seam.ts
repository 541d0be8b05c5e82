import { sampleCount, type Sound } from './sound.js'

/** A step at the seam may be this many times the largest one that the sound has near its ends. */
export const seamRatioMax = 1.5

/** Steps below this share of the peak are not heard as a click (-54 dB). */
const unheardShare = 0.002

const nearMs = 30

/** An end is over when its last 3 ms are below this share of the peak (-40 dB): then the beginning is an attack. */
const overShare = 0.01
const overMs = 3

export interface LoopSeam {
  /** Step from the last sample to the first, relative to the largest step inside of the sound near its ends. */
  readonly ratio: number
  /** Whether nobody hears the step: it is small beside the peak, or the sound is over before it begins again. */
  readonly unheard: boolean
}

/**
 * How well the end of a sound runs on into its beginning. A step is how far a sample lies from the line through the two
 * before it, so that a smooth wave has almost none and a click a large one; the seam is compared with what the sound
 * does by itself within 30 ms of its ends, since a square wave is full of steps that belong to it.
 */
export function measureLoopSeam(sound: Sound): LoopSeam {
  const count = sampleCount(sound)
  const near = Math.min(Math.floor(count / 2), Math.round((nearMs / 1000) * sound.sampleRateHz))
  if (near < 4) return { ratio: 0, unheard: true }
  let worst: LoopSeam = { ratio: 0, unheard: true }
  for (const channel of sound.channels) {
    const at = (index: number): number => channel[(index + count) % count]!
    const stepAt = (index: number): number => Math.abs(at(index) - 2 * at(index - 1) + at(index - 2))
    let inside = 0
    for (let index = 2; index < near; index++)
      inside = Math.max(inside, stepAt(index), stepAt(count - near + index))
    const step = Math.max(stepAt(0), stepAt(1))
    const peak = largest(channel)
    const isOver =
      largest(channel.subarray(-Math.ceil((overMs / 1000) * sound.sampleRateHz))) <= peak * overShare
    const seam = { ratio: step / Math.max(inside, 1e-9), unheard: isOver || step <= peak * unheardShare }
    if (!seam.unheard && (worst.unheard || seam.ratio > worst.ratio)) worst = seam
    else if (worst.unheard && seam.ratio > worst.ratio) worst = seam
  }
  return worst
}

function largest(samples: Float32Array): number {
  let most = 0
  for (const sample of samples) most = Math.max(most, Math.abs(sample))
  return most
}

/** Whether the sound can be repeated without a click. */
export function isSeamless(seam: LoopSeam): boolean {
  return seam.unheard || seam.ratio <= seamRatioMax
}
