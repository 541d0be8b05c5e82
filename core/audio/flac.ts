import { AssetloomError } from '../errors.js'
import { BitReader } from './bit-reader.js'
import { readFlacSubframe } from './flac-subframe.js'
import { createSound, soundLimits, type Sound } from './sound.js'

/** Metadata blocks before the frames; a file with more is no sound that a coder wrote. */
const blocksMax = 200
const bitsMax = 24

interface StreamInfo {
  readonly sampleRateHz: number
  readonly channels: number
  readonly bits: number
  /** 0 = the file does not say. */
  readonly samples: number
}

/** Whether the bytes begin like a FLAC file. */
export function isFlac(bytes: Uint8Array): boolean {
  return bytes.length >= 42 && String.fromCharCode(...bytes.subarray(0, 4)) === 'fLaC'
}

/**
 * Reads a FLAC file (RFC 9639) of one or two channels and 4 to 24 bits; the checksum of each frame is verified. Throws
 * InvalidInput with what is wrong: also for a file that ends before the samples that it says it has.
 */
export function readFlac(bytes: Uint8Array): Sound {
  if (!isFlac(bytes)) throw invalid('the bytes are no FLAC file')
  try {
    return readFrames(bytes)
  } catch (error) {
    if (error instanceof RangeError) throw invalid(`the FLAC file is damaged: ${error.message}`)
    throw error
  }
}

function readFrames(bytes: Uint8Array): Sound {
  const { info, framesAt } = readMetadata(bytes)
  const most = info.sampleRateHz * soundLimits.durationMaxS
  if (info.samples > most) throw invalid(`the sound is longer than ${soundLimits.durationMaxS} s`)
  const blocks: number[][][] = []
  let samples = 0
  let at = framesAt
  while (at < bytes.length && (info.samples === 0 || samples < info.samples)) {
    const frame = readFrame(bytes, at, info)
    samples += frame.channels[0]!.length
    if (samples > most) throw invalid(`the sound is longer than ${soundLimits.durationMaxS} s`)
    blocks.push(frame.channels)
    at = frame.endAt
  }
  if (samples === 0) throw invalid('the FLAC file holds no samples')
  if (info.samples > 0 && samples !== info.samples)
    throw invalid(`the FLAC file says that it has ${info.samples} samples and holds ${samples}`)
  return join(blocks, samples, info)
}

function join(blocks: readonly number[][][], samples: number, info: StreamInfo): Sound {
  const sound = createSound(info.sampleRateHz, info.channels, samples)
  const fullScale = 2 ** (info.bits - 1)
  let at = 0
  for (const block of blocks) {
    for (const [index, channel] of sound.channels.entries())
      for (const [offset, value] of block[index]!.entries()) channel[at + offset] = value / fullScale
    at += block[0]!.length
  }
  return sound
}

/** Section 8: blocks of a type and a length; the first one is the stream info. */
function readMetadata(bytes: Uint8Array): { info: StreamInfo; framesAt: number } {
  let at = 4
  let info: StreamInfo | null = null
  for (let block = 0; block < blocksMax; block++) {
    const head = new BitReader(bytes, at)
    const isLast = head.read(1) === 1
    const type = head.read(7)
    const length = head.read(24)
    if (block === 0 && type !== 0) throw new RangeError('it does not begin with its stream info')
    info ??= readStreamInfo(new BitReader(bytes, at + 4))
    at += 4 + length
    if (isLast) return { info, framesAt: at }
  }
  throw new RangeError('its metadata do not end')
}

function readStreamInfo(reader: BitReader): StreamInfo {
  for (const bits of [16, 16, 24, 24]) reader.read(bits)
  const sampleRateHz = reader.read(20)
  const channels = reader.read(3) + 1
  const bits = reader.read(5) + 1
  const samples = reader.read(4) * 2 ** 32 + reader.read(32)
  if (channels > soundLimits.channelsMax) throw invalid(`the sound has ${channels} channels`)
  if (bits > bitsMax) throw invalid(`the sound has ${bits} bits a sample`)
  return { sampleRateHz, channels, bits, samples }
}

