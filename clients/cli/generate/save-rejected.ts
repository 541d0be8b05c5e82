import type { VariantView } from '../../../core/http/http-api.js'
import type { AssetType } from '../../../core/spec/asset-spec.schema.js'
import { isSound } from '../../../core/spec/spec-frames.js'
import type { AssetloomClient } from '../../http/assetloom-client.js'
import { fetchImage } from '../fetch-image.js'
import { placeOf, writeFileOnce } from './write-asset-files.js'

export interface RejectedVariant {
  readonly variant: VariantView
  /** Absolute; null = it could not be written, or another file of that name is there. */
  readonly path: string | null
}

/** More than these are told of by number. */
const savedMax = 8

/**
 * Writes what was made and turned away as `<outDir>/<name>.rejected-1.png` and so on, as the model made it: whoever waited
 * for it wants to see it. What cannot be fetched or written stands without a path; nothing is thrown for it.
 */
export async function saveRejected(
  client: AssetloomClient,
  projectId: string,
  variants: readonly VariantView[],
  {
    outDir,
    name,
    force,
    type,
  }: {
    readonly outDir: string
    readonly name: string
    readonly force: boolean
    readonly type: AssetType
  },
): Promise<RejectedVariant[]> {
  const saved: RejectedVariant[] = []
  for (const [at, variant] of variants.entries()) {
    const { sha256 } = variant
    const file = `${name}.rejected-${at + 1}.${isSound({ assetType: type }) ? 'wav' : 'png'}`
    const read = async () => {
      const bytes = await fetchImage(client, projectId, sha256)
      if (bytes === null) throw new Error('the picture did not come whole')
      return bytes
    }
    const path =
      at < savedMax ? await writeFileOnce(placeOf(outDir, file), sha256, read, force).catch(() => null) : null
    saved.push({ variant, path: path === null || path.outcome === 'kept' ? null : path.path })
  }
  return saved
}
