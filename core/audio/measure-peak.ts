import { toDb, type Sound } from './sound.js'

/**
 * The interpolation filter of ITU-R BS.1770-4, annex 2: 48 taps in four phases of twelve. The other two phases are these
 * two backwards.
 */
const phase0 = [
  0.001708984375, 0.010986328125, -0.0196533203125, 0.033203125, -0.0594482421875, 0.1373291015625,
  0.97216796875, -0.102294921875, 0.047607421875, -0.026611328125, 0.014892578125, -0.00830078125,
]
const phase1 = [
  -0.0291748046875, 0.029296875, -0.0517578125, 0.089111328125, -0.16650390625, 0.465087890625, 0.77978515625,
  -0.2003173828125, 0.1015625, -0.0582275390625, 0.0330810546875, -0.0189208984375,
]
const phases = [phase0, phase1, phase1.toReversed(), phase0.toReversed()].map((taps) =>
  Float64Array.from(taps),
)
const tapCount = phase0.length

/** No interpolated value is more than this above the largest sample near it: the sum of a phase's absolute taps. */
const overshootMax = Math.max(...phases.map((taps) => taps.reduce((sum, tap) => sum + Math.abs(tap), 0)))

/** The largest sample of all channels as decibels of full scale; -Infinity for silence. */
export function samplePeakDb(sound: Sound): number {
  return toDb(Math.max(0, ...sound.channels.map(largest)))
}

/** The largest value between the samples too, dBTP, by four-fold oversampling (ITU-R BS.1770-4, annex 2). */
export function truePeakDb(sound: Sound): number {
  let peak = 0
  for (const channel of sound.channels) {
    peak = Math.max(peak, largest(channel))
    peak = Math.max(peak, largestBetween(channel, peak))
  }
  return toDb(peak)
}

function largest(channel: Float32Array): number {
  let most = 0
  for (const sample of channel) {
    const size = sample < 0 ? -sample : sample
    if (size > most) most = size
  }
  return most
}

/** Only places whose neighbourhood could beat `floor` are interpolated: most of a sound is far below its peak. */
function largestBetween(channel: Float32Array, floor: number): number {
  let peak = floor
  const window = 64
  for (let start = 0; start < channel.length + tapCount; start += window) {
    const from = Math.max(0, start - tapCount)
    const near = largest(channel.subarray(from, start + window))
    if (near * overshootMax <= peak) continue
    for (let at = start; at < start + window; at++)
      for (const taps of phases) {
        let sum = 0
        for (let tap = 0; tap < tapCount; tap++) sum += taps[tap]! * (channel[at - tap] ?? 0)
        peak = Math.max(peak, Math.abs(sum))
      }
  }
  return peak
}