/** Section 9: header, a subframe a channel, checksum. Channels of a stereo pair come back as left and right. */
function readFrame(bytes: Uint8Array, at: number, info: StreamInfo): { channels: number[][]; endAt: number } {
  const reader = new BitReader(bytes, at)
  if (reader.read(15) !== 0x7ffc) throw new RangeError('a frame does not begin where it should')
  reader.read(1)
  const [sizeCode, rateCode, assignment, bitsCode] = [4, 4, 4, 3].map((bits) => reader.read(bits)) as [
    number,
    number,
    number,
    number,
  ]
  reader.read(1)
  readCodedNumber(reader)
  const samples = readBlockSize(reader, sizeCode)
  if (rateCode === 12) reader.read(8)
  else if (rateCode === 13 || rateCode === 14) reader.read(16)
  reader.read(8)
  const isPair = assignment >= 8 && assignment <= 10
  const count = isPair ? 2 : assignment + 1
  const sizes = [info.bits, 8, 12, -1, 16, 20, 24, 32]
  if (assignment > 10 || count !== info.channels || sizes[bitsCode] !== info.bits)
    throw new RangeError('a frame is of another form than its stream')
  // The channel that holds a difference has one bit more.
  const wider = assignment === 8 || assignment === 10 ? 1 : assignment === 9 ? 0 : -1
  const channels = Array.from({ length: count }, (_, index) =>
    readFlacSubframe(reader, samples, info.bits + (index === wider ? 1 : 0)),
  )
  const end = reader.align()
  if (crc16(bytes.subarray(at, end)) !== new BitReader(bytes, end).read(16))
    throw new RangeError('the checksum of a frame is wrong')
  return {
    channels: isPair ? separate(channels as [number[], number[]], assignment) : channels,
    endAt: end + 2,
  }
}

function separate([first, second]: [number[], number[]], assignment: number): number[][] {
  if (assignment === 8) return [first, first.map((left, at) => left - second[at]!)]
  if (assignment === 9) return [first.map((side, at) => side + second[at]!), second]
  const left = first.map((mid, at) => {
    const side = second[at]!
    // The lowest bit of the sum was left out of the middle; it is that of the difference.
    return (2 * mid + (side & 1) + side) / 2
  })
  return [left, left.map((value, at) => value - second[at]!)]
}

/** Its value is not needed: frames follow one another. Bytes as of UTF-8, up to seven. */
function readCodedNumber(reader: BitReader): void {
  const first = reader.read(8)
  const ones = Math.clz32(~(first << 24))
  if (ones === 1 || ones > 7) throw new RangeError('a frame has no number')
  for (let more = 1; more < ones; more++) reader.read(8)
}

function readBlockSize(reader: BitReader, code: number): number {
  if (code === 1) return 192
  if (code >= 2 && code <= 5) return 576 * 2 ** (code - 2)
  if (code === 6) return reader.read(8) + 1
  if (code === 7) return reader.read(16) + 1
  if (code >= 8) return 256 * 2 ** (code - 8)
  throw new RangeError('a frame has no size')
}

const crcTable = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ 0x8005 : crc << 1
  return crc & 0xffff
})

/** Polynomial x^16 + x^15 + x^2 + 1, from 0 (section 9.3). */
function crc16(bytes: Uint8Array): number {
  let crc = 0
  for (const byte of bytes) crc = ((crc << 8) ^ crcTable[(crc >> 8) ^ byte]!) & 0xffff
  return crc
}

function invalid(message: string): AssetloomError {
  return new AssetloomError(
    'InvalidInput',
    message,
    'Deliver a FLAC file of one or two channels, as a coder writes it.',
  )
}
