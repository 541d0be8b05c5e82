import { formatMoney, type SpendingLimits } from './spending-limits.js'

/** A run is near its cap from this share of it on. */
const nearShare = 0.8

/** What people should know of what a run cost so far, as sentences; its cap warns and stops nothing. Pure. */
export function warnOfRun(
  costMicros: number,
  { runCapMicros: cap }: Pick<SpendingLimits, 'runCapMicros'>,
): string[] {
  if (cap === null || costMicros === 0 || costMicros < cap * nearShare) return []
  const figures = `${formatMoney(costMicros)} of the ${formatMoney(cap)} at which a run is warned of`
  return costMicros < cap
    ? [`This run has cost ${figures}: ${Math.floor((costMicros / cap) * 100)} %.`]
    : [`This run has cost ${figures} (policies.runCapMicros): look at it, or pause it.`]
}
