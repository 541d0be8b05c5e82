/** Samples in memory: one Float32Array a channel, all equally long, full scale from -1 to 1. */
export interface Sound {
  readonly sampleRateHz: number
  readonly channels: readonly Float32Array[]
}

/** What the product handles; decoders refuse anything beyond it before they take memory for it. */
export const soundLimits = {
  sampleRateMinHz: 8_000,
  sampleRateMaxHz: 192_000,
  channelsMax: 2,
  /** The longest sound that a spec may ask for is 120 s; a delivery may be a little longer before it is cut. */
  durationMaxS: 150,
  encodedBytesMax: 128 * 1024 * 1024,
} as const

/** A silent sound. Throws a RangeError when a figure is outside of `soundLimits`. */
export function createSound(sampleRateHz: number, channels: number, samples: number): Sound {
  if (!(sampleRateHz >= soundLimits.sampleRateMinHz && sampleRateHz <= soundLimits.sampleRateMaxHz))
    throw new RangeError(`sample rate ${sampleRateHz} Hz is not from 8,000 to 192,000 Hz`)
  if (!Number.isInteger(channels) || channels < 1 || channels > soundLimits.channelsMax)
    throw new RangeError(`${channels} channels are not one or two`)
  if (!Number.isInteger(samples) || samples < 0 || samples > sampleRateHz * soundLimits.durationMaxS)
    throw new RangeError(`${samples} samples are more than ${soundLimits.durationMaxS} s or no whole number`)
  return { sampleRateHz, channels: Array.from({ length: channels }, () => new Float32Array(samples)) }
}

/** Samples of one channel. */
export function sampleCount(sound: Sound): number {
  return sound.channels[0]?.length ?? 0
}

/** Length in milliseconds, not rounded. */
export function durationMsOf(sound: Sound): number {
  return (sampleCount(sound) / sound.sampleRateHz) * 1000
}

/** Every channel through `change`, which gives an array of its own. */
export function mapChannels(sound: Sound, change: (channel: Float32Array) => Float32Array): Sound {
  return { sampleRateHz: sound.sampleRateHz, channels: sound.channels.map(change) }
}

/** Samples from `from` (inclusive) to `to` (exclusive), copied. */
export function cutSound(sound: Sound, from: number, to: number): Sound {
  return mapChannels(sound, (channel) => channel.slice(from, to))
}

/** Amplitude (1 = full scale) of decibels. */
export function fromDb(db: number): number {
  return 10 ** (db / 20)
}

/** Decibels of an amplitude; -Infinity for silence. */
export function toDb(amplitude: number): number {
  return amplitude > 0 ? 20 * Math.log10(amplitude) : -Infinity
}

/** The sound louder by `db` decibels. */
export function applyGain(sound: Sound, db: number): Sound {
  const factor = fromDb(db)
  return mapChannels(sound, (channel) => channel.map((sample) => sample * factor))
}
