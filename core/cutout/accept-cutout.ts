import { AssetloomError } from '../errors.js'
import { copyRaster } from '../raster/blit-raster.js'
import type { Raster } from '../raster/raster.js'
import { hasOwnAlpha } from './remove-background.js'

/** A subject is at least this share of a picture, 0-1. */
const subjectShareMin = 0.002

/**
 * What a model made of a picture, with clear pixels as transparent black. Throws ProviderFailed where it is no cutout of
 * that picture: another size, no subject left, or nothing removed.
 */
export function acceptCutout(picture: Pick<Raster, 'width' | 'height'>, cut: Raster): Raster {
  const { width, height } = cut
  if (width !== picture.width || height !== picture.height)
    throw noCutout(
      `gave ${width}x${height} px for a picture of ${picture.width}x${picture.height} px`,
      'a graph for cutouts keeps the size of its picture',
    )
  const out = copyRaster(cut)
  let kept = 0
  for (let at = 0; at < out.data.length; at += 4)
    if (out.data[at + 3] === 0) out.data.fill(0, at, at + 3)
    else if (out.data[at + 3]! >= 128) kept++
  if (kept < subjectShareMin * width * height) throw noCutout('found no subject in the picture', lookAtIt)
  if (!hasOwnAlpha(out)) throw noCutout('found nothing to remove in the picture', lookAtIt)
  return out
}

const lookAtIt = 'its background goes by its colours; say in the prompt that the subject stands alone'

function noCutout(what: string, hint: string): AssetloomError {
  return new AssetloomError('ProviderFailed', `the model ${what}`, hint, { kind: 'bad-output' })
}
