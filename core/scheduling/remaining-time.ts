import type { TimeSpread } from './measured-times.js'

/** Jobs of one model set that are still to be executed. */
export interface RemainingWork {
  readonly jobs: number
  readonly jobMs: Pick<TimeSpread, 'lowMs' | 'medianMs' | 'highMs'>
  /** Of its checkpoint, where that is not in memory; else zero. */
  readonly loadMs: Pick<TimeSpread, 'lowMs' | 'medianMs' | 'highMs'>
}

/** When work is over, in milliseconds from now; low <= likely <= high. */
export interface RemainingTime {
  readonly lowMs: number
  readonly likelyMs: number
  readonly highMs: number
}

export const noLoad: RemainingWork['loadMs'] = { lowMs: 0, medianMs: 0, highMs: 0 }

/**
 * How long `own` work takes on so many hosts beside the work of others that waits for the same hosts.
 *
 * low: ours comes first and its jobs are quick. likely: all take turns, so that each of the others delays us by its own
 * work, and by no more than ours (the completion time under processor sharing). high: ours comes last and all is slow.
 * A job is never divided between hosts. Null while no host can do it; zero where nothing is left.
 */
export function remainingTime(input: {
  readonly own: readonly RemainingWork[]
  readonly others: readonly RemainingWork[]
  readonly hosts: number
}): RemainingTime | null {
  const own = input.own.filter(({ jobs }) => jobs > 0)
  const others = input.others.filter(({ jobs }) => jobs > 0)
  if (own.length === 0) return { lowMs: 0, likelyMs: 0, highMs: 0 }
  if (input.hosts < 1) return null
  const on = (works: readonly RemainingWork[], quantile: keyof RemainingWork['jobMs']) =>
    spread(
      works.map((one) => workMs(one, quantile)),
      own.map((one) => one.loadMs[quantile] + one.jobMs[quantile]),
      input.hosts,
    )
  const ownMs = sum(own.map((one) => workMs(one, 'medianMs')))
  const turns = others.map((one) => Math.min(workMs(one, 'medianMs'), ownMs))
  const lowMs = on(own, 'lowMs')
  const highMs = Math.max(lowMs, on([...own, ...others], 'highMs'))
  const likelyMs = Math.max(on(own, 'medianMs'), (ownMs + sum(turns)) / input.hosts)
  return { lowMs, likelyMs: Math.min(highMs, Math.max(lowMs, likelyMs)), highMs }
}

/** All of it over the hosts, and never less than its longest job with its load. */
function spread(worksMs: readonly number[], longestMs: readonly number[], hosts: number): number {
  return Math.max(sum(worksMs) / hosts, ...longestMs)
}

function workMs({ jobs, jobMs, loadMs }: RemainingWork, quantile: keyof RemainingWork['jobMs']): number {
  return loadMs[quantile] + jobs * jobMs[quantile]
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
