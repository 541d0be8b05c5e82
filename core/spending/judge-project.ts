import { formatMoney, leftToSpend, monthlyRoomOf } from './spending-limits.js'
import type { ProjectSpending } from './spending-ports.js'

/** A month is nearly spent when less than this share of it is left. */
const nearlyShare = 0.1

export interface JudgedSpending {
  readonly leftMicros: number | null
  readonly costPerAssetMicros: number | null
  readonly warnings: readonly string[]
}

/** What the figures of a project mean: what is left, what an asset costs, what people should look at. Pure. */
export function judgeProject({
  limits,
  spent,
  providers,
  assets,
  dearestRuns,
}: ProjectSpending): JudgedSpending {
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
