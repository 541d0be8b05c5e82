import { AssetloomError } from '../errors.js'
import { soundLimits } from './sound.js'

/** The generator polynomial of Ogg's page checksum, not reflected, start value 0 (RFC 3533, section 6). */
const crcTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index << 24
  for (let bit = 0; bit < 8; bit++) value = value & 0x8000_0000 ? (value << 1) ^ 0x04c1_1db7 : value << 1
  return value >>> 0
})

const headerBytes = 27
const endOfStream = 4

export interface OggPage {
  /** Place of the page within the file, bytes. */
  readonly from: number
  readonly to: number
  readonly serial: number
  /** Samples of one channel up to the end of this page; -1 where no packet ends on it. */
  readonly granule: bigint
  readonly flags: number
}

export interface OggVorbisStream {
  readonly sampleRateHz: number
  readonly channels: number
  /** Samples of one channel, by the position of the last page. */
  readonly samples: number
  readonly pages: readonly OggPage[]
}

export function isOgg(bytes: Uint8Array): boolean {
  return startsWith(bytes, 0, 'OggS')
}

/** Whether an Ogg file's first packet is Vorbis'; others (Opus, FLAC, Theora) have another first packet. */
export function isOggVorbis(bytes: Uint8Array): boolean {
  return isOgg(bytes) && startsWith(bytes, headerBytes + (bytes[26] ?? 0), '\u0001vorbis')
}

/**
 * The pages of an Ogg file with one Vorbis stream (RFC 3533; Vorbis I specification, section 4.2.2), every checksum
 * verified. Throws InvalidInput for damaged, cut off, chained or multiplexed files and for what is beyond `soundLimits`.
 */
export function readOggVorbis(bytes: Uint8Array): OggVorbisStream {
  if (!isOggVorbis(bytes)) throw invalid('the OGG holds no Vorbis sound', 'Deliver Ogg Vorbis.')
  const pages = readPages(bytes)
  const [first, last] = [pages[0]!, pages.at(-1)!]
  if (pages.some((page) => page.serial !== first.serial))
    throw invalid('the OGG holds more than one stream', 'Deliver one sound a file.')
  if ((last.flags & endOfStream) === 0)
    throw invalid('the OGG ends before its last page', 'Deliver the whole file.')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const head = headerBytes + bytes[26]!
  if (first.to - head < 30)
    throw invalid('the OGG has a Vorbis header that is cut off', 'Deliver the whole file.')
  const channels = bytes[head + 11]!
  const sampleRateHz = view.getUint32(head + 12, true)
  const samples = Number(last.granule)
  checkLimits(channels, sampleRateHz, samples)
  return { sampleRateHz, channels, samples, pages }
}

function readPages(bytes: Uint8Array): OggPage[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const pages: OggPage[] = []
  let at = 0
  while (at < bytes.length) {
    const where = `page ${pages.length + 1} of the OGG`
    if (!startsWith(bytes, at, 'OggS')) throw invalid(`${where} does not begin where it should`, wholeFile)
    const segments = at + headerBytes <= bytes.length ? bytes[at + 26]! : 0
    const bodyFrom = at + headerBytes + segments
    if (bodyFrom > bytes.length) throw invalid(`${where} is cut off`, wholeFile)
    let to = bodyFrom
    for (let index = at + headerBytes; index < bodyFrom; index++) to += bytes[index]!
    if (to > bytes.length || to === at) throw invalid(`${where} is cut off`, wholeFile)
    if (pageCrc(bytes, at, to) !== view.getUint32(at + 22, true))
      throw invalid(`${where} is damaged: its checksum does not match`, 'Deliver the file again.')
    const granule = view.getBigInt64(at + 6, true)
    pages.push({ from: at, to, serial: view.getUint32(at + 14, true), granule, flags: bytes[at + 5]! })
    at = to
  }
  return pages
}

const wholeFile = 'Deliver the whole file.'

function checkLimits(channels: number, sampleRateHz: number, samples: number): void {
  const { channelsMax, durationMaxS, sampleRateMinHz, sampleRateMaxHz } = soundLimits
  if (channels < 1 || channels > channelsMax)
    throw invalid(`the OGG has ${channels} channels`, 'Export mono or stereo.')
  if (sampleRateHz < sampleRateMinHz || sampleRateHz > sampleRateMaxHz)
    throw invalid(
      `the OGG has ${sampleRateHz} samples a second`,
      `Export with ${sampleRateMinHz} to ${sampleRateMaxHz} Hz.`,
    )
  if (samples < 1) throw invalid('the OGG has no samples', 'Deliver a sound that is not empty.')
  if (samples > durationMaxS * sampleRateHz)
    throw invalid(
      `the OGG lasts ${(samples / sampleRateHz).toFixed(1)} s`,
      `Deliver at most ${durationMaxS} s.`,
    )
}

/** Checksum of a page with its checksum field taken as zero. */
function pageCrc(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0
  for (let at = from; at < to; at++) {
    const byte = at >= from + 22 && at < from + 26 ? 0 : bytes[at]!
    crc = ((crc << 8) ^ crcTable[((crc >>> 24) ^ byte) & 0xff]!) >>> 0
  }
  return crc
}

function startsWith(bytes: Uint8Array, at: number, text: string): boolean {
  if (at + text.length > bytes.length) return false
  for (let index = 0; index < text.length; index++)
    if (bytes[at + index] !== text.charCodeAt(index)) return false
  return true
}

function invalid(message: string, hint: string): AssetloomError {
  return new AssetloomError('InvalidInput', message, hint)
}
