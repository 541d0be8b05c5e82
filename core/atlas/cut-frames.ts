import { AssetloomError } from '../errors.js'
import { cropRaster } from '../raster/blit-raster.js'
import { findOpaqueBox } from '../raster/opaque-box.js'
import type { PixelBox } from '../raster/pixel-box.js'
import type { Raster } from '../raster/raster.js'
import type { AssetSpec } from '../spec/asset-spec.schema.js'
import { frameKey, framesOf, keepsBackground, stripSizeOf } from '../spec/spec-frames.js'
import type { AtlasFrameInput } from './compose-atlas.js'

export type CutSpec = Pick<
  AssetSpec,
  'key' | 'assetType' | 'size' | 'background' | 'seamless' | 'animations' | 'states' | 'nineSlice'
>

/** Whether a finished picture is a strip of frames, and not one still. */
export function isStrip({ animations, states }: Pick<AssetSpec, 'animations' | 'states'>): boolean {
  return animations !== undefined || states !== undefined
}

/** The size of one untrimmed frame of a picture of `picture` pixels. */
export function frameSizeOf(
  spec: Pick<AssetSpec, 'animations' | 'states' | 'size'>,
  picture: { readonly width: number; readonly height: number },
): { width: number; height: number } {
  const { width, height } = isStrip(spec) ? spec.size : picture
  return { width, height }
}

/**
 * Whether frames go on a page with their clear border: tiles and opaque pictures have none, and the borders of a
 * nine-slice picture are measured from its edge.
 */
export function keepsWholeFrames(
  spec: Pick<AssetSpec, 'assetType' | 'background' | 'seamless' | 'states' | 'nineSlice'>,
): boolean {
  return spec.assetType === 'tile' || spec.nineSlice !== undefined || keepsBackground(spec)
}

/**
 * The frames of a finished picture, in the order of its strip: each its opaque box, an empty one the pixel at its upper
 * left. `trim` is the opaque box of the whole picture. Throws VerificationFailed when the picture is not the strip that
 * the spec describes.
 */
export function cutFrames(spec: CutSpec, raster: Raster, trim: PixelBox): AtlasFrameInput[] {
  if (!isStrip(spec)) {
    const whole = { x: 0, y: 0, width: raster.width, height: raster.height }
    return [{ key: spec.key, raster, trim: spec.nineSlice === undefined ? trim : whole }]
  }
  const strip = stripSizeOf(spec)
  if (raster.width !== strip.width || raster.height !== strip.height)
    throw new AssetloomError(
      'VerificationFailed',
      `the picture of "${spec.key}" is ${raster.width}x${raster.height} px, its frames need ${strip.width}x${strip.height}`,
      'Generate the asset again: the strip has to hold every frame of the spec side by side.',
    )
  const { width, height } = spec.size
  const whole = keepsWholeFrames(spec)
  return framesOf(spec).map((frame, index) => {
    const origin = { x: index * width, y: 0 }
    const box = whole ? null : findOpaqueBox(cropRaster(raster, { ...origin, width, height }))
    const { x, y, ...size } = whole
      ? { x: 0, y: 0, width, height }
      : (box ?? { x: 0, y: 0, width: 1, height: 1 })
    return {
      key: frameKey(spec.key, frame),
      raster,
      trim: { x: origin.x + x, y, ...size },
      origin,
      group: spec.key,
    }
  })
}
