import type { RunCounts } from './ports.js'
import type { ProjectSpending, ProviderFigures } from './spending/spending-ports.js'

/** What people are told about the whole: which times it ran, what waits, what was made, whether anything was lost. */

/** A stretch in which a part of the product was seen running, extended while it is. ISO 8601, UTC. */
export interface ServiceInterval {
  /** `service`: our workers with Postgres. `temporal`: Temporal answered them. */
  readonly part: 'service' | 'temporal'
  readonly bootId: string
  readonly from: string
  readonly lastSeen: string
}

/** Specs of a run whose next round the project's budget does not reach for. */
export interface BudgetWait {
  readonly specs: number
  readonly since: string
  /** What the project has paid or may have to pay. */
  readonly spentMicros: number
  /** null: it was taken away since, or it is the month that is spent; the specs go on when they ask again. */
  readonly budgetMicros: number | null
  /** Where the limit of the month is what is in the way: what may be spent in it, and what has been. */
  readonly month?: { readonly spentMicros: number; readonly roomMicros: number }
}

/** How many pictures followed one another in how long; a long pause counts as one picture's longest time. */
export interface RecentPace {
  readonly pictures: number
  readonly spanMs: number
  /** Standard deviation of the times between two of them, milliseconds. */
  readonly deviationMs: number
  /** The times between them, oldest first; absent = only their sum and deviation are known. Milliseconds. */
  readonly gapsMs?: readonly number[]
  /** They are of this run; else of the newest other one by the same provider. */
  readonly isOwn: boolean
}

/** What a run waits for, as far as the catalogue knows. Times are ISO 8601, UTC. */
export interface RunWaits {
  /** Specs in line for a permit, and the run's own permits. */
  readonly permitsWaiting: number
  readonly permitsHeld: number
  readonly waitingSince: string | null
  /** Absent when no spec waits for budget. */
  readonly budget?: BudgetWait
  /** Runs of the project that hold permits now, most first, at most 10. */
  readonly holders: readonly { readonly runId: string; readonly name: string; readonly permits: number }[]
  /** Since when the review that waits longest has waited; null when none waits. */
  readonly reviewSince: string | null
  /** When the run was paused last. */
  readonly pausedSince: string | null
  /** Messages of this run that wait for Temporal. */
  readonly outboxOpen: number
  readonly outboxSince: string | null
  /** Of the last pictures of this run, else of the newest other; null of a run that has ended. */
  readonly pace: RecentPace | null
}

/** Counted, never assumed: things that must not exist. Each is 0 in a catalogue that is whole. */
export interface IntegrityCounts {
  /** Accepted decisions that are neither kept, refused, nor on their way. */
  readonly decisionsLost: number
  /** Specs that are done and have no finished asset. */
  readonly assetsLost: number
  /** Variants whose job is unknown or was never charged. */
  readonly variantsUnaccounted: number
  /** Published bundles without files. */
  readonly bundlesEmpty: number
  /** Jobs with more than one variant, or with more than one charge. */
  readonly jobsDoubled: number
  /** Versions of a variant that two decisions claim. */
  readonly decisionsDoubled: number
}

export interface ReportedFailure {
  readonly kind: 'run' | 'spec' | 'bundle'
  readonly runId: string
  /** Name of the list, key of the spec, or target of the bundle. */
  readonly name: string
  readonly reason: string
  readonly at: string
}

/** What happened since a moment. */
export interface ReportFigures {
  readonly specs: number
  readonly variants: number
  readonly assets: number
  readonly bundles: number
  /** By people and by policy. */
  readonly decisions: number
  readonly costMicros: number
  /** Time that painters worked, milliseconds. */
  readonly paintMs: number
  /** Executions of the jobs made since, and how many jobs: more executions than jobs are waste. */
  readonly jobs: number
  readonly executions: number
  /** Variants whose bytes were there already, so that nothing was executed. Absent = none. */
  readonly taken?: number
  /** Made, of those chosen, and their part of the cost. Absent = none. */
  readonly drafts?: NonNullable<RunCounts['drafts']>
  readonly runsEnded: readonly {
    readonly runId: string
    readonly name: string
    readonly stage: string
    readonly at: string
  }[]
  /** Newest first, at most 50. */
  readonly failures: readonly ReportedFailure[]
  /** Open runs in which specs wait for a person, most first, at most 50. */
  readonly reviews: readonly { readonly runId: string; readonly name: string; readonly specs: number }[]
}

export interface OversightCatalogue {
  /**
   * Says that a part runs: extends the newest interval of this boot, or begins another when the last was seen longer
   * ago than `gapMs`.
   */
  extendInterval(input: {
    part: ServiceInterval['part']
    bootId: string
    process: string
    gapMs: number
  }): Promise<void>
  /** Intervals of a part that were seen at `since` or later, oldest first, at most 1,000; the newest ones win. */
  intervals(part: ServiceInterval['part'], since: string): Promise<ServiceInterval[]>
  /** Throws NotFound. */
  runWaits(runId: string): Promise<RunWaits>
  /** Of these projects; null or left out = of all. */
  figuresSince(since: string, projectIds?: readonly string[] | null): Promise<ReportFigures>
  /** Of these projects; null or left out = of all. */
  integrity(projectIds?: readonly string[] | null): Promise<IntegrityCounts>
  /** What a project has spent on what. Zeros for one that spent nothing, or is not there. */
  spending(projectId: string): Promise<ProjectSpending>
  /** What the providers did for all projects: what to expect of one that a project has not used yet. */
  providerFigures(): Promise<ProviderFigures[]>
}

/** An activity that failed and is tried again, or whose attempt waits, as Temporal tells it. */
export interface OngoingRetry {
  readonly workflowId: string
  /** Key of the spec, when the workflow is one of a spec. */
  readonly specKey: string | null
  readonly activity: string
  /** The attempt that is under way or comes next, from 1. */
  readonly attempt: number
  /** Type and sentence of the last failure; both empty when nothing failed. */
  readonly failureType: string
  readonly message: string
  /** ISO 8601; null while an attempt is under way. */
  readonly nextAttemptAt: string | null
  /** What the attempt under way waits for, in its own sentence; absent while it works or none is under way. */
  readonly waitsFor?: string
}

/** Looks into Temporal for people. Every call ends within its deadline; null = Temporal did not answer. */
export interface ExecutionWatch {
  /** Activities of the run that are tried again or wait, at most 20; waiting for a permit is no failure. */
  retries(runId: string, deadlineMs: number): Promise<readonly OngoingRetry[] | null>
  /** Which of these workflow ids have no open execution. */
  notOpen(workflowIds: readonly string[], deadlineMs: number): Promise<readonly string[] | null>
}
