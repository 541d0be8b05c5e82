import { createOklabReader } from '../palette/oklab.js'
import type { Raster } from '../raster/raster.js'
import { solveLinear } from './solve-linear.js'

/** Coefficients of 1, u, v, u^2, uv, v^2, where u and v run from -1 to 1 over the raster. */
type Surface = Float64Array

/** The colour that the background has at every place, learnt from the border of a picture. */
export interface BackgroundModel {
  /** One surface each for the OKLab coordinates; flat ones have only the first coefficient. */
  readonly surfaces: readonly [Surface, Surface, Surface]
  readonly isFlat: boolean
  /** Typical OKLab distance of the border's own pixels to the model: the 99th percentile of those that fit. */
  readonly noise: number
  /** 0-1: how much of the border the model explains. */
  readonly explainedShare: number
}

/** Pixels in OKLab with their places. */
interface ColourSamples {
  readonly lab: Float64Array
  /** Six terms a sample. */
  readonly terms: Float64Array
  readonly count: number
}

const samplesMax = 4096
const termCount = 6
/** A border pixel further away than this is foreground that touches the border, not noise. */
const outlierDistance = 0.12
/** The share of pixels whose residuals decide between a flat and a curved model: the rest may be subject. */
const typicalShare = 0.8
/** Below this the border looks flat to the eye, and a curved surface would only follow the noise. */
const flatDistance = 0.012

/**
 * Fits the background to a ring of border pixels: the median colour or, where that leaves a visible remainder and a
 * quadratic surface leaves much less (gradients, vignettes), that surface. Least squares with Tukey's biweight (Beaton and
 * Tukey 1974), so a subject that touches a part of the border does not pull the model to itself.
 */
export function fitBackground(raster: Raster): BackgroundModel {
  const samples = readSamples(raster, borderPlaces(raster))
  const { surfaces, isFlat } = chooseSurfaces(samples)
  return describe(surfaces, isFlat, residuals(samples, surfaces))
}

/**
 * Fits again to the pixels that a model found (ones of `mask`): they reach further in than the border, so a surface is
 * right where the subject's holes are, and a vignette shows that the border alone hardly tells. The noise stays that of
 * the border. A flat model that stays flat comes back as it is.
 */
export function refitBackground(raster: Raster, model: BackgroundModel, mask: Uint8Array): BackgroundModel {
  const places: number[] = []
  // A prime step, so that the sample does not line up with rows.
  for (let at = 0; at < mask.length; at += 7) if (mask[at] === 1) places.push(at)
  if (places.length < 64) return model
  const { surfaces, isFlat } = chooseSurfaces(readSamples(raster, places))
  return isFlat ? model : { ...model, surfaces, isFlat }
}

function chooseSurfaces(samples: ColourSamples): Pick<BackgroundModel, 'surfaces' | 'isFlat'> {
  const flat = flatSurfaces(samples)
  const flatReach = percentile(residuals(samples, flat), typicalShare)
  if (flatReach > flatDistance) {
    const curved = fitSurfaces(samples, flat)
    if (curved !== null && percentile(residuals(samples, curved), typicalShare) < 0.6 * flatReach)
      return { surfaces: curved, isFlat: false }
  }
  return { surfaces: flat, isFlat: true }
}

function describe(
  surfaces: BackgroundModel['surfaces'],
  isFlat: boolean,
  distances: Float64Array,
): BackgroundModel {
  const inliers = distances.filter((distance) => distance <= outlierDistance)
  const noise = inliers.length === 0 ? 0 : percentile(inliers, 0.99)
  return { surfaces, isFlat, noise, explainedShare: inliers.length / distances.length }
}

/** The model's OKLab colour at a pixel, written to `out`. */
export function writeBackgroundAt(
  model: BackgroundModel,
  raster: { readonly width: number; readonly height: number },
  x: number,
  y: number,
  out: Float64Array,
): void {
  for (let channel = 0; channel < 3; channel++) {
    const c = model.surfaces[channel]!
    if (model.isFlat) {
      out[channel] = c[0]!
      continue
    }
    const u = (2 * x + 1) / raster.width - 1
    const v = (2 * y + 1) / raster.height - 1
    out[channel] = c[0]! + c[1]! * u + c[2]! * v + c[3]! * u * u + c[4]! * u * v + c[5]! * v * v
  }
}

