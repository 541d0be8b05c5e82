import { hashOf } from '../hash.js'
import type { AssetSpec } from '../spec/asset-spec.schema.js'
import { framesOf, keepsBackground } from '../spec/spec-frames.js'
import { adjustSpec } from './adjust-spec.js'
import type { JobAdjust } from './job-adjust.js'
import { sourceOf } from './job-source.schema.js'
import type { PaintRequest } from './paint-request.js'

/** Longer side of a delivered picture, pixels: large enough that cutting out and downscaling have real work. */
export const generatedSideMaxPx = 512

/** The same of one frame of several: a strip of eight has the pixels of two stills. */
const frameSideMaxPx = 256

/** Delivered size of one frame: the largest whole multiple of the native size within 512 px (1 for larger natives). */
export function generatedSizeOf(
  native: { width: number; height: number },
  sideMaxPx: number = generatedSideMaxPx,
): {
  width: number
  height: number
} {
  const scale = Math.max(1, Math.floor(sideMaxPx / Math.max(native.width, native.height)))
  return { width: native.width * scale, height: native.height * scale }
}

/** What the provider is asked for: content only, so that it also identifies the picture. */
export function resolvePaintRequest(ordered: AssetSpec, seed: string, adjust?: JobAdjust): PaintRequest {
  const spec = adjustSpec(ordered, adjust)
  const frames = framesOf(spec)
  const source = sourceOf(spec, adjust)
  return {
    prompt: spec.prompt.positive,
    negative: spec.prompt.negative,
    assetType: spec.assetType,
    nativeSize: spec.size,
    generatedSize: generatedSizeOf(spec.size, frames.length > 1 ? frameSideMaxPx : generatedSideMaxPx),
    seamless: spec.seamless,
    background: keepsBackground(spec) ? 'opaque' : 'transparent',
    palette: spec.palette,
    outlinePx: spec.outlinePx,
    light: spec.light,
    seed,
    ...(frames.length > 1 ? { frames } : {}),
    ...(spec.nineSlice ? { nineSlice: spec.nineSlice } : {}),
    ...(spec.alpha ? { alpha: spec.alpha } : {}),
    ...subjectOf(spec),
    ...(spec.generation ? { generation: spec.generation } : {}),
    ...(spec.loras ? { loras: spec.loras } : {}),
    ...(spec.origin ? { imported: spec.origin.sha256 } : {}),
    ...(source === undefined ? {} : { source }),
    ...adjustOf(adjust),
  }
}

/** The asset's own words; none where its prompt was changed by hand since. */
export function subjectOf({ subject, prompt }: Pick<AssetSpec, 'subject' | 'prompt'>): { subject?: string } {
  return subject !== undefined && prompt.positive.includes(subject) ? { subject } : {}
}

/** Hash of the words that the provider was given; the words themselves stay in the catalogue. */
export function promptHashOf(request: Pick<PaintRequest, 'prompt' | 'negative'>): string {
  return hashOf({ prompt: request.prompt, negative: request.negative })
}

/** What a request says of a job's adjustment: who makes it is no part of what is made, and the rest is said apart. */
export function adjustOf(adjust: JobAdjust | undefined): {
  adjust?: Pick<JobAdjust, 'promptWeight' | 'parameters'>
} {
  const { provider: _, source: _source, words: _words, generation: _generation, ...rest } = adjust ?? {}
  return Object.keys(rest).length === 0 ? {} : { adjust: rest }
}
