import fc from 'fast-check'
import { expect, it } from 'vitest'
import { prepareSource } from '../../../core/generation/prepare-source.js'
import { smallerSizeOf } from '../../../core/generation/smaller-size.js'
import { createRaster, type Raster } from '../../../core/raster/raster.js'

type Colour = readonly [number, number, number, number]

function plain(width: number, height: number, colour: Colour): Raster {
  const raster = createRaster(width, height)
  for (let at = 0; at < raster.data.length; at += 4) raster.data.set(colour, at)
  return raster
}

const pixelOf = ({ width, data }: Raster, x: number, y: number) => [
  ...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 4),
]

/** One opaque pixel in a clear picture. */
function dot(colour: Colour): Raster {
  const raster = createRaster(8, 8)
  raster.data.set(colour, (4 * 8 + 4) * 4)
  return raster
}

it('clear pixels become the first plain colour that the subject does not have', () => {
  const size = { width: 8, height: 8 }
  const groundOf = (colour: Colour) => pixelOf(prepareSource(dot(colour), null, { size }).picture, 0, 0)
  expect(groundOf([200, 30, 30, 255])).toEqual([255, 255, 255, 255])
  expect(groundOf([250, 250, 240, 255])).toEqual([128, 128, 128, 255])
})

it('a picture and its mask go the same way: padded where some of it is clear, else cut to its middle', () => {
  const size = { width: 64, height: 64 }
  const tall = plain(16, 32, [90, 20, 20, 255])
  const mask = plain(16, 32, [255, 255, 255, 255])
  const cut = prepareSource(tall, mask, { size })
  expect(pixelOf(cut.mask!, 0, 32)).toEqual([255, 255, 255, 255])
  tall.data.fill(0, 0, 16 * 4 * 16)
  const padded = prepareSource(tall, mask, { size })
  expect([0, 32, 63].map((x) => pixelOf(padded.mask!, x, 32)[0])).toEqual([0, 255, 0])
  expect(pixelOf(padded.picture, 32, 60)).toEqual([90, 20, 20, 255])
})

it('what a model enlarges keeps its size and gets the proportions', () => {
  const { picture } = prepareSource(plain(40, 20, [1, 2, 3, 255]), null, {
    ...{ size: { width: 512, height: 512 }, keepsSize: true },
  })
  expect([picture.width, picture.height]).toEqual([20, 20])
})

it('a mask of another size and a picture that is too large are refused', () => {
  const size = { width: 8, height: 8 }
  const picture = plain(8, 8, [0, 0, 0, 255])
  expect(() => prepareSource(picture, plain(8, 9, [0, 0, 0, 255]), { size })).toThrow('the mask has 8x9 px')
  expect(() => prepareSource(createRaster(4097, 1), null, { size })).toThrow('too large to begin from')
})

it('three quarters of a size are on the grid, never below 512 px, and end', () => {
  expect(smallerSizeOf({ width: 1024, height: 1024 })).toEqual({ width: 768, height: 768 })
  expect(smallerSizeOf({ width: 768, height: 1344 })).toEqual({ width: 576, height: 960 })
  expect(smallerSizeOf({ width: 256, height: 512 })).toBeNull()
  const side = fc.integer({ min: 32, max: 256 }).map((cells) => cells * 8)
  fc.assert(
    fc.property(fc.record({ width: side, height: side }), (size) => {
      const smaller = smallerSizeOf(size)
      if (smaller === null) return Math.max(size.width, size.height) <= 512
      const isLess = smaller.width * smaller.height < size.width * size.height
      const isFit = (px: number, was: number) => px === was || (px % 64 === 0 && px >= 512 && px < was)
      return isLess && isFit(smaller.width, size.width) && isFit(smaller.height, size.height)
    }),
  )
})