/** The pixels of a ring that is two pixels wide (one in small pictures). */
function borderPlaces({ width, height }: Raster): number[] {
  const ring = Math.min(width, height) >= 64 ? 2 : 1
  const places: number[] = []
  for (let y = 0; y < height; y++) {
    const whole = y < ring || y >= height - ring
    for (let x = 0; x < width; x++) {
      if (!whole && x === ring) x = Math.max(ring, width - ring)
      if (x < width) places.push(y * width + x)
    }
  }
  return places
}

/** Reads the pixels at these places, thinned out evenly to a few thousand. */
function readSamples(raster: Raster, places: readonly number[]): ColourSamples {
  const { width, height } = raster
  const stride = Math.ceil(places.length / samplesMax)
  const count = Math.ceil(places.length / stride)
  const lab = new Float64Array(count * 3)
  const terms = new Float64Array(count * termCount)
  const readOklab = createOklabReader()
  for (let sample = 0; sample < count; sample++) {
    const place = places[sample * stride]!
    const at = place * 4
    lab.set(readOklab(raster.data[at]!, raster.data[at + 1]!, raster.data[at + 2]!), sample * 3)
    const u = (2 * (place % width) + 1) / width - 1
    const v = (2 * Math.floor(place / width) + 1) / height - 1
    terms.set([1, u, v, u * u, u * v, v * v], sample * termCount)
  }
  return { lab, terms, count }
}

function flatSurfaces(samples: ColourSamples): BackgroundModel['surfaces'] {
  const medianOf = (channel: number) => {
    const values = Float64Array.from(
      { length: samples.count },
      (_, sample) => samples.lab[sample * 3 + channel]!,
    )
    return Float64Array.of(percentile(values, 0.5), 0, 0, 0, 0, 0)
  }
  return [medianOf(0), medianOf(1), medianOf(2)]
}

/** Five rounds of weighted least squares; null when the samples do not determine a surface. */
function fitSurfaces(
  samples: ColourSamples,
  start: BackgroundModel['surfaces'],
): BackgroundModel['surfaces'] | null {
  let surfaces = start
  for (let round = 0; round < 5; round++) {
    const distances = residuals(samples, surfaces)
    // 4.685 times the scale is Tukey's constant; the floor keeps noise-free borders from rejecting themselves.
    const reach = Math.max(0.02, 4.685 * 1.4826 * percentile(distances, 0.5))
    const weights = distances.map((distance) => (distance < reach ? (1 - (distance / reach) ** 2) ** 2 : 0))
    const fitted = [0, 1, 2].map((channel) => fitChannel(samples, weights, channel))
    const [lightness, a, b] = fitted
    if (!lightness || !a || !b) return null
    surfaces = [lightness, a, b]
  }
  return surfaces
}

function fitChannel(samples: ColourSamples, weights: Float64Array, channel: number): Surface | null {
  const matrix = new Float64Array(termCount * termCount)
  const right = new Float64Array(termCount)
  for (let sample = 0; sample < samples.count; sample++) {
    const weight = weights[sample]!
    if (weight === 0) continue
    const base = sample * termCount
    for (let row = 0; row < termCount; row++) {
      const weighted = weight * samples.terms[base + row]!
      right[row]! += weighted * samples.lab[sample * 3 + channel]!
      for (let column = 0; column < termCount; column++)
        matrix[row * termCount + column]! += weighted * samples.terms[base + column]!
    }
  }
  return solveLinear(matrix, right)
}

/** OKLab distance of every sample to the surfaces. */
function residuals(samples: ColourSamples, surfaces: BackgroundModel['surfaces']): Float64Array {
  const out = new Float64Array(samples.count)
  for (let sample = 0; sample < samples.count; sample++) {
    let sum = 0
    for (let channel = 0; channel < 3; channel++) {
      const surface = surfaces[channel]!
      let value = 0
      for (let term = 0; term < termCount; term++)
        value += surface[term]! * samples.terms[sample * termCount + term]!
      sum += (samples.lab[sample * 3 + channel]! - value) ** 2
    }
    out[sample] = Math.sqrt(sum)
  }
  return out
}

/** The value below which a share of the values lies (nearest rank). */
function percentile(values: Float64Array, share: number): number {
  const sorted = values.slice().sort()
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!
}
