import type { ProjectSettings } from '../project-settings/project-settings.schema.js'

/** What a project spends at most where its settings say nothing: 100 dollars a month, 20 a run before it is warned of. */
export const spendingDefaults = {
  monthlyLimitMicros: 100_000_000,
  /** Of the month's limit, kept back for what comes dearer than its price said. */
  safetyBufferMicros: 5_000_000,
  runCapMicros: 20_000_000,
} as const

/** What a project may spend, millionths of the currency; null = no limit. */
export interface SpendingLimits {
  /** All runs together, for ever. */
  readonly budgetMicros: number | null
  /** A calendar month, UTC. */
  readonly monthlyLimitMicros: number | null
  readonly safetyBufferMicros: number
  /** One run: above it people are warned, and nothing stops. */
  readonly runCapMicros: number | null
}

/** Paid, or reserved and neither paid nor given back. */
export interface Spent {
  readonly totalMicros: number
  /** Paid in this month, and everything that is reserved. */
  readonly monthMicros: number
}

type Policies = NonNullable<ProjectSettings['policies']>

export function spendingLimitsOf(policies: Policies | null | undefined): SpendingLimits {
  const { budgetMicros, monthlyLimitMicros, safetyBufferMicros, runCapMicros } = policies ?? {}
  return {
    budgetMicros: budgetMicros ?? null,
    monthlyLimitMicros:
      monthlyLimitMicros === undefined ? spendingDefaults.monthlyLimitMicros : monthlyLimitMicros,
    safetyBufferMicros: safetyBufferMicros ?? spendingDefaults.safetyBufferMicros,
    runCapMicros: runCapMicros === undefined ? spendingDefaults.runCapMicros : runCapMicros,
  }
}

/** What may be spent in a month: its limit without the buffer; null = no limit. */
export function monthlyRoomOf({ monthlyLimitMicros, safetyBufferMicros }: SpendingLimits): number | null {
  return monthlyLimitMicros === null ? null : Math.max(0, monthlyLimitMicros - safetyBufferMicros)
}

/** What is left to spend by both limits; null = no limit. Never negative. */
export function leftToSpend(limits: SpendingLimits, { totalMicros, monthMicros }: Spent): number | null {
  const room = monthlyRoomOf(limits)
  const left = [
    ...(limits.budgetMicros === null ? [] : [limits.budgetMicros - totalMicros]),
    ...(room === null ? [] : [room - monthMicros]),
  ]
  return left.length === 0 ? null : Math.max(0, Math.min(...left))
}

/** Whether something that costs this much may be bought, and if not, which limit is in the way. Free things always may. */
export function judgeSpending(
  limits: SpendingLimits,
  { totalMicros, monthMicros }: Spent,
  costMicros: number,
): 'within' | 'overBudget' | 'overMonth' {
  if (costMicros === 0) return 'within'
  if (limits.budgetMicros !== null && totalMicros + costMicros > limits.budgetMicros) return 'overBudget'
  const room = monthlyRoomOf(limits)
  return room !== null && monthMicros + costMicros > room ? 'overMonth' : 'within'
}

/** What people are told of a project that waits: its budget, or the month where that is tighter. */
export function tellSpending(limits: SpendingLimits, spent: Spent) {
  const { totalMicros, monthMicros } = spent
  const room = monthlyRoomOf(limits)
  const budgetLeft = limits.budgetMicros === null ? Infinity : limits.budgetMicros - totalMicros
  const isMonth = room !== null && room - monthMicros < budgetLeft
  return {
    spentMicros: totalMicros,
    budgetMicros: limits.budgetMicros,
    ...(isMonth ? { month: { spentMicros: monthMicros, roomMicros: room } } : {}),
  }
}

/** `$1.25`, `$0.0004`: as people write money, no shorter than it takes to see that it is not nothing. */
export function formatMoney(micros: number): string {
  const places = micros % 10_000 === 0 || micros >= 10_000_000 ? 2 : micros >= 10_000 ? 3 : 6
  return `$${(micros / 1_000_000).toFixed(places)}`
}
