import type { ModelSet } from './model-set.js'

/** What a host's ComfyUI is and has, small enough to be read by every choice. */
export interface HostFacts {
  readonly devices: readonly {
    readonly name: string
    readonly vramTotal: number
    readonly vramFree: number
  }[]
  readonly ramTotal: number
  readonly ramFree: number
  /** File names by folder: checkpoints, loras, vae ... */
  readonly models: Readonly<Record<string, readonly string[]>>
  /** Names of the node classes that it has. */
  readonly nodeClasses: readonly string[]
  /** Why it would refuse a graph whatever is put into it, by the graph's hash; absent = nobody compared them. */
  readonly refusals?: Readonly<Record<string, string>>
}

/** What asking a host's server gave. */
export interface HostProbe {
  /** Version of its ComfyUI. */
  readonly version: string
  /** Name of its memory profile; null = not known. */
  readonly profile: string | null
  readonly facts: HostFacts
}

/** A checkpoint that is in a host's memory, as far as its agent knows. */
export interface ResidentCheckpoint {
  readonly checkpoint: string
  readonly bytes: number
}

/** What an agent knows of times that nobody else does. */
export interface HostPace {
  /** What the load of a checkpoint takes, as people said it (COMFYUI_LOAD_MS); null = nobody said. Milliseconds. */
  readonly loadMs: number | null
  /** The job that its samplers work at, by the steps that they made; null = none, or not two steps yet. */
  readonly prompt: { readonly modelKey: string; readonly jobMs: number; readonly leftMs: number } | null
}

/** What an agent tells of its host again and again; figures count from its registration. */
export interface HostBeat {
  /** Key of the model set that is served; null = none. */
  readonly serving: string | null
  /** The one used last first. */
  readonly resident: readonly ResidentCheckpoint[]
  /** Jobs at work or prefetched. */
  readonly running: number
  /** Times that a checkpoint was loaded which was not in memory. */
  readonly swaps: number
  /** Jobs that were executed to their end. */
  readonly executions: number
  /** Of them: results that nobody wanted any more, because the lease had gone to another. */
  readonly discarded: number
  /** Time in which the GPU had work of ours; milliseconds. */
  readonly busyMs: number
  /** What is wrong with it, in words; null = nothing. */
  readonly trouble: string | null
  /** Absent = it tells nothing. */
  readonly pace?: HostPace
}

export interface GpuHostRow extends HostBeat, HostProbe {
  /** `gpu-` and 12 hex digits of its address. */
  readonly host: string
  /** Without user, password and query. */
  readonly address: string
  /** What `serving` stands for; null = nothing is served. */
  readonly servingModels: { readonly checkpoint: string; readonly loras: readonly string[] } | null
  /** ISO 8601, UTC. */
  readonly startedAt: string
  readonly heartbeatAt: string
  /** Its agent beats, by the database's clock. */
  readonly isAlive: boolean
}

/** Jobs of one project that wait for one model set. */
export interface WaitingWork {
  readonly projectId: string
  readonly modelKey: string
  readonly checkpoint: string
  readonly loras: readonly string[]
  /** 1 (first) to 5, the most urgent of these jobs. */
  readonly priority: number
  readonly count: number
  /** Since the oldest of them was queued; milliseconds. */
  readonly oldestMs: number
  /** Since one was queued or a job of this project with these models was started, the later of both; milliseconds. */
  readonly waitedMs: number
}

/** A prompt that a host executed to its end. */
export interface PastExecution {
  readonly host: string
  readonly modelKey: string
  readonly checkpoint: string
  /** `name@version`; null where the job's route tells none. */
  readonly graph: string | null
  /** Load of models and work, as the server told; milliseconds. */
  readonly executionMs: number
  /** Since it ended, by the database's clock; milliseconds. */
  readonly endedAgoMs: number
}

