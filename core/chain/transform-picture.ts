import { removeBackground } from '../cutout/remove-background.js'
import { AssetloomError } from '../errors.js'
import { finishAsset } from '../finish/finish-asset.js'
import type { Raster } from '../raster/raster.js'
import { resampleLanczos } from '../raster/resample-raster.js'
import { sampleCentres, upscaleNearest } from '../raster/scale-raster.js'
import { scoreVariant } from '../scoring/score-variant.js'
import type { AssetSpec } from '../spec/asset-spec.schema.js'
import type { JobInput } from './job-input.schema.js'
import type { PictureJobType } from './job-type.js'
import type { JsonObject } from './json-value.js'

/** Job types that turn one picture into one picture. */
export type TransformType = Exclude<PictureJobType, 'atlas_pack'>

export interface TransformedPicture {
  /** The same raster where the work only looks at it. */
  readonly raster: Raster
  /** What the output tells of this picture beside its bytes. */
  readonly told: JsonObject
}

/** The jobs that judge or finish a picture by what its spec asks for. */
export const typesBySpec: readonly PictureJobType[] = ['score', 'post_process']
const sideMaxPx = 8_192
const defaultFactor = 2
const checksShownMax = 8

/**
 * One picture through one job. Pure: the same picture, input and spec give the same pixels. `spec` is needed by
 * `typesBySpec`. Throws InvalidInput for a result of more than 8,192 pixels a side.
 */
export function transformPicture<Type extends TransformType>(
  type: Type,
  raster: Raster,
  input: JobInput<Type>,
  spec: AssetSpec | null,
): TransformedPicture {
  switch (type) {
    case 'bg_remove':
      return cutOut(raster, input as JobInput<'bg_remove'>)
    case 'resize':
      return resize(raster, input as JobInput<'resize'>)
    case 'upscale': {
      const { factor = defaultFactor } = input as JobInput<'upscale'>
      requireSides(raster.width * factor, raster.height * factor)
      return { raster: upscaleNearest(raster, factor), told: { processing: { upscale: { factor } } } }
    }
    case 'post_process': {
      const { frame, trim, processing } = finishAsset(raster, requireSpec(spec))
      return { raster: frame, told: { trim: { ...trim }, processing: { steps: [...processing.steps] } } }
    }
    default: {
      const { score, checks } = scoreVariant(raster, requireSpec(spec))
      const worst = [...checks].sort((a, b) => a.score - b.score).slice(0, checksShownMax)
      return {
        raster,
        told: { score, checks: worst.map((check) => ({ name: check.name, score: check.score })) },
      }
    }
  }
}

/** Document E keeps threshold, feather and erode under `processing.bg_remove`. */
function cutOut(
  raster: Raster,
  { threshold, feather, erode, edge }: JobInput<'bg_remove'>,
): TransformedPicture {
  const removed = removeBackground(raster, {
    ...(threshold === undefined ? {} : { threshold }),
    ...(feather === undefined ? {} : { featherPx: feather }),
    ...(erode === undefined ? {} : { erodePx: erode }),
    // A binary edge has nothing to soften.
    edge: edge ?? (feather === undefined || feather === 0 ? 'binary' : 'soft'),
  })
  const { params, backgroundShare } = removed
  const told =
    params === null
      ? { kept: 'the picture came with its own transparency' }
      : {
          method: params.method,
          threshold: params.threshold,
          feather: params.featherPx,
          erode: params.erodePx,
          edge: params.edge,
        }
  return { raster: removed.raster, told: { processing: { bg_remove: { ...told, backgroundShare } } } }
}

/** One side alone keeps the proportions. */
function resize(raster: Raster, input: JobInput<'resize'>): TransformedPicture {
  const { method = 'nearest' } = input
  const sideOf = (own: number, other: number, wanted: number | undefined): number =>
    Math.max(1, Math.round((own * (wanted ?? other)) / other))
  const width = input.width ?? sideOf(raster.width, raster.height, input.height)
  const height = input.height ?? sideOf(raster.height, raster.width, input.width)
  requireSides(width, height)
  const resized =
    method === 'lanczos' ? resampleLanczos(raster, width, height) : sampleCentres(raster, width, height)
  return { raster: resized, told: { processing: { resize: { width, height, method } } } }
}

function requireSides(width: number, height: number): void {
  if (Math.max(width, height) > sideMaxPx)
    throw new AssetloomError(
      'InvalidInput',
      `the picture would be ${width}x${height}; a side has at most ${sideMaxPx} pixels`,
      'choose a smaller size or factor',
    )
}

function requireSpec(spec: AssetSpec | null): AssetSpec {
  if (spec !== null) return spec
  throw new AssetloomError(
    'InvalidInput',
    'the picture comes of no variant, so no spec says what it should be',
    'give pictures of a generate job, or variant ids',
  )
}
