import { filterChannel, kWeighting } from './biquad.js'
import { sampleCount, type Sound } from './sound.js'

/** Shorter sounds have no integrated loudness: one gating block lasts 400 ms (ITU-R BS.1770-4, annex 1). */
export const loudnessBlockS = 0.4

/** Blocks overlap by three quarters. */
const hopS = 0.1

const absoluteGateLufs = -70
const relativeGateLu = 10

export interface Loudness {
  /** LUFS over the whole sound, gated; null for what is shorter than a block or silent. */
  readonly integratedLufs: number | null
  /** LUFS of the loudest 400 ms; null as above. */
  readonly momentaryMaxLufs: number | null
}

/** Loudness by ITU-R BS.1770-4 (K-weighting, absolute gate -70 LUFS, relative gate -10 LU); both channels weigh 1. */
export function measureLoudness(sound: Sound): Loudness {
  const powers = blockPowers(sound)
  const loud = powers.filter((power) => toLufs(power) > absoluteGateLufs)
  if (loud.length === 0) return { integratedLufs: null, momentaryMaxLufs: null }
  const gate = toLufs(mean(loud)) - relativeGateLu
  const gated = loud.filter((power) => toLufs(power) > gate)
  let most = 0
  for (const power of powers) most = Math.max(most, power)
  return { integratedLufs: toLufs(mean(gated)), momentaryMaxLufs: toLufs(most) }
}

/** Mean square of each block of 400 ms, channels added, after K-weighting. */
function blockPowers(sound: Sound): number[] {
  const { sampleRateHz } = sound
  const hop = Math.round(hopS * sampleRateHz)
  const hopsInBlock = Math.round(loudnessBlockS / hopS)
  const hops = Math.floor(sampleCount(sound) / hop)
  if (hops < hopsInBlock) return []
  const sums = new Float64Array(hops)
  const [shelf, highPass] = kWeighting(sampleRateHz)
  for (const channel of sound.channels) {
    const weighted = filterChannel(filterChannel(channel, shelf), highPass)
    for (let index = 0; index < hops; index++) {
      let sum = 0
      for (let at = index * hop, end = at + hop; at < end; at++) sum += weighted[at]! * weighted[at]!
      sums[index]! += sum
    }
  }
  return Array.from({ length: hops - hopsInBlock + 1 }, (_, first) => {
    let sum = 0
    for (let index = first; index < first + hopsInBlock; index++) sum += sums[index]!
    return sum / (hop * hopsInBlock)
  })
}

function toLufs(power: number): number {
  return power > 0 ? -0.691 + 10 * Math.log10(power) : -Infinity
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
