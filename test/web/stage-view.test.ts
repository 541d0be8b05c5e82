import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { layOutGrid } from '../../clients/web/review/grid-rows.js'
import { shareOf } from '../../clients/web/review/differing-share.js'
import { fitStage, moveStage, pinchStage, zoomStage, zoomText } from '../../clients/web/review/stage-view.js'
import type { VariantView } from '../../core/http/http-api.js'

const room = { width: 900, height: 600 }

describe('a view of art', () => {
  it('has whole zooms only, or whole fractions, however it is zoomed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 8, max: 2048 }),
        fc.array(fc.constantFrom(-1, 1), { maxLength: 30 }),
        fc.float({ min: Math.fround(0.05), max: 80, noNaN: true }),
        (side, steps, pinch) => {
          let view = fitStage({ width: side, height: side }, room)
          for (const step of steps) view = zoomStage(view, step, 100, -40)
          for (const { zoom } of [view, pinchStage(view, pinch, 10, 10)])
            expect(Number.isInteger(zoom) || Number.isInteger(Math.round(1e9 / zoom) / 1e9)).toBe(true)
        },
      ),
    )
  })

  it('keeps the point under the pointer where it is', () => {
    const view = { zoom: 4, x: 20, y: -8 }
    const closer = zoomStage(view, 1, 120, 60)
    expect((120 - closer.x) / closer.zoom).toBeCloseTo((120 - view.x) / view.zoom, 0)
    expect((60 - closer.y) / closer.zoom).toBeCloseTo((60 - view.y) / view.zoom, 0)
  })

  it('is never moved out of sight', () => {
    const native = { width: 32, height: 32 }
    fc.assert(
      fc.property(fc.integer({ min: -9999, max: 9999 }), fc.integer({ min: -9999, max: 9999 }), (x, y) => {
        const moved = moveStage({ zoom: 8, x: 0, y: 0 }, x, y, native, room)
        expect(Math.abs(moved.x)).toBeLessThan((room.width + 256) / 2)
        expect(Math.abs(moved.y)).toBeLessThan((room.height + 256) / 2)
      }),
    )
  })

  it('says its zoom in pixels of the page', () => {
    expect([zoomText(8, 2), zoomText(1 / 2, 1), zoomText(3, 1)]).toEqual(['4x', '1/2', '3x'])
  })
})

describe('the share of pixels that differ', () => {
  it('leaves out what is transparent in both, and the grain of a painter', () => {
    const left = [255, 0, 0, 0, 10, 10, 10, 255, 10, 10, 10, 255, 0, 0, 0, 0]
    const right = [0, 9, 0, 0, 12, 10, 10, 255, 90, 10, 10, 255, 0, 0, 0, 255]
    expect(shareOf(left, right)).toBe(0.5)
  })
})

describe('the grid of variants', () => {
  const variants = Array.from({ length: 1000 }, (_, variantIndex) => ({
    ...{ variantId: `var_${variantIndex}`, variantIndex, round: variantIndex < 4 ? 1 : 2 },
  })) as unknown as VariantView[]

  it('shows a thousand at a size that can be judged, each once, the newest round first', () => {
    const layout = layOutGrid(variants, { width: 32, height: 32 }, room, 'fit', 1)
    const shown = layout.rows.flatMap((row) => (row.kind === 'cells' ? row.variants : []))
    expect(new Set(shown.map((one) => one.variantId)).size).toBe(1000)
    expect(shown[0]?.round).toBe(2)
    expect(layout.artPx).toBeGreaterThanOrEqual(96)
    expect(Number.isInteger(layout.zoom)).toBe(true)
  })

  it('shows four as large as they fit, without scrolling', () => {
    const layout = layOutGrid(variants.slice(0, 4), { width: 32, height: 32 }, room, 'fit', 1)
    expect(layout.totalPx).toBeLessThanOrEqual(room.height)
    expect(layout.zoom).toBe(7)
  })
})
