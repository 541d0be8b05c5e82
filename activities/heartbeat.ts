import { Context } from '@temporalio/activity'

const heartbeatEveryMs = 2_000

/** Adds to what the heartbeats of this work say, for who looks into Temporal. */
export type TellHeartbeat = (more: Readonly<Record<string, unknown>>) => void

/**
 * Runs long work under a heartbeat and hands it the signal that fires on cancellation or worker shutdown. Outside an
 * activity (unit tests) it only runs the work.
 */
export async function underHeartbeat<Result>(
  details: Readonly<Record<string, unknown>>,
  work: (signal: AbortSignal, tell: TellHeartbeat) => Promise<Result>,
): Promise<Result> {
  const context = currentContext()
  if (!context) return await work(new AbortController().signal, () => undefined)
  let told = details
  const beat = () => context.heartbeat(told)
  const tell: TellHeartbeat = (more) => {
    told = { ...told, ...more }
    beat()
  }
  beat()
  const timer = setInterval(beat, heartbeatEveryMs)
  try {
    return await work(context.cancellationSignal, tell)
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
