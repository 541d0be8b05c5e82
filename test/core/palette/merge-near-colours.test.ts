import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergeNearColours, nearDistance } from '../../../core/palette/merge-near-colours.js'
import { oklabDistance, srgbToOklab, type Oklab } from '../../../core/palette/oklab.js'
import type { Raster } from '../../../core/raster/raster.js'

function labsOf({ data }: Raster): Oklab[] {
  return Array.from({ length: data.length / 4 }, (_, pixel) =>
    srgbToOklab(data[pixel * 4]!, data[pixel * 4 + 1]!, data[pixel * 4 + 2]!),
  )
}

describe('merging near colours', () => {
  it('takes the most frequent of colours that differ by noise', () => {
    const pixels = [120, 80, 40, 255, 120, 80, 40, 255, 121, 80, 41, 255, 20, 30, 40, 255]
    const merged = mergeNearColours({ width: 4, height: 1, data: Uint8Array.from(pixels) })
    expect([...merged.data]).toEqual([...pixels.slice(0, 8), 120, 80, 40, 255, 20, 30, 40, 255])
  })

  it('moves no pixel visibly, leaves no two near colours and changes nothing the second time', () => {
    const pictures = fc
      .array(fc.integer({ min: 100, max: 110 }), { minLength: 48, maxLength: 48 })
      .map((values): Raster => {
        const data = Uint8Array.from({ length: 64 }, (_, at) =>
          at % 4 === 3 ? 255 : values[(at >> 2) * 3 + (at % 4)]!,
        )
        return { width: 4, height: 4, data }
      })
    fc.assert(
      fc.property(pictures, (raster) => {
        const merged = mergeNearColours(raster)
        const before = labsOf(raster)
        const after = labsOf(merged)
        const moves = after.map((lab, pixel) => oklabDistance(lab, before[pixel]!))
        expect(Math.max(...moves)).toBeLessThanOrEqual(nearDistance)
        const apart = after
          .flatMap((a) => after.map((b) => oklabDistance(a, b)))
          .filter((distance) => distance > 0)
        expect(Math.min(1, ...apart)).toBeGreaterThan(nearDistance)
        expect(mergeNearColours(merged)).toBe(merged)
      }),
    )
  })
})
