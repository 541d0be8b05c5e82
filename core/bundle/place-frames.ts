import { AssetloomError } from '../errors.js'
import type { AtlasRow, FrozenAsset } from '../bundle-ports.js'
import { compareText, type StoredFile } from './bundle-file.js'

/** One picture inside a page: where its opaque box lies there, and where that box lies in the untrimmed frame. Pixels. */
export interface BundleFrame {
  readonly key: string
  readonly page: number
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** Upper left corner of the box in the untrimmed frame. */
  readonly trimX: number
  readonly trimY: number
  readonly sourceWidth: number
  readonly sourceHeight: number
  /** 0-1 of the untrimmed frame, y from the top. */
  readonly pivot: { readonly x: number; readonly y: number }
}

export interface BundlePage extends StoredFile {
  /** By key. */
  readonly frames: readonly BundleFrame[]
}

export interface BundleAtlas {
  readonly name: string
  readonly pages: readonly BundlePage[]
}

/** Joins packed rectangles with the assets they show. Throws VerificationFailed when the two do not fit. */
export function placeFrames(name: string, atlas: AtlasRow, assets: readonly FrozenAsset[]): BundleAtlas {
  const rows = new Map(atlas.frames.map((frame) => [frame.key, frame]))
  if (rows.size !== atlas.frames.length || rows.size !== assets.length)
    throw misfit(`the atlas has ${atlas.frames.length} frames for ${assets.length} assets`)
  const frames = assets.map(({ asset, spec }): BundleFrame => {
    const row = rows.get(asset.specKey)
    if (row === undefined) throw misfit(`the atlas has no frame for "${asset.specKey}"`)
    if (row.width !== asset.trim.width || row.height !== asset.trim.height)
      throw misfit(`the frame "${row.key}" is not the size of its trimmed picture`)
    if (atlas.pages[row.page] === undefined) throw misfit(`the frame "${row.key}" lies on no page`)
    return {
      key: row.key,
      page: row.page,
      x: row.x,
      y: row.y,
      width: row.width,
      height: row.height,
      trimX: asset.trim.x,
      trimY: asset.trim.y,
      sourceWidth: asset.width,
      sourceHeight: asset.height,
      pivot: { x: spec.pivot.x, y: spec.pivot.y },
    }
  })
  frames.sort((a, b) => compareText(a.key, b.key))
  const pages = atlas.pages.map((page, index) => ({
    path: `atlases/${name}-${index}.png`,
    sha256: page.sha256,
    sizeBytes: page.sizeBytes,
    width: page.width,
    height: page.height,
    frames: frames.filter((frame) => frame.page === index),
  }))
  return { name, pages }
}

function misfit(message: string): AssetloomError {
  return new AssetloomError(
    'VerificationFailed',
    message,
    'Compose the atlas again from the frozen set of assets.',
  )
}
