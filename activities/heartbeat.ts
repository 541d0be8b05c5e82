import { Context } from '@temporalio/activity'

const heartbeatEveryMs = 2_000

/** Adds to what the heartbeats of this work say, for who looks into Temporal. */
export type TellHeartbeat = (more: Readonly<Record<string, unknown>>) => void

/** Whether the signal fired because nobody wants the result any more; else another attempt goes on with the work. */
export type AsksCancelled = () => boolean

/**
 * Runs long work under a heartbeat and hands it the signal that fires on cancellation, worker shutdown or a timeout.
 * Outside an activity (unit tests) it only runs the work.
 */
export async function underHeartbeat<Result>(
  details: Readonly<Record<string, unknown>>,
  work: (signal: AbortSignal, tell: TellHeartbeat, isCancelled: AsksCancelled) => Promise<Result>,
): Promise<Result> {
  const context = currentContext()
  if (!context)
    return await work(
      new AbortController().signal,
      () => undefined,
      () => false,
    )
  let told = details
  const beat = () => context.heartbeat(told)
  const tell: TellHeartbeat = (more) => {
    told = { ...told, ...more }
    beat()
  }
  beat()
  const timer = setInterval(beat, heartbeatEveryMs)
  try {
    const isCancelled = () => context.cancellationDetails?.cancelRequested === true
    return await work(context.cancellationSignal, tell, isCancelled)
  } finally {
    clearInterval(timer)
  }
}

/** The attempt that runs, from 1. */
export function currentAttempt(): number {
  return currentContext()?.info.attempt ?? 1
}

function currentContext(): Context | undefined {
  try {
    return Context.current()
  } catch {
    return undefined
  }
}
