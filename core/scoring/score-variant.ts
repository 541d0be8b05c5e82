import { finishAsset, type FinishedAsset } from '../finish/finish-asset.js'
import { findOpaqueBox } from '../raster/opaque-box.js'
import type { Raster } from '../raster/raster.js'
import { splitStrip } from '../raster/split-strip.js'
import type { AssetCheck } from '../spec/asset-check.js'
import type { AssetSpec } from '../spec/asset-spec.schema.js'
import { framesOf, keepsBackground } from '../spec/spec-frames.js'
import { checkAnimations } from './animation-checks.js'
import { worstOf } from './worst-checks.js'
import {
  checkContrast,
  checkCutout,
  checkDetail,
  checkPalette,
  checkRegions,
  checkSeam,
  checkSize,
} from './asset-checks.js'

export interface VariantScore {
  /** 0-1, four decimals. */
  readonly score: number
  readonly checks: AssetCheck[]
}

/** Failing one of these makes a variant unusable, however good the rest is. */
const hardChecks: readonly string[] = [
  'empty',
  'cut-off',
  'left-over-background',
  'seam',
  'palette',
  'motion',
]

/** What the score is multiplied by when a hard check fails: no such variant gets above it. */
export const hardCheckCap = 0.4

/** Share of each check in the total; checks that do not apply to a spec are left out of the mean. */
const weights: Readonly<Record<string, number>> = {
  size: 1,
  empty: 2,
  fill: 1,
  'cut-off': 2,
  'left-over-background': 2,
  palette: 2,
  seam: 3,
  pieces: 1,
  'stray-pixels': 1,
  contrast: 1.5,
  detail: 1.5,
  motion: 2,
  jitter: 1.5,
  loop: 1,
}

/**
 * Scores a delivered picture by what it becomes when it is finished for its spec.
 * The total is the mean of the checks' scores weighted as in `weights`, times 0.4 when a hard check fails. The same
 * picture and spec give the same figures. Pass `finished` when finishAsset has been called already.
 */
export function scoreVariant(
  delivered: Raster,
  spec: AssetSpec,
  finished: FinishedAsset = finishAsset(delivered, spec),
): VariantScore {
  const frames = framesOf(spec)
  const pictures = splitFrames(finished, frames.length)
  const checks = [
    checkSize(delivered, spec),
    ...(frames.length === 1
      ? checkPicture(finished, spec)
      : worstOf(
          pictures.map((one) => checkPicture(one, spec)),
          frames.map(({ name }) => name),
        )),
    ...checkAnimations(
      spec,
      pictures.map(({ frame }) => frame),
    ),
  ]
  let sum = 0
  let total = 0
  for (const check of checks) {
    sum += check.score * weights[check.name]!
    total += weights[check.name]!
  }
  const failedHard = checks.some((check) => !check.passed && hardChecks.includes(check.name))
  // Scaled instead of cut, so that of two unusable variants the better one still ranks first.
  const score = (sum / total) * (failedHard ? hardCheckCap : 1)
  return { score: Math.round(score * 10_000) / 10_000, checks }
}

function checkPicture(finished: FinishedAsset, spec: AssetSpec): AssetCheck[] {
  // A backdrop has no subject: its layers touch the border and fall into as many pieces as there are hills.
  const hasSubject = !keepsBackground(spec) && spec.assetType !== 'backdrop'
  // Graded alpha draws its form by alpha alone, digits and marks of one colour by their outline.
  const isShapeOnly = spec.alpha === 'soft' || (spec.assetType === 'ui' && spec.states !== undefined)
  return [
    ...(hasSubject ? checkCutout(finished, spec) : []),
    checkPalette(finished, spec),
    ...(spec.seamless ? [checkSeam(finished.frame)] : []),
    ...(hasSubject ? checkRegions(finished, spec) : []),
    ...(isShapeOnly ? [] : [checkContrast(finished.frame, spec), checkDetail(finished.frame)]),
  ]
}

/** Each frame of a strip as if it were an asset of its own; what was seen of the background holds for all of them. */
function splitFrames(finished: FinishedAsset, count: number): FinishedAsset[] {
  if (count === 1) return [finished]
  const unquantised = splitStrip(finished.findings.unquantised, count)
  return splitStrip(finished.frame, count).map((frame, index) => ({
    ...finished,
    frame,
    trim: findOpaqueBox(frame) ?? { x: 0, y: 0, width: 1, height: 1 },
    findings: { ...finished.findings, unquantised: unquantised[index]! },
  }))
}
