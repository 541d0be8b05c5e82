import { crc32 as zlibCrc32 } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crc32, insertTextChunks, isPng, readTextChunks } from '../../../core/raster/png-text-chunks.js'

/** A whole PNG of one transparent pixel. */
const onePixel = Uint8Array.from(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
    'base64',
  ),
)

describe('CRC-32', () => {
  it('gives the check value of the standard', () => {
    expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926)
  })

  it('agrees with zlib', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(crc32(bytes)).toBe(zlibCrc32(bytes))
      }),
    )
  })
})

describe('text chunks', () => {
  it('come back as they were put in, in Latin-1 and beyond', () => {
    const values = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', ''))
    const keywords = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,30}$/)
    fc.assert(
      fc.property(fc.dictionary(keywords, values, { noNullPrototype: true }), (text) => {
        expect(readTextChunks(insertTextChunks(onePixel, text))).toEqual(text)
      }),
    )
  })

  it('do not depend on the order of the keywords', () => {
    const a = insertTextChunks(onePixel, { Title: 'barrel', Author: 'x' })
    const b = insertTextChunks(onePixel, { Author: 'x', Title: 'barrel' })
    expect(a).toEqual(b)
    expect(isPng(a)).toBe(true)
  })

  it('are refused without a proper keyword or a PNG', () => {
    for (const keyword of ['', ' a', 'a ', 'a  b', 'é', 'x'.repeat(80), 'a\nb'])
      expect(() => insertTextChunks(onePixel, { [keyword]: 'x' })).toThrow(/PNG keyword/)
    expect(() => insertTextChunks(onePixel, { a: 'x\0y' })).toThrow(/NUL/)
    expect(() => insertTextChunks(onePixel.subarray(1), { a: 'x' })).toThrow(/no PNG/)
  })

  it('are read from cut and damaged bytes without failing', () => {
    const whole = insertTextChunks(onePixel, { Title: 'barrel' })
    for (let length = 0; length < whole.length; length++)
      expect(['barrel', undefined]).toContain(readTextChunks(whole.subarray(0, length))['Title'])
  })
})
