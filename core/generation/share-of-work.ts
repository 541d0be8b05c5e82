/** How far the samplers of a job are, as ComfyProgress and ProgressNotice tell it. */
export interface WorkSeen {
  readonly phase: 'queued' | 'running' | 'saving' | 'fetching'
  readonly value?: number | undefined
  readonly max?: number | undefined
  readonly pass?: number | undefined
  readonly passes?: number | undefined
}

/**
 * Which part of a job's work is done, 0 to 1: the passes of its samplers, which take nearly all of its time. null while
 * nobody knows. Pure.
 */
export function shareOfWork({ phase, value, max, pass, passes = 1 }: WorkSeen): number | null {
  if (phase === 'queued') return null
  if (phase !== 'running') return 1
  const step = value === undefined || max === undefined || max <= 0 ? null : Math.min(1, value / max)
  if (pass !== undefined && passes > 0) return Math.min(1, (pass - 1 + (step ?? 0)) / passes)
  return step
}
