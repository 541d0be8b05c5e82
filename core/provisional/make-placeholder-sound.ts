import { createSound, fromDb, type Sound } from '../audio/sound.js'
import { sha256Hex } from '../hash.js'
import type { AssetSpec, SoundSpec } from '../spec/asset-spec.schema.js'

const sampleRateHz = 44_100
/** Softer than any finished sound: it marks a place and annoys nobody. */
const levelDb = -20
const lowestHz = 220
/** Two octaves of semitones: neighbours in a list seldom sound alike. */
const semitones = 24
const fadeMs = 5
/** Longer sounds are silent but for a short tone at the start of each such stretch. */
const stretchMs = 2_000
const markMs = 120

/** How long the placeholder of a sound is: the middle of what its spec allows, whole milliseconds. */
export function placeholderDurationMs({ durationMs: { min, max } }: Pick<SoundSpec, 'durationMs'>): number {
  return Math.round((min + max) / 2)
}

/**
 * The sound that stands for a spec: of a length that its spec allows, a soft tone whose pitch follows from the key; a
 * long one is silent and marks every two seconds. A loop has no seam, because a tone has whole periods in it and a mark
 * ends before it. The same spec gives the same samples.
 */
export function makePlaceholderSound(key: string, spec: NonNullable<AssetSpec['sound']>): Sound {
  const durationMs = placeholderDurationMs(spec)
  const sound = createSound(sampleRateHz, 1, Math.round((durationMs * sampleRateHz) / 1000))
  const [samples] = sound.channels
  if (samples === undefined) return sound
  const semitone = Number.parseInt(sha256Hex(key).slice(0, 8), 16) % semitones
  const hz = lowestHz * 2 ** (semitone / 12)
  const level = fromDb(Math.min(levelDb, spec.peakDb))
  if (durationMs <= stretchMs) {
    addTone(samples, { from: 0, count: samples.length, hz, level, fades: !spec.loop })
    return sound
  }
  const stretch = (stretchMs * sampleRateHz) / 1000
  const count = Math.round((markMs * sampleRateHz) / 1000)
  for (let from = 0; from + count <= samples.length; from += stretch)
    addTone(samples, { from, count, hz, level, fades: true })
  return sound
}

/** A sine of whole periods; `hz` is met as nearly as that allows. */
function addTone(
  samples: Float32Array,
  tone: { from: number; count: number; hz: number; level: number; fades: boolean },
): void {
  const periods = Math.max(1, Math.round((tone.hz * tone.count) / sampleRateHz))
  const fade = tone.fades ? Math.max(1, Math.round((fadeMs * sampleRateHz) / 1000)) : 0
  for (let at = 0; at < tone.count; at++) {
    const edge = fade === 0 ? 1 : Math.min(1, at / fade, (tone.count - 1 - at) / fade)
    samples[tone.from + at] = Math.sin((2 * Math.PI * periods * at) / tone.count) * tone.level * edge
  }
}
