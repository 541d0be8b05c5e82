/** Constant rates of MPEG-1 layer III by their index in a frame's header, kbit/s (ISO 11172-3, 2.4.2.3). */
export const mp3BitratesKbps = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320] as const

/** The constant rate nearest to what was asked for that the encoder has (it lacks 56), the higher of two as near. */
export function nearestMp3Bitrate(kbps: number): number {
  const rates = mp3BitratesKbps.filter((rate) => rate !== 56)
  return rates.reduce((best, rate) => (Math.abs(rate - kbps) <= Math.abs(best - kbps) ? rate : best))
}

const sampleRatesHz = [44_100, 48_000, 32_000] as const

/** Samples of one channel in a frame of MPEG-1 layer III. */
export const mp3FrameSamples = 1152

/** What LAME puts before the first sample, and what every decoder adds to it (LAME, "mp3 info tag"). */
const encoderDelay = 576

export interface Mp3Header {
  readonly bitrateKbps: number
  readonly sampleRateHz: number
  readonly channels: number
  /** Bytes of the whole frame, header included. */
  readonly frameBytes: number
  /** Bytes of the side information behind the header. */
  readonly sideBytes: number
}

/** The header at `at`; null when none of MPEG-1 layer III with a constant rate stands there. */
export function readMp3Header(bytes: Uint8Array, at: number): Mp3Header | null {
  if (at + 4 > bytes.length) return null
  // Eleven bits of sync, MPEG version 1 (11), layer III (01); the protection bit may be either.
  if (bytes[at] !== 0xff || (bytes[at + 1]! & 0xfe) !== 0xfa) return null
  const bitrateKbps = mp3BitratesKbps[(bytes[at + 2]! >> 4) - 1]
  const sampleRateHz = sampleRatesHz[(bytes[at + 2]! >> 2) & 3]
  if (bitrateKbps === undefined || sampleRateHz === undefined) return null
  const padding = (bytes[at + 2]! >> 1) & 1
  const channels = bytes[at + 3]! >> 6 === 3 ? 1 : 2
  return {
    bitrateKbps,
    sampleRateHz,
    channels,
    frameBytes: Math.floor((144_000 * bitrateKbps) / sampleRateHz) + padding,
    sideBytes: channels === 1 ? 17 : 32,
  }
}

/** Bytes of an ID3v2 tag at the beginning (id3.org, ID3v2.4, section 3.1); 0 when there is none. */
export function id3TagBytes(bytes: Uint8Array): number {
  if (bytes.length < 10 || bytes[0] !== 0x49 || bytes[1] !== 0x44 || bytes[2] !== 0x33) return 0
  const size = (bytes[6]! << 21) | (bytes[7]! << 14) | (bytes[8]! << 7) | bytes[9]!
  return 10 + (size & 0x0fff_ffff)
}

/** Whether the bytes begin like an MP3 file: a tag, or a frame of layer III of any MPEG version. */
export function isMp3(bytes: Uint8Array): boolean {
  if (id3TagBytes(bytes) > 0) return true
  if (bytes.length < 4 || bytes[0] !== 0xff || (bytes[1]! & 0xe6) !== 0xe2) return false
  return (bytes[2]! & 0xf0) !== 0xf0 && (bytes[2]! & 0x0c) !== 0x0c
}

/**
 * The MP3 with a first frame that holds the "Info" tag: number of frames, and how many samples at both ends are no sound
 * ("mp3 info tag revision 1", LAME project), so that players give back exactly `samples` and loops stay loops.
 * `frames` are frames of one constant rate as LAME writes them. Returns them unchanged when they are none.
 */
export function insertMp3Info(frames: Uint8Array, samples: number): Uint8Array {
  const first = readMp3Header(frames, 0)
  if (first === null) return frames
  let count = 0
  for (let at = 0; at < frames.length;) {
    const header = readMp3Header(frames, at)
    if (header === null) return frames
    at += header.frameBytes
    count++
  }
  const padding = count * mp3FrameSamples - encoderDelay - samples
  if (padding < 0 || padding > 0xfff) return frames
  const info = buildInfoFrame(frames, first, { count, padding })
  const out = new Uint8Array(info.length + frames.length)
  out.set(info)
  out.set(frames, info.length)
  return out
}

function buildInfoFrame(
  frames: Uint8Array,
  first: Mp3Header,
  { count, padding }: { readonly count: number; readonly padding: number },
): Uint8Array {
  // The tag needs 192 bytes; a low rate's own frame has fewer, so this one frame takes a higher rate.
  const bitrateKbps = Math.max(first.bitrateKbps, 80)
  const rateIndex = mp3BitratesKbps.indexOf(bitrateKbps as (typeof mp3BitratesKbps)[number]) + 1
  const bytes = Math.floor((144_000 * bitrateKbps) / first.sampleRateHz)
  const info = new Uint8Array(bytes)
  const view = new DataView(info.buffer)
  // No checksum, no padding; channel mode as in the first frame.
  info.set([0xff, 0xfb, (rateIndex << 4) | (frames[2]! & 0x0c), frames[3]!])
  const tag = 4 + first.sideBytes
  putText(info, tag, 'Info')
  // Frames, bytes, table of contents and quality are there.
  view.setUint32(tag + 4, 0x0f)
  view.setUint32(tag + 8, count)
  view.setUint32(tag + 12, bytes + frames.length)
  for (let percent = 0; percent < 100; percent++) info[tag + 16 + percent] = Math.floor((percent * 256) / 100)
  const lame = tag + 120
  putText(info, lame, 'LAME3.100')
  // Revision 0, constant bitrate.
  info[lame + 9] = 0x01
  info[lame + 20] = Math.min(255, first.bitrateKbps)
  info[lame + 21] = encoderDelay >> 4
  info[lame + 22] = ((encoderDelay & 0x0f) << 4) | (padding >> 8)
  info[lame + 23] = padding & 0xff
  view.setUint32(lame + 28, bytes + frames.length)
  view.setUint16(lame + 32, crc16(frames, frames.length))
  view.setUint16(lame + 34, crc16(info, lame + 34))
  return info
}

/** CRC-16 as LAME's tag carries it: polynomial 0x8005 reflected, start value 0. */
function crc16(bytes: Uint8Array, length: number): number {
  let crc = 0
  for (let at = 0; at < length; at++) {
    crc ^= bytes[at]!
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1
  }
  return crc
}

function putText(bytes: Uint8Array, at: number, text: string): void {
  for (let index = 0; index < text.length; index++) bytes[at + index] = text.charCodeAt(index)
}
