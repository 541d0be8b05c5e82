import type { PastExecution } from './gpu-host-ports.js'

/** Utilisation is told of so long; milliseconds. */
export const utilisationWindowMs = 15 * 60_000

/**
 * Share of the last `windowMs` in which a server executed prompts of ours, 0 to 1. A ComfyUI executes one at a time, so
 * times add up. `openMs`: since when the oldest prompt that is still there was posted; it is at work since then, or since
 * the last one before it ended.
 */
export function busyShare(
  past: readonly Pick<PastExecution, 'endedAgoMs' | 'executionMs'>[],
  windowMs: number,
  openMs: number | null,
): number {
  if (windowMs <= 0) return 0
  let busyMs = 0
  let newestMs = Number.POSITIVE_INFINITY
  for (const { endedAgoMs, executionMs } of past) {
    if (endedAgoMs >= windowMs) continue
    newestMs = Math.min(newestMs, Math.max(0, endedAgoMs))
    busyMs += Math.min(executionMs, windowMs - endedAgoMs)
  }
  if (openMs !== null) busyMs += Math.min(Math.max(0, openMs), newestMs, windowMs)
  return Math.min(1, busyMs / windowMs)
}
