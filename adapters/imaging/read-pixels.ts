import sharp, { type SharpOptions } from 'sharp'
import type { Raster } from '../../core/raster/raster.js'

/** The pixels of an encoded picture as 8-bit sRGB with alpha. Rejects with libvips' own error for damage and beyond limits. */
export async function readPixels(bytes: Uint8Array, options: SharpOptions): Promise<Raster> {
  const { data, info } = await sharp(bytes, options)
    .toColourspace('srgb')
    .ensureAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  return {
    width: info.width,
    height: info.height,
    data: new Uint8Array(data.buffer, data.byteOffset, data.length),
  }
}
