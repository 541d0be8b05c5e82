import { busyShare, utilisationWindowMs } from '../scheduling/busy-share.js'
import { busyStretches, type BusyStretch } from '../scheduling/busy-stretches.js'
import type {
  GpuHostRow,
  PastExecution,
  ResidentCheckpoint,
  WaitingWork,
} from '../scheduling/gpu-host-ports.js'
import { jobTimeOn, loadTimeOn, type ExpectedSpread } from '../scheduling/expected-times.js'
import type { MeasuredTimes } from '../scheduling/measured-times.js'
import {
  noLoad,
  remainingTime,
  type RemainingTime,
  type RemainingWork,
} from '../scheduling/remaining-time.js'

const lastMax = 5

/** A model set as people know it. */
export interface GpuModelsView {
  readonly modelKey: string
  /** null = nobody queued a job for it here. */
  readonly checkpoint: string | null
  readonly loras: readonly string[]
}

export interface GpuHostView {
  readonly host: string
  readonly address: string
  /** away: its agent is silent. trouble: its ComfyUI does not answer or cannot work. idle: it serves and has no job. */
  readonly state: 'working' | 'idle' | 'trouble' | 'away'
  readonly version: string
  readonly profile: string | null
  readonly devices: readonly string[]
  readonly serving: GpuModelsView | null
  readonly resident: readonly ResidentCheckpoint[]
  readonly running: number
  /** Share of the last `utilisationMs` in which its GPU executed prompts of ours, 0 to 1. */
  readonly utilisation: number
  /** 15 minutes, or the time since `startedAt` where that is less; milliseconds. */
  readonly utilisationMs: number
  /** When in that time it did, oldest first; pauses too short to be seen are left out. */
  readonly busy: readonly BusyStretch[]
  /** What it executed last, newest first, at most 5. */
  readonly last: readonly Pick<PastExecution, 'checkpoint' | 'graph' | 'executionMs' | 'endedAgoMs'>[]
  readonly swaps: number
  readonly executions: number
  readonly discarded: number
  /** ISO 8601, UTC. */
  readonly startedAt: string
  readonly heartbeatAt: string
  readonly trouble: string | null
}

/** Jobs that wait for one model set. */
export interface GpuQueueView extends GpuModelsView {
  readonly jobs: number
  readonly projects: number
  readonly oldestMs: number
  /** Alive hosts that serve it now, and that have its files. */
  readonly servedBy: readonly string[]
  readonly canServe: readonly string[]
  /** Of one job on a host that can; null = nobody knows yet. */
  readonly jobMs: ExpectedSpread | null
  /**
   * Until all of it is executed, beside what waits for the same hosts; null = no host can, or nobody knows how long what is
   * before it takes. Milliseconds.
   */
  readonly remaining: RemainingTime | null
}

/** Answer of GET /gpu-hosts. */
export interface GpuHostsView {
  readonly hosts: readonly GpuHostView[]
  /** The longest waiting first. */
  readonly queues: readonly GpuQueueView[]
  /**
   * Until all that waits and that a host can serve is executed, running jobs included; null = no host can serve any, or
   * nobody knows yet.
   */
  readonly remaining: RemainingTime | null
}

export interface GpuHostsState {
  readonly rows: readonly GpuHostRow[]
  readonly waiting: readonly WaitingWork[]
  /** Of at least the last 15 minutes. */
  readonly past: readonly PastExecution[]
  /** Since when the oldest prompt of a host is there; milliseconds. */
  readonly open: ReadonlyMap<string, number>
  readonly times: MeasuredTimes
}

/** What is known of the GPU hosts and of the jobs that wait for them. Pure. */
export function composeGpuHosts(state: GpuHostsState): GpuHostsView {
  const alive = state.rows.filter((row) => row.isAlive && row.trouble === null)
  const queues = toQueues(state, alive)
  const running = alive.flatMap((row) => runningOf(row, state.times))
  const served = queues.filter(({ canServe }) => canServe.length > 0)
  return {
    hosts: state.rows.map((row) => toHostView(row, state)),
    queues: queues.map((one): GpuQueueView => {
      const rivals = served.filter((other) => other !== one && sharesHost(one, other))
      const { work, ...told } = one
      const others = [...rivals.map((other) => other.work), ...running]
      return { ...told, remaining: timeOf([work], others, one.canServe.length) }
    }),
    remaining: timeOf(
      [...served.map(({ work }) => work), ...running],
      [],
      new Set(served.flatMap(({ canServe }) => canServe)).size || alive.length,
    ),
  }
}

/** Work of which nobody knows how long it takes makes the time of all that waits for it unknown. */
function timeOf(
  own: readonly (RemainingWork | null)[],
  others: readonly (RemainingWork | null)[],
  hosts: number,
): RemainingTime | null {
  const known = (works: readonly (RemainingWork | null)[]) => works.filter((one) => one !== null)
  const isKnown = known(own).length === own.length && known(others).length === others.length
  return isKnown ? remainingTime({ own: known(own), others: known(others), hosts }) : null
}

