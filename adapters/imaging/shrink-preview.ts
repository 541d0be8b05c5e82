import sharp from 'sharp'

const sideMaxPx = 96
/** A notice of PostgreSQL carries 8,000 bytes, text and all. */
const bytesMax = 4_500

/** A picture on the way as a small JPEG in a data URL; null for what cannot be read or stays too large. */
export async function shrinkPreview(picture: Uint8Array): Promise<string | null> {
  try {
    const small = await sharp(picture, { limitInputPixels: 16_777_216 })
      .resize(sideMaxPx, sideMaxPx, { fit: 'inside' })
      .flatten({ background: '#000000' })
      .jpeg({ quality: 60 })
      .toBuffer()
    return small.length > bytesMax ? null : `data:image/jpeg;base64,${small.toString('base64')}`
  } catch {
    return null
  }
}
