/** How far a run was at a moment. */
export interface PaceSample {
  /** Milliseconds since the epoch. */
  readonly atMs: number
  /** Pictures made. */
  readonly done: number
}

/** Only what happened within this time tells the pace: a night of being switched off does not. */
const windowMs = 60_000
/** Less time than this gives a figure that jumps. */
const spanMinMs = 2_000
const samplesMax = 64

/** Adds a look at the run to its samples, oldest first; those outside the window go. Pure: a new list. */
export function addPaceSample(samples: readonly PaceSample[], sample: PaceSample): PaceSample[] {
  const last = samples.at(-1)
  // Work that went backwards is another round of counting: start anew.
  if (last && (sample.done < last.done || sample.atMs < last.atMs)) return [sample]
  const kept = samples.filter(({ atMs }) => sample.atMs - atMs <= windowMs)
  if (last && sample.atMs - last.atMs < windowMs / samplesMax) return kept
  return [...kept, sample].slice(-samplesMax)
}

/** Seconds that `remaining` pictures take at the pace of the samples; null while there is no pace. */
export function estimateSecondsLeft(
  samples: readonly PaceSample[],
  now: PaceSample,
  remaining: number,
): number | null {
  const first = samples[0]
  if (!first) return null
  const spanMs = now.atMs - first.atMs
  const made = now.done - first.done
  if (spanMs < spanMinMs || made <= 0) return null
  return Math.ceil(((spanMs / made) * Math.max(0, remaining)) / 1000)
}