function newestOf(own: readonly PastExecution[]): GpuHostView['last'] {
  return [...own]
    .sort((a, b) => a.endedAgoMs - b.endedAgoMs)
    .slice(0, lastMax)
    .map(({ checkpoint, graph, executionMs, endedAgoMs }) => ({ checkpoint, graph, executionMs, endedAgoMs }))
}

function toHostView(row: GpuHostRow, { past, open }: GpuHostsState): GpuHostView {
  const upMs = Date.parse(row.heartbeatAt) - Date.parse(row.startedAt)
  const utilisationMs = Math.max(0, Math.min(utilisationWindowMs, upMs))
  const own = past.filter(({ host }) => host === row.host)
  const openMs = row.isAlive && row.trouble === null ? (open.get(row.host) ?? null) : null
  const serving =
    row.serving === null
      ? null
      : {
          modelKey: row.serving,
          checkpoint: row.servingModels?.checkpoint ?? null,
          loras: row.servingModels?.loras ?? [],
        }
  return {
    ...{ host: row.host, address: row.address, state: stateOf(row), version: row.version },
    ...{ profile: row.profile, devices: row.facts.devices.map(({ name }) => name), serving },
    ...{ resident: row.resident, running: row.running },
    ...{ utilisation: busyShare(own, utilisationMs, openMs), utilisationMs },
    busy: busyStretches(own, utilisationMs, openMs),
    last: newestOf(own),
    ...{ swaps: row.swaps, executions: row.executions, discarded: row.discarded },
    ...{ startedAt: row.startedAt, heartbeatAt: row.heartbeatAt, trouble: row.trouble },
  }
}

function stateOf({ isAlive, trouble, running }: GpuHostRow): GpuHostView['state'] {
  if (!isAlive) return 'away'
  if (trouble !== null) return 'trouble'
  return running > 0 ? 'working' : 'idle'
}

/** Jobs with a host are not among those that wait; of the one at work its steps tell what is left. */
function runningOf(row: GpuHostRow, times: MeasuredTimes): (RemainingWork | null)[] {
  const { running, serving, pace } = row
  if (serving === null || running === 0) return []
  const jobMs = jobTimeOn([row], serving, times)
  if (jobMs === null) return [null]
  const { leftMs } = pace?.prompt?.modelKey === serving ? pace.prompt : { leftMs: null }
  if (leftMs === null) return [{ jobs: running, jobMs, loadMs: noLoad }]
  return [
    { jobs: running - 1, jobMs, loadMs: noLoad },
    { jobs: 1, jobMs: { lowMs: leftMs, medianMs: leftMs, highMs: leftMs }, loadMs: noLoad },
  ]
}

type Queue = Omit<GpuQueueView, 'remaining'> & { readonly work: RemainingWork | null }

function toQueues({ waiting, times }: GpuHostsState, alive: readonly GpuHostRow[]): Queue[] {
  const queues = new Map<string, { set: WaitingWork; jobs: number; projects: number; oldestMs: number }>()
  for (const set of waiting) {
    const known = queues.get(set.modelKey)
    queues.set(set.modelKey, {
      set,
      jobs: set.count + (known?.jobs ?? 0),
      projects: 1 + (known?.projects ?? 0),
      oldestMs: Math.max(set.oldestMs, known?.oldestMs ?? 0),
    })
  }
  return [...queues.values()]
    .map(({ set: { modelKey, checkpoint, loras }, jobs, projects, oldestMs }) => {
      const able = alive.filter((row) => hasFiles(row, [checkpoint, ...loras]))
      const jobMs = jobTimeOn(able, modelKey, times)
      const loadMs = isResident(able, checkpoint) ? noLoad : loadTimeOn(able, checkpoint, times)
      return {
        ...{ modelKey, checkpoint, loras, jobs, projects, oldestMs: Math.round(oldestMs), jobMs },
        servedBy: alive.filter(({ serving }) => serving === modelKey).map(({ host }) => host),
        canServe: able.map(({ host }) => host),
        work: jobMs === null ? null : { jobs, jobMs, loadMs },
      }
    })
    .sort((a, b) => b.oldestMs - a.oldestMs || (a.modelKey < b.modelKey ? -1 : 1))
}

function isResident(rows: readonly GpuHostRow[], checkpoint: string): boolean {
  return rows.some(({ resident }) => resident.some((one) => one.checkpoint === checkpoint))
}

function sharesHost(one: Queue, other: Queue): boolean {
  return one.canServe.some((host) => other.canServe.includes(host))
}

function hasFiles({ facts }: GpuHostRow, files: readonly string[]): boolean {
  const folders = Object.values(facts.models)
  return files.every((file) => folders.some((names) => names.includes(file)))
}
