import { wholeFactor, type FinishedAsset } from '../finish/finish-asset.js'
import { measureRegions } from '../finish/remove-specks.js'
import { countOpaque } from '../raster/opaque-box.js'
import type { Raster } from '../raster/raster.js'
import type { AssetCheck } from '../spec/asset-check.js'
import type { AssetSpec } from '../spec/asset-spec.schema.js'
import { stripSizeOf } from '../spec/spec-frames.js'
import {
  countColours,
  measureBorderTouch,
  measureDetail,
  measureLightnessSpan,
  measurePalette,
} from './measure-frame.js'
import { measureSeam } from './measure-seam.js'

/** `size`: whether the picture is a whole multiple of the native size. */
export function checkSize(delivered: Raster, spec: AssetSpec): AssetCheck {
  const { width, height } = stripSizeOf(spec)
  const given = `${delivered.width}x${delivered.height}`
  const factor = wholeFactor(delivered, { width, height })
  if (factor !== null)
    return makeCheck('size', true, 1, `${given} px is ${factor} times the ${width}x${height} px asked for.`)
  const isTooSmall = delivered.width < width || delivered.height < height
  return makeCheck(
    'size',
    false,
    isTooSmall ? 0 : 0.5,
    `${given} px is no whole multiple of the ${width}x${height} px asked for.`,
  )
}

/** `empty`, `fill`, `cut-off` and `left-over-background`: whether a whole subject came out of its background. */
export function checkCutout(finished: FinishedAsset, spec: AssetSpec): AssetCheck[] {
  const { frame, findings } = finished
  const coverage = countOpaque(frame) / (frame.width * frame.height)
  const isEffect = spec.assetType === 'vfx' || spec.assetType === 'particle'
  const least = isEffect ? 0.005 : 0.03
  const checks = [
    makeCheck(
      'empty',
      coverage >= least,
      Math.min(1, coverage / (5 * least)),
      `The subject covers ${percent(coverage)} of the frame (at least ${percent(least)}).`,
    ),
  ]
  const side = Math.max(finished.trim.width / frame.width, finished.trim.height / frame.height)
  const leastSide = isEffect ? 0.1 : 0.35
  checks.push(
    makeCheck(
      'fill',
      side >= leastSide,
      Math.min(1, side / 0.85),
      `The subject spans ${percent(side)} of the frame at its longer side (at least ${percent(leastSide)}).`,
    ),
  )
  // A panel or a button fills its frame on purpose.
  if (spec.assetType !== 'ui') {
    const { share, side: touched } = measureBorderTouch(frame)
    const most = 0.04
    const reason =
      share === 0
        ? `Nothing touches the border of the frame (at most ${percent(most)} of a side).`
        : `${percent(share)} of the ${touched} side is touched (at most ${percent(most)}).`
    checks.push(makeCheck('cut-off', share <= most, share <= most ? 1 : Math.max(0, 0.5 - share), reason))
  }
  if (findings.cutout !== null) {
    const { leftOverShare, borderExplainedShare, backgroundShare } = findings.cutout
    const passed = leftOverShare <= 0.02 && borderExplainedShare >= 0.6 && backgroundShare > 0
    const score = passed
      ? 1 - 10 * leftOverShare
      : 0.3 * Math.min(1, borderExplainedShare) * (1 - leftOverShare)
    const reason =
      `${percent(leftOverShare)} of the kept pixels look like the background (at most 2 %), ` +
      `${percent(borderExplainedShare)} of the border is one background (at least 60 %).`
    checks.push(makeCheck('left-over-background', passed, score, reason))
  }
  return checks
}

/** `palette`: how far the delivered colours are from the palette, and whether the finished ones keep to it. */
export function checkPalette(finished: FinishedAsset, spec: AssetSpec): AssetCheck {
  const colours = countColours(finished.frame)
  if (spec.palette.length === 0)
    return makeCheck('palette', true, 1, `No palette is asked for; the frame has ${colours} colours.`)
  const { offPalette } = measurePalette(finished.frame, spec.palette)
  const { distance } = measurePalette(finished.findings.unquantised, spec.palette)
  const most = 0.08
  return makeCheck(
    'palette',
    offPalette === 0 && distance <= most,
    Math.max(0, 1 - distance / (2 * most)),
    `The delivered colours lie ${distance.toFixed(3)} from the palette on average (OKLab, at most ${most}); ` +
      `${offPalette} finished pixels are outside of it.`,
  )
}

/** `seam`: whether opposite edges of a tile continue each other. */
export function checkSeam(frame: Raster): AssetCheck {
  const { ratio, torn } = measureSeam(frame)
  const [mostRatio, mostTorn] = [1.6, 0.1]
  const passed = ratio <= mostRatio || torn <= mostTorn
  return makeCheck(
    'seam',
    passed,
    passed ? 1 - 0.5 * Math.min(1, torn) : Math.max(0, 0.4 - 0.04 * (ratio - mostRatio)),
    `The step over the seam is ${ratio.toFixed(2)} times a step inside (at most ${mostRatio}) ` +
      `and tears ${percent(torn)} of the lines (at most ${percent(mostTorn)}).`,
  )
}

/** `pieces` and `stray-pixels`: whether the subject holds together; effects may fall apart. */
export function checkRegions(finished: FinishedAsset, spec: AssetSpec): AssetCheck[] {
  if (spec.assetType === 'vfx' || spec.assetType === 'particle') return []
  const { areas } = measureRegions(finished.frame)
  const total = areas.reduce((sum, area) => sum + area, 0)
  const largest = total === 0 ? 0 : areas[0]! / total
  const least = 0.6
  const stray = finished.findings.specks + areas.filter((area) => area <= 3).length
  const mostStray = 6
  return [
    makeCheck(
      'pieces',
      largest >= least,
      largest,
      `The largest piece holds ${percent(largest)} of the subject (at least ${percent(least)}).`,
    ),
    makeCheck(
      'stray-pixels',
      stray <= mostStray,
      Math.max(0, 1 - stray / (2 * mostStray)),
      `${stray} stray specks of at most 3 px were found (at most ${mostStray}).`,
    ),
  ]
}

/** `contrast`: whether light and dark differ enough to read forms. */
export function checkContrast(frame: Raster, spec: AssetSpec): AssetCheck {
  const span = measureLightnessSpan(frame)
  // Ground has to stay calm under what stands on it.
  const least = spec.seamless ? 0.04 : 0.15
  return makeCheck(
    'contrast',
    span >= least,
    Math.min(1, span / (3 * least)),
    `Lightness spans ${span.toFixed(2)} (OKLab, at least ${least}).`,
  )
}

/** `detail`: neither a blob nor noise. */
export function checkDetail(frame: Raster): AssetCheck {
  const detail = measureDetail(frame)
  const [least, most] = [0.02, 0.8]
  const passed = detail >= least && detail <= most
  const score = detail < 0.15 ? detail / 0.15 : detail <= 0.6 ? 1 : Math.max(0, 1 - (detail - 0.6) / 0.4)
  return makeCheck(
    'detail',
    passed,
    score,
    `${percent(detail)} of neighbouring pixels differ (${percent(least)} to ${percent(most)}).`,
  )
}

/** A check whose score lies within 0-1, four decimals. */
export function makeCheck(name: string, passed: boolean, score: number, reason: string): AssetCheck {
  return { name, passed, score: Math.round(Math.min(1, Math.max(0, score)) * 10_000) / 10_000, reason }
}

/** `7.5 %`. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.1 && share > 0 ? 1 : 0)} %`
}
