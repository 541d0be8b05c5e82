import { finishAsset, type FinishedAsset } from '../finish/finish-asset.js'
import type { Raster } from '../raster/raster.js'
import type { AssetCheck } from '../spec/asset-check.js'
import type { AssetSpec } from '../spec/asset-spec.schema.js'
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
const hardChecks: readonly string[] = ['empty', 'cut-off', 'left-over-background', 'seam', 'palette']

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
  const isOpaque = spec.seamless || spec.background === 'opaque'
  const checks = [
    checkSize(delivered, spec),
    ...(isOpaque ? [] : checkCutout(finished, spec)),
    checkPalette(finished, spec),
    ...(spec.seamless ? [checkSeam(finished.frame)] : []),
    ...(isOpaque ? [] : checkRegions(finished, spec)),
    checkContrast(finished.frame, spec),
    checkDetail(finished.frame),
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
