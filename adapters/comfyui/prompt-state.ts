import {
  executionErrorSchema,
  outputFileSchema,
  timestampSchema,
  type ExecutionError,
  type ExecutionStatus,
  type HistoryEntry,
  type JobAnswer,
  type OutputFile,
} from './comfy-answers.schema.js'
import type { ComfyHttp } from './comfy-http.js'

/** Where a prompt is on its server. `nowhere` also stands for the moment between the queue and the history. */
export type PromptState =
  | { readonly at: 'queued'; readonly ahead: number | null }
  | { readonly at: 'running' }
  | { readonly at: 'nowhere' }
  | PromptEnd

export interface PromptEnd {
  readonly at: 'ended'
  readonly outcome: 'success' | 'failed' | 'cancelled'
  readonly outputs: NodeOutputs
  /** Of the execution, where the server tells it; milliseconds. */
  readonly executionMs: number | null
  readonly error: ExecutionError | null
}

export type NodeOutputs = Readonly<Record<string, Readonly<Record<string, unknown>> | null>>

/** The truth about a prompt: the jobs route where the server has it, else the queue and then the history. */
export async function readPromptState(
  http: Pick<ComfyHttp, 'job' | 'queue' | 'history'>,
  hasJobs: boolean,
  promptId: string,
  signal?: AbortSignal,
): Promise<PromptState> {
  if (!hasJobs) return await readQueueThenHistory(http, promptId, signal)
  const job = await http.job(promptId, signal)
  if (job === null) return { at: 'nowhere' }
  if (job.status === 'pending') return { at: 'queued', ahead: null }
  if (job.status === 'in_progress') return { at: 'running' }
  return endOfJob(job)
}

/** The queue first: the other way round a prompt that ends in between is in neither. */
async function readQueueThenHistory(
  http: Pick<ComfyHttp, 'queue' | 'history'>,
  promptId: string,
  signal?: AbortSignal,
): Promise<PromptState> {
  const queue = await http.queue(signal)
  if (queue.running.some((entry) => entry.promptId === promptId)) return { at: 'running' }
  const ahead = queue.pending.findIndex((entry) => entry.promptId === promptId)
  if (ahead !== -1) return { at: 'queued', ahead: ahead + queue.running.length }
  const entry = await http.history(promptId, signal)
  return entry === null ? { at: 'nowhere' } : endOfHistory(entry)
}

function endOfHistory({ outputs, status }: HistoryEntry): PromptEnd {
  const messages = messagesOf(status)
  return {
    at: 'ended',
    outcome: outcomeOf(status, outputs ?? {}),
    outputs: outputs ?? {},
    executionMs: spanOf(messages),
    error: errorOf(messages),
  }
}

function endOfJob(job: JobAnswer): PromptEnd {
  const outputs = job.outputs ?? {}
  const messages = messagesOf(job.execution_status)
  const { execution_start_time: startMs, execution_end_time: endMs } = job
  const told = executionErrorSchema.safeParse(job.execution_error ?? undefined)
  const span =
    typeof startMs === 'number' && typeof endMs === 'number' && endMs >= startMs ? endMs - startMs : null
  return {
    at: 'ended',
    // A completed job is checked once more by its messages: the server's own flag can be stale.
    outcome:
      job.status === 'completed'
        ? outcomeOf(job.execution_status, outputs)
        : job.status === 'cancelled'
          ? 'cancelled'
          : 'failed',
    outputs,
    executionMs: span ?? spanOf(messages),
    error: errorOf(messages) ?? (told.success ? told.data : null),
  }
}

type Message = readonly [string, unknown]

function messagesOf(status: ExecutionStatus | null | undefined): readonly Message[] {
  return status?.messages ?? []
}

/**
 * Success needs the message of it and none of an error. A server that kept no messages is believed when it holds files:
 * they are examined anyway.
 */
function outcomeOf(
  status: ExecutionStatus | null | undefined,
  outputs: NodeOutputs,
): 'success' | 'failed' | 'cancelled' {
  const messages = messagesOf(status)
  const has = (name: string) => messages.some(([kind]) => kind === name)
  if (has('execution_interrupted')) return 'cancelled'
  if (errorOf(messages) !== null || status?.status_str === 'error') return 'failed'
  if (messages.length > 0) return has('execution_success') ? 'success' : 'failed'
  return Object.values(outputs).some((output) => filesOf(output).length > 0) ? 'success' : 'failed'
}

/** The last error that ended the execution; one of a blocked branch did not. */
function errorOf(messages: readonly Message[]): ExecutionError | null {
  for (const [kind, data] of messages.toReversed()) {
    if (kind !== 'execution_error') continue
    const found = executionErrorSchema.safeParse(data)
    if (!found.success) return {}
    if (found.data.exception_type !== 'ExecutionBlocked') return found.data
  }
  return null
}

function spanOf(messages: readonly Message[]): number | null {
  const timeOf = (name: string) => {
    const found = timestampSchema.safeParse(messages.findLast(([kind]) => kind === name)?.[1])
    return found.success ? found.data.timestamp : null
  }
  const startMs = timeOf('execution_start')
  const endMs = timeOf('execution_success')
  return startMs === null || endMs === null || endMs < startMs ? null : endMs - startMs
}

/** Files of a node that last: those in temp/ go with the next start. Members that are no files are passed over. */
export function filesOf(output: Readonly<Record<string, unknown>> | null | undefined): OutputFile[] {
  return Object.values(output ?? {})
    .flatMap((value): unknown[] => (Array.isArray(value) ? value : []))
    .flatMap((value) => {
      const file = outputFileSchema.safeParse(value)
      return file.success && file.data.type === 'output' ? [file.data] : []
    })
}
