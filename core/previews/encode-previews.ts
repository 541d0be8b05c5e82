import type { ImageCodec, ObjectStore } from '../ports.js'
import { previewCutter, previewKinds, type PreviewRow } from './preview-ports.js'
import type { PreviewPictures } from './preview-pictures.js'

/** A preview as a PNG. */
export interface EncodedPreview extends Pick<PreviewRow, 'kind' | 'width' | 'height'> {
  readonly png: Uint8Array
}

/** The same pictures give the same bytes; one that is both kinds is encoded once. */
export async function encodePreviews(
  codec: Pick<ImageCodec, 'encodePng'>,
  pictures: PreviewPictures,
): Promise<EncodedPreview[]> {
  const cutout = await codec.encodePng(pictures.cutout)
  const thumb = pictures.thumb === pictures.cutout ? cutout : await codec.encodePng(pictures.thumb)
  const pngs = { cutout, thumb }
  return previewKinds.map((kind) => {
    const { width, height } = pictures[kind]
    return { kind, width, height, png: pngs[kind] }
  })
}

/** Stores the bytes and gives the rows that say so; the rows are for the caller to keep. */
export async function storePreviews(
  store: Pick<ObjectStore, 'put'>,
  { projectId, variantId }: Pick<PreviewRow, 'projectId' | 'variantId'>,
  previews: readonly EncodedPreview[],
): Promise<PreviewRow[]> {
  const stored = new Map<Uint8Array, ReturnType<ObjectStore['put']>>()
  const put = async (png: Uint8Array) => {
    const storing = stored.get(png) ?? store.put(png)
    stored.set(png, storing)
    return await storing
  }
  return await Promise.all(
    previews.map(async ({ kind, width, height, png }) => {
      const { sha256, sizeBytes } = await put(png)
      return { projectId, variantId, kind, sha256, width, height, sizeBytes, cutter: previewCutter }
    }),
  )
}
