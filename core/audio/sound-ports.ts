import type { Sound } from './sound.js'

/** Reads and writes sound files. Equal samples and settings give equal bytes from every encoder here. */
export interface SoundCodec {
  /**
   * Any WAV, OGG Vorbis or MP3 file, told apart by its first bytes. Throws InvalidInput, with what to do, for other or
   * damaged bytes and for what is beyond `soundLimits`.
   */
  decode(bytes: Uint8Array, signal?: AbortSignal): Promise<Sound>
  /** 16 bit PCM. */
  encodeWav(sound: Sound): Uint8Array
  /** Ogg Vorbis; `quality` from -1 to 10, as its encoder counts. Decodes to exactly as many samples. */
  encodeOgg(sound: Sound, quality?: number): Promise<Uint8Array>
  /**
   * MP3 with a constant bitrate: of the rates that MP3 has (32 to 320), the nearest to the one asked for. Players that read its length tag give
   * back exactly as many samples; others add up to 50 ms of silence.
   */
  encodeMp3(sound: Sound, bitrateKbps?: number): Promise<Uint8Array>
}
