import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createEncoder, type WasmMediaEncoder } from 'wasm-media-encoders'
import { insertMp3Info, nearestMp3Bitrate } from '../../core/audio/mp3-frames.js'
import { sampleCount, type Sound } from '../../core/audio/sound.js'
import { AssetloomError } from '../../core/errors.js'

/** Of both encoders; finishSound brings other rates to the first of them. */
const sampleRatesHz: readonly number[] = [44_100, 48_000, 32_000]

/** About 190 kbit/s for stereo: beyond it nobody hears a difference in a game. */
const oggQuality = 6
const mp3Kbps = 192

/** The encoders copy what they are given; whole sounds at once would be in memory four times. */
const pieceSamples = 65_536

const modules = new Map<string, Promise<WebAssembly.Module>>()

/** Compiled once a process: compiling takes longer than encoding a short sound. */
function loadModule(format: 'ogg' | 'mp3'): Promise<WebAssembly.Module> {
  let module = modules.get(format)
  if (module === undefined) {
    const path = createRequire(import.meta.url).resolve(`wasm-media-encoders/wasm/${format}`)
    module = readFile(path).then((bytes) => WebAssembly.compile(bytes))
    modules.set(format, module)
  }
  return module
}

/**
 * Ogg Vorbis by libvorbis. The stream's serial number, random by custom, comes from the samples: equal samples give equal
 * bytes, and two different sounds still have different serials.
 */
export async function encodeOgg(sound: Sound, quality = oggQuality): Promise<Uint8Array> {
  assertEncodable(sound, 'OGG')
  if (!(quality >= -1 && quality <= 10)) throw new RangeError(`OGG quality ${quality} is not from -1 to 10`)
  const encoder = await createEncoder('audio/ogg', await loadModule('ogg'))
  encoder.configure({
    channels: channelsOf(sound),
    sampleRate: sound.sampleRateHz,
    vbrQuality: quality,
    oggSerialNo: serialOf(sound),
  })
  return encodePieces(encoder, sound)
}

/** MP3 by LAME with the constant bitrate nearest to the one asked for, and a length tag. */
export async function encodeMp3(sound: Sound, bitrateKbps = mp3Kbps): Promise<Uint8Array> {
  assertEncodable(sound, 'MP3')
  const encoder = await createEncoder('audio/mpeg', await loadModule('mp3'))
  encoder.configure({
    channels: channelsOf(sound),
    sampleRate: sound.sampleRateHz,
    bitrate: nearestMp3Bitrate(bitrateKbps) as 192,
    outputSampleRate: sound.sampleRateHz as 44_100,
  })
  return insertMp3Info(encodePieces(encoder, sound), sampleCount(sound))
}

function encodePieces(encoder: WasmMediaEncoder<'audio/ogg' | 'audio/mpeg'>, sound: Sound): Uint8Array {
  const parts: Uint8Array[] = []
  const count = sampleCount(sound)
  for (let at = 0; at < count; at += pieceSamples) {
    const piece = sound.channels.map((channel) =>
      channel.slice(at, at + pieceSamples).map((sample) => Math.max(-1, Math.min(1, sample))),
    )
    // The encoder's memory is reused by its next call.
    parts.push(encoder.encode(piece).slice())
  }
  parts.push(encoder.finalize().slice())
  return new Uint8Array(Buffer.concat(parts))
}

function assertEncodable(sound: Sound, name: string): void {
  if (sampleCount(sound) === 0)
    throw new AssetloomError('InvalidInput', `a sound without samples cannot be ${name}`, 'Record it again.')
  if (!sampleRatesHz.includes(sound.sampleRateHz))
    throw new AssetloomError(
      'InvalidInput',
      `${name} is not written with ${sound.sampleRateHz} samples a second`,
      `Resample the sound to one of ${sampleRatesHz.join(', ')} Hz.`,
    )
}

function channelsOf(sound: Sound): 1 | 2 {
  return sound.channels.length === 1 ? 1 : 2
}

function serialOf(sound: Sound): number {
  const hash = createHash('sha256')
  for (const { buffer, byteOffset, byteLength } of sound.channels)
    hash.update(new Uint8Array(buffer, byteOffset, byteLength))
  return hash.digest().readInt32LE(0)
}
