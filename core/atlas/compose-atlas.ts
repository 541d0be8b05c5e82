import type { AtlasFrameRow } from '../bundle-ports.js'
import { AssetloomError } from '../errors.js'
import { hashOf } from '../hash.js'
import { blitRaster, cropRaster } from '../raster/blit-raster.js'
import { extrudeEdges } from '../raster/extrude-edges.js'
import type { PixelBox } from '../raster/pixel-box.js'
import { createRaster, type Raster } from '../raster/raster.js'
import { packGroups } from './pack-groups.js'
import type { PackRectangles } from './pack-rectangles.js'
import { packWithMaxrects } from './pack-with-maxrects.js'

/** Changes when the same frames and options would give other pages: part of an atlas's identity. */
const atlasFormat = 'assetloom-atlas/1'

export interface AtlasOptions {
  /** Largest side of a page, pixels. */
  readonly maxSidePx: number
  /** Clear pixels between two frames (beyond their extruded edges). */
  readonly paddingPx: number
  /** How often a frame's outermost pixels are repeated around it. */
  readonly extrudePx: number
}

export const defaultAtlasOptions: AtlasOptions = { maxSidePx: 2048, paddingPx: 2, extrudePx: 1 }

const extrudeMaxPx = 16

/** A frame to be placed: its untrimmed raster and the box of it that goes on the page. */
export interface AtlasFrameInput {
  readonly key: string
  readonly raster: Raster
  readonly trim: PixelBox
  /** Upper left corner of the untrimmed frame within the raster; absent = the raster is the frame. */
  readonly origin?: { readonly x: number; readonly y: number }
  /** Frames of one group come to lie on one page where they fit one. */
  readonly group?: string
}

/**
 * Packs the trimmed boxes of frames on pages. Frames come back sorted by key, and their order in the input does not
 * change a byte. Throws InvalidInput for repeated keys and for frames larger than a page.
 */
export function composeAtlas(
  frames: readonly AtlasFrameInput[],
  options: AtlasOptions = defaultAtlasOptions,
  pack: PackRectangles = packWithMaxrects,
): { pages: Raster[]; frames: AtlasFrameRow[] } {
  const { extrudePx, maxSidePx, paddingPx } = options
  if (!Number.isInteger(extrudePx) || extrudePx < 0 || extrudePx > extrudeMaxPx)
    throw new AssetloomError(
      'InvalidInput',
      `an extrude of ${extrudePx} px is not possible`,
      `Choose a whole number from 0 to ${extrudeMaxPx}.`,
    )
  const packed = packGroups(
    frames.map(({ key, trim, group = null }) => ({
      id: key,
      width: trim.width + 2 * extrudePx,
      height: trim.height + 2 * extrudePx,
      group,
    })),
    { maxSidePx, paddingPx },
    pack,
  )
  const byKey = new Map(frames.map((frame) => [frame.key, frame]))
  const pages = packed.map((page) => createRaster(page.width, page.height))
  const placed = packed.flatMap((page, index) =>
    page.places.map(({ id, x, y }): AtlasFrameRow => {
      const { raster, trim, origin } = byKey.get(id)!
      blitRaster(pages[index]!, extrudeEdges(cropRaster(raster, trim), extrudePx), x, y)
      return {
        key: id,
        page: index,
        x: x + extrudePx,
        y: y + extrudePx,
        width: trim.width,
        height: trim.height,
        trim: { x: trim.x - (origin?.x ?? 0), y: trim.y - (origin?.y ?? 0) },
      }
    }),
  )
  return { pages, frames: placed.sort((a, b) => (a.key < b.key ? -1 : 1)) }
}

/** The untrimmed frame again, as a game sees it: the page's box at the trim's place in a frame of `size`. */
export function rebuildFrame(
  page: Raster,
  frame: Pick<AtlasFrameRow, 'x' | 'y' | 'width' | 'height'>,
  trim: PixelBox,
  size: { readonly width: number; readonly height: number },
): Raster {
  const out = createRaster(size.width, size.height)
  blitRaster(out, cropRaster(page, frame), trim.x, trim.y)
  return out
}

/** A picture of an atlas and how it is cut; `cut` is absent for a still that goes on the page as its trimmed box. */
export interface AtlasPicture {
  readonly key: string
  readonly sha256: string
  readonly trim: PixelBox
  readonly cut?: {
    /** Names of the frames from left to right. */
    readonly frames: readonly string[]
    /** Of one frame, pixels. */
    readonly width: number
    readonly height: number
    /** Whether frames keep their clear border. */
    readonly whole: boolean
  }
}

/** The identity of an atlas: what its bytes follow from, whatever the order of the pictures. */
export function atlasContentId(
  pictures: readonly AtlasPicture[],
  options: AtlasOptions = defaultAtlasOptions,
): string {
  const { maxSidePx, paddingPx, extrudePx } = options
  const sorted = pictures
    .map(({ key, sha256, trim: { x, y, width, height }, cut }) => ({
      key,
      sha256,
      trim: [x, y, width, height],
      ...(cut === undefined ? {} : { cut }),
    }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
  return hashOf({ format: atlasFormat, options: { maxSidePx, paddingPx, extrudePx }, frames: sorted })
}
