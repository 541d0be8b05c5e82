import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blitRaster, cropRaster, padRaster } from '../../../core/raster/blit-raster.js'
import { drawOver } from '../../../core/raster/draw-over.js'
import { extrudeEdges } from '../../../core/raster/extrude-edges.js'
import { fillCheckerboard } from '../../../core/raster/fill-box.js'
import { mirrorRaster } from '../../../core/raster/mirror-raster.js'
import { countOpaque, findOpaqueBox } from '../../../core/raster/opaque-box.js'
import { createRaster, type Raster } from '../../../core/raster/raster.js'
import { downscaleCells, sampleCentres, upscaleNearest } from '../../../core/raster/scale-raster.js'
import { deliver, paintRing } from './synthetic-sprite.js'

/** Small rasters of random bytes. */
const rasters = fc
  .record({ width: fc.integer({ min: 1, max: 9 }), height: fc.integer({ min: 1, max: 9 }) })
  .chain(({ width, height }) =>
    fc
      .uint8Array({ minLength: width * height * 4, maxLength: width * height * 4 })
      .map((data): Raster => ({ width, height, data })),
  )

const opaque = (raster: Raster): Raster => {
  const out = cropRaster(raster, { x: 0, y: 0, width: raster.width, height: raster.height })
  for (let at = 3; at < out.data.length; at += 4) out.data[at] = 255
  return out
}

describe('scaling', () => {
  it('gets every pixel back from a nearest upscale, by cells and by centres', () => {
    fc.assert(
      fc.property(rasters.map(opaque), fc.integer({ min: 1, max: 9 }), (raster, factor) => {
        const large = upscaleNearest(raster, factor)
        expect(downscaleCells(large, factor)).toEqual(raster)
        expect(sampleCentres(large, raster.width, raster.height)).toEqual(raster)
      }),
    )
  })

  it('votes noise away: a noisy delivery keeps its silhouette and its colours within one level', () => {
    const native = paintRing(32)
    const noisy = upscaleNearest(native, 8)
    const delivered = deliver(native, { factor: 8, noise: 3 })
    for (let at = 0; at < noisy.data.length; at += 4)
      if (noisy.data[at + 3] === 255) noisy.data.set(delivered.data.subarray(at, at + 3), at)
    const small = downscaleCells(noisy, 8)
    let worst = 0
    for (let at = 0; at < small.data.length; at++)
      worst = Math.max(worst, Math.abs(small.data[at]! - native.data[at]!))
    expect(worst).toBeLessThanOrEqual(2)
  })

  it('refuses sizes that are no multiple of the factor', () => {
    expect(() => downscaleCells(createRaster(10, 9), 3)).toThrow(/no multiple of 3/)
    expect(() => upscaleNearest(createRaster(2, 2), 1.5)).toThrow(RangeError)
  })
})

describe('copying', () => {
  it('crops what was padded around a raster back to the same bytes', () => {
    const margins = fc.record({
      left: fc.nat(5),
      top: fc.nat(5),
      right: fc.nat(5),
      bottom: fc.nat(5),
    })
    fc.assert(
      fc.property(rasters, margins, (raster, margin) => {
        const padded = padRaster(raster, margin)
        const box = { x: margin.left, y: margin.top, width: raster.width, height: raster.height }
        expect(cropRaster(padded, box)).toEqual(raster)
      }),
    )
  })

  it('clips a blit at every border of the target', () => {
    fc.assert(
      fc.property(
        rasters,
        fc.integer({ min: -12, max: 12 }),
        fc.integer({ min: -12, max: 12 }),
        (source, x, y) => {
          const target = createRaster(6, 5)
          blitRaster(target, source, x, y)
          for (let row = 0; row < 5; row++)
            for (let column = 0; column < 6; column++) {
              const inside = column >= x && row >= y && column < x + source.width && row < y + source.height
              const from = ((row - y) * source.width + column - x) * 4
              const expected = inside ? [...source.data.subarray(from, from + 4)] : [0, 0, 0, 0]
              const to = (row * 6 + column) * 4
              expect([...target.data.subarray(to, to + 4)]).toEqual(expected)
            }
        },
      ),
    )
  })

  it('refuses a crop that leaves the raster', () => {
    expect(() => cropRaster(createRaster(4, 4), { x: 2, y: 0, width: 3, height: 1 })).toThrow(
      /does not lie within/,
    )
  })

  it('mirrors twice to the same bytes and once to swapped ends', () => {
    fc.assert(
      fc.property(rasters, (raster) => {
        for (const axis of ['horizontal', 'vertical'] as const)
          expect(mirrorRaster(mirrorRaster(raster, axis), axis)).toEqual(raster)
      }),
    )
    const pair: Raster = { width: 2, height: 1, data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) }
    expect([...mirrorRaster(pair, 'horizontal').data]).toEqual([5, 6, 7, 8, 1, 2, 3, 4])
  })

  it('extrudes every border pixel outward, corners included', () => {
    fc.assert(
      fc.property(rasters, fc.integer({ min: 0, max: 4 }), (raster, extrudePx) => {
        const out = extrudeEdges(raster, extrudePx)
        for (let y = 0; y < out.height; y++)
          for (let x = 0; x < out.width; x++) {
            const fromX = Math.min(raster.width - 1, Math.max(0, x - extrudePx))
            const fromY = Math.min(raster.height - 1, Math.max(0, y - extrudePx))
            const from = (fromY * raster.width + fromX) * 4
            const to = (y * out.width + x) * 4
            const same =
              Buffer.compare(out.data.subarray(to, to + 4), raster.data.subarray(from, from + 4)) === 0
            expect(same).toBe(true)
          }
      }),
    )
  })
})

describe('opaque box', () => {
  it('holds every opaque pixel and has one on each of its sides', () => {
    fc.assert(
      fc.property(rasters, fc.integer({ min: 1, max: 255 }), (raster, threshold) => {
        const box = findOpaqueBox(raster, threshold)
        if (box === null) {
          expect(countOpaque(raster, threshold)).toBe(0)
          return
        }
        expect(countOpaque(cropRaster(raster, box), threshold)).toBe(countOpaque(raster, threshold))
        const sides = [
          { ...box, width: 1 },
          { ...box, height: 1 },
          { ...box, x: box.x + box.width - 1, width: 1 },
          { ...box, y: box.y + box.height - 1, height: 1 },
        ]
        for (const side of sides) expect(countOpaque(cropRaster(raster, side), threshold)).toBeGreaterThan(0)
      }),
    )
  })
})

describe('drawing', () => {
  it('blends half-transparent red over opaque blue to the middle and leaves it opaque', () => {
    const target: Raster = { width: 1, height: 1, data: Uint8Array.of(0, 0, 255, 255) }
    drawOver(target, { width: 1, height: 1, data: Uint8Array.of(255, 0, 0, 128) }, 0, 0)
    expect([...target.data]).toEqual([128, 0, 127, 255])
  })

  it('draws the source unchanged on nothing', () => {
    const source: Raster = { width: 1, height: 1, data: Uint8Array.of(10, 20, 30, 77) }
    const target = createRaster(1, 1)
    drawOver(target, source, 0, 0)
    expect(target).toEqual(source)
  })

  it('changes colour from square to square of a checkerboard', () => {
    const board = createRaster(4, 4)
    fillCheckerboard(board, { x: 0, y: 0, width: 4, height: 4 }, 2, [9, 9, 9], [5, 5, 5])
    expect([0, 2, 8, 10].map((pixel) => board.data[pixel * 4])).toEqual([9, 5, 5, 9])
  })
})
