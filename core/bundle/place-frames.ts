import { AssetloomError } from '../errors.js'
import { isStrip } from '../atlas/cut-frames.js'
import type { AtlasFrameRow, AtlasRow, FrozenAsset } from '../bundle-ports.js'
import { isSound } from '../spec/spec-frames.js'
import { compareText, type StoredFile } from './bundle-file.js'
import { spriteOf, type BundleSprite } from './bundle-sprite.js'
import { placeAssets, type BundleLayout } from './place-assets.js'

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
  /** What the frames belong to, by key. */
  readonly sprites: readonly BundleSprite[]
}

/** The place of one frame: a row of the atlas and the picture it was cut from. */
interface Placing {
  readonly frozen: FrozenAsset
  readonly sprite: BundleSprite
  readonly row: AtlasFrameRow
}

/**
 * Joins packed rectangles with the frames of the assets they show; sounds have none. Throws VerificationFailed when the
 * two do not fit.
 */
export function placeFrames(
  name: string,
  atlas: AtlasRow,
  assets: readonly FrozenAsset[],
  layout?: BundleLayout,
): BundleAtlas {
  const rows = new Map(atlas.frames.map((frame) => [frame.key, frame]))
  const pictured = assets.filter(({ spec }) => !isSound(spec))
  const places = placeAssets(assets, layout)
  const sprites = pictured.map((frozen) => spriteOf(frozen, places))
  const count = sprites.reduce((sum, sprite) => sum + sprite.frames.length, 0)
  if (rows.size !== atlas.frames.length || rows.size !== count)
    throw misfit(`the atlas has ${atlas.frames.length} frames for ${count} of ${pictured.length} assets`)
  const frames = pictured.flatMap((frozen, index) => {
    const sprite = sprites[index]!
    refuseOtherSize(frozen, sprite)
    return sprite.frames.map((key) => {
      const row = rows.get(key)
      if (row === undefined) throw misfit(`the atlas has no frame for "${key}"`)
      if (atlas.pages[row.page] === undefined) throw misfit(`the frame "${row.key}" lies on no page`)
      return placeFrame({ frozen, sprite, row })
    })
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
  return { name, pages, sprites: sprites.sort((a, b) => compareText(a.key, b.key)) }
}

function placeFrame({ frozen: { asset, spec }, sprite, row }: Placing): BundleFrame {
  const trim = row.trim ?? asset.trim
  const isTrimmedStill = !isStrip(spec) && spec.nineSlice === undefined
  if (isTrimmedStill && (row.width !== asset.trim.width || row.height !== asset.trim.height))
    throw misfit(`the frame "${row.key}" is not the size of its trimmed picture`)
  if (isTrimmedStill && (trim.x !== asset.trim.x || trim.y !== asset.trim.y))
    throw misfit(`the frame "${row.key}" is not at the place of its trimmed picture`)
  if (trim.x + row.width > sprite.width || trim.y + row.height > sprite.height)
    throw misfit(`the frame "${row.key}" is larger than its picture`)
  return {
    key: row.key,
    page: row.page,
    x: row.x,
    y: row.y,
    width: row.width,
    height: row.height,
    trimX: trim.x,
    trimY: trim.y,
    sourceWidth: sprite.width,
    sourceHeight: sprite.height,
    pivot: sprite.pivot,
  }
}

function refuseOtherSize({ asset }: FrozenAsset, sprite: BundleSprite): void {
  const width = sprite.width * sprite.frames.length
  if (asset.width !== width || asset.height !== sprite.height)
    throw misfit(
      `the picture of "${sprite.key}" is ${asset.width}x${asset.height} px, its frames need ${width}x${sprite.height}`,
    )
}

function misfit(message: string): AssetloomError {
  return new AssetloomError(
    'VerificationFailed',
    message,
    'Compose the atlas again from the frozen set of assets.',
  )
}
