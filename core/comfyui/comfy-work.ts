import type { ComfyGraph } from '../graphs/comfy-graph.js'

/** One job for a ComfyUI: what to run and where its file is found. */
export interface ComfyWork {
  readonly jobId: string
  /** The graph with everything bound but the file name prefix of its output node. */
  readonly graph: ComfyGraph
  /** The node that saves the result, and its input for the prefix. */
  readonly output: { readonly node: string; readonly prefixField: string; readonly kind: 'image' | 'audio' }
  /** An execution that shows no progress for so long counts as hung; milliseconds. */
  readonly executionMaxMs: number
  /** How often its picture was made smaller for the memory of a server; kept with each submission. Absent = 0. */
  readonly timesSmaller?: number
}

export interface ComfyProgress {
  readonly phase: 'queued' | 'running' | 'saving' | 'fetching'
  /** 0-based place in the server's queue, while queued. */
  readonly ahead?: number
  /** The node at work and its steps. */
  readonly node?: string
  readonly value?: number
  readonly max?: number
  /** What kind of node it is: `KSampler`. */
  readonly nodeClass?: string
  /** Which sampler of the graph is at work, from 1, and how many it has: together they are the work. */
  readonly pass?: number
  readonly passes?: number
  /** A small picture of how it looks by now, throttled. */
  readonly preview?: { readonly mime: 'image/jpeg' | 'image/png'; readonly bytes: Uint8Array }
}

export interface ComfyResult {
  readonly bytes: Uint8Array
  readonly mime: string
  readonly promptId: string
  readonly submitNo: number
  /** Of the execution on the GPU as the server tells it; null where it does not. Milliseconds. */
  readonly executionMs: number | null
  /** Nothing was executed: an earlier attempt's file was taken over. */
  readonly adopted: boolean
  /** Of the server, where the runner knows it. */
  readonly serverVersion?: string
}

/** Runs work on one ComfyUI. The same job again attaches; one job ends in exactly one result. */
export interface ComfyRunner {
  readonly host: string
  /**
   * `onExecuted` is called once when the GPU is free of this job, before its bytes are fetched.
   * Rejects with AssetloomError: InvalidInput (graph refused, model or node missing: names it), ProviderFailed (may be
   * tried again), Unavailable (server away), Conflict of kind `other-size` (the job is at another `timesSmaller`: ask with it); with the signal's reason when it fires, leaving the prompt running
   * unless `cancels(reason)`.
   */
  run(
    work: ComfyWork,
    options: {
      readonly signal: AbortSignal
      readonly cancels: (reason: unknown) => boolean
      readonly onProgress: (progress: ComfyProgress) => void
      readonly onExecuted?: () => void
    },
  ): Promise<ComfyResult>
  /**
   * Puts a PNG among the inputs of the server and returns the name under which a graph loads it. The name follows from
   * the bytes, so the same ones are sent once; `again` = the server has lost them since. Rejects as `run` does.
   */
  upload(
    png: Uint8Array,
    options: { readonly signal: AbortSignal; readonly again?: boolean },
  ): Promise<string>
}
