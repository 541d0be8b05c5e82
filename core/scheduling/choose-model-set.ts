import type { ResidentCheckpoint, WaitingWork } from './gpu-host-ports.js'
import { assumedTimes, type MeasuredTimes } from './measured-times.js'
import type { ScheduleCosts } from './schedule-costs.js'

export interface ScheduleInput {
  readonly waiting: readonly WaitingWork[]
  /** Key of the set that is served, and for how long it has been; null = none. */
  readonly serving: { readonly modelKey: string; readonly servedMs: number } | null
  readonly resident: readonly Pick<ResidentCheckpoint, 'checkpoint'>[]
  /** Sets that other hosts serve: they need no help while anything else waits. */
  readonly servedElsewhere: ReadonlySet<string>
  readonly costs: ScheduleCosts
  /** Of this host's past; absent = nothing is measured. */
  readonly times?: MeasuredTimes
  /** No project waits longer than this for one of its model sets, as far as that is possible at all; milliseconds. */
  readonly waitBoundMs: number
}

export interface ModelChoice {
  /** null = serve nothing: nothing waits, or a load does not pay yet. */
  readonly modelKey: string | null
  /** What the change costs: nothing, LoRAs, or a checkpoint. */
  readonly change: 'none' | 'loras' | 'checkpoint'
  /** For people. */
  readonly reason: string
}

/** A set keeps its turn until it was served for so many times what its load cost, so that loads stay a small share. */
const turnLoads = 2

interface Candidate {
  readonly modelKey: string
  readonly checkpoint: string
  readonly count: number
  readonly priority: number
  readonly oldestMs: number
  /** Of the project that waits longest for it. */
  readonly waitedMs: number
  readonly isResident: boolean
  /** What it takes to serve it now. */
  readonly loadMs: number
  /** Of its checkpoint, were it not in memory. */
  readonly swapMs: number
  readonly jobMs: number
}

/**
 * The model set that a host serves next; asked whenever a job ends. In this order:
 *
 * 1. Bounded waiting: a project waits for a model set since its oldest job was queued or one of its jobs was last started
 *    there, the later of both. Sets are laid in the order in which their bounds come due, each with its load and its
 *    turn. When one of them could no longer be met by going on as now, the first of them is served.
 * 2. Resident first: the served set while it has work, then sets whose checkpoint is in memory (only LoRAs change), by
 *    priority, then by the most work.
 * 3. A load: by priority, then the most work (one load serves the most), then the longest wait. It is made once the work
 *    is worth it: jobs that take as long as the load, or one that has waited so long (rent or buy: the wait is at most
 *    doubled by waiting for company).
 *
 * A set that was begun keeps its turn for twice its load's time while it has work, so that bounds that nobody could meet
 * do not make a host load models for every job. Sets that another host serves come last.
 */
export function chooseModelSet(input: ScheduleInput): ModelChoice {
  const candidates = toCandidates(input)
  const own = candidates.filter(({ modelKey }) => isOurs(input, modelKey))
  const among = own.length > 0 ? own : candidates
  const current = among.find(({ modelKey }) => modelKey === input.serving?.modelKey)
  if (current && isOnTurn(input, current))
    return { modelKey: current.modelKey, change: 'none', reason: `${work(current)}; its turn has begun` }
  const next = current ?? best(among.filter(({ isResident }) => isResident)) ?? best(among)
  if (!next) return { modelKey: null, change: 'none', reason: 'nothing waits' }
  const due = findDue(input, among, next)
  if (due)
    return choose(
      input,
      due,
      `a project waits ${seconds(due.waitedMs)} of at most ${seconds(input.waitBoundMs)}`,
    )
  if (next === current) return choose(input, next, `${work(next)}; its models are in memory`)
  if (next.isResident) return choose(input, next, `${work(next)}; its checkpoint is in memory`)
  const isWorthIt = next.count * next.jobMs >= next.loadMs || next.oldestMs >= next.loadMs
  if (isWorthIt || input.serving === null) return choose(input, next, `${work(next)}; no other set has more`)
  return {
    modelKey: null,
    change: 'none',
    reason: `${work(next)}; a load of ${seconds(next.loadMs)} does not pay yet`,
  }
}

function toCandidates(input: ScheduleInput): Candidate[] {
  const { waiting, resident, serving, costs, times = assumedTimes(costs) } = input
  const there = new Set(resident.map(({ checkpoint }) => checkpoint))
  const sets = new Map<string, Candidate>()
  for (const one of waiting) {
    const known = sets.get(one.modelKey)
    const isServed = one.modelKey === serving?.modelKey
    const isResident = there.has(one.checkpoint)
    const swapMs = times.load(one.checkpoint).medianMs
    sets.set(one.modelKey, {
      modelKey: one.modelKey,
      checkpoint: one.checkpoint,
      count: one.count + (known?.count ?? 0),
      priority: Math.min(one.priority, known?.priority ?? one.priority),
      oldestMs: Math.max(one.oldestMs, known?.oldestMs ?? 0),
      waitedMs: Math.max(one.waitedMs, known?.waitedMs ?? 0),
      ...{ isResident, swapMs, jobMs: times.job(one.modelKey).medianMs },
      loadMs: isResident ? (isServed ? 0 : costs.patchMs) : swapMs,
    })
  }
  return [...sets.values()]
}

function isOurs({ servedElsewhere, serving }: ScheduleInput, modelKey: string): boolean {
  return modelKey === serving?.modelKey || !servedElsewhere.has(modelKey)
}

function isOnTurn({ serving }: ScheduleInput, current: Candidate): boolean {
  return current.isResident && (serving?.servedMs ?? 0) < turnLoads * current.swapMs
}

/**
 * The set that has to come before `next`, so that every bound is kept: the first in the order of their bounds, where that
 * order could not be kept any more after the turn of `next`; of the set that is served, after its next job.
 */
function findDue(
  { waitBoundMs, serving }: ScheduleInput,
  among: readonly Candidate[],
  next: Candidate,
): Candidate | undefined {
  const turnMs = (one: Candidate) => one.loadMs + Math.min(one.count * one.jobMs, turnLoads * one.swapMs)
  const inOrder = among
    .filter((one) => one !== next)
    .toSorted((a, b) => b.waitedMs - a.waitedMs || byKey(a, b))
  let beforeMs = next.modelKey === serving?.modelKey ? next.jobMs : turnMs(next)
  for (const one of inOrder) {
    if (one.waitedMs + beforeMs + one.loadMs + one.jobMs >= waitBoundMs)
      return next.waitedMs >= (inOrder[0]?.waitedMs ?? 0) && next.loadMs > 0 ? undefined : inOrder[0]
    beforeMs += turnMs(one)
  }
  return undefined
}

function best(among: readonly Candidate[]): Candidate | undefined {
  return among.toSorted(
    (a, b) => a.priority - b.priority || b.count - a.count || b.waitedMs - a.waitedMs || byKey(a, b),
  )[0]
}

function choose({ serving }: ScheduleInput, one: Candidate, reason: string): ModelChoice {
  const change = !one.isResident ? 'checkpoint' : one.modelKey === serving?.modelKey ? 'none' : 'loras'
  return { modelKey: one.modelKey, change, reason }
}

function work({ count, checkpoint }: Candidate): string {
  return `${count} ${count === 1 ? 'job waits' : 'jobs wait'} for ${checkpoint}`
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1_000)} s`
}

function byKey(a: Candidate, b: Candidate): number {
  return a.modelKey < b.modelKey ? -1 : 1
}
