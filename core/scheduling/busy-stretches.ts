import type { PastExecution } from './gpu-host-ports.js'

/** A stretch in which a server executed prompts of ours; milliseconds before now, `from` is the earlier end. */
export interface BusyStretch {
  readonly fromAgoMs: number
  readonly toAgoMs: number
}

/** A shorter pause is not seen in a strip of the window. */
const pausesInWindow = 300

/**
 * When a server was busy in the last `windowMs`, oldest first; pauses that nobody would see are left out, so that there are
 * few stretches however many executions there were. `openMs`: since when the oldest prompt that is still there was posted.
 */
export function busyStretches(
  past: readonly Pick<PastExecution, 'endedAgoMs' | 'executionMs'>[],
  windowMs: number,
  openMs: number | null,
): BusyStretch[] {
  const newestMs = past.reduce((least, one) => Math.min(least, one.endedAgoMs), Number.POSITIVE_INFINITY)
  // A ComfyUI executes one at a time: what is there began when the last one ended.
  const open = openMs === null ? [] : [{ fromAgoMs: Math.min(Math.max(0, openMs), newestMs), toAgoMs: 0 }]
  const stretches = [
    ...past.map((one) => ({ fromAgoMs: one.endedAgoMs + one.executionMs, toAgoMs: one.endedAgoMs })),
    ...open,
  ]
    .filter(({ toAgoMs }) => toAgoMs < windowMs)
    .map(({ fromAgoMs, toAgoMs }) => ({ fromAgoMs: Math.min(fromAgoMs, windowMs), toAgoMs }))
    .sort((a, b) => b.fromAgoMs - a.fromAgoMs)
  const merged: BusyStretch[] = []
  for (const one of stretches) {
    const last = merged.at(-1)
    if (last !== undefined && last.toAgoMs - one.fromAgoMs <= windowMs / pausesInWindow)
      merged[merged.length - 1] = { ...last, toAgoMs: Math.min(last.toAgoMs, one.toAgoMs) }
    else merged.push(one)
  }
  return merged
}
