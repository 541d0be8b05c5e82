import { createOklabReader, oklabToSrgb } from '../palette/oklab.js'
import type { ProcessingRecord } from '../library-ports.js'
import { copyRaster } from '../raster/blit-raster.js'
import type { Raster } from '../raster/raster.js'
import { erodeAlpha, featherAlpha } from './alpha-mask.js'
import {
  fitBackground,
  refitBackground,
  writeBackgroundAt,
  type BackgroundModel,
} from './background-model.js'
import { background, floodBackground } from './flood-background.js'
import { unmixEdges } from './unmix-edges.js'

/** How a background is removed. What is left out is measured or takes its default. */
export interface BackgroundRemovalParams {
  /** Squared OKLab distance x 1000 up to which a pixel is background; left out = from the noise of the border. */
  readonly threshold?: number
  /** Softens the edge inward by a blur of this radius; only with a soft edge. Default 0, at most 16. */
  readonly featherPx?: number
  /** Takes this many pixels off the edge. Default 0, at most 16. */
  readonly erodePx?: number
  /** `binary` for pixel art; `soft` gives edge pixels the alpha and the colour that the background left of them. */
  readonly edge?: 'soft' | 'binary'
}

/** What was seen on the way, for the checks. Shares are 0-1. */
export interface CutoutFindings {
  /** Pixels that were removed. */
  readonly backgroundShare: number
  /** Border pixels that the background model explains. */
  readonly borderExplainedShare: number
  /** Kept pixels that still look much like the background. */
  readonly leftOverShare: number
}

export interface CutoutResult extends CutoutFindings {
  readonly raster: Raster
  /** What the variant's record keeps; null when the picture came with its own alpha and was left as it is. */
  readonly params: ProcessingRecord['backgroundRemoval']
}

const method = 'border-flood-oklab/1'
const radiusMaxPx = 16
/** More transparency than this is the picture's own, not an accident of encoding, 0-1. */
const ownAlphaMin = 0.005

/**
 * Removes the background of a picture by its border: a model of the background's colour (core/cutout/background-model),
 * a flood from the border, holes, and for soft edges the unmixing of edge pixels. The same input gives the same bytes.
 * A picture that has transparency of its own (a clear corner, or more than 0.5 % of its pixels below an alpha of 250) is
 * returned unchanged.
 * Throws a RangeError for parameters out of range.
 */
export function removeBackground(raster: Raster, params: BackgroundRemovalParams = {}): CutoutResult {
  const { featherPx = 0, erodePx = 0, edge = 'binary' } = params
  for (const radius of [featherPx, erodePx])
    if (!Number.isInteger(radius) || radius < 0 || radius > radiusMaxPx)
      throw new RangeError(`a radius of ${radius} px is not a whole number from 0 to ${radiusMaxPx}`)
  if (params.threshold !== undefined && !(params.threshold > 0 && params.threshold <= 1000))
    throw new RangeError(`threshold ${params.threshold} does not lie above 0 and up to 1000`)
  const ownAlpha = transparentShare(raster)
  if (ownAlpha > ownAlphaMin || hasClearCorner(raster))
    return { raster, params: null, backgroundShare: ownAlpha, borderExplainedShare: 1, leftOverShare: 0 }

  const { width, height } = raster
  const { model, mask, distances, threshold } = findBackground(raster, params.threshold)
  const out = copyRaster(raster)
  let alpha =
    edge === 'soft'
      ? unmixEdges(raster, out.data, mask, backgroundColourOf(model, raster))
      : alphaOfMask(mask)
  alpha = erodeAlpha(alpha, width, height, erodePx)
  if (edge === 'soft') alpha = featherAlpha(alpha, width, height, featherPx)
  writeAlpha(out, alpha)
  return {
    raster: out,
    params: { method, threshold, featherPx: edge === 'soft' ? featherPx : 0, erodePx, edge },
    borderExplainedShare: model.explainedShare,
    ...shares(mask, distances, threshold / 1000),
  }
}

/** Whether a picture comes with transparency of its own, so that nothing more is removed of it. */
export function hasOwnAlpha(raster: Raster): boolean {
  return transparentShare(raster) > ownAlphaMin || hasClearCorner(raster)
}

