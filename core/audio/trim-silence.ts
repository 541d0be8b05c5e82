import { cutSound, fromDb, sampleCount, type Sound } from './sound.js'

/** What stays of the silence before and after the sound: an attack and a decay need a little room. */
export const keptBeforeMs = 5
export const keptAfterMs = 20

export interface AudibleSpan {
  /** First and one past the last sample that reach the threshold on some channel. */
  readonly from: number
  readonly to: number
}

/** Where the sound is at least `thresholdDb` (decibels of full scale); null when it never is. */
export function findAudibleSpan(sound: Sound, thresholdDb: number): AudibleSpan | null {
  const least = fromDb(thresholdDb)
  const count = sampleCount(sound)
  const isAudible = (at: number): boolean => sound.channels.some((channel) => Math.abs(channel[at]!) >= least)
  let from = 0
  while (from < count && !isAudible(from)) from++
  if (from === count) return null
  let to = count
  while (!isAudible(to - 1)) to--
  return { from, to }
}

/**
 * The sound without what is softer than `thresholdDb` at both ends, with 5 ms kept before and 20 ms after. A sound that
 * is silent all through stays as it is: there is nothing to find its ends by.
 */
export function trimSilence(sound: Sound, thresholdDb: number): Sound {
  const span = findAudibleSpan(sound, thresholdDb)
  if (span === null) return sound
  const before = Math.round((keptBeforeMs / 1000) * sound.sampleRateHz)
  const after = Math.round((keptAfterMs / 1000) * sound.sampleRateHz)
  const from = Math.max(0, span.from - before)
  const to = Math.min(sampleCount(sound), span.to + after)
  return from === 0 && to === sampleCount(sound) ? sound : cutSound(sound, from, to)
}
