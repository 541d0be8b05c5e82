import type { WaitingWork } from './gpu-host-ports.js'
import { chooseModelSet } from './choose-model-set.js'
import type { ScheduleCosts } from './schedule-costs.js'

/** One job of a trace. */
export interface TraceJob {
  readonly arrivesMs: number
  readonly projectId: string
  readonly modelKey: string
}

/** What happened to a trace on one host with room for one checkpoint. */
export interface SimulatedSchedule {
  /** Loads of a checkpoint, the first one too. */
  readonly swaps: number
  /** From the first arrival to the end of the last job. */
  readonly makespanMs: number
  /** Longest that a project waited for one of its model sets without one of its jobs being started there. */
  readonly longestWaitMs: number
  /** Longest from the arrival of a job to its start. */
  readonly longestJobWaitMs: number
}

/** What a policy sees when it has to say what comes next. */
export interface ScheduleView {
  readonly nowMs: number
  /** Waiting jobs in the order in which they came. */
  readonly waiting: readonly TraceJob[]
  readonly loaded: string | null
  readonly servedMs: number
  /** When a job of this project with these models was last started. */
  readonly lastStartMs: (projectId: string, modelKey: string) => number | undefined
}

/** Names the job that comes next, or null to let the host stand still until the next arrival or for a job's time. */
export type SchedulePolicy = (view: ScheduleView) => TraceJob | null

interface Run {
  nowMs: number
  arrived: number
  waiting: TraceJob[]
  loaded: string | null
  loadedMs: number
  swaps: number
  longestWaitMs: number
  longestJobWaitMs: number
  readonly started: Map<string, number>
}

const streamOf = (projectId: string, modelKey: string) => `${projectId} ${modelKey}`
/** A policy that stands still this often in a row has forgotten a job. */
const standstillsMax = 100_000

/**
 * Runs a trace through a policy on one host that holds one checkpoint; every set has its own. Jobs of one set are taken
 * in turns from its projects, as a task queue with fairness keys does, unless the policy names one.
 */
export function simulateSchedule(
  trace: readonly TraceJob[],
  costs: Pick<ScheduleCosts, 'swapMs' | 'jobMs'>,
  policy: SchedulePolicy,
): SimulatedSchedule {
  const jobs = trace.toSorted((a, b) => a.arrivesMs - b.arrivesMs)
  const run: Run = {
    ...{ nowMs: jobs[0]?.arrivesMs ?? 0, arrived: 0, waiting: [], loaded: null, loadedMs: 0 },
    ...{ swaps: 0, longestWaitMs: 0, longestJobWaitMs: 0, started: new Map<string, number>() },
  }
  for (let standstills = 0; standstills < standstillsMax && takeArrivals(run, jobs);) {
    const job = run.waiting.length === 0 ? null : policy(viewOf(run))
    standstills = job === null ? standstills + 1 : 0
    if (job === null) standStill(run, jobs, costs.jobMs)
    else runJob(run, job, costs)
  }
  return {
    swaps: run.swaps,
    makespanMs: run.nowMs - (jobs[0]?.arrivesMs ?? 0),
    longestWaitMs: run.longestWaitMs,
    longestJobWaitMs: run.longestJobWaitMs,
  }
}

/** False when all is done. */
function takeArrivals(run: Run, jobs: readonly TraceJob[]): boolean {
  for (; (jobs[run.arrived]?.arrivesMs ?? Number.POSITIVE_INFINITY) <= run.nowMs; run.arrived++)
    run.waiting.push(jobs[run.arrived]!)
  return run.waiting.length > 0 || run.arrived < jobs.length
}

function standStill(run: Run, jobs: readonly TraceJob[], jobMs: number): void {
  const nextMs = jobs[run.arrived]?.arrivesMs ?? Number.POSITIVE_INFINITY
  run.nowMs = run.waiting.length === 0 ? nextMs : Math.min(nextMs, run.nowMs + jobMs)
}

function viewOf(run: Run): ScheduleView {
  return {
    nowMs: run.nowMs,
    waiting: run.waiting,
    loaded: run.loaded,
    servedMs: run.nowMs - run.loadedMs,
    lastStartMs: (projectId, modelKey) => run.started.get(streamOf(projectId, modelKey)),
  }
}

function runJob(run: Run, job: TraceJob, { swapMs, jobMs }: Pick<ScheduleCosts, 'swapMs' | 'jobMs'>): void {
  if (run.loaded !== job.modelKey) {
    run.nowMs += swapMs
    Object.assign(run, { loaded: job.modelKey, loadedMs: run.nowMs, swaps: run.swaps + 1 })
  }
  const stream = streamOf(job.projectId, job.modelKey)
  const first = run.waiting.find(
    ({ projectId, modelKey }) => projectId === job.projectId && modelKey === job.modelKey,
  )
  const sinceMs = Math.max(first?.arrivesMs ?? job.arrivesMs, run.started.get(stream) ?? 0)
  run.longestWaitMs = Math.max(run.longestWaitMs, run.nowMs - sinceMs)
  run.longestJobWaitMs = Math.max(run.longestJobWaitMs, run.nowMs - job.arrivesMs)
  run.started.set(stream, run.nowMs)
  run.waiting.splice(run.waiting.indexOf(job), 1)
  run.nowMs += jobMs
}

/** First come, first served. */
export const firstCome: SchedulePolicy = ({ waiting }) => waiting[0] ?? null

/** The first of so many jobs in line that has the loaded models, else the first in line: a bounded look-ahead. */
export function lookAhead(depth: number): SchedulePolicy {
  return ({ waiting, loaded }) =>
    waiting.slice(0, depth).find(({ modelKey }) => modelKey === loaded) ?? waiting[0] ?? null
}

/** The rule of the hosts, with projects taking turns within a set. */
export function ownRule(costs: ScheduleCosts, waitBoundMs: number): SchedulePolicy {
  return (view) => {
    const { modelKey } = chooseModelSet({
      waiting: waitingWorkOf(view),
      serving: view.loaded === null ? null : { modelKey: view.loaded, servedMs: view.servedMs },
      resident: view.loaded === null ? [] : [{ checkpoint: view.loaded }],
      servedElsewhere: new Set(),
      costs,
      waitBoundMs,
    })
    return modelKey === null ? null : takeTurn(view, modelKey)
  }
}

function waitingWorkOf({ waiting, nowMs, lastStartMs }: ScheduleView): WaitingWork[] {
  const work = new Map<string, WaitingWork>()
  for (const { projectId, modelKey, arrivesMs } of waiting) {
    const stream = streamOf(projectId, modelKey)
    const known = work.get(stream)
    const oldestMs = known?.oldestMs ?? nowMs - arrivesMs
    const servedMsAgo = nowMs - (lastStartMs(projectId, modelKey) ?? Number.NEGATIVE_INFINITY)
    const count = (known?.count ?? 0) + 1
    const set = { projectId, modelKey, checkpoint: modelKey, loras: [], priority: 3 }
    work.set(stream, { ...set, count, oldestMs, waitedMs: Math.min(oldestMs, servedMsAgo) })
  }
  return [...work.values()]
}

/** The first job of the project whose last start on this set is longest ago. */
function takeTurn({ waiting, lastStartMs }: ScheduleView, modelKey: string): TraceJob | null {
  const lastOf = (job: TraceJob) => lastStartMs(job.projectId, modelKey) ?? Number.NEGATIVE_INFINITY
  let next: TraceJob | null = null
  for (const job of waiting)
    if (job.modelKey === modelKey && (next === null || lastOf(job) < lastOf(next))) next = job
  return next
}
