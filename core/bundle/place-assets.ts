import type { FrozenAsset } from '../bundle-ports.js'
import { isSound } from '../spec/spec-frames.js'
import { filePathOf, pathObjection } from './image-path.js'

/** What bundles keep for themselves: nobody's asset may lie there. */
const ownFolders = /^(atlases|sprites|styles|tilesets)\//i
const ownNames = /^(manifest|index|assets|contact-sheet|disclosure|readme|changes)$/i

/** Folders by type, or none. */
export type BundleLayout = 'by-type' | 'flat'

/**
 * Where each asset's files lie in a bundle, without their extension, by key: where its team wants them, as it was
 * written; else in a folder of their type. A wish is not followed when no system could unpack it, when two assets have
 * the same one, or when the place is the bundle's own.
 */
export function placeAssets(
  assets: readonly FrozenAsset[],
  layout: BundleLayout = 'by-type',
): ReadonlyMap<string, string> {
  const wishes = new Map(assets.map((frozen) => [frozen.asset.specKey, wishOf(frozen)]))
  const usual = new Map(assets.map((frozen) => [frozen.asset.specKey, usualPlace(frozen, layout)]))
  const takers = new Map<string, number>()
  for (const place of [...wishes.values(), ...usual.values()])
    if (place !== null) takers.set(place.toLowerCase(), (takers.get(place.toLowerCase()) ?? 0) + 1)
  return new Map(
    [...usual].map(([key, place]) => {
      const wish = wishes.get(key) ?? null
      const isFree = wish !== null && (takers.get(wish.toLowerCase()) === 1 || wish === place)
      return [key, isFree ? wish : place]
    }),
  )
}

function usualPlace({ asset, spec }: FrozenAsset, layout: BundleLayout): string {
  const path = filePathOf(spec.assetType, asset.specKey)
  return `${isSound(spec) ? 'audio' : 'images'}/${layout === 'flat' ? path.slice(path.lastIndexOf('/') + 1) : path}`
}

function wishOf({ spec }: FrozenAsset): string | null {
  const stem = spec.integration?.manifestPath?.replace(/\.[A-Za-z0-9]{1,5}$/, '')
  if (stem === undefined || stem === '' || pathObjection(`${stem}.png`) !== null) return null
  return ownFolders.test(stem) || ownNames.test(stem) ? null : stem
}
