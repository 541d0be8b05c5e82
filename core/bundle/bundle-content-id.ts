import { hashOf } from '../hash.js'
import { frameSizeOf } from '../atlas/cut-frames.js'
import type { FrozenAsset } from '../bundle-ports.js'
import { isSound } from '../spec/spec-frames.js'
import { bordersOf } from './bundle-sprite.js'
import type { ExportProfile } from './export-profile.schema.js'
import { wantsWebp } from './wants-webp.js'
import { compareText } from './bundle-file.js'

/** Raised with every change of what a bundle holds, so that a newer writer never takes an older bundle for its own. */
export const bundleWriterVersion = 3

/**
 * The identity of a bundle: SHA-256 of target, writer version and, by key, what each asset looks like and where it is
 * placed. No ids, reviewers or times, so two runs that made the same pictures have the same content id. The profile is
 * here for what it decides instead of the specs; whoever names the bundle counts it besides.
 */
export function bundleContentId(
  target: string,
  assets: readonly FrozenAsset[],
  profile?: ExportProfile,
): string {
  const content = assets
    .map((frozen) => assetContent(frozen, profile))
    .sort((a, b) => compareText(a.key, b.key))
  return hashOf({ target, writerVersion: bundleWriterVersion, assets: content })
}

/** What a game sees of an asset. */
export function assetContent(frozen: FrozenAsset, profile?: ExportProfile) {
  const { asset, spec, provisional } = frozen
  return {
    key: asset.specKey,
    sha256: asset.sha256,
    trim: { x: asset.trim.x, y: asset.trim.y, width: asset.trim.width, height: asset.trim.height },
    size: frameSizeOf(spec, asset),
    pivot: { x: spec.pivot.x, y: spec.pivot.y },
    type: spec.assetType,
    tags: [...spec.tags].sort(compareText),
    ...motionContent(spec),
    // Where finishing moved the loop points of its spec to.
    ...(provisional === true || asset.processing.loop === undefined ? {} : { loop: asset.processing.loop }),
    ...(profile?.formats === undefined && wantsWebp(spec) ? { formats: ['png', 'webp'] } : {}),
  }
}

/** Members that only some assets have: without them, content is what it was before there were any. */
function motionContent(spec: FrozenAsset['spec']) {
  const { animations, states, nineSlice, sound, integration, origin } = spec
  return {
    ...(animations === undefined
      ? {}
      : { animations: animations.map(({ name, frames, fps, loop }) => ({ name, frames, fps, loop })) }),
    ...(states === undefined ? {} : { states: [...states] }),
    ...(nineSlice === undefined ? {} : { nineSlice: bordersOf(nineSlice) }),
    ...(isSound(spec) && sound !== undefined ? { sound } : {}),
    ...(integration === undefined ? {} : { integration }),
    // The manifest names them, and a changed licence is another bundle.
    ...(origin === undefined ? {} : { origin: { author: origin.author, licence: origin.licence } }),
  }
}
