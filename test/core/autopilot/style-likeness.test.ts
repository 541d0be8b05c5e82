import { describe, expect, it } from 'vitest'
import { likenessTo, measureStyle } from '../../../core/autopilot/style-likeness.js'
import { createRaster, type Raster } from '../../../core/raster/raster.js'

type Rgb = readonly [number, number, number]

const browns: readonly Rgb[] = [
  [120, 80, 40],
  [150, 100, 60],
  [90, 60, 30],
]

/** A disc of stripes in these colours within a rim, on a clear 32x32 frame. */
function drawDisc(colours: readonly Rgb[], rim: Rgb, radius = 12): Raster {
  const raster = createRaster(32, 32)
  for (let y = 0; y < 32; y++)
    for (let x = 0; x < 32; x++) {
      const away = Math.hypot(x - 15.5, y - 15.5)
      if (away > radius) continue
      const [r, g, b] = away > radius - 1.5 ? rim : colours[y % colours.length]!
      raster.data.set([r, g, b, 255], (y * 32 + x) * 4)
    }
  return raster
}

const dark: Rgb = [20, 12, 8]
const set = [
  drawDisc(browns, dark),
  drawDisc(browns.slice(0, 2), dark, 11),
  drawDisc(browns.slice(1), dark, 13),
].map(measureStyle)
const likeness = (raster: Raster) => likenessTo(measureStyle(raster), set) ?? -1

describe('likenessTo', () => {
  it('is high for what could be one of the set, also when it uses a part of its colours', () => {
    expect(likeness(drawDisc(browns, dark))).toBeGreaterThan(0.9)
    expect(likeness(drawDisc(browns.slice(0, 1), dark))).toBeGreaterThan(0.9)
  })

  it('falls with other colours, another outline and another size', () => {
    const own = likeness(drawDisc(browns, dark))
    const greens: readonly Rgb[] = [[40, 200, 60]]
    expect(likeness(drawDisc(greens, dark))).toBeLessThan(own - 0.3)
    expect(likeness(drawDisc(browns, [250, 230, 200]))).toBeLessThan(own - 0.2)
    expect(likeness(drawDisc(browns, dark, 4))).toBeLessThan(own - 0.15)
  })

  it('is not told by fewer than three pictures', () => {
    expect(likenessTo(measureStyle(drawDisc(browns, dark)), set.slice(0, 2))).toBeNull()
  })

  it('is low, and a number, for an empty frame', () => {
    expect(likeness(createRaster(32, 32))).toBeLessThan(0.5)
  })
})
