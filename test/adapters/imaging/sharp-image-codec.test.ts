import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { sharpImageCodec } from '../../../adapters/imaging/sharp-image-codec.js'
import { sha256Hex } from '../../../core/hash.js'
import { insertTextChunks, readTextChunks } from '../../../core/raster/png-text-chunks.js'
import type { Raster } from '../../../core/raster/raster.js'
import { buildPng } from '../../support/build-png.js'

const rasters = fc
  .record({ width: fc.integer({ min: 1, max: 12 }), height: fc.integer({ min: 1, max: 12 }) })
  .chain(({ width, height }) =>
    fc
      .uint8Array({ minLength: width * height * 4, maxLength: width * height * 4 })
      .map((data): Raster => ({ width, height, data })),
  )

const gradient: Raster = {
  width: 64,
  height: 64,
  data: Uint8Array.from({ length: 64 * 64 * 4 }, (_, at) => (at * 31 + (at >> 7) * 13) % 256),
}

describe('PNG', () => {
  it('gives every pixel back, transparent ones too', async () => {
    await fc.assert(
      fc.asyncProperty(rasters, async (raster) => {
        const { width, height, data } = await sharpImageCodec.decodePng(
          await sharpImageCodec.encodePng(raster),
        )
        expect([width, height]).toEqual([raster.width, raster.height])
        expect(Buffer.compare(data, raster.data)).toBe(0)
      }),
      { numRuns: 50 },
    )
  })

  it('has equal bytes for equal pixels and text, whatever the order of the text', async () => {
    const first = await sharpImageCodec.encodePng(gradient, { Title: 'barrel', Comment: 'a' })
    const again = await sharpImageCodec.encodePng(
      { ...gradient, data: gradient.data.slice() },
      { Comment: 'a', Title: 'barrel' },
    )
    expect(sha256Hex(again)).toBe(sha256Hex(first))
    expect(readTextChunks(first)).toEqual({ Comment: 'a', Title: 'barrel' })
    const { data } = await sharpImageCodec.decodePng(first)
    expect(Buffer.compare(data, gradient.data)).toBe(0)
  })

  it('holds no palette, no profile and no time', async () => {
    const png = await sharpImageCodec.encodePng(gradient)
    const { channels, depth, space } = await sharp(png).metadata()
    expect({ channels, depth, space }).toEqual({ channels: 4, depth: 'uchar', space: 'srgb' })
    for (const type of ['PLTE', 'iCCP', 'eXIf', 'tIME', 'tEXt']) expect(chunkTypes(png)).not.toContain(type)
  })

  it('of other kinds becomes RGBA of 8 bits: grey, 16 bits, palette', async () => {
    const grey = buildPng({ width: 2, height: 1, bitDepth: 8, colourType: 0 }, Uint8Array.of(0, 10, 200))
    expect([...(await sharpImageCodec.decodePng(grey)).data]).toEqual([10, 10, 10, 255, 200, 200, 200, 255])
    const deep = buildPng(
      { width: 1, height: 1, bitDepth: 16, colourType: 6 },
      Uint8Array.of(0, 0x80, 0x80, 0x10, 0x10, 0xff, 0xff, 0x40, 0x40),
    )
    expect([...(await sharpImageCodec.decodePng(deep)).data]).toEqual([0x80, 0x10, 0xff, 0x40])
    const indexed = await sharp(Buffer.from([200, 10, 30, 255]), {
      raw: { width: 1, height: 1, channels: 4 },
    })
      .png({ palette: true })
      .toBuffer()
    expect([...(await sharpImageCodec.decodePng(indexed)).data]).toEqual([200, 10, 30, 255])
  })
})

describe('what is refused as InvalidInput', () => {
  const refused = { name: 'AssetloomError', type: 'InvalidInput' }

  it('JPEG, WebP, SVG, text and nothing', async () => {
    const picture = sharp(Buffer.alloc(12), { raw: { width: 2, height: 2, channels: 3 } })
    const files = [
      await picture.clone().jpeg().toBuffer(),
      await picture.clone().webp().toBuffer(),
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>'),
      Buffer.from('not a picture'),
      new Uint8Array(),
    ]
    for (const bytes of files) await expect(sharpImageCodec.decodePng(bytes)).rejects.toMatchObject(refused)
  })

  it('more than 64 megapixels, however small the file', async () => {
    const bomb = buildPng(
      { width: 100_000, height: 100_000, bitDepth: 8, colourType: 6 },
      new Uint8Array(100),
    )
    await expect(sharpImageCodec.decodePng(bomb)).rejects.toMatchObject({
      ...refused,
      message: 'the PNG has 100000x100000 px',
    })
  })

  it('a PNG that is cut off or damaged anywhere in its pixels', async () => {
    const png = await sharpImageCodec.encodePng(gradient)
    await expect(sharpImageCodec.decodePng(png.subarray(0, png.length >> 1))).rejects.toMatchObject(refused)
    await expect(sharpImageCodec.decodePng(png.subarray(0, 20))).rejects.toMatchObject(refused)
    const damaged = png.slice()
    damaged.fill(0x55, png.length >> 1, (png.length >> 1) + 64)
    await expect(sharpImageCodec.decodePng(damaged)).rejects.toMatchObject(refused)
  })
})

it('reads pictures that carry text', async () => {
  const png = insertTextChunks(await sharpImageCodec.encodePng(gradient), { Title: 'Fässer 樽' })
  expect((await sharpImageCodec.decodePng(png)).width).toBe(64)
  expect(readTextChunks(png)['Title']).toBe('Fässer 樽')
})

function chunkTypes(png: Uint8Array): string[] {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength)
  const types: string[] = []
  for (let at = 8; at < png.length; at += 12 + view.getUint32(at))
    types.push(String.fromCharCode(...png.subarray(at + 4, at + 8)))
  return types
}
