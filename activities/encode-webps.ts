import type { ExportProfile } from '../core/bundle/export-profile.schema.js'
import { wantsWebp } from '../core/bundle/wants-webp.js'
import type { FrozenAsset } from '../core/bundle-ports.js'
import type { PixelPorts } from './activity-ports.js'

/** What the mission names as the quality of pictures that are no pixel art. */
const webpQuality = 90

/**
 * The pictures of a set as WebP by key, stored, where the profile asks for them or, without one that names formats, their
 * specs. Pixel art keeps every pixel; what was reduced by Lanczos has soft edges anyway. The same pictures give the same
 * bytes.
 */
export async function encodeWebps(
  { store, codec }: Pick<PixelPorts, 'store' | 'codec'>,
  profile: ExportProfile | undefined,
  assets: readonly FrozenAsset[],
  signal: AbortSignal,
): Promise<Map<string, { sha256: string; sizeBytes: number }>> {
  const made = new Map<string, { sha256: string; sizeBytes: number }>()
  for (const { asset, spec, provisional } of assets) {
    if (!wantsWebp(spec, profile)) continue
    signal.throwIfAborted()
    const raster = await codec.decodePng(await store.get(asset.sha256))
    const isSoft = spec.kernel === 'lanczos' && provisional !== true
    const bytes = await codec.encodeWebp(raster, isSoft ? { quality: webpQuality } : 'lossless')
    made.set(asset.specKey, await store.put(bytes))
  }
  return made
}
