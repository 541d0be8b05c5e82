import type { GpuHostRow, ResidentCheckpoint, WaitingWork } from '../scheduling/gpu-host-ports.js'

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
  /** away: its agent is silent. trouble: its ComfyUI does not answer. idle: it serves and has no job. */
  readonly state: 'working' | 'idle' | 'trouble' | 'away'
  readonly version: string
  readonly profile: string | null
  readonly devices: readonly string[]
  readonly serving: GpuModelsView | null
  readonly resident: readonly ResidentCheckpoint[]
  readonly running: number
  /** Share of the time since `startedAt` in which the GPU had work of ours, 0 to 1. */
  readonly utilisation: number
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
}

/** Answer of GET /gpu-hosts. */
export interface GpuHostsView {
  readonly hosts: readonly GpuHostView[]
  /** The longest waiting first. */
  readonly queues: readonly GpuQueueView[]
}

/** What is known of the GPU hosts and of the jobs that wait for them. Pure. */
export function composeGpuHosts(rows: readonly GpuHostRow[], waiting: readonly WaitingWork[]): GpuHostsView {
  return { hosts: rows.map(toHostView), queues: toQueueViews(rows, waiting) }
}

function toHostView(row: GpuHostRow): GpuHostView {
  const upMs = Date.parse(row.heartbeatAt) - Date.parse(row.startedAt)
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
    utilisation: upMs > 0 ? Math.min(1, row.busyMs / upMs) : 0,
    ...{ swaps: row.swaps, executions: row.executions, discarded: row.discarded },
    ...{ startedAt: row.startedAt, heartbeatAt: row.heartbeatAt, trouble: row.trouble },
  }
}

function stateOf({ isAlive, trouble, running }: GpuHostRow): GpuHostView['state'] {
  if (!isAlive) return 'away'
  if (trouble !== null) return 'trouble'
  return running > 0 ? 'working' : 'idle'
}

function toQueueViews(rows: readonly GpuHostRow[], waiting: readonly WaitingWork[]): GpuQueueView[] {
  const alive = rows.filter((row) => row.isAlive && row.trouble === null)
  const queues = new Map<string, { work: WaitingWork; jobs: number; projects: number; oldestMs: number }>()
  for (const work of waiting) {
    const known = queues.get(work.modelKey)
    queues.set(work.modelKey, {
      work,
      jobs: work.count + (known?.jobs ?? 0),
      projects: 1 + (known?.projects ?? 0),
      oldestMs: Math.max(work.oldestMs, known?.oldestMs ?? 0),
    })
  }
  return [...queues.values()]
    .map(({ work: { modelKey, checkpoint, loras }, jobs, projects, oldestMs }) => ({
      ...{ modelKey, checkpoint, loras, jobs, projects, oldestMs: Math.round(oldestMs) },
      servedBy: alive.filter(({ serving }) => serving === modelKey).map(({ host }) => host),
      canServe: alive.filter((row) => hasFiles(row, [checkpoint, ...loras])).map(({ host }) => host),
    }))
    .sort((a, b) => b.oldestMs - a.oldestMs || (a.modelKey < b.modelKey ? -1 : 1))
}

function hasFiles({ facts }: GpuHostRow, files: readonly string[]): boolean {
  const folders = Object.values(facts.models)
  return files.every((file) => folders.some((names) => names.includes(file)))
}
