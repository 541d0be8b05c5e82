import type { BudgetView, EstimateView } from '../../core/http/spending-api.js'
import type { PartEstimate } from '../../core/spending/estimate-work.js'
import { formatMoney, monthlyRoomOf } from '../../core/spending/spending-limits.js'
import type { Spread } from '../../core/spending/spending-ports.js'
import { formatTable } from './format-table.js'

/** What a project spent and may spend, as a table for people. */
export function budgetText(budget: BudgetView): string {
  const { limits, spent, providers, leftMicros, costPerAssetMicros, assets } = budget
  const room = monthlyRoomOf(limits)
  const { monthlyLimitMicros: limit, safetyBufferMicros: buffer } = limits
  const head = formatTable([
    ['this month', `${formatMoney(spent.monthMicros)}${room === null ? '' : ` of ${formatMoney(room)}`}`],
    [
      'monthly limit',
      limit === null ? 'none' : `${formatMoney(limit)}, of which ${formatMoney(buffer)} are kept back`,
    ],
    ['in all', formatMoney(spent.totalMicros)],
    ['budget', limits.budgetMicros === null ? 'none' : formatMoney(limits.budgetMicros)],
    ['left', leftMicros === null ? 'no limit' : formatMoney(leftMicros)],
    [
      'a run is warned of',
      limits.runCapMicros === null ? 'never' : `above ${formatMoney(limits.runCapMicros)}`,
    ],
    [
      'cost per asset',
      costPerAssetMicros === null ? 'no asset yet' : `${formatMoney(costPerAssetMicros)} (${assets} assets)`,
    ],
  ])
  if (providers.length === 0) return head
  const rows = providers.map((one) => [
    one.provider,
    formatMoney(one.monthMicros),
    formatMoney(one.costMicros),
    String(one.variants),
    String(one.approved),
    one.approved === 0 ? '-' : formatMoney(Math.round(one.costMicros / one.approved)),
    one.executions === 0 ? '-' : formatTime(one.paintMs.likely),
    String(Math.max(0, one.executions - one.variants)),
  ])
  const names = [
    'provider',
    'month',
    'in all',
    'variants',
    'approved',
    'each approved',
    'takes',
    'begun in vain',
  ]
  return `${head}\n${formatTable([names, ...rows])}`
}

/** What work would take and cost, as a table for people. */
export function estimateText(estimate: EstimateView): string {
  const { providers, costMicros, wallMs } = estimate
  if (providers.length === 0) return 'Nothing is to be made.\n'
  const rowOf = (name: string, one: PartEstimate) => [
    name,
    jobsText(one),
    moneyRange(one.costMicros),
    basisText(one),
  ]
  const rows = providers.flatMap((one) => [
    rowOf(one.provider, one),
    ...(one.drafts === undefined ? [] : [rowOf('  of these drafts', one.drafts)]),
  ])
  const total = ['in all', '', moneyRange(costMicros), wallMs === null ? '' : `takes ${timeRange(wallMs)}`]
  return formatTable([['provider', 'jobs', 'cost', 'known from'], ...rows, total])
}

function jobsText({ jobs, jobsMax }: PartEstimate): string {
  return jobsMax > jobs ? `${jobs}, at most ${jobsMax}` : String(jobs)
}

function basisText({ costBasis, measured, workMs }: PartEstimate): string {
  switch (costBasis) {
    case 'measured':
      return `${measured} that were made${workMs === null ? '' : `, ${timeRange(workMs)} of work`}`
    case 'assumed':
      return `what such machines usually need${workMs === null ? '' : `: ${timeRange(workMs)} of work`}; nothing was measured yet`
    case 'prices':
      return 'the price table; nothing was measured yet'
    case 'unknown':
      return 'nothing: no price, and nothing was measured'
  }
}

function moneyRange({ low, likely, high }: Spread): string {
  return low === high
    ? formatMoney(high)
    : `${formatMoney(low)} to ${formatMoney(high)}, likely ${formatMoney(likely)}`
}

function timeRange({ low, likely, high }: Spread): string {
  const [from, to] = [formatTime(low), formatTime(high)]
  return from === to ? to : `${from} to ${to}, likely ${formatTime(likely)}`
}

/** `450 ms`, `12 s`, `7 min`, `3.5 h`. */
function formatTime(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 120_000) return `${Math.round(ms / 1_000)} s`
  if (ms < 7_200_000) return `${Math.round(ms / 60_000)} min`
  return `${(ms / 3_600_000).toFixed(1)} h`
}
