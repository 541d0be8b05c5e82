import { createSound, sampleCount, soundLimits, type Sound } from './sound.js'

/** Zero crossings of the sinc on each side; 16 keep what is below 90 % of the band flat. */
const lobes = 16

/** Entries of the kernel's table between two zero crossings. */
const tableSteps = 512

/**
 * The sound at another sample rate, by a windowed sinc (Blackman window, 16 lobes, cut-off at the lower of the two
 * Nyquist frequencies; J. O. Smith, "Digital Audio Resampling"). Its length in time stays the same to half a sample.
 */
export function resampleSound(sound: Sound, sampleRateHz: number): Sound {
  if (sampleRateHz === sound.sampleRateHz) return sound
  if (!(sampleRateHz >= soundLimits.sampleRateMinHz && sampleRateHz <= soundLimits.sampleRateMaxHz))
    throw new RangeError(`sample rate ${sampleRateHz} Hz is not from 8,000 to 192,000 Hz`)
  const ratio = sampleRateHz / sound.sampleRateHz
  const out = createSound(sampleRateHz, sound.channels.length, Math.round(sampleCount(sound) * ratio))
  const kernel = sincTable()
  const cutOff = Math.min(1, ratio)
  const reach = lobes / cutOff
  sound.channels.forEach((channel, index) => {
    const target = out.channels[index]!
    for (let at = 0; at < target.length; at++) {
      const centre = at / ratio
      const from = Math.max(0, Math.ceil(centre - reach))
      const to = Math.min(channel.length - 1, Math.floor(centre + reach))
      let sum = 0
      for (let source = from; source <= to; source++) {
        const place = Math.abs(source - centre) * cutOff * tableSteps
        const low = Math.floor(place)
        const value = kernel[low]! + (kernel[low + 1]! - kernel[low]!) * (place - low)
        sum += channel[source]! * value
      }
      target[at] = sum * cutOff
    }
  })
  return out
}

function sincTable(): Float64Array {
  return Float64Array.from({ length: lobes * tableSteps + 2 }, (_, index) => {
    const x = index / tableSteps
    if (x >= lobes) return 0
    const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)
    const phase = Math.PI * (x / lobes)
    return sinc * (0.42 + 0.5 * Math.cos(phase) + 0.08 * Math.cos(2 * phase))
  })
}
