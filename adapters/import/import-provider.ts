import { durationMsOf } from '../../core/audio/sound.js'
import type { SoundCodec } from '../../core/audio/sound-ports.js'
import { isWav } from '../../core/audio/wav.js'
import { AssetloomError } from '../../core/errors.js'
import type { ImageProvider } from '../../core/generation/paint-request.js'
import type { SoundProvider } from '../../core/generation/sound-request.js'
import { importProvider } from '../../core/library/import-order.js'
import type { ImageCodec, ObjectStore } from '../../core/ports.js'

const version = 'import/1'

/** Hands over pictures that people made, byte for byte. Throws InvalidInput for a request without one. */
export function createImportProvider({
  store,
  codec,
}: {
  readonly store: ObjectStore
  readonly codec: ImageCodec
}): ImageProvider {
  return {
    name: importProvider,
    version,
    async paint({ imported }, _attempt, signal) {
      signal.throwIfAborted()
      const png = await store.get(requireImported(imported))
      const { width, height } = await codec.decodePng(png)
      return { png, width, height, placeholder: false }
    },
  }
}

/** Hands over sounds that people made: a WAV byte for byte, any other format decoded, since variants are WAV. */
export function createImportSoundProvider({
  store,
  soundCodec,
}: {
  readonly store: ObjectStore
  readonly soundCodec: SoundCodec
}): SoundProvider {
  return {
    name: importProvider,
    version,
    async render({ imported }, _attempt, signal) {
      const bytes = await store.get(requireImported(imported))
      const sound = await soundCodec.decode(bytes, signal)
      const wav = isWav(bytes) ? bytes : soundCodec.encodeWav(sound)
      return { wav, durationMs: Math.round(durationMsOf(sound)), placeholder: false }
    },
  }
}

function requireImported(sha256: string | undefined): string {
  if (sha256 !== undefined) return sha256
  throw new AssetloomError(
    'InvalidInput',
    'this spec names no file that a person handed in',
    'import the file (assetloom import), or choose a provider that makes things',
  )
}
