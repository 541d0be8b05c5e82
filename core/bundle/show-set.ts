import { defaultAtlasOptions, type AtlasOptions } from '../atlas/compose-atlas.js'
import type { BundlePictureRow, BundleRow, FrozenAsset } from '../bundle-ports.js'
import { hashOf } from '../hash.js'
import { isSound } from '../spec/spec-frames.js'
import type { ExportProfile } from './export-profile.schema.js'

interface FrozenBundle {
  readonly bundle: Pick<BundleRow, 'profile'>
  readonly assets: readonly FrozenAsset[]
  readonly pictures?: readonly BundlePictureRow[]
}

/**
 * A frozen set as its bundle shows it: with a scale, every picture, box and border is so many times as large, and its
 * bytes are those that were made for this bundle. Pivots are shares of the picture and stay.
 */
export function showSet({ bundle: { profile }, assets, pictures = [] }: FrozenBundle): FrozenAsset[] {
  const scale = scaleOf(profile)
  if (scale === 1) return [...assets]
  const made = new Map(pictures.map((picture) => [picture.specId, picture]))
  return assets.map((frozen) =>
    isSound(frozen.spec) ? frozen : scaleFrozen(frozen, scale, made.get(frozen.asset.specId)),
  )
}

export function scaleOf(profile: ExportProfile | undefined): number {
  return profile?.scale ?? 1
}

function scaleFrozen(frozen: FrozenAsset, scale: number, made: BundlePictureRow | undefined): FrozenAsset {
  const { asset, spec } = frozen
  const { trim } = asset
  const { nineSlice } = spec
  return {
    ...frozen,
    asset: {
      ...asset,
      // Until it is made it is known by what it is made from.
      sha256: made?.sha256 ?? hashOf({ scaled: asset.sha256, scale }),
      sizeBytes: made?.sizeBytes ?? 0,
      ...times(asset, scale),
      trim: { x: trim.x * scale, y: trim.y * scale, ...times(trim, scale) },
    },
    spec: {
      ...spec,
      size: times(spec.size, scale),
      ...(nineSlice === undefined
        ? {}
        : {
            nineSlice: {
              left: nineSlice.left * scale,
              top: nineSlice.top * scale,
              right: nineSlice.right * scale,
              bottom: nineSlice.bottom * scale,
            },
          }),
    },
  }
}

function times(
  { width, height }: { readonly width: number; readonly height: number },
  scale: number,
): { width: number; height: number } {
  return { width: width * scale, height: height * scale }
}

/** How the pages of a bundle are packed. */
export function atlasOptionsOf(profile: ExportProfile | undefined): AtlasOptions {
  const { maxSidePx, paddingPx, extrudePx } = defaultAtlasOptions
  const { atlas = {} } = profile ?? {}
  return {
    maxSidePx: atlas.maxSidePx ?? maxSidePx,
    paddingPx: atlas.paddingPx ?? paddingPx,
    extrudePx: atlas.extrudePx ?? extrudePx,
  }
}
