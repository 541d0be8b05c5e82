import { AssetloomError } from '../errors.js'
import { createSound, sampleCount, soundLimits, type Sound } from './sound.js'

/**
 * RIFF/WAVE as the Microsoft "Multiple Channel Audio Data and WAVE Files" paper describes it: `fmt ` with format 1
 * (PCM), 3 (float) or 0xfffe (extensible, whose sub-format begins with one of the two), then `data`.
 */
const pcm = 1
const float = 3
const extensible = 0xfffe

/** Chunks before `data` that are read past; a file with more is no sound that an editor wrote. */
const chunksMax = 1_000

interface WavFormat {
  readonly code: number
  readonly channels: number
  readonly sampleRateHz: number
  readonly bits: number
}

/** Whether the bytes begin like a WAV file. */
export function isWav(bytes: Uint8Array): boolean {
  return bytes.length >= 12 && ascii(bytes, 0) === 'RIFF' && ascii(bytes, 8) === 'WAVE'
}

/**
 * Reads 8, 16, 24 and 32 bit PCM and 32 bit float. A `data` chunk that says it is longer than the file (recorders that
 * stream do not know the length) gives the samples that are there, as long as there is one.
 * Throws InvalidInput with what is wrong for everything else.
 */
export function readWav(bytes: Uint8Array): Sound {
  if (!isWav(bytes)) throw invalid('the bytes are no WAV file', 'Deliver a RIFF WAVE file.')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let format: WavFormat | null = null
  let at = 12
  for (let chunk = 0; chunk < chunksMax && at + 8 <= bytes.length; chunk++) {
    const name = ascii(bytes, at)
    const declared = view.getUint32(at + 4, true)
    const start = at + 8
    const end = Math.min(bytes.length, start + declared)
    if (name === 'fmt ') format = readFormat(view, start, end)
    if (name === 'data') {
      if (format === null)
        throw invalid('the WAV has its samples before their format', 'Export the sound again.')
      return readSamples(view, start, end, format)
    }
    // Chunks are padded to even lengths; the pad byte does not count.
    at = start + declared + (declared % 2)
  }
  throw invalid('the WAV ends before its samples (no data chunk)', 'Deliver the whole file.')
}

function readFormat(view: DataView, start: number, end: number): WavFormat {
  if (end - start < 16) throw invalid('the WAV has a format chunk that is cut off', 'Deliver the whole file.')
  let code = view.getUint16(start, true)
  if (code === extensible && end - start >= 26) code = view.getUint16(start + 24, true)
  const format = {
    code,
    channels: view.getUint16(start + 2, true),
    sampleRateHz: view.getUint32(start + 4, true),
    bits: view.getUint16(start + 14, true),
  }
  const known = code === pcm ? [8, 16, 24, 32] : code === float ? [32] : []
  if (!known.includes(format.bits))
    throw invalid(
      `the WAV holds format ${code} with ${format.bits} bits a sample`,
      'Export 8, 16, 24 or 32 bit PCM or 32 bit float.',
    )
  if (format.channels < 1 || format.channels > soundLimits.channelsMax)
    throw invalid(`the WAV has ${format.channels} channels`, 'Export mono or stereo.')
  const { sampleRateMinHz, sampleRateMaxHz } = soundLimits
  if (format.sampleRateHz < sampleRateMinHz || format.sampleRateHz > sampleRateMaxHz)
    throw invalid(
      `the WAV has ${format.sampleRateHz} samples a second`,
      `Export with ${sampleRateMinHz} to ${sampleRateMaxHz} Hz.`,
    )
  return format
}

function readSamples(view: DataView, start: number, end: number, format: WavFormat): Sound {
  const bytesEach = format.bits / 8
  const samples = Math.floor((end - start) / (bytesEach * format.channels))
  if (samples === 0) throw invalid('the WAV has no samples', 'Deliver a sound that is not empty.')
  if (samples > format.sampleRateHz * soundLimits.durationMaxS)
    throw invalid(
      `the WAV lasts ${(samples / format.sampleRateHz).toFixed(1)} s`,
      `Deliver at most ${soundLimits.durationMaxS} s.`,
    )
  const sound = createSound(format.sampleRateHz, format.channels, samples)
  const read = sampleReader(view, format)
  let at = start
  for (let index = 0; index < samples; index++)
    for (const channel of sound.channels) {
      channel[index] = read(at)
      at += bytesEach
    }
  return sound
}

function sampleReader(view: DataView, { code, bits }: WavFormat): (at: number) => number {
  if (code === float)
    return (at) => {
      // NaN and infinities are bit patterns of float files; they would spread through every filter.
      const value = view.getFloat32(at, true)
      return Number.isFinite(value) ? Math.max(-8, Math.min(8, value)) : 0
    }
  if (bits === 8) return (at) => (view.getUint8(at) - 128) / 128
  if (bits === 16) return (at) => view.getInt16(at, true) / 0x8000
  if (bits === 24) return (at) => ((view.getInt8(at + 2) << 16) | view.getUint16(at, true)) / 0x80_0000
  return (at) => view.getInt32(at, true) / 0x8000_0000
}

/**
 * 16 bit PCM, channels interleaved, a header of 44 bytes and nothing else: equal samples give equal bytes. Samples are
 * rounded to the nearest step of 1/32768 and clamped to the range.
 */
export function writeWav(sound: Sound): Uint8Array {
  const samples = sampleCount(sound)
  const channels = sound.channels.length
  const dataBytes = samples * channels * 2
  const out = new Uint8Array(44 + dataBytes)
  const view = new DataView(out.buffer)
  putAscii(out, 0, 'RIFF')
  view.setUint32(4, 36 + dataBytes, true)
  putAscii(out, 8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, pcm, true)
  view.setUint16(22, channels, true)
  view.setUint32(24, sound.sampleRateHz, true)
  view.setUint32(28, sound.sampleRateHz * channels * 2, true)
  view.setUint16(32, channels * 2, true)
  view.setUint16(34, 16, true)
  putAscii(out, 36, 'data')
  view.setUint32(40, dataBytes, true)
  let at = 44
  for (let index = 0; index < samples; index++)
    for (const channel of sound.channels) {
      view.setInt16(at, toInt16(channel[index]!), true)
      at += 2
    }
  return out
}

/** What a sample is as a 16 bit integer. */
export function toInt16(sample: number): number {
  return Math.max(-0x8000, Math.min(0x7fff, Math.round(sample * 0x8000)))
}

function ascii(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4))
}

function putAscii(bytes: Uint8Array, at: number, text: string): void {
  for (let index = 0; index < text.length; index++) bytes[at + index] = text.charCodeAt(index)
}

function invalid(message: string, hint: string): AssetloomError {
  return new AssetloomError('InvalidInput', message, hint)
}
