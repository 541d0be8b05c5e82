import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hexToRgb, rgbToHex } from '../../../core/palette/hex-colour.js'
import { createOklabReader, oklabDistance, oklabToSrgb, srgbToOklab } from '../../../core/palette/oklab.js'
import { createPaletteMatcher, quantiseToPalette } from '../../../core/palette/quantise-raster.js'
import type { Raster } from '../../../core/raster/raster.js'
import { testPalette } from '../raster/synthetic-sprite.js'

const bytes = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255))

describe('OKLab', () => {
  it('gives the published values of the primaries', () => {
    // Ottosson 2020 and the CSS Color 4 examples, three decimals.
    const published = [
      { rgb: [255, 255, 255], lab: [1, 0, 0] },
      { rgb: [255, 0, 0], lab: [0.628, 0.225, 0.126] },
      { rgb: [0, 255, 0], lab: [0.866, -0.234, 0.179] },
      { rgb: [0, 0, 255], lab: [0.452, -0.032, -0.312] },
    ] as const
    for (const { rgb, lab } of published)
      srgbToOklab(rgb[0], rgb[1], rgb[2]).forEach((value, index) => expect(value).toBeCloseTo(lab[index]!, 3))
  })

  it('comes back to the same bytes', () => {
    fc.assert(
      fc.property(bytes, (rgb) => {
        expect(oklabToSrgb(srgbToOklab(...rgb)).map(Math.round)).toEqual(rgb)
      }),
    )
  })

  it('reads the same with a memo as without', () => {
    const read = createOklabReader()
    fc.assert(
      fc.property(bytes, (rgb) => {
        expect([...read(...rgb)]).toEqual([...srgbToOklab(...rgb)])
      }),
    )
  })
})

it('writes and reads hex colours', () => {
  fc.assert(
    fc.property(bytes, (rgb) => {
      expect(hexToRgb(rgbToHex(...rgb))).toEqual(rgb)
    }),
  )
  expect(() => hexToRgb('#12345')).toThrow(RangeError)
})

describe('quantisation', () => {
  it('takes a colour that no other palette colour is nearer to', () => {
    const match = createPaletteMatcher(testPalette)
    fc.assert(
      fc.property(bytes, (rgb) => {
        const { distance } = match(...rgb)
        for (const colour of testPalette)
          expect(oklabDistance(srgbToOklab(...rgb), srgbToOklab(...hexToRgb(colour)))).toBeGreaterThanOrEqual(
            distance,
          )
      }),
    )
  })

  it('leaves palette colours and alpha of 0 or 255 only, and changes nothing the second time', () => {
    const pictures = fc
      .uint8Array({ minLength: 64, maxLength: 64 })
      .map((data): Raster => ({ width: 4, height: 4, data }))
    fc.assert(
      fc.property(pictures, (raster) => {
        const once = quantiseToPalette(raster, testPalette)
        for (let at = 0; at < once.data.length; at += 4) {
          const [red, green, blue, alpha] = [...once.data.subarray(at, at + 4)] as [
            number,
            number,
            number,
            number,
          ]
          if (alpha === 0) expect([red, green, blue]).toEqual([0, 0, 0])
          else
            expect([alpha, testPalette]).toEqual([255, expect.arrayContaining([rgbToHex(red, green, blue)])])
          expect(alpha === 0).toBe(raster.data[at + 3]! < 128)
        }
        expect(quantiseToPalette(once, testPalette)).toEqual(once)
      }),
    )
  })

  it('refuses an empty palette', () => {
    expect(() => createPaletteMatcher([])).toThrow(/at least one colour/)
  })
})
