import { atlasContentId, composeAtlas, type AtlasPicture } from '../core/atlas/compose-atlas.js'
import { cutFrames, frameSizeOf, isStrip, keepsWholeFrames } from '../core/atlas/cut-frames.js'
import { atlasOptionsOf, showSet } from '../core/bundle/show-set.js'
import { hashOf } from '../core/hash.js'
import type { AtlasPageRow, BundleRow, FrozenAsset } from '../core/bundle-ports.js'
import { frameKey, framesOf, isSound } from '../core/spec/spec-frames.js'
import type { PixelPorts } from './activity-ports.js'
import { underHeartbeat } from './heartbeat.js'

export interface PlanAtlasInput {
  /** The bundle whose frozen set is packed. */
  readonly contentId: string
}

export interface PackAtlasInput extends PlanAtlasInput {
  readonly atlasContentId: string
}

/** Which atlas a bundle needs, and whether it is packed already: targets of one set share it. */
export function planAtlas({ catalogue }: PixelPorts) {
  return async ({ contentId }: PlanAtlasInput): Promise<{ atlasContentId: string; ready: boolean }> => {
    const frozen = await catalogue.bundles.loadFrozen(contentId)
    const { bundle } = frozen
    const id = atlasIdOf(bundle, showSet(frozen))
    return { atlasContentId: id, ready: (await catalogue.bundles.findAtlas(bundle.projectId, id)) !== null }
  }
}

function atlasIdOf({ projectId, profile }: BundleRow, assets: readonly FrozenAsset[]): string {
  const pictures = assets.filter(({ spec }) => !isSound(spec)).map(pictureOf)
  return hashOf({ projectId, atlas: atlasContentId(pictures, atlasOptionsOf(profile)) })
}

/** What the atlas takes of an asset; a still without borders tells what it always told, so that its atlas is found. */
function pictureOf({ asset, spec }: FrozenAsset): AtlasPicture {
  const picture = { key: asset.specKey, sha256: asset.sha256, trim: asset.trim }
  if (!isStrip(spec) && spec.nineSlice === undefined) return picture
  const frames = framesOf(spec).map((frame) => frameKey(asset.specKey, frame))
  return { ...picture, cut: { frames, ...frameSizeOf(spec, asset), whole: keepsWholeFrames(spec) } }
}

/** `density` is the share of the pages that frames cover, 0 to 1, without their extruded edges. */
export interface PackedAtlas {
  readonly pages: number
  readonly frames: number
  readonly density: number
}

/** Packs the frames of a frozen set onto pages and keeps them. */
export function packAtlas({ catalogue, store, codec }: PixelPorts) {
  return async (input: PackAtlasInput): Promise<PackedAtlas> => {
    const frozen = await catalogue.bundles.loadFrozen(input.contentId)
    const { bundle } = frozen
    return await underHeartbeat({ atlasContentId: input.atlasContentId }, async (signal) => {
      const inputs = []
      for (const { asset, spec } of showSet(frozen)) {
        signal.throwIfAborted()
        if (isSound(spec)) continue
        const raster = await codec.decodePng(await store.get(asset.sha256))
        inputs.push(...cutFrames({ ...spec, key: asset.specKey }, raster, asset.trim))
      }
      const { pages, frames } = composeAtlas(inputs, atlasOptionsOf(bundle.profile))
      const pageRows: AtlasPageRow[] = []
      for (const page of pages) {
        const { sha256, sizeBytes } = await store.put(await codec.encodePng(page))
        pageRows.push({ sha256, sizeBytes, width: page.width, height: page.height })
      }
      const { atlasContentId } = input
      await catalogue.bundles.saveAtlas(bundle.projectId, { atlasContentId, pages: pageRows, frames })
      const area = pages.reduce((sum, page) => sum + page.width * page.height, 0)
      const used = frames.reduce((sum, { width, height }) => sum + width * height, 0)
      return { pages: pages.length, frames: frames.length, density: area === 0 ? 0 : used / area }
    })
  }
}
