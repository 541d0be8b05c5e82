import { describe, expect, it } from 'vitest'
import type { Raster } from '../../../core/raster/raster.js'
import { comparePictures, compareSounds } from '../../../core/reproduction/compare-pictures.js'

function plain(side: number, ...pixel: [number, number, number, number]): Raster {
  const data = new Uint8Array(side * side * 4)
  for (let at = 0; at < data.length; at += 4) data.set(pixel, at)
  return { width: side, height: side, data }
}

describe('comparePictures', () => {
  it('measures nothing between equal pictures, and 1 between black and white', () => {
    const black = plain(4, 0, 0, 0, 255)
    expect(comparePictures(black, plain(4, 0, 0, 0, 255))?.figure).toBe(0)
    expect(comparePictures(black, plain(4, 255, 255, 255, 255))?.figure).toBeCloseTo(1, 3)
  })

  it('calls one level of one channel near, and another colour not', () => {
    const sand = plain(4, 201, 138, 82, 255)
    const near = comparePictures(sand, plain(4, 202, 138, 82, 255))!
    expect(near.figure).toBeGreaterThan(0)
    expect(near.figure).toBeLessThan(near.nearMax)
    const other = comparePictures(sand, plain(4, 111, 143, 134, 255))!
    expect(other.figure).toBeGreaterThan(other.nearMax)
  })

  it('does not see the colour of clear pixels, and refuses another size', () => {
    expect(comparePictures(plain(4, 255, 0, 0, 0), plain(4, 0, 255, 0, 0))?.figure).toBe(0)
    expect(comparePictures(plain(4, 0, 0, 0, 255), plain(5, 0, 0, 0, 255))).toBeNull()
  })
})

describe('compareSounds', () => {
  const tone = Float32Array.from({ length: 400 }, (_, at) => Math.sin(at / 7))

  it('is 0 for equal sounds, -40 dB for a hundredth of the tone, and 1 for silence against it', () => {
    expect(compareSounds([tone], [tone.slice()])?.figure).toBe(0)
    const softer = compareSounds([tone], [tone.map((sample) => sample * 0.99)])!
    expect(softer.figure).toBeCloseTo(0.0001, 6)
    expect(softer.figure).toBeLessThan(softer.nearMax)
    expect(compareSounds([tone], [new Float32Array(400)])?.figure).toBe(1)
  })

  it('refuses another length or another number of channels', () => {
    expect(compareSounds([tone], [tone.slice(1)])).toBeNull()
    expect(compareSounds([tone], [tone, tone])).toBeNull()
  })
})
