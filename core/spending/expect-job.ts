import { megapixelSteps, type SamplerWork } from '../generation/sampler-work.js'
import type { MemoryProfile } from '../models/memory-profile.js'
import { assumedStepMs } from './assumed-speed.js'
import type { Spread } from './spending-ports.js'

/** A job as it would be given to a GPU of ours. */
export interface PlannedJob {
  readonly modelKey: string
  /** `name@version`. */
  readonly graph: string
  /** null = its time follows from nothing but jobs of the same graph. */
  readonly work: SamplerWork | null
}

/** What jobs that were alike took, on all hosts together. */
export interface MeasuredJobs extends PlannedJob {
  readonly executions: number
  /** Of one, with the load of its models where it had to wait for one; milliseconds. */
  readonly ms: Spread
}

export interface ExpectedTime {
  readonly ms: Spread
  /** How many executions it rests on; 0 = it is assumed. */
  readonly measured: number
}

/** Fewer say nothing: one of them may have waited for a disk. */
const executionsMin = 3
/** How far jobs of other sizes, and jobs of other models, may be from what they tell: figures of experience. */
const otherSize = 1.25
const otherModels = 2.5

/**
 * How long a job takes: as jobs of the same models, graph and work did; else as those of the same models did for each
 * megapixel step; else as those of other models did, with a wide range; else as the slowest machine in question is assumed
 * to. null = nobody knows. Pure.
 */
export function expectJob(
  job: PlannedJob,
  past: readonly MeasuredJobs[],
  profiles: readonly MemoryProfile['name'][],
): ExpectedTime | null {
  const sameModels = past.filter(({ modelKey }) => modelKey === job.modelKey)
  const same = sameModels.filter(({ graph, work }) => graph === job.graph && isSameWork(work, job.work))
  const known = together(same, () => 1)
  if (known !== null || job.work === null) return known
  const units = megapixelSteps(job.work)
  return (
    scaled(together(sameModels, unitsOf), units, otherSize) ??
    scaled(together(past, unitsOf), units, otherModels) ??
    assume(units, profiles)
  )
}

function isSameWork(one: SamplerWork | null, other: SamplerWork | null): boolean {
  if (one === null || other === null) return one === other
  return one.pixels === other.pixels && one.steps === other.steps && one.passes === other.passes
}

function unitsOf({ work }: MeasuredJobs): number {
  return work === null ? 0 : megapixelSteps(work)
}

/** Of one unit: the quickest tenth of any kind, the mean of the medians, the slowest tenth of any. */
function together(
  past: readonly MeasuredJobs[],
  unitsEach: (jobs: MeasuredJobs) => number,
): ExpectedTime | null {
  const told = past.filter((jobs) => unitsEach(jobs) > 0)
  const measured = told.reduce((sum, { executions }) => sum + executions, 0)
  if (measured < executionsMin) return null
  const of = (quantile: keyof Spread) => told.map((jobs) => jobs.ms[quantile] / unitsEach(jobs))
  const weighted = of('likely').reduce((sum, ms, at) => sum + ms * told[at]!.executions, 0)
  return {
    ms: { low: Math.min(...of('low')), likely: weighted / measured, high: Math.max(...of('high')) },
    measured,
  }
}

function scaled(each: ExpectedTime | null, units: number, apart: number): ExpectedTime | null {
  if (each === null) return null
  const { low, likely, high } = each.ms
  return {
    ms: { low: (low * units) / apart, likely: likely * units, high: high * units * apart },
    measured: each.measured,
  }
}

/** Any of the machines may get it. */
function assume(units: number, profiles: readonly MemoryProfile['name'][]): ExpectedTime | null {
  const speeds = profiles.map(assumedStepMs)
  const known = speeds.filter((one) => one !== null)
  if (known.length === 0 || known.length < speeds.length) return null
  const of = (quantile: keyof Spread) => known.map((one) => one[quantile] * units)
  return {
    ms: {
      low: Math.min(...of('low')),
      likely: Math.max(...of('likely')),
      high: Math.max(...of('high')),
    },
    measured: 0,
  }
}
