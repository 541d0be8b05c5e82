/** One POST of a job's graph to one ComfyUI. Its row is written before the POST, so that no restart forgets it. */
export interface Submission {
  readonly jobId: string
  /** From 1; another one only after the one before is known to be lost, failed or cancelled. */
  readonly submitNo: number
  /** Which host it went to, as gpu_hosts knows it. */
  readonly host: string
  /** Canonical lower-case UUID, version 5 of job and number. */
  readonly promptId: string
  /** Unique file name prefix of its outputs, without a folder: `al-<12 hex of the job>-<number>`. */
  readonly prefix: string
  readonly state: SubmissionState
  /** Of the execution, where the server told it; milliseconds. */
  readonly executionMs: number | null
  /** So many of the job's submissions failed by the fault of their host alone: they do not count against the job. */
  readonly hostFaults: number
  /** How often its picture was made smaller than was asked for, because the memory of a server was too small. */
  readonly timesSmaller: number
}

/** open: posted or about to be. lost: the server forgot it. */
export type SubmissionState = 'open' | 'done' | 'lost' | 'failed' | 'cancelled'

/** Thrown by `begin` as Conflict: another attempt holds the job. */
export interface SubmissionCatalogue {
  /** The newest of the job, or null. */
  newest(jobId: string): Promise<Submission | null>
  /**
   * Writes submission number `after + 1` and counts one execution of the job, in one transaction under the job's lock.
   * Throws Conflict when the newest is not number `after` (0 = none) or is still open: the caller attaches to it then.
   */
  begin(input: {
    readonly jobId: string
    readonly after: number
    readonly host: string
    readonly promptId: string
    readonly prefix: string
    /** Absent = 0. */
    readonly timesSmaller?: number
  }): Promise<Submission>
  /** An end is kept once: a later one of the same submission changes nothing. Waste (an end that is not done) is counted. */
  end(input: {
    readonly jobId: string
    readonly submitNo: number
    readonly state: Exclude<SubmissionState, 'open'>
    readonly executionMs?: number
    readonly failure?: string
    /** The host could not have made any job: its disk is full. Absent = not so. */
    readonly isHostFault?: boolean
  }): Promise<void>
}
