import { hashOf } from '../hash.js'
import type { FrozenAsset } from '../bundle-ports.js'
import { compareText } from './bundle-file.js'

/** Raised with every change of what a bundle holds, so that a newer writer never takes an older bundle for its own. */
export const bundleWriterVersion = 2

/**
 * The identity of a bundle: SHA-256 of target, writer version and, by key, what each asset looks like and where it is
 * placed. No ids, reviewers or times, so two runs that made the same pictures have the same content id.
 */
export function bundleContentId(target: string, assets: readonly FrozenAsset[]): string {
  const content = assets.map(assetContent).sort((a, b) => compareText(a.key, b.key))
  return hashOf({ target, writerVersion: bundleWriterVersion, assets: content })
}

/** What a game sees of an asset. */
export function assetContent(frozen: FrozenAsset) {
  const { asset, spec } = frozen
  return {
    key: asset.specKey,
    sha256: asset.sha256,
    trim: { x: asset.trim.x, y: asset.trim.y, width: asset.trim.width, height: asset.trim.height },
    size: { width: asset.width, height: asset.height },
    pivot: { x: spec.pivot.x, y: spec.pivot.y },
    type: spec.assetType,
    tags: [...spec.tags].sort(compareText),
  }
}
