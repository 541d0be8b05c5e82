import { endOfPng, pngSize } from '../../core/bundle/png-size.js'
import { isOggVorbis } from '../../core/audio/ogg-pages.js'
import { durationMsOf } from '../../core/audio/sound.js'
import { isWav } from '../../core/audio/wav.js'
import { AssetloomError } from '../../core/errors.js'
import { countColours, measureLook } from '../../core/library/measure-look.js'
import { uploadPixelsMax, type ExamineUpload, type ExaminedUpload } from '../../core/library/upload-facts.js'

/** Decodes what people hand in. The decoders are loaded by the first upload: they would slow the start of the API. */
export function createUploadExaminer(): ExamineUpload {
  return async (bytes) => {
    const size = pngSize(bytes)
    if (size !== null) return await examinePicture(bytes, size)
    if (isWav(bytes) || isOggVorbis(bytes)) return await examineSound(bytes)
    throw new AssetloomError(
      'InvalidInput',
      'this is neither a PNG nor a WAV nor an OGG Vorbis file',
      'export it from its program as one of these three',
    )
  }
}

async function examinePicture(
  bytes: Uint8Array,
  { width, height }: { readonly width: number; readonly height: number },
): Promise<ExaminedUpload> {
  // The header tells the size before any memory is taken for pixels.
  if (width * height > uploadPixelsMax)
    throw new AssetloomError(
      'InvalidInput',
      `the picture has ${width}x${height} pixels, the limit is ${uploadPixelsMax} in all`,
      'scale it down to the size that it has in the game',
    )
  // What lies behind a picture's end would go into every bundle with it.
  const behind = bytes.length - endOfPng(bytes)
  if (behind > 0)
    throw new AssetloomError(
      'InvalidInput',
      `${behind} bytes lie behind the end of the picture`,
      'export it from its program again',
    )
  const { sharpImageCodec } = await import('../imaging/sharp-image-codec.js')
  const raster = await sharpImageCodec.decodePng(bytes)
  const look = measureLook(raster)
  return {
    ...{ mediaType: 'image/png', width, height, transparent: look.hasTransparency, durationMs: null },
    picture: { look, palette: countColours(raster) },
  }
}

async function examineSound(bytes: Uint8Array): Promise<ExaminedUpload> {
  const { createSoundCodec } = await import('../audio/sound-codec.js')
  const durationMs = Math.max(1, Math.round(durationMsOf(await createSoundCodec().decode(bytes))))
  const mediaType = isWav(bytes) ? 'audio/wav' : 'audio/ogg'
  return { mediaType, width: null, height: null, transparent: null, durationMs, picture: null }
}
