import { id3TagBytes, readMp3Header } from '../core/audio/mp3-frames.js'
import { placedLoop, spanOfLoop } from '../core/audio/loop-points.js'
import { cutSound, durationMsOf, sampleCount, type Sound } from '../core/audio/sound.js'
import type { SoundFile } from '../core/audio/sound-checks.js'
import type { SoundFormat, SoundInput } from '../core/bundle/bundle-sound.js'
import type { FrozenAsset } from '../core/bundle-ports.js'
import type { LoopPoints } from '../core/library-ports.js'
import type { SoundSpec } from '../core/spec/asset-spec.schema.js'
import type { PixelPorts } from './activity-ports.js'

/** What a listener does not tell from the original (Xiph's own recommendation for music, about 192 kbit/s). */
const oggQuality = 6
const mp3BitrateKbps = 192

/**
 * The files of every sound of a frozen set, by key, each format that its spec names, encoded and stored. The same sounds
 * give the same bytes.
 */
export async function encodeSounds(
  { store, soundCodec }: Pick<PixelPorts, 'store' | 'soundCodec'>,
  assets: readonly FrozenAsset[],
  signal: AbortSignal,
): Promise<Map<string, SoundInput>> {
  const inputs = new Map<string, SoundInput>()
  for (const { asset, spec, provisional } of assets) {
    if (spec.sound === undefined) continue
    signal.throwIfAborted()
    const sound = await soundCodec.decode(await store.get(asset.sha256), signal)
    // A placeholder and what a person handed in were not trimmed: for them the points are those of the spec.
    const isMarked = spec.sound.loopMs !== undefined
    const moved = isMarked && provisional !== true ? asset.processing.loop : undefined
    const loop = placedLoop(sound, spec.sound, moved)
    const files = []
    let durationMs = 0
    for (const format of new Set(spec.sound.formats)) {
      const heard = heardOf(sound, loop, format)
      durationMs = Math.max(durationMs, durationMsOf(heard))
      // What a person handed in is in the format that its spec names: encoding it again would only lose.
      const bytes =
        spec.origin === undefined
          ? await encode(soundCodec, heard, format, spec.sound)
          : await store.get(spec.origin.sha256)
      files.push({ format, ...(await store.put(bytes)) })
    }
    inputs.set(asset.specKey, {
      files,
      durationMs: Math.round(durationMs),
      sampleRateHz: sound.sampleRateHz,
      ...(loop === null ? {} : { loopStartMs: loop.startMs }),
      ...(loop?.endMs === undefined ? {} : { loopEndMs: loop.endMs }),
    })
  }
  return inputs
}

/**
 * What a file holds of a sound. Only WAV has a place for the end of a loop that engines read: the others end with it, so
 * that a player that goes on from the end of the file turns back in the right place.
 */
function heardOf(sound: Sound, loop: LoopPoints | null, format: SoundFormat): Sound {
  const span = format === 'wav' || loop?.endMs === undefined ? null : spanOfLoop(sound, loop)
  return span === null || span.to === sampleCount(sound) ? sound : cutSound(sound, 0, span.to)
}

/** What the files of a finished sound will be, each format that its spec names encoded and read back. Nothing is stored. */
export async function examineSoundFiles(
  codec: PixelPorts['soundCodec'],
  finished: Sound,
  spec: SoundSpec,
  signal: AbortSignal,
): Promise<SoundFile[]> {
  const files: SoundFile[] = []
  for (const format of new Set(spec.formats)) {
    signal.throwIfAborted()
    const bytes = await encode(codec, finished, format, spec)
    const header = format === 'mp3' ? readMp3Header(bytes, id3TagBytes(bytes)) : null
    const samples = sampleCount(await codec.decode(bytes, signal))
    files.push({ format, sizeBytes: bytes.length, bitrateKbps: header?.bitrateKbps ?? null, samples })
  }
  return files
}

async function encode(
  codec: PixelPorts['soundCodec'],
  sound: Sound,
  format: SoundFormat,
  spec: SoundSpec,
): Promise<Uint8Array> {
  switch (format) {
    case 'wav':
      return codec.encodeWav(sound)
    case 'ogg':
      return await codec.encodeOgg(sound, oggQuality)
    case 'mp3':
      return await codec.encodeMp3(sound, spec.bitrateKbps ?? mp3BitrateKbps)
  }
}
