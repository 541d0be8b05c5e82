import {
  removeBackground,
  type BackgroundRemovalParams,
  type CutoutFindings,
} from '../cutout/remove-background.js'
import { mergeNearColours } from '../palette/merge-near-colours.js'
import { binariseAlpha, quantiseToPalette } from '../palette/quantise-raster.js'
import type { ProcessingRecord } from '../library-ports.js'
import { findOpaqueBox } from '../raster/opaque-box.js'
import type { PixelBox } from '../raster/pixel-box.js'
import { createRaster, type Raster } from '../raster/raster.js'
import { resampleLanczos } from '../raster/resample-raster.js'
import { downscaleCells, sampleCentres } from '../raster/scale-raster.js'
import type { AssetSpec, PostStep } from '../spec/asset-spec.schema.js'
import { framesOf, keepsBackground, stripSizeOf } from '../spec/spec-frames.js'
import { fitToAspect } from './fit-to-aspect.js'
import { removeSpecks } from './remove-specks.js'

export interface FinishedAsset {
  /** The whole frame at native size, or the strip of all frames. Pixels are opaque or transparent black unless graded alpha is asked for. */
  readonly frame: Raster
  /** The opaque box; the whole frame for strips, tiles and other opaque assets, one pixel for an empty frame. */
  readonly trim: PixelBox
  readonly processing: ProcessingRecord
  /** What the checks want to know of the way: nothing of it is stored. */
  readonly findings: {
    /** The frame at native size before its colours were matched to the palette. */
    readonly unquantised: Raster
    /** null for opaque assets. */
    readonly cutout: CutoutFindings | null
    /** Stray pixels that were cleared. */
    readonly specks: number
  }
}

/**
 * Turns a delivered picture into the asset that its spec asks for: background removal (not for tiles and opaque assets),
 * reduction to native size, palette (without one, colours that
 * differ by noise only are merged), binary alpha, specks, trim box. Pure: the same picture, spec and parameters give the
 * same bytes.
 */
export function finishAsset(
  delivered: Raster,
  spec: AssetSpec,
  removal: BackgroundRemovalParams = {},
): FinishedAsset {
  if (spec.origin?.cutout === true) return cutOutOnly(delivered, spec, removal)
  if (spec.origin !== undefined) return keepAsDelivered(delivered, spec)
  const steps: string[] = []
  const isOpaque = keepsBackground(spec)
  const isSoft = spec.alpha === 'soft'
  const cutout = isOpaque
    ? null
    : removeBackground(delivered, isSoft ? { edge: 'soft', ...removal } : removal)
  if (cutout !== null) steps.push(describeCutout(cutout.params))
  const { native, scale } = reduceToNative(cutout?.raster ?? flatten(delivered), spec, isOpaque, steps)
  const unquantised = isSoft ? native : binariseAlpha(native)
  let frame: Raster
  const runs = (step: PostStep) => spec.postChain === undefined || spec.postChain.includes(step)
  if (spec.palette.length > 0 && runs('match-palette')) {
    frame = quantiseToPalette(native, spec.palette, { keepAlpha: isSoft })
    steps.push(`match ${spec.palette.length} palette colours in OKLab`)
  } else {
    frame = isSoft ? native : runs('merge-colours') ? mergeNearColours(unquantised) : unquantised
    if (frame !== unquantised) steps.push('merge colours that noise set apart')
  }
  steps.push(isSoft ? 'keep graded alpha' : 'binary alpha')
  const isSpeckled = isOpaque || isSoft || keepsSpecks(spec) || !runs('remove-specks')
  const specks = isSpeckled ? { raster: frame, removed: 0 } : removeSpecks(frame, 1)
  if (specks.removed > 0) steps.push(`clear ${specks.removed} stray pixels`)
  frame = specks.raster
  return {
    frame,
    trim: trimOf(frame, isOpaque || framesOf(spec).length > 1),
    processing: { backgroundRemoval: cutout?.params ?? null, scale, palette: [...spec.palette], steps },
    findings: { unquantised, cutout, specks: specks.removed },
  }
}

