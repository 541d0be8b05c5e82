import { isFlac, readFlac } from '../../core/audio/flac.js'
import { id3TagBytes, isMp3 } from '../../core/audio/mp3-frames.js'
import { isOgg, isOggVorbis } from '../../core/audio/ogg-pages.js'
import { soundLimits } from '../../core/audio/sound.js'
import type { SoundCodec } from '../../core/audio/sound-ports.js'
import { isWav, readWav, writeWav } from '../../core/audio/wav.js'
import { AssetloomError } from '../../core/errors.js'
import { decodeWithFfmpeg, ffmpegFormatOf } from './ffmpeg-decoder.js'
import { decodeMp3, decodeOgg } from './decode-sound.js'
import { encodeMp3, encodeOgg } from './encode-sound.js'

export interface SoundCodecOptions {
  /** A program that reads what this codec cannot (AIFF, M4A, WebM, Opus); absent = those are refused. */
  readonly ffmpegPath?: string | null
}

/** WAV and FLAC by our own code, OGG and MP3 by encoders and decoders in WebAssembly: no program has to be installed. */
export function createSoundCodec(options: SoundCodecOptions = {}): SoundCodec {
  return {
    async decode(bytes, signal) {
      signal?.throwIfAborted()
      if (bytes.length === 0) throw invalid('the sound is an empty file', 'Deliver the whole file.')
      if (bytes.length > soundLimits.encodedBytesMax)
        throw invalid(
          `the sound has ${bytes.length} bytes`,
          `Deliver at most ${soundLimits.encodedBytesMax} bytes.`,
        )
      if (isWav(bytes)) return readWav(bytes)
      if (isFlac(bytes)) return readFlac(bytes)
      if (isOggVorbis(bytes)) return decodeOgg(bytes, signal)
      // An ID3 tag also stands before other formats' frames; only the frames tell.
      if (isMp3(bytes.subarray(id3TagBytes(bytes)))) return decodeMp3(bytes, signal)
      const format = ffmpegFormatOf(bytes)
      if (format !== null && options.ffmpegPath)
        return readWav(await decodeWithFfmpeg(options.ffmpegPath, bytes, format, signal))
      throw unknownSound(bytes, format)
    },
    encodeWav: writeWav,
    encodeOgg,
    encodeMp3,
  }
}

function unknownSound(bytes: Uint8Array, format: string | null): AssetloomError {
  if (format === null)
    return invalid('the sound is no WAV, OGG Vorbis or MP3 file', 'Deliver one of these three formats.')
  const name = isOgg(bytes) ? 'Ogg without Vorbis' : format
  return invalid(
    `the sound is ${name}, which needs ffmpeg to be read`,
    'Deliver WAV, OGG Vorbis or MP3, or install ffmpeg.',
  )
}

function invalid(message: string, hint: string): AssetloomError {
  return new AssetloomError('InvalidInput', message, hint)
}
