import type { BundlePictureRow, FrozenAsset } from '../core/bundle-ports.js'
import { scaleOf } from '../core/bundle/show-set.js'
import { AssetloomError } from '../core/errors.js'
import { makePlaceholderSound } from '../core/provisional/make-placeholder-sound.js'
import { paintPlaceholder } from '../core/provisional/paint-placeholder.js'
import type { Raster } from '../core/raster/raster.js'
import { upscaleNearest } from '../core/raster/scale-raster.js'
import { isSound } from '../core/spec/spec-frames.js'
import type { PixelPorts } from './activity-ports.js'
import { underHeartbeat } from './heartbeat.js'

type Ports = Pick<PixelPorts, 'catalogue' | 'store' | 'codec' | 'soundCodec'>

/** A decoder takes no more (64 megapixels), and no raster is longer. */
const pixelsMax = 64_000_000
const sideMaxPx = 16_384

/**
 * Makes what a bundle has for itself alone: placeholders where it has no art, and scaled pictures. It is cheap and
 * gives the same bytes again, so that a picture that was lost meanwhile is simply made anew.
 */
export function preparePictures(ports: Ports) {
  const { catalogue, store } = ports
  return async ({ contentId }: { contentId: string }): Promise<{ pictures: number }> => {
    const { bundle, assets } = await catalogue.bundles.loadFrozen(contentId)
    const scale = scaleOf(bundle.profile)
    const pictures: BundlePictureRow[] = []
    await underHeartbeat({ contentId }, async (signal) => {
      for (const frozen of assets) {
        signal.throwIfAborted()
        const bytes = await makeBytes(ports, frozen, scale)
        if (bytes !== null) pictures.push({ specId: frozen.asset.specId, ...(await store.put(bytes)) })
      }
    })
    await catalogue.bundles.savePictures(contentId, pictures)
    return { pictures: pictures.length }
  }
}

/** The bytes of one member of the set; null for what is approved and stays as it is. */
async function makeBytes(
  { store, codec, soundCodec }: Ports,
  { asset, spec, provisional }: FrozenAsset,
  scale: number,
): Promise<Uint8Array | null> {
  const isPlaceholder = provisional === true
  if (spec.sound !== undefined)
    return isPlaceholder ? soundCodec.encodeWav(makePlaceholderSound(spec.key, spec.sound)) : null
  if (isSound(spec) || (!isPlaceholder && scale === 1)) return null
  refuseTooLarge(asset, scale)
  const raster: Raster = isPlaceholder
    ? paintPlaceholder(spec)
    : await codec.decodePng(await store.get(asset.sha256))
  return await codec.encodePng(scale === 1 ? raster : upscaleNearest(raster, scale))
}

function refuseTooLarge({ specKey, width, height }: FrozenAsset['asset'], scale: number): void {
  const [wide, high] = [width * scale, height * scale]
  if (wide <= sideMaxPx && high <= sideMaxPx && wide * high <= pixelsMax) return
  throw new AssetloomError(
    'InvalidInput',
    `all frames of "${specKey}" together would be ${wide}x${high} px at scale ${scale}`,
    `lower the scale of the profile: a picture has at most ${sideMaxPx} px a side and 64 megapixels`,
    { specKey },
  )
}
