import type { ScheduleCosts } from './schedule-costs.js'
import type { TraceJob } from './simulate-schedule.js'

/** Jobs of one project for one model set, in the order in which they come. */
interface Stream {
  readonly set: number
  readonly arrivalsMs: readonly number[]
}

interface Visit {
  readonly nowMs: number
  readonly swaps: number
  readonly loaded: number
  /** Of each stream: how many of its jobs were started, and when the last one was. */
  readonly started: readonly number[]
  readonly lastStartMs: readonly number[]
}

interface Search {
  readonly streams: readonly Stream[]
  readonly sets: number
  readonly costs: Pick<ScheduleCosts, 'swapMs' | 'jobMs'>
  readonly waitBoundMs: number
  best: { swaps: number; makespanMs: number } | null
  left: number
}

const visitsMax = 2_000_000

/**
 * The schedule that somebody would make who knows the whole trace: the fewest loads, and with so many the earliest end,
 * under the wait bound, on one host with room for one checkpoint. Exact, by depth-first search with bounds, among the
 * schedules that never stand still while something waits and serve a set until nothing of it waits; the search knows that
 * every set with jobs left needs one more load. null = no such schedule keeps the bound.
 */
export function findOfflineSchedule(
  trace: readonly TraceJob[],
  costs: Pick<ScheduleCosts, 'swapMs' | 'jobMs'>,
  waitBoundMs: number,
): { readonly swaps: number; readonly makespanMs: number } | null {
  const keys = [...new Set(trace.map(({ modelKey }) => modelKey))]
  const streams = toStreams(trace, keys)
  const search: Search = { streams, sets: keys.length, costs, waitBoundMs, best: null, left: visitsMax }
  const beginMs = Math.min(...trace.map(({ arrivesMs }) => arrivesMs))
  const none = streams.map(() => 0)
  const nothing: Visit = {
    ...{ nowMs: beginMs, swaps: 0, loaded: -1, started: none },
    lastStartMs: streams.map(() => Number.NEGATIVE_INFINITY),
  }
  visitNext(search, nothing)
  return search.best === null ? null : { ...search.best, makespanMs: search.best.makespanMs - beginMs }
}

function toStreams(trace: readonly TraceJob[], keys: readonly string[]): Stream[] {
  const byStream = new Map<string, TraceJob[]>()
  for (const job of trace) {
    const name = `${job.projectId} ${job.modelKey}`
    byStream.set(name, [...(byStream.get(name) ?? []), job])
  }
  return [...byStream.values()].map((jobs) => ({
    set: keys.indexOf(jobs[0]?.modelKey ?? ''),
    arrivalsMs: jobs.map(({ arrivesMs }) => arrivesMs).toSorted((a, b) => a - b),
  }))
}

function visitNext(search: Search, from: Visit): void {
  if ((search.left -= 1) < 0) throw new RangeError(`no end after ${visitsMax} visits`)
  const { streams, best } = search
  const setsLeft = new Set<number>()
  const setsWaiting = new Map<number, number>()
  let nextMs = Number.POSITIVE_INFINITY
  for (const [at, { set, arrivalsMs }] of streams.entries()) {
    const arrivedMs = arrivalsMs[from.started[at] ?? 0]
    if (arrivedMs === undefined) continue
    setsLeft.add(set)
    nextMs = Math.min(nextMs, arrivedMs)
    if (arrivedMs <= from.nowMs) setsWaiting.set(set, (setsWaiting.get(set) ?? 0) + 1)
  }
  if (setsLeft.size === 0) return keepBetter(search, from)
  const least = from.swaps + setsLeft.size - (setsLeft.has(from.loaded) ? 1 : 0)
  if (best !== null && (least > best.swaps || (least === best.swaps && from.nowMs >= best.makespanMs))) return
  if (setsWaiting.size === 0) return visitNext(search, { ...from, nowMs: nextMs })
  for (const set of setsWaiting.keys()) {
    const after = serve(search, from, set)
    if (after !== null) visitNext(search, after)
  }
}

function keepBetter(search: Search, { swaps, nowMs }: Visit): void {
  const { best } = search
  if (best === null || swaps < best.swaps || (swaps === best.swaps && nowMs < best.makespanMs))
    search.best = { swaps, makespanMs: nowMs }
}

/** Serves a set until nothing of it waits, its projects in turns; null = somebody waits too long. */
function serve({ streams, costs, waitBoundMs }: Search, from: Visit, set: number): Visit | null {
  const started = [...from.started]
  const lastStartMs = [...from.lastStartMs]
  const isLoad = set !== from.loaded
  let nowMs = from.nowMs + (isLoad ? costs.swapMs : 0)
  for (;;) {
    let next = -1
    for (const [at, { set: of, arrivalsMs }] of streams.entries()) {
      const arrivedMs = arrivalsMs[started[at] ?? 0]
      if (arrivedMs === undefined || arrivedMs > nowMs) continue
      // Somebody else's project must not be overdue already, or nothing can mend this schedule.
      if (nowMs - Math.max(arrivedMs, lastStartMs[at] ?? 0) > waitBoundMs) return null
      if (of === set && (next === -1 || (lastStartMs[at] ?? 0) < (lastStartMs[next] ?? 0))) next = at
    }
    if (next === -1) return { nowMs, swaps: from.swaps + (isLoad ? 1 : 0), loaded: set, started, lastStartMs }
    started[next] = (started[next] ?? 0) + 1
    lastStartMs[next] = nowMs
    nowMs += costs.jobMs
  }
}
