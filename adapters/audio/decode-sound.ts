import { OggVorbisDecoder } from '@wasm-audio-decoders/ogg-vorbis'
import { MPEGDecoder } from 'mpg123-decoder'
import { id3TagBytes } from '../../core/audio/mp3-frames.js'
import { readOggVorbis } from '../../core/audio/ogg-pages.js'
import { createSound, soundLimits, type Sound } from '../../core/audio/sound.js'
import { AssetloomError } from '../../core/errors.js'

/** A few kilobytes of OGG can decode to hours, so files are read in pieces, and reading ends at the longest duration. */
const pieceBytes = 65_536

interface Piece {
  readonly channelData: readonly Float32Array[]
  readonly samplesDecoded: number
  readonly sampleRate: number
  readonly errors: readonly { readonly message: string }[]
}

/** Decodes Ogg Vorbis (libvorbis in WebAssembly); the checksum of every page is verified before. */
export async function decodeOgg(bytes: Uint8Array, signal?: AbortSignal): Promise<Sound> {
  const stream = readOggVorbis(bytes)
  const decoder = new OggVorbisDecoder()
  try {
    await decoder.ready
    const collected = collectPieces('OGG')
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      signal?.throwIfAborted()
      collected.add(await decoder.decode(bytes.subarray(at, at + pieceBytes)))
    }
    collected.add(await decoder.flush())
    const sound = collected.join(stream.sampleRateHz)
    const decoded = sound.channels[0]!.length
    if (decoded !== stream.samples)
      throw invalid(
        `the OGG says that it has ${stream.samples} samples and holds ${decoded}`,
        'Export the sound again.',
      )
    return sound
  } finally {
    decoder.free()
  }
}

/** Decodes MP3 (mpg123 in WebAssembly); what its length tag counts as no sound is left out. */
export async function decodeMp3(bytes: Uint8Array, signal?: AbortSignal): Promise<Sound> {
  const from = id3TagBytes(bytes)
  const decoder = new MPEGDecoder({ enableGapless: true })
  try {
    await decoder.ready
    const collected = collectPieces('MP3')
    for (let at = from; at < bytes.length; at += pieceBytes) {
      signal?.throwIfAborted()
      collected.add(decoder.decode(bytes.subarray(at, at + pieceBytes)))
    }
    return oneChannelIfEqual(collected.join(null))
  } finally {
    decoder.free()
  }
}

/** The decoder gives every mono file two equal channels. */
function oneChannelIfEqual(sound: Sound): Sound {
  const [left, right] = sound.channels
  const isMono = right === undefined || left!.every((sample, at) => sample === right[at])
  return isMono ? { ...sound, channels: [left!] } : sound
}

/** Gathers decoded pieces and refuses what gets too long, has too many channels or changes its sample rate. */
function collectPieces(name: string): { add(piece: Piece): void; join(sampleRateHz: number | null): Sound } {
  const pieces: (readonly Float32Array[])[] = []
  let total = 0
  let channels = 0
  let rate = 0
  return {
    add(piece) {
      if (piece.errors.length > 0)
        throw invalid(
          `the ${name} is damaged: ${piece.errors[0]!.message.slice(0, 120)}`,
          'Deliver the file again.',
        )
      if (piece.samplesDecoded === 0) return
      if (rate !== 0 && (piece.sampleRate !== rate || piece.channelData.length !== channels))
        throw invalid(`the ${name} changes its sample rate or channels on the way`, 'Export the sound again.')
      rate = piece.sampleRate
      channels = piece.channelData.length
      total += piece.samplesDecoded
      if (total > soundLimits.durationMaxS * rate)
        throw invalid(`the ${name} lasts over ${soundLimits.durationMaxS} s`, 'Deliver a shorter sound.')
      pieces.push(piece.channelData.map((channel) => channel.slice(0, piece.samplesDecoded)))
    },
    join(sampleRateHz) {
      if (total === 0)
        throw invalid(`the ${name} holds no sound that can be decoded`, 'Deliver the whole file.')
      if (channels > soundLimits.channelsMax)
        throw invalid(`the ${name} has ${channels} channels`, 'Export mono or stereo.')
      const sound = createSound(sampleRateHz ?? rate, channels, total)
      let at = 0
      for (const piece of pieces) {
        piece.forEach((samples, channel) => sound.channels[channel]!.set(samples, at))
        at += piece[0]!.length
      }
      return sound
    },
  }
}

function invalid(message: string, hint: string): AssetloomError {
  return new AssetloomError('InvalidInput', message, hint)
}
