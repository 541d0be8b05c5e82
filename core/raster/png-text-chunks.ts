import { AssetloomError } from '../errors.js'

const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

const crcTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1
  return value >>> 0
})

/** CRC-32 as PNG chunks carry it (ISO 3309, reflected polynomial 0xedb88320; PNG specification, annex D). */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = crcTable[(crc ^ byte) & 0xff]! ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}

/** Whether the bytes begin with the PNG signature. */
export function isPng(bytes: Uint8Array): boolean {
  return bytes.length >= 8 && pngSignature.every((byte, index) => bytes[index] === byte)
}

/**
 * The PNG with one text chunk per entry, by sorted keyword, right after IHDR: tEXt where the text is Latin-1 (PNG
 * specification, 11.3.3.2), iTXt in UTF-8 where it is not (11.3.3.4). Equal input gives equal bytes.
 * Throws InvalidInput for bytes that are no PNG or keywords that PNG does not allow.
 */
export function insertTextChunks(png: Uint8Array, text: Readonly<Record<string, string>>): Uint8Array {
  if (!isPng(png) || png.length < 33)
    throw new AssetloomError('InvalidInput', 'the bytes are no PNG', 'Give the bytes of a whole PNG file.')
  const chunks = Object.keys(text)
    .sort()
    .map((keyword) => textChunk(keyword, text[keyword]!))
  const added = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
  // Signature (8 bytes) and IHDR (8 + 13 + 4 bytes) always come first.
  const headEnd = 33
  const out = new Uint8Array(png.length + added)
  out.set(png.subarray(0, headEnd))
  let at = headEnd
  for (const chunk of chunks) {
    out.set(chunk, at)
    at += chunk.length
  }
  out.set(png.subarray(headEnd), at)
  return out
}

/** The texts of a PNG by keyword; compressed ones are left out. Damaged or cut bytes give what comes before the damage. */
export function readTextChunks(png: Uint8Array): Record<string, string> {
  const found: Record<string, string> = {}
  if (!isPng(png)) return found
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength)
  for (let at = 8; at + 12 <= png.length;) {
    const length = view.getUint32(at)
    const data = png.subarray(at + 8, at + 8 + length)
    if (data.length < length) break
    const type = latin1(png.subarray(at + 4, at + 8))
    const zero = data.indexOf(0)
    if (zero > 0 && type === 'tEXt') found[latin1(data.subarray(0, zero))] = latin1(data.subarray(zero + 1))
    if (zero > 0 && type === 'iTXt' && data[zero + 1] === 0) {
      const language = data.indexOf(0, zero + 3)
      const translated = language < 0 ? -1 : data.indexOf(0, language + 1)
      if (translated >= 0)
        found[latin1(data.subarray(0, zero))] = new TextDecoder().decode(data.subarray(translated + 1))
    }
    at += 12 + length
  }
  return found
}

function textChunk(keyword: string, value: string): Uint8Array {
  if (!/^[\x21-\x7e](?:[\x20-\x7e]{0,77}[\x21-\x7e])?$/.test(keyword) || keyword.includes('  '))
    throw new AssetloomError(
      'InvalidInput',
      `"${keyword.slice(0, 90)}" is no PNG keyword`,
      'Use 1 to 79 printable ASCII characters without leading, trailing or double spaces.',
    )
  if (value.includes('\0'))
    throw new AssetloomError(
      'InvalidInput',
      `the text of "${keyword}" holds a NUL`,
      'Remove the NUL character.',
    )
  const isLatin1 = Array.from(value).every((character) => character.codePointAt(0)! <= 0xff)
  return isLatin1
    ? pngChunk('tEXt', [bytesOf(keyword), Uint8Array.of(0), bytesOf(value)])
    : pngChunk('iTXt', [bytesOf(keyword), Uint8Array.of(0, 0, 0, 0, 0), new TextEncoder().encode(value)])
}

/** A PNG chunk: length, type, data, CRC of type and data. */
function pngChunk(type: string, parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  const out = new Uint8Array(12 + length)
  const view = new DataView(out.buffer)
  view.setUint32(0, length)
  out.set(bytesOf(type), 4)
  let at = 8
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  view.setUint32(at, crc32(out.subarray(4, at)))
  return out
}

function latin1(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return text
}

/** Latin-1 bytes; the caller has checked that every character is one. */
function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}
