import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { composeAtlas, rebuildFrame, type AtlasFrameInput } from '../../../core/atlas/compose-atlas.js'
import { cutFrames, type CutSpec } from '../../../core/atlas/cut-frames.js'
import { blitRaster, cropRaster } from '../../../core/raster/blit-raster.js'
import { findOpaqueBox } from '../../../core/raster/opaque-box.js'
import { createRaster } from '../../../core/raster/raster.js'
import { frameKey, framesOf } from '../../../core/spec/spec-frames.js'
import { drawRaster } from '../bundle/make-frozen-set.js'
import { samePixels } from '../raster/synthetic-sprite.js'

const spec = (key: string, more: Partial<CutSpec> = {}): CutSpec => ({
  key,
  assetType: 'character',
  size: { width: 24, height: 20 },
  background: 'transparent',
  seamless: false,
  ...more,
})
const walk = { animations: [{ name: 'walk', frames: 6, fps: 8, loop: true }] }

/** Frames side by side, each drawn otherwise; the third is empty. */
function stripOf(one: CutSpec) {
  const { width, height } = one.size
  const frames = framesOf(one).map((_, index) =>
    index === 2 ? createRaster(width, height) : drawRaster(width, height, index * 3, false),
  )
  const strip = createRaster(width * frames.length, height)
  for (const [index, frame] of frames.entries()) blitRaster(strip, frame, index * width, 0)
  return { strip, frames }
}

const boxOf = (raster: ReturnType<typeof createRaster>) =>
  findOpaqueBox(raster) ?? { x: 0, y: 0, width: raster.width, height: raster.height }

describe('a strip', () => {
  it('gives each frame its own box, and an empty frame one pixel', () => {
    const one = spec('keeper', walk)
    const { strip, frames } = stripOf(one)
    const cut = cutFrames(one, strip, boxOf(strip))
    expect(cut.map(({ key }) => key)).toEqual(framesOf(one).map((frame) => frameKey('keeper', frame)))
    cut.forEach(({ trim, origin }, index) => {
      const box = findOpaqueBox(frames[index]!) ?? { x: 0, y: 0, width: 1, height: 1 }
      expect(origin).toEqual({ x: index * 24, y: 0 })
      expect(trim).toEqual({ ...box, x: box.x + index * 24 })
    })
    expect(cut[2]!.trim).toEqual({ x: 48, y: 0, width: 1, height: 1 })
  })

  it('comes back from the atlas to the pixel, frame by frame', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 60, max: 200 }), (count, maxSidePx) => {
        const sets = Array.from({ length: count }, (_, index) => {
          const one = spec(`s${index}`, index % 3 === 0 ? { states: ['on', 'off'] } : walk)
          return { one, ...stripOf(one) }
        })
        const inputs = sets.flatMap(({ one, strip }) => cutFrames(one, strip, boxOf(strip)))
        const atlas = composeAtlas(inputs, { maxSidePx, paddingPx: 2, extrudePx: 1 })
        expect(atlas.frames).toHaveLength(inputs.length)
        for (const { one, frames } of sets)
          for (const [index, frame] of framesOf(one).entries()) {
            const row = atlas.frames.find(({ key }) => key === frameKey(one.key, frame))!
            const trim = { ...row.trim!, width: row.width, height: row.height }
            const rebuilt = rebuildFrame(atlas.pages[row.page]!, row, trim, one.size)
            expect(samePixels(rebuilt, frames[index]!)).toBe(true)
          }
        const pagesOf = (key: string) =>
          new Set(atlas.frames.filter((row) => row.key.startsWith(`${key}.`)).map(({ page }) => page))
        for (const { one } of sets) expect(pagesOf(one.key).size).toBe(1)
      }),
      { numRuns: 30 },
    )
  })

  it('of a tile, an opaque picture or one with borders keeps whole frames', () => {
    const nineSlice = { left: 1, top: 1, right: 1, bottom: 1 }
    for (const more of [{ assetType: 'tile' as const }, { background: 'opaque' as const }, { nineSlice }]) {
      const one = spec('whole', { ...walk, ...more })
      const { strip } = stripOf(one)
      for (const { trim, origin } of cutFrames(one, strip, boxOf(strip)))
        expect(trim).toEqual({ x: origin!.x, y: 0, width: 24, height: 20 })
    }
    const still = drawRaster(24, 20, 1, false)
    expect(cutFrames(spec('still', { nineSlice }), still, boxOf(still))[0]!.trim).toEqual({
      x: 0,
      y: 0,
      width: 24,
      height: 20,
    })
  })

  it('of another size than its spec is refused', () => {
    expect(() => cutFrames(spec('keeper', walk), createRaster(24, 20), boxOf(createRaster(24, 20)))).toThrow(
      'the picture of "keeper" is 24x20 px, its frames need 144x20',
    )
  })
})

describe('frames of one asset', () => {
  const raster = createRaster(16, 16)
  const inputs: AtlasFrameInput[] = Array.from({ length: 40 }, (_, index) => ({
    key: `g${index % 4}.f${Math.floor(index / 4)}`,
    raster,
    trim: { x: 0, y: 0, width: 8 + ((index * 5) % 9), height: 8 + ((index * 3) % 9) },
    group: `g${index % 4}`,
  }))
  const options = { maxSidePx: 72, paddingPx: 2, extrudePx: 1 }

  it('lie on one page even where a denser packing would tear them apart, and never over each other', () => {
    const alone = composeAtlas(
      inputs.map(({ key, raster: picture, trim }) => ({ key, raster: picture, trim })),
      options,
    )
    const spread = (rows: typeof alone.frames) =>
      new Set(rows.map(({ key, page }) => `${key.split('.')[0]} ${page}`)).size
    expect(spread(alone.frames)).toBeGreaterThan(4)
    const together = composeAtlas(inputs, options)
    expect(spread(together.frames)).toBe(4)
    expect(composeAtlas(inputs.toReversed(), options)).toEqual(together)
    for (const a of together.frames)
      for (const b of together.frames)
        if (a.key < b.key && a.page === b.page) {
          const apart =
            a.x + a.width + 4 <= b.x ||
            b.x + b.width + 4 <= a.x ||
            a.y + a.height + 4 <= b.y ||
            b.y + b.height + 4 <= a.y
          expect(apart).toBe(true)
        }
  })

  it('that fit no page together are still packed', () => {
    const crowd = Array.from({ length: 30 }, (_, index) => ({
      key: `crowd.${index}`,
      raster: cropRaster(raster, { x: 0, y: 0, width: 16, height: 16 }),
      trim: { x: 0, y: 0, width: 16, height: 16 },
      group: 'crowd',
    }))
    const atlas = composeAtlas([...crowd, ...inputs], options)
    expect(atlas.frames).toHaveLength(70)
  })
})
