import type { EstimateView } from '../../core/http/spending-api.js'
import { formatMoney } from '../../core/spending/spending-limits.js'
import type { Spread } from '../../core/spending/spending-ports.js'
import { formatRange, formatSeconds } from './format-figures.js'

/** `$0.10 to $0.30, likely $0.20`; one sum where it is known. */
export function describeCost({ low, likely, high }: Spread): string {
  return low === high
    ? formatMoney(high)
    : `${formatMoney(low)} to ${formatMoney(high)}, likely ${formatMoney(likely)}`
}

/** `6 to 9 min, likely 7 min`; null = nothing was measured yet. */
export function describeDuration(wallMs: Spread | null): string | null {
  if (wallMs === null) return null
  const range = formatRange(wallMs.low / 1_000, wallMs.high / 1_000)
  const likely = formatSeconds(wallMs.likely / 1_000)
  return range === likely ? range : `${range}, likely ${likely}`
}

/** What is to be made, what it takes and costs, as one sentence. */
export function describeEstimate({ specs, providers, costMicros, wallMs }: EstimateView): string {
  const jobs = providers.reduce((sum, one) => sum + one.jobs, 0)
  if (jobs === 0) return 'Nothing is to be made.'
  const drafts = providers.reduce((sum, one) => sum + (one.drafts?.jobs ?? 0), 0)
  const drafted = drafts === 0 ? '' : ` (${drafts} of them drafts)`
  const work = `${jobs} ${jobs === 1 ? 'job' : 'jobs'}${drafted} for ${specs} ${specs === 1 ? 'spec' : 'specs'}`
  const isAssumed = providers.some(({ costBasis }) => costBasis === 'assumed')
  const told = describeDuration(wallMs)
  const time =
    told === null
      ? 'how long it takes shows with the first ones'
      : `takes ${isAssumed ? `about ${told}, as such machines usually do` : told}`
  const isFree = costMicros.high === 0 && providers.every(({ costBasis }) => costBasis !== 'unknown')
  const cost = isFree ? 'costs nothing' : `costs ${describeCost(costMicros)}`
  return `${work}: ${time}; ${cost}.`
}
