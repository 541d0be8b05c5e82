/** A look at a job that is at work: how much of it is done (0-1), and when that was seen; milliseconds of any clock. */
export interface StepSeen {
  readonly share: number
  readonly atMs: number
}

/** What the steps of a job at work tell: of the first and the newest look at it. */
export interface StepPace {
  readonly first: StepSeen
  readonly newest: StepSeen
}

/** Takes another look; a share that went back is another execution of the job, which begins anew. Pure. */
export function noteStep(pace: StepPace | null, seen: StepSeen): StepPace {
  if (pace === null || seen.share < pace.newest.share) return { first: seen, newest: seen }
  return seen.share === pace.newest.share ? pace : { first: pace.first, newest: seen }
}

/**
 * What the whole job takes at the pace of its steps, and what is left of it; milliseconds. What came before its first step
 * (the load of its models) counts for nothing. null until there were two steps. Pure.
 */
export function timeBySteps(
  pace: StepPace | null,
  nowMs: number,
): { readonly jobMs: number; readonly leftMs: number } | null {
  if (pace === null) return null
  const { first, newest } = pace
  const done = newest.share - first.share
  const tookMs = newest.atMs - first.atMs
  if (done <= 0 || tookMs <= 0) return null
  const jobMs = tookMs / done
  // The step that is being made now has its own share of time behind it.
  const leftMs = Math.max(0, jobMs * (1 - newest.share) - Math.max(0, nowMs - newest.atMs))
  return { jobMs, leftMs }
}
