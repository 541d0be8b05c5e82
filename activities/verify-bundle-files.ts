import type { BundleFile } from '../core/bundle/bundle-file.js'
import { verifyBundle } from '../core/bundle/verify-bundle.js'
import { AssetloomError } from '../core/errors.js'
import type { PixelPorts } from './activity-ports.js'
import { underHeartbeat } from './heartbeat.js'

/** Reads a bundle back, byte for byte, and holds it against its own manifest before anybody can fetch it. */
export function verifyBundleFiles({ catalogue, store }: PixelPorts) {
  return async ({ contentId }: { contentId: string }): Promise<{ files: number }> => {
    const { bundle, assets } = await catalogue.bundles.loadFrozen(contentId)
    const found = await catalogue.bundles.find(bundle.bundleId)
    const rows = found?.files ?? []
    const problems = await underHeartbeat({ contentId }, async (signal) => {
      const files: BundleFile[] = []
      for (const { path, sha256 } of rows) {
        signal.throwIfAborted()
        files.push({ path, bytes: await store.get(sha256) })
      }
      return verifyBundle(files, { keys: assets.map(({ asset }) => asset.specKey) })
    })
    const [first] = problems
    if (first)
      throw new AssetloomError(
        'VerificationFailed',
        `the ${bundle.target} bundle is wrong in ${problems.length} places, first ${first.path}: ${first.message}`,
        'this is a fault of Assetloom: please report it with the run id',
        { contentId },
      )
    return { files: rows.length }
  }
}
