import { AssetloomError } from '../../core/errors.js'
import {
  composeStrip,
  frameSizeOf,
  isStripAlready,
  stripObjection,
  type SizedFrame,
} from '../../core/library/compose-strip.js'
import type { ComposeStrip } from '../../core/library/upload-facts.js'
import { measureLook } from '../../core/library/measure-look.js'
import { uploadPixelsMax } from '../../core/library/upload-facts.js'
import { pngSize } from '../../core/bundle/png-size.js'
import type { ObjectStore } from '../../core/ports.js'
import type { Raster } from '../../core/raster/raster.js'

/** Pixels of all pictures of one strip: more than its frames can come from, little enough to be held at once. */
const sourcePixelsMax = 4 * uploadPixelsMax

/** Puts frames side by side. A picture that is the strip already stays the file that it was. */
export function createStripComposer({ store }: { readonly store: ObjectStore }): ComposeStrip {
  return async (frames, frameSize) => {
    const pictures = new Map<string, Uint8Array>()
    let pixels = 0
    for (const { sha256 } of frames) {
      if (pictures.has(sha256)) continue
      const bytes = await store.get(sha256)
      const { width, height } = pngSize(bytes) ?? { width: 0, height: 0 }
      pixels += width * height
      if (pixels > sourcePixelsMax)
        throw invalid(
          `its pictures have more than ${sourcePixelsMax} pixels`,
          'Export the frames without what is around them.',
        )
      pictures.set(sha256, bytes)
    }
    const sized = frames.map(({ sha256, ...frame }): SizedFrame => {
      const picture = pngSize(pictures.get(sha256)!)
      if (picture === null) throw invalid('a frame is no PNG', 'Export every frame as PNG.')
      return { ...frame, picture }
    })
    const objection = stripObjection(sized, frameSize)
    if (objection !== null) throw invalid(objection, 'Correct the frames, or export them again.')
    const size = frameSizeOf(sized, frameSize)
    const [only] = pictures.values()
    const { sharpImageCodec } = await import('../imaging/sharp-image-codec.js')
    if (pictures.size === 1 && only !== undefined && isStripAlready(sized, frameSize)) {
      const { hasTransparency } = measureLook(await sharpImageCodec.decodePng(only))
      return { png: only, frameSize: size, transparent: hasTransparency }
    }
    const rasters = new Map<string, Raster>()
    for (const [sha256, bytes] of pictures) rasters.set(sha256, await sharpImageCodec.decodePng(bytes))
    const strip = composeStrip(
      frames.map(({ sha256, ...frame }) => ({ ...frame, raster: rasters.get(sha256)! })),
      frameSize,
    )
    const png = await sharpImageCodec.encodePng(strip)
    return { png, frameSize: size, transparent: measureLook(strip).hasTransparency }
  }
}

function invalid(message: string, hint: string): AssetloomError {
  return new AssetloomError('InvalidInput', message, hint)
}
