import { createHash } from 'node:crypto'
import { sampleCount, type Sound } from '../../core/audio/sound.js'
import { toInt16 } from '../../core/audio/wav.js'

const blockSamples = 4096
const bitsEach = 16

/**
 * A FLAC file (RFC 9639) with every sample written as it is: 16 bits, verbatim subframes, one block size, comments of the
 * given text. Larger than a coder would make it, but exact and readable by every decoder. Equal input gives equal bytes.
 */
export function writeFlac(sound: Sound, comments: Readonly<Record<string, string>> = {}): Uint8Array {
  const samples = sampleCount(sound)
  const pcm = interleave(sound, samples)
  const parts: Buffer[] = [
    Buffer.from('fLaC', 'latin1'),
    metadataBlock(0, streamInfo(sound, samples, pcm), false),
    metadataBlock(4, vorbisComments(comments), true),
  ]
  for (let at = 0, index = 0; at < samples; at += blockSamples, index++)
    parts.push(writeFrame(sound, at, Math.min(samples, at + blockSamples), index))
  return new Uint8Array(Buffer.concat(parts))
}

function metadataBlock(type: number, body: Buffer, isLast: boolean): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt32BE(body.length)
  head[0] = type | (isLast ? 0x80 : 0)
  return Buffer.concat([head, body])
}

/** Section 8.2: block sizes, frame sizes (unknown), rate, channels, bits, samples, MD5 of the samples. */
function streamInfo(sound: Sound, samples: number, pcm: Buffer): Buffer {
  const out = Buffer.alloc(34)
  out.writeUInt16BE(blockSamples, 0)
  out.writeUInt16BE(blockSamples, 2)
  const packed =
    (BigInt(sound.sampleRateHz) << 44n) |
    (BigInt(sound.channels.length - 1) << 41n) |
    (BigInt(bitsEach - 1) << 36n) |
    BigInt(samples)
  out.writeBigUInt64BE(packed, 10)
  createHash('md5').update(pcm).digest().copy(out, 18)
  return out
}

function vorbisComments(comments: Readonly<Record<string, string>>): Buffer {
  const fields = Object.entries(comments).map(([name, value]) => Buffer.from(`${name}=${value}`, 'utf8'))
  return Buffer.concat([
    withLength(Buffer.from('assetloom')),
    lengthOf(fields.length),
    ...fields.map(withLength),
  ])
}

function withLength(bytes: Buffer): Buffer {
  return Buffer.concat([lengthOf(bytes.length), bytes])
}

function lengthOf(count: number): Buffer {
  const out = Buffer.alloc(4)
  out.writeUInt32LE(count)
  return out
}

/** Section 9: sync code, 16 bit block size (code 7), rate as in the stream's head, channels, 16 bits (code 4). */
function writeFrame(sound: Sound, from: number, to: number, index: number): Buffer {
  const head = Buffer.from([0xff, 0xf8, 0x70, ((sound.channels.length - 1) << 4) | 0x08])
  const size = Buffer.alloc(2)
  size.writeUInt16BE(to - from - 1)
  const unsigned = Buffer.concat([head, codedNumber(index), size])
  const subframes = sound.channels.map((channel) => {
    const out = Buffer.alloc(1 + (to - from) * 2)
    // Verbatim: type 000001, no wasted bits.
    out[0] = 0x02
    for (let at = from; at < to; at++) out.writeInt16BE(toInt16(channel[at]!), 1 + (at - from) * 2)
    return out
  })
  const body = Buffer.concat([unsigned, Buffer.from([crc8(unsigned)]), ...subframes])
  const tail = Buffer.alloc(2)
  tail.writeUInt16BE(crc16(body))
  return Buffer.concat([body, tail])
}

/** Section 9.1.5: the frame's number as UTF-8 codes a character; up to 16 bits are enough for the longest sound. */
function codedNumber(index: number): Buffer {
  if (index < 0x80) return Buffer.from([index])
  if (index < 0x800) return Buffer.from([0xc0 | (index >> 6), 0x80 | (index & 0x3f)])
  return Buffer.from([0xe0 | (index >> 12), 0x80 | ((index >> 6) & 0x3f), 0x80 | (index & 0x3f)])
}

function interleave(sound: Sound, samples: number): Buffer {
  const out = Buffer.alloc(samples * sound.channels.length * 2)
  let at = 0
  for (let index = 0; index < samples; index++)
    for (const channel of sound.channels) at = out.writeInt16LE(toInt16(channel[index]!), at)
  return out
}

/** Polynomial x^8 + x^2 + x + 1, section 9.1.8. */
function crc8(bytes: Buffer): number {
  let crc = 0
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x80 ? ((crc << 1) ^ 0x07) & 0xff : (crc << 1) & 0xff
  }
  return crc
}

const crc16Table = Uint16Array.from({ length: 256 }, (_, index) => {
  let crc = index << 8
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? ((crc << 1) ^ 0x8005) & 0xffff : (crc << 1) & 0xffff
  return crc
})

/** Polynomial x^16 + x^15 + x^2 + 1, section 9.3. */
function crc16(bytes: Buffer): number {
  let crc = 0
  for (const byte of bytes) crc = ((crc << 8) & 0xffff) ^ crc16Table[(crc >> 8) ^ byte]!
  return crc
}
