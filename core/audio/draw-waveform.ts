import { fillBox, type Rgb } from '../raster/fill-box.js'
import { createRaster, type Raster } from '../raster/raster.js'
import { sampleCount, type Sound } from './sound.js'

export interface WaveformColours {
  readonly background: Rgb
  readonly middle: Rgb
  /** From the lowest to the highest sample of a column. */
  readonly extent: Rgb
  /** Root mean square of a column: what the ear takes for loudness. */
  readonly body: Rgb
}

export const waveformColours: WaveformColours = {
  background: [24, 26, 34],
  middle: [58, 62, 78],
  extent: [86, 156, 214],
  body: [156, 208, 244],
}

/**
 * A picture of the sound, `width` x `height` pixels, opaque: time from left to right, full scale from bottom to top. Each
 * column shows the lowest and highest sample of its time and, brighter, their root mean square, all channels together.
 */
export function drawWaveform(
  sound: Sound,
  size: { readonly width: number; readonly height: number },
  colours: WaveformColours = waveformColours,
): Raster {
  const { width, height } = size
  const raster = createRaster(width, height)
  fillBox(raster, { x: 0, y: 0, width, height }, colours.background)
  const rowOf = (level: number): number =>
    Math.round(((1 - Math.max(-1, Math.min(1, level))) / 2) * (height - 1))
  fillBox(raster, { x: 0, y: rowOf(0), width, height: 1 }, colours.middle)
  for (let x = 0; x < width; x++) {
    const column = measureColumn(sound, x, width)
    if (column === null || (column.high === 0 && column.low === 0)) continue
    const bar = (low: number, high: number, colour: Rgb): void => {
      const top = rowOf(high)
      fillBox(raster, { x, y: top, width: 1, height: rowOf(low) - top + 1 }, colour)
    }
    bar(Math.min(0, column.low), Math.max(0, column.high), colours.extent)
    bar(Math.max(column.low, -column.rms), Math.min(column.high, column.rms), colours.body)
  }
  return raster
}

/** Lowest, highest and root mean square of the samples of one column; null when it has none. */
function measureColumn(
  sound: Sound,
  x: number,
  width: number,
): { readonly low: number; readonly high: number; readonly rms: number } | null {
  const count = sampleCount(sound)
  const from = Math.floor((x * count) / width)
  const to = Math.min(count, Math.max(from + 1, Math.floor(((x + 1) * count) / width)))
  if (from >= to) return null
  let [low, high, squares] = [Infinity, -Infinity, 0]
  for (const channel of sound.channels)
    for (let at = from; at < to; at++) {
      const sample = channel[at]!
      if (sample < low) low = sample
      if (sample > high) high = sample
      squares += sample * sample
    }
  return { low, high, rms: Math.sqrt(squares / ((to - from) * sound.channels.length)) }
}
