import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSound } from '../../../core/audio/sound.js'
import { previewPictures, previewWaveforms } from '../../../core/previews/preview-pictures.js'
import { createRaster, type Raster } from '../../../core/raster/raster.js'
import { splitStrip } from '../../../core/raster/split-strip.js'

/** Every pixel opaque and of its own colour, as far as bytes go. */
function drawMosaic(width: number, height: number, cellPx = 1): Raster {
  const raster = createRaster(width, height)
  for (let at = 0; at < width * height; at++) {
    const [x, y] = [Math.floor((at % width) / cellPx), Math.floor(at / width / cellPx)]
    raster.data.set([(x * 37) % 256, (y * 91) % 256, (x * 5 + y * 3) % 256, 255], at * 4)
  }
  return raster
}

/** As `toEqual` of a million bytes, in no time. */
function isSame(one: Raster, other: Raster): boolean {
  return Buffer.compare(one.data, other.data) === 0 && one.width === other.width
}

const walk = { animations: [{ name: 'walk', frames: 4, fps: 8, loop: true }] }

test('small art is shown as it is, and its thumb is the same picture', () => {
  const frame = drawMosaic(64, 48)
  const { cutout, thumb } = previewPictures(frame, {})
  expect(cutout).toBe(frame)
  expect(thumb).toBe(frame)
})

test('large pixel art is reduced by a whole divisor, with no colour that it did not have', () => {
  const { cutout, thumb } = previewPictures(drawMosaic(1024, 768, 8), {})
  expect([cutout.width, cutout.height]).toEqual([512, 384])
  expect(isSame(cutout, drawMosaic(512, 384, 4))).toBe(true)
  expect(isSame(thumb, drawMosaic(256, 192, 2))).toBe(true)
})

test('a divisor that leaves a rest keeps every cell whole, and what was opaque is', () => {
  const { cutout } = previewPictures(drawMosaic(1030, 520, 3), {})
  expect([cutout.width, cutout.height]).toEqual([343, 173])
  expect(isSame(cutout, drawMosaic(343, 173))).toBe(true)
})

test('paintings are reduced smoothly to the whole limit', () => {
  const { cutout, thumb } = previewPictures(drawMosaic(700, 300), { kernel: 'lanczos' })
  expect([cutout.width, cutout.height]).toEqual([512, 219])
  expect([thumb.width, thumb.height]).toEqual([256, 110])
})

test('a strip keeps its frames, each within the limit; its thumb is the first of them', () => {
  const strip = drawMosaic(4 * 600, 600, 2)
  const { cutout, thumb } = previewPictures(strip, walk)
  expect([cutout.width, cutout.height]).toEqual([4 * 300, 300])
  const [first] = splitStrip(strip, 4)
  expect(isSame(splitStrip(cutout, 4)[0]!, previewPictures(first!, {}).cutout)).toBe(true)
  expect(isSame(thumb, previewPictures(first!, {}).thumb)).toBe(true)
  const small = drawMosaic(4 * 200, 200)
  expect(previewPictures(small, walk).cutout).toBe(small)
})

test('no side is above its limit, whatever the size', () => {
  const side = fc.integer({ min: 1, max: 1100 })
  fc.assert(
    fc.property(
      side,
      side,
      fc.constantFrom('nearest' as const, 'lanczos' as const),
      (width, height, kernel) => {
        const { cutout, thumb } = previewPictures(drawMosaic(width, height), { kernel })
        expect(Math.max(cutout.width, cutout.height)).toBeLessThanOrEqual(512)
        expect(Math.max(thumb.width, thumb.height)).toBeLessThanOrEqual(256)
        expect(Math.min(thumb.width, thumb.height)).toBeGreaterThan(0)
      },
    ),
    { numRuns: 25 },
  )
})

test('a sound is a picture of its waveform', () => {
  const { cutout, thumb } = previewWaveforms(createSound(44_100, 1, 4410))
  expect([cutout.width, cutout.height, thumb.width, thumb.height]).toEqual([384, 96, 256, 64])
})
