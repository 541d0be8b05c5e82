import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { glyphHeightPx, glyphOf } from '../../../core/raster/bitmap-font.js'
import { drawText, measureTextPx, wrapText } from '../../../core/raster/draw-text.js'
import { findOpaqueBox } from '../../../core/raster/opaque-box.js'
import { createRaster } from '../../../core/raster/raster.js'

describe('the bitmap font', () => {
  it('has a glyph of its own for every printable ASCII character', () => {
    const glyphs = Array.from({ length: 94 }, (_, index) => glyphOf(String.fromCharCode(33 + index)).join())
    expect(new Set(glyphs).size).toBe(94)
  })

  it('keeps within its cell of five by nine pixels', () => {
    for (let code = 32; code < 127; code++) {
      const rows = glyphOf(String.fromCharCode(code))
      expect(rows.length).toBeLessThanOrEqual(glyphHeightPx)
      expect(rows.every((bits) => bits >= 0 && bits < 32)).toBe(true)
    }
  })

  it('shows a box for characters that it does not know', () => {
    expect(glyphOf('é')).toEqual(glyphOf('\u0007'))
    expect(glyphOf('é')).not.toEqual(glyphOf('e'))
  })
})

describe('text', () => {
  it('is as wide as measured', () => {
    const raster = createRaster(200, 40)
    drawText(raster, 'MxM', { x: 3, y: 2, scale: 2, colour: [255, 255, 255] })
    expect(findOpaqueBox(raster)).toEqual({ x: 3, y: 2, width: measureTextPx('MxM', 2), height: 14 })
  })

  it('never throws at the border of the raster', () => {
    const raster = createRaster(5, 5)
    drawText(raster, 'far too long', { x: -3, y: 3, scale: 3, colour: [1, 2, 3] })
    expect(findOpaqueBox(raster)).not.toBeNull()
  })

  it('breaks after hyphens and spaces', () => {
    expect(wrapText('saguaro-cactus-small-flowering', 16 * 6, 1, 2)).toEqual([
      'saguaro-cactus-',
      'small-flowering',
    ])
  })

  it('ends in dots when it does not fit', () => {
    expect(wrapText('one two three four five', 8 * 6, 1, 2)).toEqual(['one two', 'three...'])
  })

  it('keeps to its lines and its width whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), fc.integer({ min: 24, max: 200 }), (text, widthPx) => {
        const lines = wrapText(text, widthPx, 1, 3)
        expect(lines.length).toBeLessThanOrEqual(3)
        for (const line of lines) expect(measureTextPx(line, 1)).toBeLessThanOrEqual(widthPx)
      }),
    )
  })
})