/** What a person made stays as it is: no background, colour or pixel of it is touched. */
function keepAsDelivered(frame: Raster, spec: AssetSpec): FinishedAsset {
  return {
    frame,
    trim: trimOf(frame, keepsBackground(spec) || framesOf(spec).length > 1),
    processing: { backgroundRemoval: null, scale: 1, palette: [], steps: ['keep what was handed in'] },
    findings: { unquantised: frame, cutout: null, specks: 0 },
  }
}

/** A person's picture without its background: its size and the colours of what is left stay as they are. */
function cutOutOnly(delivered: Raster, spec: AssetSpec, removal: BackgroundRemovalParams): FinishedAsset {
  const isSoft = spec.alpha === 'soft'
  const cutout = removeBackground(delivered, isSoft ? { edge: 'soft', ...removal } : removal)
  const frame = isSoft ? cutout.raster : binariseAlpha(cutout.raster)
  return {
    frame,
    trim: trimOf(frame, framesOf(spec).length > 1),
    processing: {
      ...{ backgroundRemoval: cutout.params, scale: 1, palette: [] },
      steps: [describeCutout(cutout.params), 'keep the rest of what was handed in'],
    },
    findings: { unquantised: frame, cutout, specks: 0 },
  }
}

function describeCutout(params: ProcessingRecord['backgroundRemoval']): string {
  return params === null
    ? 'keep the delivered alpha'
    : `remove background (${params.method}, ${params.edge} edge)`
}

/** Effects consist of single sparks; elsewhere a lone pixel is noise. */
function keepsSpecks(spec: AssetSpec): boolean {
  return spec.assetType === 'vfx' || spec.assetType === 'particle'
}

/** A strip stays whole: its frames are trimmed each for itself when they are packed. */
function trimOf(frame: Raster, isWhole: boolean): PixelBox {
  if (isWhole) return { x: 0, y: 0, width: frame.width, height: frame.height }
  return findOpaqueBox(frame) ?? { x: 0, y: 0, width: 1, height: 1 }
}

/** The whole factor by which a picture is larger than its native size on both axes; null when there is none. */
export function wholeFactor(
  delivered: { readonly width: number; readonly height: number },
  native: { readonly width: number; readonly height: number },
): number | null {
  const factor = delivered.width / native.width
  return Number.isInteger(factor) && factor >= 1 && factor * native.height === delivered.height
    ? factor
    : null
}

function reduceToNative(
  raster: Raster,
  spec: AssetSpec,
  isOpaque: boolean,
  steps: string[],
): { native: Raster; scale: number } {
  const { width, height } = stripSizeOf(spec)
  const factor = wholeFactor(raster, { width, height })
  if (spec.kernel === 'lanczos') {
    const whole = fitToAspect(raster, width, height, isOpaque ? 'crop' : 'pad')
    steps.push(`reduce ${whole.width}x${whole.height} to ${width}x${height} by Lanczos`)
    return { native: resampleLanczos(whole, width, height), scale: roundScale(whole.width / width) }
  }
  if (factor !== null) {
    if (factor > 1) steps.push(`reduce ${factor}:1 by cell median`)
    return { native: factor === 1 ? raster : downscaleCells(raster, factor), scale: factor }
  }
  const fitted = fitToAspect(raster, width, height, isOpaque ? 'crop' : 'pad')
  if (fitted !== raster)
    steps.push(`${isOpaque ? 'crop' : 'pad'} to ${fitted.width}x${fitted.height} to keep the proportions`)
  steps.push(
    `sample ${width}x${height} at cell centres (${raster.width}x${raster.height} is no whole multiple of it)`,
  )
  return { native: sampleCentres(fitted, width, height), scale: roundScale(fitted.width / width) }
}

/** Four decimals, so that the record reads well. */
function roundScale(scale: number): number {
  return Math.round(scale * 10_000) / 10_000
}

/** Opaque assets have no holes: what is transparent lies on black. */
function flatten(raster: Raster): Raster {
  const out = createRaster(raster.width, raster.height)
  for (let at = 0; at < out.data.length; at += 4) {
    const alpha = raster.data[at + 3]! / 255
    for (let channel = 0; channel < 3; channel++)
      out.data[at + channel] = Math.round(raster.data[at + channel]! * alpha)
    out.data[at + 3] = 255
  }
  return out
}
