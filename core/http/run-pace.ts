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

/** A figure that was shown, and when. */
export interface ShownLeft {
  readonly seconds: number
  readonly atMs: number
}

/** A new measurement moves the figure by this share of its difference; the clock moves it by itself. */
const blendShare = 0.25
/** The measurement is another one altogether (a pause ended, a round was added): it is taken as it is. */
const apartFactor = 3

/**
 * Seconds left that do not jump: what was shown counts down with the clock and only leans towards the measurement.
 * Never negative; null without a measurement.
 */
export function steadySecondsLeft(
  shown: ShownLeft | null,
  measured: number | null,
  nowMs: number,
): number | null {
  if (measured === null) return null
  if (shown === null || nowMs < shown.atMs) return Math.max(0, measured)
  const expected = Math.max(0, shown.seconds - (nowMs - shown.atMs) / 1000)
  const isApart = measured > expected * apartFactor + 10 || expected > measured * apartFactor + 10
  return isApart ? Math.max(0, measured) : Math.max(0, expected + (measured - expected) * blendShare)
}

/** `12` to `10`, `47` to `45`, `131` to `135`, `1250` to `1260`: no more precise than an estimate is. */
export function roundSecondsLeft(seconds: number): number {
  const step = seconds < 20 ? 1 : seconds < 120 ? 5 : seconds < 600 ? 15 : 60
  return Math.round(seconds / step) * step
}