function hasClearCorner({ width, height, data }: Raster): boolean {
  const corners = [0, width - 1, (height - 1) * width, height * width - 1]
  return corners.some((corner) => data[corner * 4 + 3]! < 8)
}

function findBackground(raster: Raster, givenThreshold: number | undefined) {
  const { width, height } = raster
  const flood = (model: BackgroundModel) => {
    const threshold = givenThreshold ?? thresholdOf(model)
    const distances = measureDistances(raster, model)
    const mask = floodBackground(distances, width, height, {
      limit: threshold / 1000,
      holeAreaMinPx: Math.max(1, Math.round((width * height) / 65_536)),
      islandAreaMinPx: Math.max(2, Math.round((width * height) / 20_000)),
    })
    return { model, threshold, distances, mask }
  }
  const first = flood(fitBackground(raster))
  const refitted = refitBackground(raster, first.model, first.mask)
  return refitted === first.model ? first : flood(refitted)
}

function transparentShare(raster: Raster): number {
  let count = 0
  for (let at = 3; at < raster.data.length; at += 4) if (raster.data[at]! < 250) count++
  return count / (raster.width * raster.height)
}

/**
 * A clean border allows a tight limit, which spares subjects of a similar colour; a noisy one needs twice its own reach,
 * because the border is a sample. Squared OKLab distance x 1000, rounded so that the stored figure gives the same result.
 */
function thresholdOf(model: BackgroundModel): number {
  const distance = Math.min(0.12, Math.max(0.04, 2 * model.noise + 0.02))
  return Math.round(distance * distance * 1e7) / 1e4
}

/** Squared OKLab distance of every pixel to the model at its place. */
function measureDistances(raster: Raster, model: BackgroundModel): Float32Array {
  const out = new Float32Array(raster.width * raster.height)
  const readOklab = createOklabReader()
  const expected = new Float64Array(3)
  writeBackgroundAt(model, raster, 0, 0, expected)
  for (let y = 0, at = 0; y < raster.height; y++)
    for (let x = 0; x < raster.width; x++, at++) {
      const byte = at * 4
      const lab = readOklab(raster.data[byte]!, raster.data[byte + 1]!, raster.data[byte + 2]!)
      if (!model.isFlat) writeBackgroundAt(model, raster, x, y, expected)
      const l = lab[0]! - expected[0]!
      const a = lab[1]! - expected[1]!
      const b = lab[2]! - expected[2]!
      out[at] = l * l + a * a + b * b
    }
  return out
}

function backgroundColourOf(model: BackgroundModel, raster: Raster) {
  const lab = new Float64Array(3)
  return (x: number, y: number, out: Float64Array) => {
    writeBackgroundAt(model, raster, x, y, lab)
    out.set(oklabToSrgb([lab[0]!, lab[1]!, lab[2]!]))
  }
}

function alphaOfMask(mask: Uint8Array): Uint8Array {
  const alpha = new Uint8Array(mask.length)
  for (let at = 0; at < mask.length; at++) if (mask[at] !== background) alpha[at] = 255
  return alpha
}

/** Transparent pixels become transparent black, so that nothing of the background hides under them. */
function writeAlpha(raster: Raster, alpha: Uint8Array): void {
  for (let pixel = 0; pixel < alpha.length; pixel++) {
    const at = pixel * 4
    raster.data[at + 3] = alpha[pixel]!
    if (alpha[pixel] !== 0) continue
    raster.data[at] = 0
    raster.data[at + 1] = 0
    raster.data[at + 2] = 0
  }
}

function shares(
  mask: Uint8Array,
  distances: Float32Array,
  limit: number,
): Pick<CutoutFindings, 'backgroundShare' | 'leftOverShare'> {
  // 1.6 times the limit as a length: what a slightly larger threshold would have removed.
  const similar = limit * 1.6 * 1.6
  let removed = 0
  let leftOver = 0
  for (let at = 0; at < mask.length; at++)
    if (mask[at] === background) removed++
    else if (distances[at]! <= similar) leftOver++
  const kept = mask.length - removed
  return { backgroundShare: removed / mask.length, leftOverShare: kept === 0 ? 0 : leftOver / kept }
}
