import { createOklabReader } from '../palette/oklab.js'
import type { Raster } from '../raster/raster.js'

/** How far two makings of the same thing are apart. */
export interface MakingDistance {
  readonly figure: number
  /** Up to this, nobody tells them apart. */
  readonly nearMax: number
  /** What the figure is, with its source. */
  readonly method: string
}

/** About the smallest difference of two colours that can be seen (Ottosson 2020, as core/palette/oklab.ts has it). */
const visibleDistance = 0.02

const pictureMethod =
  'mean OKLab distance of the pixels over middle grey (Björn Ottosson, "A perceptual color space for image processing", 2020); 0.02 is just visible'

/** Mean colour distance of all pixels, 0 (equal) to about 1. null = the pictures differ in size. */
export function comparePictures(before: Raster, after: Raster): MakingDistance | null {
  if (before.width !== after.width || before.height !== after.height) return null
  const read = createOklabReader()
  let sum = 0
  for (let at = 0; at < before.data.length; at += 4) {
    const [l, a, b] = overGrey(before.data, at, read) as [number, number, number]
    const other = overGrey(after.data, at, read)
    sum += Math.hypot(l - other[0]!, a - other[1]!, b - other[2]!)
  }
  const figure = sum / (before.width * before.height)
  return { figure, nearMax: visibleDistance, method: pictureMethod }
}

/** Colours of clear pixels are seen by nobody. */
function overGrey(
  data: Uint8Array,
  at: number,
  read: (red: number, green: number, blue: number) => Float64Array,
): readonly number[] {
  const alpha = data[at + 3]! / 255
  const channel = (offset: number) => Math.round(data[at + offset]! * alpha + 128 * (1 - alpha))
  return [...read(channel(0), channel(1), channel(2))]
}

const soundMethod =
  'power of the difference against that of the sound (noise-to-signal ratio, 0.001 = -30 dB)'

/** Noise-to-signal power ratio over all channels. null = the sounds differ in length or channels. */
export function compareSounds(
  before: readonly Float32Array[],
  after: readonly Float32Array[],
): MakingDistance | null {
  if (before.length !== after.length) return null
  let signal = 0
  let noise = 0
  for (const [channel, samples] of before.entries()) {
    const others = after[channel]!
    if (others.length !== samples.length) return null
    for (const [at, sample] of samples.entries()) {
      signal += sample * sample
      noise += (sample - others[at]!) ** 2
    }
  }
  const figure = noise === 0 ? 0 : signal === 0 ? 1 : Math.min(1, noise / signal)
  return { figure, nearMax: 0.001, method: soundMethod }
}
