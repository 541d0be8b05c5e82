import { draftShareOf } from '../generation/draft-rules.js'
import { warnOfHours } from './judge-project.js'
import { formatMoney, leftToSpend, type Spent, type SpendingLimits } from './spending-limits.js'
import type { ProviderFigures, Spread } from './spending-ports.js'

/** Jobs that one provider would make; several entries of one provider are told as one. */
export interface PlannedWork {
  readonly provider: string
  /** What one of them takes and costs. Absent = as the jobs of its provider did, or by its price. */
  readonly each?: JobFigures
  /** They are drafts. Absent = what is reviewed. */
  readonly stage?: 'draft'
  readonly jobs: number
  /** With every further round that its quality contracts allow. */
  readonly jobsMax: number
}

/** What an estimate rests on; assumed: on what machines of the kind usually do. */
export type EstimateBasis = 'measured' | 'assumed' | 'prices' | 'unknown'

/** One job as it is expected; null = nobody knows. */
export interface JobFigures {
  /** On its machine, milliseconds. */
  readonly ms: Spread | null
  readonly costMicros: Spread | null
  readonly basis: EstimateBasis
  /** Executions that it rests on. */
  readonly measured: number
}

export interface ProviderEstimate extends PartEstimate {
  readonly provider: string
  /** What of all this is drafts; absent = none. */
  readonly drafts?: PartEstimate
}

/** What some jobs of a provider take and cost together. */
export interface PartEstimate {
  readonly jobs: number
  readonly jobsMax: number
  readonly costMicros: Spread
  readonly costBasis: EstimateBasis
  /** One job after the other; null where nobody knows. Milliseconds. */
  readonly workMs: Spread | null
  /** How many measured jobs the figures rest on. */
  readonly measured: number
}

export interface WorkEstimate {
  readonly providers: readonly ProviderEstimate[]
  readonly costMicros: Spread
  /**
   * From start to end with as many jobs at a time as `atOnce` says; providers work beside each other. null where one has no
   * figure. Milliseconds.
   */
  readonly wallMs: Spread | null
  /** What may still be spent; null = no limit. */
  readonly leftMicros: number | null
  /** What people should know before they say yes, as sentences. */
  readonly warnings: readonly string[]
}

export interface EstimateInput {
  readonly work: readonly PlannedWork[]
  /** Of the project; where it never used a provider, of all projects. */
  readonly figures: readonly ProviderFigures[]
  readonly everybodys: readonly ProviderFigures[]
  /** At most, of one job; by provider. */
  readonly prices: Readonly<Record<string, number>>
  /** Nobody said what an hour of a GPU of ours costs. */
  readonly isHourFree?: boolean
  /** Jobs of a provider that are made at a time; 1 where it says nothing. */
  readonly atOnce: Readonly<Record<string, number>>
  readonly limits: SpendingLimits
  readonly spent: Spent
}

/** Fewer say nothing of a tenth or ninetieth percentile. */
const measuredMin = 5

/**
 * What work will take and cost: from `low`, if all goes as well as the best tenth of what was measured, to `high`, if it
 * goes as badly as the worst tenth and every contract uses all its tries. A price that is known beforehand is the least
 * that `high` says. Whole numbers only. Pure.
 */
export function estimateWork(input: EstimateInput): WorkEstimate {
  const { atOnce, limits, spent } = input
  const parts = input.work.filter(({ jobsMax }) => jobsMax > 0).map((work) => estimatePart(input, work))
  const providers = [...new Set(parts.map(({ provider }) => provider))].map((name) =>
    joinProvider(
      name,
      parts.filter(({ provider }) => provider === name),
    ),
  )
  const costMicros = sumOf(providers.map((one) => one.costMicros))
  const leftMicros = leftToSpend(limits, spent)
  return {
    providers,
    costMicros,
    wallMs: wallOf(providers, atOnce),
    leftMicros,
    warnings: [
      ...(input.isHourFree === true ? warnOfHours(providers) : []),
      ...warningsOf(providers, { costMicros, leftMicros, limits }),
    ],
  }
}

/** What is known least decides what the whole rests on. */
const leastFirst: readonly EstimateBasis[] = ['unknown', 'assumed', 'prices', 'measured']

interface Part extends PartEstimate {
  readonly provider: string
  readonly stage?: 'draft'
}

function joinProvider(provider: string, parts: readonly Part[]): ProviderEstimate {
  const drafts = parts.filter(({ stage }) => stage === 'draft')
  return {
    provider,
    ...joinParts(parts),
    ...(drafts.length === 0 ? {} : { drafts: joinParts(drafts) }),
  }
}

function joinParts(parts: readonly Part[]): PartEstimate {
  const total = (of: 'jobs' | 'jobsMax') => parts.reduce((sum, part) => sum + part[of], 0)
  const times = parts.map(({ workMs }) => workMs)
  const known = times.filter((ms) => ms !== null)
  return {
    ...{ jobs: total('jobs'), jobsMax: total('jobsMax') },
    costMicros: sumOf(parts.map(({ costMicros }) => costMicros)),
    costBasis: leastFirst.find((basis) => parts.some(({ costBasis }) => costBasis === basis))!,
    workMs: known.length < times.length ? null : sumOf(known),
    measured: Math.max(...parts.map(({ measured }) => measured)),
  }
}

