import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  atlasContentId,
  composeAtlas,
  rebuildFrame,
  type AtlasFrameInput,
} from '../../../core/atlas/compose-atlas.js'
import { cropRaster } from '../../../core/raster/blit-raster.js'
import { extrudeEdges } from '../../../core/raster/extrude-edges.js'
import { findOpaqueBox } from '../../../core/raster/opaque-box.js'
import { createRaster } from '../../../core/raster/raster.js'
import { paintRing, samePixels, seededRandom } from '../raster/synthetic-sprite.js'

const options = { maxSidePx: 128, paddingPx: 2, extrudePx: 1 }

/** A frame with a random opaque box of random pixels. */
const frames = fc
  .record({ width: fc.integer({ min: 1, max: 40 }), height: fc.integer({ min: 1, max: 40 }), seed: fc.nat() })
  .map(({ width, height, seed }): Omit<AtlasFrameInput, 'key'> => {
    const random = seededRandom(seed)
    const raster = createRaster(width, height)
    const left = Math.floor(random() * width)
    const top = Math.floor(random() * height)
    const right = left + 1 + Math.floor(random() * (width - left))
    const bottom = top + 1 + Math.floor(random() * (height - top))
    for (let y = top; y < bottom; y++)
      for (let x = left; x < right; x++)
        raster.data.set([random() * 256, random() * 256, random() * 256, 255], (y * width + x) * 4)
    return { raster, trim: findOpaqueBox(raster)! }
  })

const frameSets = fc
  .array(frames, { minLength: 1, maxLength: 25 })
  .map((set) => set.map((frame, index): AtlasFrameInput => ({ key: `frame-${index}`, ...frame })))

describe('an atlas', () => {
  it('gives every frame back to the pixel, with its edge repeated around it', () => {
    fc.assert(
      fc.property(frameSets, fc.nat(3), (set, extrudePx) => {
        const atlas = composeAtlas(set, { ...options, extrudePx })
        expect(atlas.frames).toHaveLength(set.length)
        for (const placed of atlas.frames) {
          const { raster, trim } = set.find(({ key }) => key === placed.key)!
          const page = atlas.pages[placed.page]!
          expect(samePixels(rebuildFrame(page, placed, trim, raster), raster)).toBe(true)
          const around = cropRaster(page, {
            x: placed.x - extrudePx,
            y: placed.y - extrudePx,
            width: placed.width + 2 * extrudePx,
            height: placed.height + 2 * extrudePx,
          })
          expect(samePixels(around, extrudeEdges(cropRaster(raster, trim), extrudePx))).toBe(true)
        }
      }),
    )
  })

  it('has nothing but frames and their edges on its pages', () => {
    fc.assert(
      fc.property(frameSets, (set) => {
        const { pages, frames: placed } = composeAtlas(set, options)
        for (const [index, page] of pages.entries()) {
          let opaque = 0
          for (let at = 3; at < page.data.length; at += 4) if (page.data[at] !== 0) opaque++
          const expected = placed
            .filter((frame) => frame.page === index)
            .reduce((sum, { width, height }) => sum + (width + 2) * (height + 2), 0)
          expect(opaque).toBe(expected)
        }
      }),
    )
  })

  it('has the same bytes whatever the order of its frames', () => {
    const shuffled = frameSets.chain((set) =>
      fc.tuple(fc.constant(set), fc.shuffledSubarray(set, { minLength: set.length })),
    )
    fc.assert(
      fc.property(shuffled, ([set, other]) => {
        const a = composeAtlas(set, options)
        const b = composeAtlas(other, options)
        expect(b.frames).toEqual(a.frames)
        expect(b.pages).toHaveLength(a.pages.length)
        a.pages.forEach((page, index) => expect(samePixels(page, b.pages[index]!)).toBe(true))
      }),
    )
  })

  it('takes another packer behind the port', () => {
    const raster = paintRing(16)
    const set = ['b', 'a'].map((key) => ({ key, raster, trim: { x: 0, y: 0, width: 16, height: 16 } }))
    const atlas = composeAtlas(set, { ...options, extrudePx: 0 }, (rectangles) =>
      rectangles.map(({ id, width, height }) => ({ width, height, places: [{ id, x: 0, y: 0 }] })),
    )
    expect(atlas.pages).toHaveLength(2)
    expect(atlas.frames.map(({ key, page }) => [key, page])).toEqual([
      ['a', 1],
      ['b', 0],
    ])
  })

  it('asks its packer for the padding, beyond the edges of the frames', () => {
    const raster = paintRing(16)
    const set = ['a', 'b'].map((key) => ({ key, raster, trim: { x: 0, y: 0, width: 16, height: 16 } }))
    const atlas = composeAtlas(set, { maxSidePx: 256, paddingPx: 3, extrudePx: 1 })
    const [a, b] = atlas.frames.map((frame) => frame.x + frame.y) as [number, number]
    // Frames of one size lie side by side: 16 px, an edge of 1 px each and 3 px between the edges.
    expect(Math.abs(a - b)).toBe(16 + 2 + 3)
  })

  it('refuses frames that fit no page and impossible edges', () => {
    const raster = createRaster(128, 8)
    const set = [{ key: 'wide', raster, trim: { x: 0, y: 0, width: 128, height: 8 } }]
    expect(() => composeAtlas(set, options)).toThrow(/"wide" needs 130x10 px/)
    expect(() => composeAtlas(set, { ...options, extrudePx: 99 })).toThrow(/extrude of 99 px/)
  })

  it('without frames has no pages', () => {
    expect(composeAtlas([], options)).toEqual({ pages: [], frames: [] })
  })
})

describe('the identity of an atlas', () => {
  const trim = { x: 1, y: 2, width: 3, height: 4 }
  const two = [
    { key: 'a', sha256: '01', trim },
    { key: 'b', sha256: '02', trim },
  ]

  it('does not depend on order', () => {
    expect(atlasContentId(two.toReversed(), options)).toBe(atlasContentId(two, options))
  })

  it('changes with each key, hash, trim and option', () => {
    const others = [
      atlasContentId([{ ...two[0]!, key: 'c' }, two[1]!], options),
      atlasContentId([{ ...two[0]!, sha256: '03' }, two[1]!], options),
      atlasContentId([{ ...two[0]!, trim: { ...trim, x: 0 } }, two[1]!], options),
      atlasContentId(two.slice(0, 1), options),
      ...(['maxSidePx', 'paddingPx', 'extrudePx'] as const).map((name) =>
        atlasContentId(two, { ...options, [name]: options[name] + 1 }),
      ),
    ]
    expect(new Set([...others, atlasContentId(two, options)]).size).toBe(others.length + 1)
  })
})
