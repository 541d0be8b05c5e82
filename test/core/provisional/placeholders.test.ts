import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { durationMsOf } from '../../../core/audio/sound.js'
import { cutFrames } from '../../../core/atlas/cut-frames.js'
import { makePlaceholderSound } from '../../../core/provisional/make-placeholder-sound.js'
import { paintPlaceholder } from '../../../core/provisional/paint-placeholder.js'
import { placeholderAsset, placeholderIdentity } from '../../../core/provisional/placeholder-asset.js'
import { sha256Hex } from '../../../core/hash.js'
import { cropRaster } from '../../../core/raster/blit-raster.js'
import { assetTypes } from '../../../core/spec/asset-spec.schema.js'
import { stripSizeOf } from '../../../core/spec/spec-frames.js'
import { makeFrozenAsset } from '../bundle/make-frozen-set.js'

const specs = fc.record({
  key: fc.stringMatching(/^[a-z0-9]{1,12}(-[a-z0-9]{1,12}){0,3}$/),
  assetType: fc.constantFrom(...assetTypes),
  size: fc.record({ width: fc.integer({ min: 4, max: 48 }), height: fc.integer({ min: 4, max: 48 }) }),
  pivot: fc.record({ x: fc.constantFrom(0, 0.5, 1), y: fc.constantFrom(0, 0.5, 1) }),
  frames: fc.integer({ min: 1, max: 5 }),
})
const animated = (frames: number) => ({ animations: [{ name: 'idle', frames, fps: 6, loop: true }] })

describe('a placeholder', () => {
  it('has every pixel of its strip, the same each time, whatever the spec', () => {
    fc.assert(
      fc.property(specs, ({ frames, ...spec }) => {
        const moving = { ...spec, ...animated(frames) }
        const raster = paintPlaceholder(moving)
        expect({ width: raster.width, height: raster.height }).toEqual(stripSizeOf(moving))
        let clear = 0
        for (let at = 3; at < raster.data.length; at += 4) if (raster.data[at] !== 255) clear += 1
        expect(clear).toBe(0)
        // As text: comparing arrays of bytes one by one takes seconds.
        expect(sha256Hex(paintPlaceholder(moving).data)).toBe(sha256Hex(raster.data))
      }),
      { numRuns: 20 },
    )
  })

  it('shows which asset and which frame it stands for', () => {
    const look = { width: 32, height: 32, ...animated(4) }
    const { spec } = makeFrozenAsset('hero', look)
    const raster = paintPlaceholder(spec)
    const frames = [0, 1, 2, 3].map((nth) => cropRaster(raster, { x: nth * 32, y: 0, width: 32, height: 32 }))
    expect(new Set(frames.map(({ data }) => sha256Hex(data))).size).toBe(4)
    const other = paintPlaceholder(makeFrozenAsset('zero', look).spec)
    expect(sha256Hex(other.data)).not.toBe(sha256Hex(raster.data))
    const inks = frames.map(({ data }) => data.filter((value, at) => at % 4 === 0 && value === 255).length)
    expect(Math.min(...inks)).toBeGreaterThan(40)
  })

  it('leaves the layers behind it visible where it is a layer of a backdrop', () => {
    const { spec } = makeFrozenAsset('hills', {
      ...{ assetType: 'backdrop', width: 60, height: 40, states: ['sky', 'far', 'near', 'front'] },
    })
    const raster = paintPlaceholder(spec)
    const clear = [0, 1, 2, 3].map(
      (nth) =>
        cropRaster(raster, { x: nth * 60, y: 0, width: 60, height: 40 }).data.filter(
          (value, at) => at % 4 === 3 && value === 0,
        ).length / 60,
    )
    expect(clear).toEqual([0, 10, 20, 30])
  })

  it('takes the place of its asset: size, pivot and frames are those of the finished one', () => {
    const final = makeFrozenAsset('hero', {
      width: 20,
      height: 30,
      pivot: { x: 0.5, y: 0.9 },
      ...animated(3),
    })
    const { asset, spec } = final
    const owner = { ...asset, orderedAt: '2026-01-01T00:00:00.000Z' }
    const stand = placeholderAsset(spec, owner, null)
    expect(stand).toMatchObject({
      provisional: true,
      variant: { placeholder: true, provider: 'placeholder' },
    })
    expect([stand.asset.width, stand.asset.height]).toEqual([asset.width, asset.height])
    const cut = cutFrames(stand.spec, paintPlaceholder(stand.spec), stand.asset.trim)
    expect(cut.map(({ key, trim }) => [key, trim.width, trim.height])).toEqual(
      [0, 1, 2].map((nth) => [`hero.idle.${nth}`, 20, 30]),
    )
    expect(stand.asset.sha256).toBe(placeholderIdentity(spec))
    const bytes = { sha256: 'a'.repeat(64), sizeBytes: 9 }
    expect(placeholderAsset(spec, owner, bytes).asset).toMatchObject(bytes)
  })

  it('sounds as long as its spec allows, softly, and a loop of it has no seam', () => {
    const limits = { formats: ['ogg' as const], peakDb: -1, trimBelowDb: -40 }
    for (const [min, max, loop] of [
      [10, 10, false],
      [200, 600, false],
      [400, 900, true],
      [20_000, 30_000, true],
    ] as const) {
      const sound = makePlaceholderSound('hum', { ...limits, loop, durationMs: { min, max } })
      expect(Math.round(durationMsOf(sound))).toBe(Math.round((min + max) / 2))
      const [samples = new Float32Array()] = sound.channels
      const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
      expect(loudest).toBeGreaterThan(0.05)
      expect(loudest).toBeLessThan(0.11)
      if (loop) expect(Math.abs((samples[0] ?? 1) - (samples.at(-1) ?? 0))).toBeLessThan(0.02)
    }
    const one = makePlaceholderSound('hum', { ...limits, loop: true, durationMs: { min: 500, max: 500 } })
    const other = makePlaceholderSound('drip', { ...limits, loop: true, durationMs: { min: 500, max: 500 } })
    expect(other.channels[0]?.slice(0, 200)).not.toEqual(one.channels[0]?.slice(0, 200))
  })
})
