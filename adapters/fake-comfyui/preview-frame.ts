import sharp from 'sharp'
import type { Raster } from '../../core/raster/raster.js'
import { resizePicture } from './picture-work.js'

const sideMaxPx = 96

/** What a preview frame is made of. */
export interface Preview {
  readonly jpeg: Uint8Array
  readonly nodeId: string
  readonly promptId: string
}

/** A small JPEG of a picture on its way out of the noise: `share` 0-1 of it is there. */
export async function drawPreview(picture: Raster, share: number): Promise<Uint8Array> {
  const scale = Math.min(1, sideMaxPx / Math.max(picture.width, picture.height))
  const size = {
    width: Math.max(1, Math.round(picture.width * scale)),
    height: Math.max(1, Math.round(picture.height * scale)),
  }
  const small = resizePicture(picture, size, 'nearest-exact')
  const rgb = Buffer.alloc(size.width * size.height * 3)
  let state = 0x9e3779b9
  for (let at = 0, to = 0; at < small.data.length; at += 4)
    for (let channel = 0; channel < 3; channel++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
      rgb[to++] = Math.round(small.data[at + channel]! * share + (state >>> 24) * (1 - share))
    }
  return await sharp(rgb, { raw: { ...size, channels: 3 } })
    .jpeg({ quality: 70 })
    .toBuffer()
}

/** Event 4 with metadata for those who asked for it, else event 1; big-endian heads. */
export function previewFrame({ jpeg, nodeId, promptId }: Preview, metadata: boolean): Uint8Array {
  if (!metadata) return Buffer.concat([uint32(1), uint32(1), jpeg])
  const told = Buffer.from(
    JSON.stringify({
      ...{
        node_id: nodeId,
        prompt_id: promptId,
        display_node_id: nodeId,
        parent_node_id: null,
        real_node_id: nodeId,
      },
      image_type: 'image/jpeg',
    }),
  )
  return Buffer.concat([uint32(4), uint32(told.length), told, jpeg])
}

function uint32(value: number): Buffer {
  const out = Buffer.alloc(4)
  out.writeUInt32BE(value)
  return out
}
