import { drawWaveform } from '../audio/draw-waveform.js'
import type { Sound } from '../audio/sound.js'
import { blitRaster, cropRaster } from '../raster/blit-raster.js'
import { createRaster, type Raster } from '../raster/raster.js'
import { resampleLanczos } from '../raster/resample-raster.js'
import { downscaleCells, sampleCentres } from '../raster/scale-raster.js'
import { splitStrip } from '../raster/split-strip.js'
import type { AssetSpec } from '../spec/asset-spec.schema.js'
import { framesOf } from '../spec/spec-frames.js'
import type { PreviewKind } from './preview-ports.js'

/** Longest side of a preview, of each frame where there are several, pixels. */
export const previewSideMaxPx: Readonly<Record<PreviewKind, number>> = { cutout: 512, thumb: 256 }

/** As wide as a grid's cell shows it without enlarging it much, pixels. */
const waveformPx: Readonly<Record<PreviewKind, { readonly width: number; readonly height: number }>> = {
  cutout: { width: 384, height: 96 },
  thumb: { width: 256, height: 64 },
}

export type PreviewPictures = Readonly<Record<PreviewKind, Raster>>

/**
 * The previews of a finished frame or strip (core/finish/finish-asset.ts). Small art stays at its native size. Larger pixel
 * art is reduced by a whole divisor, cell by cell, so that nothing is blurred; all else by Lanczos. The thumb of a strip is
 * its first frame. The same raster where both are the same picture.
 */
export function previewPictures(
  finished: Raster,
  spec: Pick<AssetSpec, 'animations' | 'states' | 'kernel'>,
): PreviewPictures {
  const count = framesOf(spec).length
  const frames = finished.width % count === 0 ? splitStrip(finished, count) : [finished]
  const shrinkTo = (kind: PreviewKind, raster: Raster) =>
    shrink(raster, previewSideMaxPx[kind], spec.kernel === 'lanczos')
  const cutouts = frames.map((frame) => shrinkTo('cutout', frame))
  const isWhole = cutouts.every((cutout, index) => cutout === frames[index])
  return {
    cutout: isWhole ? finished : joinFrames(cutouts),
    thumb: shrinkTo('thumb', frames[0] ?? finished),
  }
}

/** The previews of a sound: its waveform, time from left to right. */
export function previewWaveforms(sound: Sound): PreviewPictures {
  return {
    cutout: drawWaveform(sound, waveformPx.cutout),
    thumb: drawWaveform(sound, waveformPx.thumb),
  }
}

function shrink(raster: Raster, sideMaxPx: number, isSmooth: boolean): Raster {
  const { width, height } = raster
  const factor = Math.max(width, height) / sideMaxPx
  if (factor <= 1) return raster
  if (isSmooth)
    return resampleLanczos(
      raster,
      Math.max(1, Math.round(width / factor)),
      Math.max(1, Math.round(height / factor)),
    )
  const divisor = Math.ceil(factor)
  if (Math.min(width, height) < divisor)
    return sampleCentres(raster, Math.ceil(width / divisor), Math.ceil(height / divisor))
  // What the divisor leaves over at the right and at the bottom is less than one pixel of the preview.
  const whole = (side: number) => side - (side % divisor)
  return downscaleCells(
    cropRaster(raster, { x: 0, y: 0, width: whole(width), height: whole(height) }),
    divisor,
  )
}

function joinFrames(frames: readonly Raster[]): Raster {
  const [first] = frames
  if (first === undefined || frames.length === 1) return first ?? createRaster(1, 1)
  const strip = createRaster(first.width * frames.length, first.height)
  frames.forEach((frame, index) => blitRaster(strip, frame, index * first.width, 0))
  return strip
}
