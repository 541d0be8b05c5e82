import { blitRaster, cropRaster } from '../raster/blit-raster.js'
import type { PixelBox } from '../raster/pixel-box.js'
import { createRaster, type Raster } from '../raster/raster.js'
import type { AssetAnimation } from '../spec/asset-spec.schema.js'
import { limits } from '../spec/spec-limits.js'
import type { StripFrame, StripOrder } from './strip-order.schema.js'
import { uploadPixelsMax } from './upload-facts.js'

interface Size {
  readonly width: number
  readonly height: number
}

/** A frame whose picture is known by its size: of the whole picture, pixels. */
export type SizedFrame = Omit<StripFrame, 'sha256'> & { readonly picture: Size }

/** Why animations cannot have so many frames; null when they can. */
export function animationsObjection(
  animations: readonly AssetAnimation[],
  frames: number = animations.reduce((sum, one) => sum + one.frames, 0),
): string | null {
  const sum = animations.reduce((total, one) => total + one.frames, 0)
  const names = new Set(animations.map(({ name }) => name))
  if (names.size !== animations.length) return 'two of its animations have one name'
  if (sum !== frames) return `its animations have ${sum} frames, but it has ${frames}`
  return sum > limits.framesMax ? `it has ${sum} frames; assets have up to ${limits.framesMax}` : null
}

/** The size of a frame of the strip, pixels. */
export function frameSizeOf(frames: readonly SizedFrame[], frameSize: StripOrder['frameSize']): Size {
  const [first] = frames
  return frameSize ?? (first === undefined ? { width: 0, height: 0 } : sizeOf(boxOf(first)))
}

/** Why these frames cannot be one strip; null when they can. Frames are counted from 1. */
export function stripObjection(
  frames: readonly SizedFrame[],
  frameSize: StripOrder['frameSize'],
): string | null {
  const size = frameSizeOf(frames, frameSize)
  for (const [index, frame] of frames.entries()) {
    const { picture, offset } = frame
    const box = boxOf(frame)
    const name = `frame ${index + 1}`
    if (box.x + box.width > picture.width || box.y + box.height > picture.height)
      return `${name} (${box.width}x${box.height} at ${box.x},${box.y}) does not lie within the picture of ${picture.width}x${picture.height} pixels`
    const isWhole = box.width === size.width && box.height === size.height
    if (frameSize === undefined && offset === undefined && !isWhole)
      return `${name} has ${box.width}x${box.height} pixels, the first one ${size.width}x${size.height}`
    const { x = 0, y = 0 } = offset ?? {}
    if (x + box.width > size.width || y + box.height > size.height)
      return `${name} does not fit into ${size.width}x${size.height} pixels`
  }
  const pixels = size.width * size.height * frames.length
  return pixels > uploadPixelsMax ? `all frames have ${pixels} pixels, the limit is ${uploadPixelsMax}` : null
}

/**
 * Whether a picture is the strip already: its frames stand side by side in their order, with nothing around them. Then
 * its bytes stay what they are.
 */
export function isStripAlready(frames: readonly SizedFrame[], frameSize: StripOrder['frameSize']): boolean {
  const { width, height } = frameSizeOf(frames, frameSize)
  const [first] = frames
  const fills = first?.picture.width === width * frames.length && first.picture.height === height
  return (
    fills &&
    frames.every((frame, index) => {
      const box = boxOf(frame)
      const { x = 0, y = 0 } = frame.offset ?? {}
      const isAtPlace = box.x === index * width && box.y === 0 && x === 0 && y === 0
      return isAtPlace && box.width === width && box.height === height
    })
  )
}

/** The frames side by side, after `stripObjection` has nothing against them. */
export function composeStrip(
  frames: readonly (Omit<StripFrame, 'sha256'> & { readonly raster: Raster })[],
  frameSize: StripOrder['frameSize'],
): Raster {
  const sized = frames.map((frame) => ({ ...frame, picture: frame.raster }))
  const { width, height } = frameSizeOf(sized, frameSize)
  const strip = createRaster(width * frames.length, height)
  for (const [index, frame] of sized.entries()) {
    const { x = 0, y = 0 } = frame.offset ?? {}
    blitRaster(strip, cropRaster(frame.raster, boxOf(frame)), index * width + x, y)
  }
  return strip
}

function boxOf({ box, picture }: SizedFrame): PixelBox {
  return box ?? { x: 0, y: 0, width: picture.width, height: picture.height }
}

function sizeOf({ width, height }: Size): Size {
  return { width, height }
}
