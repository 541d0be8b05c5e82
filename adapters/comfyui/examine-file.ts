import { crc32 } from 'node:zlib'
import { endsWithFlacFrame } from './flac-end.js'

/** What bytes are by their own marks, or why they are nothing whole. */
export type FileFinding = { readonly mime: string } | { readonly wrong: string }

const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
/** Length, type and checksum of a PNG chunk. */
const chunkFrameBytes = 12

/**
 * Examines a file that a server sent: its kind by magic bytes (not by name or header) and whether it is there to its end,
 * as far as the format can tell: every chunk of a PNG with its CRC-32 to IEND, the RIFF length of WebP and WAV, the end
 * marks of JPEG and Ogg, the STREAMINFO and the last frame of FLAC. MP3 has no end: only its start is seen.
 */
export function examineFile(bytes: Uint8Array, kind: 'image' | 'audio'): FileFinding {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (data.length === 0) return { wrong: 'it is empty' }
  const found = kind === 'image' ? imageOf(data) : audioOf(data)
  return found ?? { wrong: `it is no ${kind} that is known` }
}

function imageOf(data: Buffer): FileFinding | null {
  if (startsWith(data, 0, pngSignature)) return examinePng(data)
  if (data[0] === 0xff && data[1] === 0xd8) {
    const isWhole = data.length > 4 && data.readUInt16BE(data.length - 2) === 0xffd9
    return isWhole ? { mime: 'image/jpeg' } : truncated('JPEG')
  }
  return riffOf(data, 'WEBP', 'image/webp')
}

function audioOf(data: Buffer): FileFinding | null {
  const wave = riffOf(data, 'WAVE', 'audio/wav')
  if (wave !== null) return wave
  if (hasText(data, 0, 'fLaC')) {
    // STREAMINFO comes first and has 34 bytes (RFC 9639, 8.2); a file without a frame behind it has no sound.
    const isWhole = data.length > 42 + 2 && (data.readUInt8(4) & 0x7f) === 0 && endsWithFlacFrame(data)
    return isWhole ? { mime: 'audio/flac' } : truncated('FLAC')
  }
  if (hasText(data, 0, 'OggS')) return examineOgg(data)
  const isMp3 = hasText(data, 0, 'ID3') || (data[0] === 0xff && ((data[1] ?? 0) & 0xe6) === 0xe2)
  if (!isMp3) return null
  return data.length > 128 ? { mime: 'audio/mpeg' } : truncated('MP3')
}

function examinePng(data: Buffer): FileFinding {
  let at = pngSignature.length
  while (at + chunkFrameBytes <= data.length) {
    const length = data.readUInt32BE(at)
    const end = at + chunkFrameBytes + length
    if (end > data.length) return truncated('PNG')
    if (crc32(data.subarray(at + 4, end - 4)) !== data.readUInt32BE(end - 4))
      return { wrong: `the PNG is damaged at byte ${at}` }
    if (hasText(data, at + 4, 'IEND')) return { mime: 'image/png' }
    at = end
  }
  return truncated('PNG')
}

function riffOf(data: Buffer, form: string, mime: string): FileFinding | null {
  if (!hasText(data, 0, 'RIFF') || !hasText(data, 8, form)) return null
  return data.readUInt32LE(4) + 8 <= data.length ? { mime } : truncated(form)
}

/** The last page of an Ogg stream says so (RFC 3533, 6: header type flag 4) and lies in the file whole. */
function examineOgg(data: Buffer): FileFinding {
  const at = data.lastIndexOf('OggS')
  const segments = data[at + 26] ?? 0
  const bodyAt = at + 27 + segments
  const isEnd = ((data[at + 5] ?? 0) & 4) !== 0
  if (!isEnd || bodyAt > data.length) return truncated('Ogg')
  const bodyBytes = data.subarray(at + 27, bodyAt).reduce((sum, length) => sum + length, 0)
  return bodyAt + bodyBytes <= data.length ? { mime: 'audio/ogg' } : truncated('Ogg')
}

function truncated(format: string): FileFinding {
  return { wrong: `the ${format} file ends too early` }
}

function hasText(data: Buffer, at: number, text: string): boolean {
  return startsWith(data, at, Buffer.from(text, 'latin1'))
}

function startsWith(data: Buffer, at: number, mark: Buffer): boolean {
  return data.subarray(at, at + mark.length).equals(mark)
}
