import { Context } from '@temporalio/activity'

const heartbeatEveryMs = 2_000

/**
 * Runs long work under a heartbeat and hands it the signal that fires on cancellation or worker shutdown. Outside an
 * activity (unit tests) it only runs the work.
 */
export async function underHeartbeat<Result>(
  details: Readonly<Record<string, unknown>>,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const context = currentContext()
  if (!context) return await work(new AbortController().signal)
  context.heartbeat(details)
  const timer = setInterval(() => context.heartbeat(details), heartbeatEveryMs)
  try {
    return await work(context.cancellationSignal)
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
