import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { composeContactSheet, contactSheetItemsMax } from '../../../core/finish/contact-sheet.js'
import { contactSheetItem } from '../../../core/finish/contact-sheet-item.js'
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

describe('an asset of several frames', () => {
  const walk = { animations: [{ name: 'walk', frames: 6, fps: 10, loop: false }] }
  /** Each frame one colour. */
  function stripOf(size: { width: number; height: number }, count: number): Raster {
    const strip = createRaster(size.width * count, size.height)
    for (let y = 0; y < size.height; y++)
      for (let x = 0; x < strip.width; x++)
        strip.data.set([40 + Math.floor(x / size.width) * 5, 7, 200, 255], (y * strip.width + x) * 4)
    return strip
  }
  const colours = (sheet: Raster) => {
    const found = new Set<number>()
    for (let at = 0; at < sheet.data.length; at += 4)
      if (sheet.data[at + 1] === 7 && sheet.data[at + 2] === 200) found.add(sheet.data[at]!)
    return found
  }

  it('shows every frame that fits, and tells names, counts and rates', () => {
    const size = { width: 32, height: 32 }
    const item = contactSheetItem('keeper', { size, ...walk }, stripOf(size, 6))
    expect(item.label).toBe('32x32, walk 6f 10 fps once')
    expect(item.frames).toHaveLength(6)
    const sheet = composeContactSheet([item], { title: 'One' })
    expect([...colours(sheet)].sort((a, b) => a - b)).toEqual([40, 45, 50, 55, 60, 65])
  })

  it('of many or large frames shows some from all of it, within its cell', () => {
    for (const [width, height, frames] of [
      [96, 96, 24],
      [320, 180, 3],
      [1024, 1024, 4],
      [4, 4, 64],
      [1024, 4, 2],
      [4, 1024, 2],
    ] as const) {
      const animations = [{ name: 'burst', frames, fps: 20, loop: true }]
      const item = contactSheetItem(
        'x',
        { size: { width, height }, animations },
        stripOf({ width, height }, frames),
      )
      const shown = colours(composeContactSheet([item, item], { title: 'Two' }))
      expect(shown.size).toBeGreaterThanOrEqual(Math.min(frames, 2))
      expect(shown.has(40)).toBe(true)
    }
  })

  it('is a still where its picture is not the strip of its spec', () => {
    const picture = paintRing(32)
    expect(contactSheetItem('odd', { size: { width: 32, height: 32 }, ...walk }, picture)).toEqual({
      key: 'odd',
      raster: picture,
    })
    const states = contactSheetItem(
      'button',
      { size: { width: 8, height: 8 }, states: ['on', 'off'] },
      stripOf({ width: 8, height: 8 }, 2),
    )
    expect(states.label).toBe('8x8, on, off')
  })
})
