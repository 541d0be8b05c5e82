import { formatMoney, leftToSpend, monthlyRoomOf } from './spending-limits.js'
import type { ProjectSpending } from './spending-ports.js'

/** A month is nearly spent when less than this share of it is left. */
const nearlyShare = 0.1

export interface JudgedSpending {
  readonly leftMicros: number | null
  readonly costPerAssetMicros: number | null
  readonly warnings: readonly string[]
}

/**
 * What the figures of a project mean: what is left, what an asset costs, what people should look at. `isHourFree`: nobody
 * said what an hour of a GPU of ours costs. Pure.
 */
export function judgeProject(
  { limits, spent, providers, assets, dearestRuns }: ProjectSpending,
  { isHourFree = false }: { readonly isHourFree?: boolean } = {},
): JudgedSpending {
  const paid = providers.reduce((sum, { costMicros }) => sum + costMicros, 0)
  const leftMicros = leftToSpend(limits, spent)
  const room = monthlyRoomOf(limits)
  const { runCapMicros: cap } = limits
  const runs = cap === null ? [] : dearestRuns.filter(({ costMicros }) => costMicros > cap)
  const isNearlySpent = room !== null && spent.monthMicros > room * (1 - nearlyShare)
  return {
    leftMicros,
    costPerAssetMicros: assets === 0 ? null : Math.round(paid / assets),
    warnings: [
      ...(isHourFree ? warnOfHours(providers.filter(({ executions }) => executions > 0)) : []),
      ...(leftMicros === 0 ? ['Nothing is left to spend: what has a price waits.'] : []),
      ...(isNearlySpent && leftMicros !== 0
        ? [
            `${formatMoney(spent.monthMicros)} of the ${formatMoney(room)} of this month are spent or reserved.`,
          ]
        : []),
      ...runs.map(
        ({ name, runId, costMicros }) =>
          `Run ${runId} of ${name} cost ${formatMoney(costMicros)}, above its cap of ${formatMoney(cap!)}.`,
      ),
    ],
  }
}

/** Their price is the time of a GPU of ours. */
export const ownGpuProviders: readonly string[] = ['comfyui', 'automatic1111']

/** A cost of nothing that is only nobody's word should not be taken for a free machine. */
export function warnOfHours(used: readonly { readonly provider: string }[]): string[] {
  const free = used.map(({ provider }) => provider).filter((one) => ownGpuProviders.includes(one))
  const named = [...new Set(free)].join(' and ')
  return named === ''
    ? []
    : [`An hour of your own GPU has no price, so ${named} counts as free: GPU_HOUR_RATE sets one.`]
}
