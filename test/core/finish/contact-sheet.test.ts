import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { composeContactSheet, contactSheetItemsMax } from '../../../core/finish/contact-sheet.js'
import { planContactSheet, sheetSideMaxPx } from '../../../core/finish/plan-contact-sheet.js'
import { cropRaster } from '../../../core/raster/blit-raster.js'
import { createRaster, type Raster } from '../../../core/raster/raster.js'
import { upscaleNearest } from '../../../core/raster/scale-raster.js'
import { paintRing, samePixels } from '../raster/synthetic-sprite.js'

const heading = { title: 'Desert', subtitle: 'two lines' }

/** A picture without a transparent pixel. */
function paintSolid(width: number, height: number): Raster {
  const raster = createRaster(width, height)
  for (let at = 0; at < raster.data.length; at += 4) raster.data.set([at % 251, (at * 7) % 253, 99, 255], at)
  return raster
}

describe('a contact sheet', () => {
  it('shows each asset to the pixel at whole zoom in the middle of its cell, in the order given', () => {
    const items = [16, 32, 24, 32, 8].map((side, index) => ({
      key: `asset-${index}`,
      raster: paintSolid(side, side),
    }))
    const sheet = composeContactSheet(items, { title: 'Desert', subtitle: 'two lines' })
    const plan = planContactSheet(
      items.map(({ raster }) => raster),
      heading,
    )
    expect([sheet.width, sheet.height]).toEqual([plan.width, plan.height])
    expect(plan.zoom).toBeGreaterThanOrEqual(3)
    items.forEach(({ raster }, index) => {
      const side = raster.width * plan.zoom
      const x = plan.margin + (index % plan.columns) * (plan.cellWidth + plan.gap)
      const y = plan.headHeight + Math.floor(index / plan.columns) * (plan.cellHeight + plan.gap)
      const inset = (plan.boxPx - side) >> 1
      const shown = cropRaster(sheet, { x: x + inset, y: y + inset, width: side, height: side })
      expect(samePixels(shown, upscaleNearest(raster, plan.zoom))).toBe(true)
    })
  })

  it('is opaque everywhere and the same each time', () => {
    const items = [{ key: 'ring', raster: paintRing(32) }]
    const sheet = composeContactSheet(items, { title: 'One' })
    for (let at = 3; at < sheet.data.length; at += 4) if (sheet.data[at] !== 255) expect.unreachable()
    expect(samePixels(composeContactSheet(items, { title: 'One' }), sheet)).toBe(true)
  })

  it('writes each key: another key gives another sheet of the same size', () => {
    const sheetOf = (key: string) => composeContactSheet([{ key, raster: paintRing(32) }], { title: 'One' })
    expect(samePixels(sheetOf('barrel'), sheetOf('cactus'))).toBe(false)
    expect(sheetOf('barrel').height).toBe(sheetOf('a-very-long-key-that-needs-more-than-one-line').height)
  })

  it('takes nothing, endless keys and pictures larger than a cell', () => {
    expect(composeContactSheet([], { title: '' }).width).toBeGreaterThan(0)
    const large = [{ key: 'x'.repeat(500), raster: paintSolid(1024, 300) }]
    expect(composeContactSheet(large, { title: 'y'.repeat(500) }).width).toBeLessThan(1000)
  })

  it('refuses more than it can show', () => {
    const item = { key: 'a', raster: createRaster(1, 1) }
    const many = Array.from({ length: contactSheetItemsMax + 1 }, () => item)
    expect(() => composeContactSheet(many, { title: 'Many' })).toThrow(/do not fit/)
  })
})

it('plans within the largest side for every count and size', () => {
  const side = fc.integer({ min: 4, max: 1024 })
  fc.assert(
    fc.property(fc.integer({ min: 0, max: contactSheetItemsMax }), side, side, (count, width, height) => {
      const plan = planContactSheet(
        Array.from({ length: count }, () => ({ width, height })),
        heading,
      )
      expect(Math.max(plan.width, plan.height)).toBeLessThanOrEqual(sheetSideMaxPx)
      expect(plan.columns * Math.ceil(count / plan.columns)).toBeGreaterThanOrEqual(count)
      expect(Number.isInteger(plan.zoom) && plan.zoom >= 1).toBe(true)
    }),
  )
})
