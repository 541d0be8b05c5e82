import { finishAsset } from '../../core/finish/finish-asset.js'
import { encodePreviews, type EncodedPreview } from '../../core/previews/encode-previews.js'
import { previewPictures, previewWaveforms } from '../../core/previews/preview-pictures.js'
import type { AssetSpec } from '../../core/spec/asset-spec.schema.js'

export interface PreviewOrder {
  /** A variant's PNG or sound, as it was delivered. */
  readonly bytes: Uint8Array
  readonly spec: AssetSpec
}

/** Draws the previews of one variant: as scoring does, so that the bytes are the same. Throws InvalidInput for damage. */
export async function drawPreviews({ bytes, spec }: PreviewOrder): Promise<EncodedPreview[]> {
  const { sharpImageCodec: codec } = await import('../imaging/sharp-image-codec.js')
  if (spec.sound !== undefined) {
    const { createSoundCodec } = await import('../audio/sound-codec.js')
    return await encodePreviews(codec, previewWaveforms(await createSoundCodec().decode(bytes)))
  }
  const { frame } = finishAsset(await codec.decodePng(bytes), spec)
  return await encodePreviews(codec, previewPictures(frame, spec))
}
