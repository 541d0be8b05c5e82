import type { BundlePictureRow, FrozenAsset } from '../core/bundle-ports.js'
import { makePlaceholderSound } from '../core/provisional/make-placeholder-sound.js'
import { paintPlaceholder } from '../core/provisional/paint-placeholder.js'
import type { PixelPorts } from './activity-ports.js'
import { underHeartbeat } from './heartbeat.js'

/**
 * Paints what a bundle has no art for and keeps it for this bundle alone. It is cheap and gives the same bytes again, so
 * that a picture that was lost meanwhile is simply made anew.
 */
export function preparePictures({
  catalogue,
  store,
  codec,
  soundCodec,
}: Pick<PixelPorts, 'catalogue' | 'store' | 'codec' | 'soundCodec'>) {
  return async ({ contentId }: { contentId: string }): Promise<{ pictures: number }> => {
    const { assets } = await catalogue.bundles.loadFrozen(contentId)
    const missing = assets.filter(({ provisional }) => provisional === true)
    const pictures: BundlePictureRow[] = []
    await underHeartbeat({ contentId }, async (signal) => {
      for (const { asset, spec } of missing) {
        signal.throwIfAborted()
        pictures.push({ specId: asset.specId, ...(await store.put(await drawnBytes(spec))) })
      }
    })
    await catalogue.bundles.savePictures(contentId, pictures)
    return { pictures: pictures.length }
  }

  async function drawnBytes(spec: FrozenAsset['spec']): Promise<Uint8Array> {
    if (spec.sound !== undefined) return soundCodec.encodeWav(makePlaceholderSound(spec.key, spec.sound))
    return await codec.encodePng(paintPlaceholder(spec))
  }
}