/** What jobs of one kind took that hosts executed to their end. */
export interface ExecutionTimes {
  readonly modelKey: string
  /** `name@version`; null where the route tells none. */
  readonly graph: string | null
  /** What their routes told the graph; absent = its own default. */
  readonly values: { readonly steps?: number; readonly width?: number; readonly height?: number }
  /** 1 = it stands still. */
  readonly frames: number
  readonly executions: number
  /** Tenth, median and ninetieth percentile, loads of models included; milliseconds. */
  readonly ms: { readonly low: number; readonly likely: number; readonly high: number }
}

/** Somebody else has the job until then, or nobody. */
export type ClaimAnswer =
  | { readonly claimed: true; readonly fence: number }
  | { readonly claimed: false; readonly holder: string; readonly leaseMs: number }

/** A claim on a job, as `claim` gave it. */
export interface JobLease {
  readonly jobId: string
  readonly host: string
  /** Rises with each claim: only the newest may renew, and only its result counts. */
  readonly fence: number
}

/** A host whose agent has not beaten for so long is away, and another instance may take its place; milliseconds. */
export const hostGoneMs = 10_000
/** How long a claim holds without being renewed; milliseconds. */
export const jobLeaseMs = 15_000

/** GPU hosts, the work that waits for them, and who has which job. Times are the database's. */
export interface GpuHostCatalogue {
  /**
   * Puts `instance` in the place of the host, with figures from zero. `false`: another instance is alive there; ask again.
   */
  register(
    input: {
      readonly host: string
      readonly instance: string
      readonly address: string
    } & HostProbe,
  ): Promise<boolean>
  /** `false`: another instance has the host's place, and this one has to end. */
  beat(
    input: {
      readonly host: string
      readonly instance: string
      /** Where the server was asked again. */
      readonly probed?: HostProbe
    } & HostBeat,
  ): Promise<boolean>
  /** The instance ends in order: its place is free at once. */
  leave(input: { readonly host: string; readonly instance: string }): Promise<void>
  /** Alive ones first, then by name; those that left or were silent for 30 days are not among them. */
  list(): Promise<GpuHostRow[]>
  /**
   * Notes who makes these jobs and, for GPUs of our own, with which models: from now on they wait. The same again changes
   * nothing; another choice queues them anew. Unknown jobs throw NotFound, and nothing is changed.
   */
  queueJobs(input: {
    readonly projectId: string
    readonly jobIds: readonly string[]
    readonly provider: string
    /** null = no GPU of ours. */
    readonly models: ModelSet | null
    /** 1 (first) to 5; default 3. */
    readonly priority?: number
  }): Promise<void>
  /** Jobs that nobody has, whose picture is wanted: by project and model set, the longest waiting first, 1,000 at most. */
  waitingWork(): Promise<WaitingWork[]>
  /** Executions that ended within so many milliseconds, the newest first, 5,000 at most; of one host or of all. */
  pastExecutions(input: { readonly withinMs: number; readonly host?: string }): Promise<PastExecution[]>
  /** Of the 5,000 executions that ended last within so many milliseconds, by models, graph and work; 500 kinds at most. */
  executionTimes(input: { readonly withinMs: number }): Promise<ExecutionTimes[]>
  /** Since when the oldest prompt of each host is with its server and not ended; milliseconds by host. */
  openPrompts(): Promise<ReadonlyMap<string, number>>
  /** Takes a job that nobody has; the same host may take its own again, which fences its earlier attempt. Throws NotFound. */
  claim(input: {
    readonly jobId: string
    readonly host: string
    readonly leaseMs?: number
  }): Promise<ClaimAnswer>
  /** `false`: a newer claim has the job. */
  renew(lease: JobLease & { readonly leaseMs?: number }): Promise<boolean>
  /**
   * The end of the work: `made` keeps the job for the storing of its result, `queued` gives it back. `false`: a newer
   * claim has the job, and a result is not to be used.
   */
  finish(lease: JobLease & { readonly as: 'made' | 'queued' }): Promise<boolean>
}
