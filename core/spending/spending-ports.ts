import type { Spent, SpendingLimits } from './spending-limits.js'

/** Low, likely and high of something that was measured: its tenth, median and ninetieth percentile. */
export interface Spread {
  readonly low: number
  readonly likely: number
  readonly high: number
}

/** What a provider has done, for a project or for all. */
export interface ProviderFigures {
  readonly provider: string
  /** Variants that it made, and those of them that are approved. */
  readonly variants: number
  readonly approved: number
  /** How often it began; more than its jobs = waste. */
  readonly executions: number
  readonly costMicros: number
  readonly monthMicros: number
  /** Of the newest variants that were really made (none that were taken over as they were): one of them. Milliseconds. */
  readonly paintMs: Spread
  readonly jobMicros: Spread
}

export interface RunCost {
  readonly runId: string
  readonly name: string
  readonly costMicros: number
}

/** What a project has spent on what. */
export interface ProjectSpending {
  readonly limits: SpendingLimits
  readonly spent: Spent
  /** By name. */
  readonly providers: readonly ProviderFigures[]
  /** Specs of the project that have a finished asset. */
  readonly assets: number
  /** Runs that cost most, dearest first, at most 10; none that cost nothing. */
  readonly dearestRuns: readonly RunCost[]
}