function estimatePart(input: EstimateInput, work: PlannedWork): Part {
  const { provider, jobs, jobsMax, each, stage } = work
  const whose = { provider, ...(stage === undefined ? {} : { stage }) }
  if (each === undefined) return { ...whose, ...estimateByProvider(input, work) }
  const { ms, costMicros, basis: costBasis, measured } = each
  return {
    ...{ ...whose, jobs, jobsMax, measured, costBasis },
    costMicros: timesOf(costMicros ?? nothing, jobs, jobsMax),
    workMs: ms === null ? null : timesOf(ms, jobs, jobsMax),
  }
}

const nothing: Spread = { low: 0, likely: 0, high: 0 }
const whole: Spread = { low: 1, likely: 1, high: 1 }

function estimateByProvider(
  { figures, everybodys, prices }: EstimateInput,
  { provider, jobs, jobsMax, stage }: PlannedWork,
): PartEstimate {
  const measured = [figures, everybodys]
    .map((list) => list.find((one) => one.provider === provider))
    .find((one) => one !== undefined && one.executions >= measuredMin)
  const price = Object.hasOwn(prices, provider) ? prices[provider] : undefined
  const each: Spread =
    measured === undefined
      ? { low: price ?? 0, likely: price ?? 0, high: price ?? 0 }
      : { ...measured.jobMicros, high: Math.max(measured.jobMicros.high, price ?? 0) }
  // What was measured and what a price is of are finals.
  const share = stage === 'draft' ? draftShareOf(provider) : whole
  const shareOf = ({ low, likely, high }: Spread): Spread => ({
    low: low * share.low,
    likely: likely * share.likely,
    high: high * share.high,
  })
  return {
    ...{ jobs, jobsMax, measured: measured?.variants ?? 0 },
    costMicros: timesOf(shareOf(each), jobs, jobsMax),
    costBasis:
      measured !== undefined ? 'measured' : price !== undefined || isFree(provider) ? 'prices' : 'unknown',
    workMs: measured === undefined ? null : timesOf(shareOf(measured.paintMs), jobs, jobsMax),
  }
}

/** These run here and cost nothing that anybody is billed for. */
function isFree(provider: string): boolean {
  return provider === 'procedural' || provider === 'import'
}

function timesOf(each: Spread, jobs: number, jobsMax: number): Spread {
  return {
    low: Math.round(each.low * jobs),
    likely: Math.round(each.likely * jobs),
    high: Math.round(each.high * Math.max(jobs, jobsMax)),
  }
}

function sumOf(spreads: readonly Spread[]): Spread {
  const total = (of: keyof Spread) => spreads.reduce((sum, one) => sum + one[of], 0)
  return { low: total('low'), likely: total('likely'), high: total('high') }
}

/** At best and likely the slowest provider decides; at worst they wait for one another. */
function wallOf(providers: readonly ProviderEstimate[], atOnce: EstimateInput['atOnce']): Spread | null {
  const works = providers.map(({ provider, workMs, jobs }) =>
    workMs === null
      ? null
      : {
          ...workMs,
          abreast: Math.max(1, Math.min((Object.hasOwn(atOnce, provider) ? atOnce[provider] : 1) ?? 1, jobs)),
        },
  )
  if (works.some((one) => one === null)) return null
  const share = (of: 'low' | 'likely' | 'high') => works.map((one) => Math.ceil(one![of] / one!.abreast))
  return {
    low: Math.max(0, ...share('low')),
    likely: Math.max(0, ...share('likely')),
    high: share('high').reduce((sum, ms) => sum + ms, 0),
  }
}

function warningsOf(
  providers: readonly ProviderEstimate[],
  {
    costMicros,
    leftMicros,
    limits: { runCapMicros },
  }: { costMicros: Spread; leftMicros: number | null; limits: SpendingLimits },
): string[] {
  const unpriced = providers
    .filter(({ costBasis }) => costBasis === 'unknown')
    .map(({ provider }) => provider)
  return [
    ...(unpriced.length === 0
      ? []
      : [`Nobody knows what ${unpriced.join(' and ')} cost here: the figures count them as free.`]),
    ...(runCapMicros !== null && costMicros.high > runCapMicros
      ? [
          `It may cost ${formatMoney(costMicros.high)}, above the ${formatMoney(runCapMicros)} at which a run is warned of (policies.runCapMicros).`,
        ]
      : []),
    ...(leftMicros !== null && costMicros.high > leftMicros
      ? [
          `${formatMoney(leftMicros)} are left to spend${costMicros.likely > leftMicros ? ', which will not do' : ', which may not do'}: the run waits when they are gone.`,
        ]
      : []),
  ]
}
