import { AssetloomError } from '../errors.js'
import { fitToAspect } from '../finish/fit-to-aspect.js'
import { createOklabReader, type Oklab, oklabDistance, srgbToOklab } from '../palette/oklab.js'
import { createRaster, type Raster } from '../raster/raster.js'
import { resampleLanczos } from '../raster/resample-raster.js'
import { upscaleNearest } from '../raster/scale-raster.js'
import { referenceSideMaxPx } from '../spec/reference-rules.js'
import { hasClearPixels, type PixelSize } from './fit-delivered.js'

/** Where a prepared picture goes. */
export interface SourcePlace {
  /** Proportions that it gets, and the size that it is worked on in, unless `keepsSize`. */
  readonly size: PixelSize
  /** It is enlarged later, by a model that wants it as it is. */
  readonly keepsSize?: boolean
}

/** Longer side up to which a picture counts as drawn in large pixels. */
const largePixelsSideMaxPx = 256
/** A picture that is larger than the work by this factor is made smaller before it travels. */
const surplusMax = 2

/**
 * A picture as a model can begin from it: in the proportions of the work, without clear pixels. Its server brings it to the
 * exact size; what is small is enlarged by a whole number before, what is much too large reduced. The whole of a
 * picture that has clear pixels is kept, of another one the centre. Clear pixels become a plain colour that the subject does not
 * have, so that cutting out finds it again. The mask goes the same way; black is around it.
 * Throws InvalidInput for a mask of another size and for a picture that is too large.
 */
export function prepareSource(
  picture: Raster,
  mask: Raster | null,
  place: SourcePlace,
): { readonly picture: Raster; readonly mask: Raster | null } {
  if (Math.max(picture.width, picture.height) > referenceSideMaxPx) throw tooLarge(picture)
  if (mask !== null && (mask.width !== picture.width || mask.height !== picture.height))
    throw otherMask(picture, mask)
  const how = hasClearPixels(picture) ? 'pad' : 'crop'
  const ground = chooseGround(picture)
  return {
    picture: flatten(placeIn(picture, place, how), ground),
    mask: mask === null ? null : flatten(placeIn(mask, place, how), [0, 0, 0]),
  }
}

function placeIn(raster: Raster, { size, keepsSize = false }: SourcePlace, how: 'pad' | 'crop'): Raster {
  const { width, height } = size
  const fitted = fitToAspect(raster, width, height, how)
  if (keepsSize) return fitted
  // Large pixels stay squares as far as whole numbers go.
  const factor = Math.floor(Math.min(width / fitted.width, height / fitted.height))
  if (factor > 1 && Math.max(raster.width, raster.height) <= largePixelsSideMaxPx)
    return upscaleNearest(fitted, factor)
  return fitted.width > width * surplusMax ? resampleLanczos(fitted, width, height) : fitted
}

type Colour = readonly [number, number, number]

/** Plain grounds in the order in which they are preferred. */
const grounds: readonly Colour[] = [
  [255, 255, 255],
  [128, 128, 128],
  [0, 177, 64],
  [255, 0, 255],
  [0, 71, 187],
  [0, 0, 0],
]
/** OKLab distance that cutting out tells safely apart. */
const clearDistance = 0.25
const samplesMax = 4096

/** The first ground that is clearly no colour of the subject, else the one that is furthest from it. */
function chooseGround({ width, height, data }: Raster): Colour {
  const readOklab = createOklabReader()
  const opaque: Oklab[] = []
  const stride = Math.ceil((width * height) / samplesMax)
  for (let at = 0; at < data.length; at += stride * 4) {
    if (data[at + 3]! < 128) continue
    const [l = 0, a = 0, b = 0] = readOklab(data[at]!, data[at + 1]!, data[at + 2]!)
    opaque.push([l, a, b])
  }
  const measured = grounds.map((colour) => {
    const lab = srgbToOklab(...colour)
    return { colour, distance: opaque.reduce((least, one) => Math.min(least, oklabDistance(one, lab)), 1) }
  })
  const [furthest] = measured.toSorted((a, b) => b.distance - a.distance)
  return (measured.find(({ distance }) => distance >= clearDistance) ?? furthest!).colour
}

function flatten({ width, height, data }: Raster, ground: Colour): Raster {
  const out = createRaster(width, height)
  for (let at = 0; at < data.length; at += 4) {
    const alpha = data[at + 3]! / 255
    for (let channel = 0; channel < 3; channel++)
      out.data[at + channel] = Math.round(data[at + channel]! * alpha + ground[channel]! * (1 - alpha))
    out.data[at + 3] = 255
  }
  return out
}

function tooLarge({ width, height }: Raster): AssetloomError {
  return new AssetloomError(
    'InvalidInput',
    `a picture of ${width}x${height} px is too large to begin from`,
    `hand in one of at most ${referenceSideMaxPx} px a side`,
    { width, height },
  )
}

function otherMask(picture: Raster, mask: Raster): AssetloomError {
  return new AssetloomError(
    'InvalidInput',
    `the mask has ${mask.width}x${mask.height} px and its picture ${picture.width}x${picture.height} px`,
    'hand in a mask of the size of its picture: white where it is repainted',
    {},
  )
}
