import sharp from 'sharp'
import { AssetloomError } from '../../core/errors.js'
import type { ImageCodec } from '../../core/ports.js'
import { insertTextChunks, isPng } from '../../core/raster/png-text-chunks.js'
import type { Raster } from '../../core/raster/raster.js'
import { readPixels } from './read-pixels.js'

/** A 12 kB file can ask for gigabytes: nothing above this is decoded. */
const pixelsMax = 64_000_000
/** Of the format (RFC 9649, 14 bits a side). */
const webpSideMaxPx = 16_383
const encodedBytesMax = 256 * 1024 * 1024

/**
 * Pinned, since a bundle's bytes depend on them. `effort`, `quality`, `colours` and `dither` must never be named here:
 * each of them silently turns on an 8-bit palette, which is lossy.
 */
const pngOptions = {
  compressionLevel: 6,
  adaptiveFiltering: true,
  palette: false,
  progressive: false,
} as const

// Parallel work comes from parallel calls; libvips threads within one call only contend with them. Each picture is read
// once, so its cache would hold memory for nothing.
sharp.concurrency(1)
sharp.cache(false)

/** Pinned as those of PNG are. `exact` keeps the colour of clear pixels, which an engine's filter may bleed in. */
const webpOptions = { effort: 4, alphaQuality: 100, exact: true, smartSubsample: true } as const

/** PNG and WebP through sharp (libvips). */
export const sharpImageCodec: ImageCodec = { decodePng, encodePng, encodeWebp }

async function decodePng(png: Uint8Array): Promise<Raster> {
  if (!isPng(png)) throw invalid('the picture is no PNG', 'Deliver PNG files.')
  if (png.length > encodedBytesMax)
    throw invalid('the PNG is larger than 256 MB', 'Deliver a smaller picture.')
  const pixels = new DataView(png.buffer, png.byteOffset, png.byteLength)
  // IHDR is always first. Checked here too, so that the message can name the size.
  if (png.length >= 24 && pixels.getUint32(16) * pixels.getUint32(20) > pixelsMax)
    throw invalid(
      `the PNG has ${pixels.getUint32(16)}x${pixels.getUint32(20)} px`,
      'Deliver at most 64 megapixels.',
    )
  try {
    // Not 'warning': libpng warns of harmless profiles that common editors write. Damage is an error.
    return await readPixels(png, { limitInputPixels: pixelsMax, failOn: 'error' })
  } catch (error) {
    throw invalid(`the PNG is damaged: ${firstLine(error)}`, 'Deliver the picture again.')
  }
}

async function encodePng(raster: Raster, text: Readonly<Record<string, string>> = {}): Promise<Uint8Array> {
  const { width, height, data } = raster
  if (data.length !== width * height * 4)
    throw new RangeError(`${data.length} bytes are no ${width}x${height} RGBA`)
  const png = await sharp(data, { raw: { width, height, channels: 4 }, limitInputPixels: false })
    .png(pngOptions)
    .toBuffer()
  return insertTextChunks(png, text)
}

async function encodeWebp(
  { width, height, data }: Raster,
  look: 'lossless' | { readonly quality: number },
): Promise<Uint8Array> {
  if (data.length !== width * height * 4)
    throw new RangeError(`${data.length} bytes are no ${width}x${height} RGBA`)
  if (width > webpSideMaxPx || height > webpSideMaxPx)
    throw invalid(
      `a picture of ${width}x${height} px is too large for WebP`,
      `Its sides have at most ${webpSideMaxPx} px: leave webp out of the profile, or lower its scale.`,
    )
  const how = look === 'lossless' ? { lossless: true } : { quality: look.quality }
  return await sharp(data, { raw: { width, height, channels: 4 }, limitInputPixels: false })
    .webp({ ...webpOptions, ...how })
    .toBuffer()
}

function invalid(message: string, hint: string): AssetloomError {
  return new AssetloomError('InvalidInput', message, hint)
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]!.slice(0, 200)
}
