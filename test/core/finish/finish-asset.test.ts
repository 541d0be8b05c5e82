import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { finishAsset, wholeFactor } from '../../../core/finish/finish-asset.js'
import { findOpaqueBox } from '../../../core/raster/opaque-box.js'
import { createRaster } from '../../../core/raster/raster.js'
import { countColours } from '../../../core/scoring/measure-frame.js'
import { upscaleNearest } from '../../../core/raster/scale-raster.js'
import {
  deliver,
  paintRing,
  samePixels,
  seededRandom,
  setPixel,
  testPalette,
} from '../raster/synthetic-sprite.js'
import { buildSpec, buildTileSpec } from './build-spec.js'

const native = paintRing(32)

describe('a delivered sprite', () => {
  it('comes back to the pixel from noise on picture and background', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 12 }), fc.nat(3), fc.nat(1000), (factor, noise, seed) => {
        const { frame } = finishAsset(deliver(native, { factor, noise, seed }), buildSpec())
        expect(samePixels(frame, native)).toBe(true)
      }),
      { numRuns: 20 },
    )
  })

  it('keeps the record that its bytes follow from', () => {
    const delivered = deliver(native, { factor: 8, noise: 3 })
    const { processing, trim, frame } = finishAsset(delivered, buildSpec())
    expect(processing).toMatchObject({
      backgroundRemoval: { method: 'border-flood-oklab/1', featherPx: 0, erodePx: 0, edge: 'binary' },
      scale: 8,
      palette: [...testPalette],
    })
    expect(processing.steps).toEqual([
      'remove background (border-flood-oklab/1, binary edge)',
      'reduce 8:1 by cell median',
      'match 8 palette colours in OKLab',
      'binary alpha',
    ])
    expect(trim).toEqual(findOpaqueBox(frame))
    const { threshold } = processing.backgroundRemoval!
    expect(finishAsset(delivered, buildSpec(), { threshold }).frame).toEqual(frame)
  })

  it('keeps any colours when the spec has no palette', () => {
    const { frame, processing } = finishAsset(deliver(native, { factor: 8 }), buildSpec({ palette: [] }))
    expect(frame).toEqual(native)
    expect(processing.steps.join()).not.toContain('palette')
  })

  it('has as many colours as were painted when there is no palette to match, whatever the noise', () => {
    const { frame } = finishAsset(deliver(native, { factor: 8, noise: 3 }), buildSpec({ palette: [] }))
    expect(countColours(frame)).toBe(countColours(native))
  })

  it('loses single stray pixels, except in effects that consist of them', () => {
    const dotted = paintRing(32)
    setPixel(dotted, 0, 0, testPalette[0])
    setPixel(dotted, 31, 30, testPalette[0])
    const delivered = deliver(dotted, { factor: 8 })
    const finished = finishAsset(delivered, buildSpec())
    expect(finished.frame).toEqual(native)
    expect(finished.processing.steps).toContain('clear 2 stray pixels')
    expect(finishAsset(delivered, buildSpec({ assetType: 'vfx' })).frame).toEqual(dotted)
  })

  it('with alpha of its own is not keyed', () => {
    const { frame, processing } = finishAsset(upscaleNearest(native, 4), buildSpec())
    expect(frame).toEqual(native)
    expect(processing.backgroundRemoval).toBeNull()
  })

  it('that is empty has a trim of one pixel', () => {
    const { frame, trim } = finishAsset(deliver(createRaster(32, 32), { factor: 4 }), buildSpec())
    expect(findOpaqueBox(frame)).toBeNull()
    expect(trim).toEqual({ x: 0, y: 0, width: 1, height: 1 })
  })
})

describe('a picture that is no whole multiple of the native size', () => {
  it('is sampled at cell centres and the record says why', () => {
    const { frame, processing } = finishAsset(
      deliver(native, { factor: 8 }),
      buildSpec({ size: { width: 24, height: 24 } }),
    )
    expect([frame.width, frame.height]).toEqual([24, 24])
    expect(processing.steps.join()).toContain('256x256 is no whole multiple')
    expect(processing.scale).toBeCloseTo(256 / 24, 3)
  })

  it('keeps its proportions: a square subject stays square in a wide frame', () => {
    const { frame, processing } = finishAsset(
      deliver(native, { factor: 8 }),
      buildSpec({ size: { width: 64, height: 32 } }),
    )
    const box = findOpaqueBox(frame)!
    expect(Math.abs(box.width - box.height)).toBeLessThanOrEqual(1)
    expect(processing.steps.join()).toContain('pad to 512x256')
  })

  it('is cropped, not padded, when it has to fill its frame', () => {
    const spec = buildTileSpec({ size: { width: 32, height: 16 } })
    const { frame, processing } = finishAsset(deliver(paintRing(30), { factor: 8 }), spec)
    expect(processing.steps.join()).toContain('crop to 240x120')
    expect(findOpaqueBox(frame)).toEqual({ x: 0, y: 0, width: 32, height: 16 })
  })

  it('may be smaller than the native size', () => {
    const { frame } = finishAsset(deliver(paintRing(16), { factor: 1 }), buildSpec())
    expect([frame.width, frame.height]).toEqual([32, 32])
  })
})

describe('a tile', () => {
  it('keeps its whole frame and its background', () => {
    const random = seededRandom(3)
    const tile = createRaster(16, 16)
    for (let y = 0; y < 16; y++)
      for (let x = 0; x < 16; x++) setPixel(tile, x, y, testPalette[2 + Math.floor(random() * 3)]!)
    const { frame, trim, processing } = finishAsset(deliver(tile, { factor: 16, noise: 3 }), buildTileSpec())
    expect(frame).toEqual(tile)
    expect(trim).toEqual({ x: 0, y: 0, width: 16, height: 16 })
    expect(processing.backgroundRemoval).toBeNull()
  })

  it('has no holes even where the delivery has', () => {
    const { frame } = finishAsset(upscaleNearest(paintRing(16), 4), buildTileSpec())
    expect(frame.data.filter((value, at) => at % 4 === 3 && value !== 255)).toHaveLength(0)
  })
})

it('knows whole factors only when both sides agree', () => {
  expect(wholeFactor({ width: 512, height: 384 }, { width: 64, height: 48 })).toBe(8)
  expect(wholeFactor({ width: 512, height: 512 }, { width: 64, height: 48 })).toBeNull()
  expect(wholeFactor({ width: 16, height: 16 }, { width: 32, height: 32 })).toBeNull()
})
