import { isStrip } from '../atlas/cut-frames.js'
import { cropRaster } from '../raster/blit-raster.js'
import type { Raster } from '../raster/raster.js'
import type { AssetSpec } from '../spec/asset-spec.schema.js'
import { framesOf } from '../spec/spec-frames.js'
import type { ContactSheetItem } from './contact-sheet.js'

type Shown = Pick<AssetSpec, 'size' | 'animations' | 'states'>

/** How a finished picture of a spec stands on a contact sheet: a still as it is, a strip frame by frame with its names. */
export function contactSheetItem(key: string, spec: Shown, picture: Raster): ContactSheetItem {
  if (!isStrip(spec)) return { key, raster: picture }
  const { width, height } = spec.size
  const count = framesOf(spec).length
  if (picture.width !== width * count || picture.height !== height) return { key, raster: picture }
  const frames = Array.from({ length: count }, (_, index) =>
    cropRaster(picture, { x: index * width, y: 0, width, height }),
  )
  const [first = picture] = frames
  return { key, raster: first, frames, label: `${width}x${height}, ${namesOf(spec)}` }
}

/** `idle 4f 6 fps, open 3f 8 fps once`, or the names of states. */
function namesOf({ animations, states }: Shown): string {
  if (animations === undefined) return (states ?? []).join(', ')
  return animations
    .map(({ name, frames, fps, loop }) => `${name} ${frames}f ${fps} fps${loop ? '' : ' once'}`)
    .join(', ')
}
