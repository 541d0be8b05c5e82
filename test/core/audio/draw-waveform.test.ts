import { describe, expect, it } from 'vitest'
import { drawWaveform, waveformColours } from '../../../core/audio/draw-waveform.js'
import type { Raster } from '../../../core/raster/raster.js'
import { join, silence, sine } from './synthetic-sound.js'

/** Rows of a column that are neither background nor middle line. */
function litRows(raster: Raster, x: number): number[] {
  const rows: number[] = []
  for (let y = 0; y < raster.height; y++) {
    const at = (y * raster.width + x) * 4
    const [red, green, blue] = raster.data.subarray(at, at + 3)
    const isLit = [waveformColours.extent, waveformColours.body].some(
      (colour) => colour[0] === red && colour[1] === green && colour[2] === blue,
    )
    if (isLit) rows.push(y)
  }
  return rows
}

describe('a waveform', () => {
  const raster = drawWaveform(join(sine(200, 1, 1), silence(1), sine(200, 1, 0.5)), { width: 90, height: 33 })

  it('has the size asked for and no hole', () => {
    expect(raster).toMatchObject({ width: 90, height: 33 })
    for (let at = 3; at < raster.data.length; at += 4) expect(raster.data[at]).toBe(255)
  })

  it('is as high as the sound is loud, at its time', () => {
    expect(litRows(raster, 15)).toHaveLength(33)
    expect(litRows(raster, 45)).toHaveLength(0)
    expect(litRows(raster, 75)).toHaveLength(17)
  })

  it('is drawn for a sound with fewer samples than columns, and for none', () => {
    const short = { sampleRateHz: 48_000, channels: [Float32Array.of(1, -1, 0.5)] }
    expect(litRows(drawWaveform(short, { width: 30, height: 9 }), 5)).not.toHaveLength(0)
    expect(
      drawWaveform({ sampleRateHz: 48_000, channels: [new Float32Array(0)] }, { width: 4, height: 4 }).width,
    ).toBe(4)
  })
})
