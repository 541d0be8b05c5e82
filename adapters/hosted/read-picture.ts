import { AssetloomError } from '../../core/errors.js'
import { isPng } from '../../core/raster/png-text-chunks.js'
import type { Raster } from '../../core/raster/raster.js'
import { readPixels } from '../imaging/read-pixels.js'

/** Services deliver a few megapixels; more would only take memory. */
const pixelsMax = 16_777_216

/**
 * The pixels of a picture as a service delivers it: PNG, JPEG or WebP, told by its first bytes and not by what was said of
 * it. Throws ProviderFailed for anything else, for damage and for more than 16 megapixels: another try may be whole.
 */
export async function readPicture(bytes: Uint8Array, service: string): Promise<Raster> {
  if (!isPng(bytes) && !isJpeg(bytes) && !isWebp(bytes))
    throw failed(service, `bytes that are no PNG, JPEG or WebP (${describeStart(bytes)})`)
  try {
    return await readPixels(bytes, { limitInputPixels: pixelsMax, failOn: 'error', animated: false })
  } catch (error) {
    const line = (error instanceof Error ? error.message : String(error)).split('\n')[0]!.slice(0, 120)
    throw failed(service, `a damaged picture: ${line}`)
  }
}

function isJpeg(bytes: Uint8Array): boolean {
  return bytes.length > 3 && bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff
}

function isWebp(bytes: Uint8Array): boolean {
  const text = (from: number) => String.fromCharCode(...bytes.subarray(from, from + 4))
  return bytes.length > 12 && text(0) === 'RIFF' && text(8) === 'WEBP'
}

function describeStart(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'nothing at all'
  const start = String.fromCharCode(...bytes.subarray(0, 15)).toLowerCase()
  if (/^\s*<(!doctype|html)/.test(start)) return 'a web page'
  return `${bytes.length} bytes that begin with ${Buffer.from(bytes.subarray(0, 4)).toString('hex')}`
}

function failed(service: string, what: string): AssetloomError {
  return new AssetloomError(
    'ProviderFailed',
    `${service} delivered ${what}`,
    'it is asked again; see its log',
  )
}
