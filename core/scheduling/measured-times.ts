import type { ScheduleCosts } from './schedule-costs.js'
import type { PastExecution, ResidentCheckpoint } from './gpu-host-ports.js'
import { useCheckpoint } from './resident-checkpoints.js'

/** How long something takes: the quick quarter, the middle, the slow quarter; milliseconds. */
export interface TimeSpread {
  readonly lowMs: number
  readonly medianMs: number
  readonly highMs: number
  /** Executions that it was measured on; 0 = assumed. */
  readonly samples: number
}

/** What the past tells of jobs and loads; what it does not tell is assumed. */
export interface MeasuredTimes {
  /** Of a job with these models; with its graph where that is known, since a draft takes a fraction of a final. */
  job(modelKey: string, graph?: string | null): TimeSpread
  /** To load a checkpoint that is not in memory. */
  load(checkpoint: string): TimeSpread
}

/** A picture of SDXL on the hardware of the mission, and the load of a checkpoint of its size from a disk. */
export const assumedCosts: ScheduleCosts = { swapMs: 30_000, patchMs: 1_000, jobMs: 3_000 }
/** Drivers, settings and disks change: what is older tells nothing of now. */
export const measuredWindowMs = 24 * 3_600_000
/** Fewer say nothing: one of them may have waited for a disk. */
const samplesMin = 3
/** What is assumed may be wrong by so much in both directions. */
const assumedShare = 0.5

/**
 * Times of jobs and loads from executions of one host, or of several together, in any order. Which of them had to load
 * their checkpoint is followed as a host's agent follows it (least recently used, within the budget): such a one took the
 * load and a job, so the load is what it took above the median of the jobs of the same models and graph. Of the first
 * execution of a host nobody knows what was in memory, so it tells nothing.
 */
export function measureTimes(
  past: readonly PastExecution[],
  assumed: ScheduleCosts,
  memory: {
    readonly budgetOf: (host: string) => number
    readonly bytesOf: (checkpoint: string) => number
  },
): MeasuredTimes {
  const jobs = new Map<string, number[]>()
  const loads: PastExecution[] = []
  const memories = new Map<string, readonly ResidentCheckpoint[]>()
  for (const one of past.toSorted((a, b) => b.endedAgoMs - a.endedAgoMs)) {
    const used = { checkpoint: one.checkpoint, bytes: memory.bytesOf(one.checkpoint) }
    const before = memories.get(one.host)
    const after = useCheckpoint(before ?? [], used, memory.budgetOf(one.host))
    memories.set(one.host, after.resident)
    if (before === undefined) continue
    if (after.isSwap) loads.push(one)
    else for (const key of [one.modelKey, keyOf(one)]) addTo(jobs, key, one.executionMs)
  }
  const job: MeasuredTimes['job'] = (modelKey, graph = null) =>
    spreadOf(graph === null ? undefined : jobs.get(keyOf({ modelKey, graph }))) ??
    spreadOf(jobs.get(modelKey)) ??
    assume(assumed.jobMs)
  const loadsMs = new Map<string, number[]>()
  for (const one of loads) {
    const typical = job(one.modelKey, one.graph)
    if (typical.samples === 0) continue
    addTo(loadsMs, one.checkpoint, Math.max(0, one.executionMs - typical.medianMs))
  }
  return { job, load: (checkpoint) => spreadOf(loadsMs.get(checkpoint)) ?? assume(assumed.swapMs) }
}

/** Nobody knows anything yet. */
export function assumedTimes({ jobMs, swapMs }: ScheduleCosts): MeasuredTimes {
  return { job: () => assume(jobMs), load: () => assume(swapMs) }
}

function addTo(lists: Map<string, number[]>, key: string, value: number): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}

function keyOf({ modelKey, graph }: Pick<PastExecution, 'modelKey' | 'graph'>): string {
  return `${modelKey} ${graph ?? ''}`
}

function spreadOf(values: readonly number[] | undefined): TimeSpread | null {
  if (values === undefined || values.length < samplesMin) return null
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!
  return { lowMs: at(0.25), medianMs: at(0.5), highMs: at(0.75), samples: sorted.length }
}

function assume(ms: number): TimeSpread {
  return { lowMs: ms * (1 - assumedShare), medianMs: ms, highMs: ms * (1 + assumedShare), samples: 0 }
}
