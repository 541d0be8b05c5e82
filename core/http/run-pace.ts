import type { RecentPace } from '../oversight-ports.js'

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

/** How long a run still takes, and what that rests on. */
export interface TimeLeft {
  /** Seconds, rounded; `low` may be `high`. */
  readonly lowSeconds: number
  readonly highSeconds: number
  /** Pictures that are still to be made. */
  readonly pictures: number
  /** Of one picture after the other, milliseconds. */
  readonly eachMs: number
  /** By so many pictures, made last. */
  readonly measured: number
  /** They are of an earlier run: nothing is known of this one yet. */
  readonly isOfAnother: boolean
}

/** Eight times out of ten what is left takes a time within this many standard errors. */
const errorsApart = 1.28
/** Pictures take longer or shorter together (a harder list, a busy machine), which the gaps alone do not tell. */
const leastShare = 0.1

/** Fewer times between pictures tell no quantiles. */
const gapsMin = 5

/**
 * Within what time `remaining` pictures are made. Pictures come in bursts (those of one spec are stored together), so that
 * the times between them say little one by one: where they are known, the sums of as many in a row as are left, or of half
 * of them, tell by their tenth, median and ninetieth percentile. Else the mean times `remaining`, give or take the error of
 * that sum and of the mean itself (a prediction interval of normal errors). The range narrows as more is measured and as
 * less is left. null = nobody knows.
 */
export function estimateTimeLeft(pace: RecentPace | null, remaining: number): TimeLeft | null {
  if (pace === null || remaining <= 0 || pace.pictures <= 0 || pace.spanMs <= 0) return null
  const { pictures, spanMs, isOwn } = pace
  const eachMs = spanMs / pictures
  const { likelyMs, belowMs, aboveMs } = awayByRows(pace, remaining) ?? awayByDeviation(pace, remaining)
  const leastMs = likelyMs * leastShare * (isOwn ? 1 : 3)
  const lowMs = likelyMs - Math.max(belowMs, leastMs)
  return {
    lowSeconds: roundSecondsLeft(Math.max(Math.min(likelyMs, eachMs), lowMs) / 1000),
    highSeconds: roundSecondsLeft((likelyMs + Math.max(aboveMs, leastMs)) / 1000),
    ...{ pictures: remaining, eachMs: Math.round(eachMs), measured: pictures, isOfAnother: !isOwn },
  }
}

interface Away {
  readonly likelyMs: number
  /** How far it may be on each side. */
  readonly belowMs: number
  readonly aboveMs: number
}

function awayByDeviation({ pictures, spanMs, deviationMs }: RecentPace, remaining: number): Away {
  const errorMs = deviationMs * Math.sqrt(remaining + remaining ** 2 / pictures) * errorsApart
  return { likelyMs: (spanMs / pictures) * remaining, belowMs: errorMs, aboveMs: errorMs }
}

/** Rows of times that follow each other keep what bursts do; more than a row are as many of them, with their own errors. */
function awayByRows({ gapsMs = [], spanMs, pictures }: RecentPace, remaining: number): Away | null {
  if (gapsMs.length < gapsMin) return null
  const row = Math.min(remaining, Math.floor(gapsMs.length / 2))
  const sums: number[] = []
  for (let at = 0; at + row <= gapsMs.length; at++)
    sums.push(gapsMs.slice(at, at + row).reduce((sum, gap) => sum + gap, 0))
  sums.sort((a, b) => a - b)
  const at = (share: number) => sums[Math.round(share * (sums.length - 1))]!
  const rows = remaining / row
  const wider = Math.sqrt(rows * (1 + remaining / gapsMs.length))
  const meanMs = (spanMs / pictures) * row
  return {
    likelyMs: meanMs * rows,
    belowMs: Math.max(0, meanMs - at(0.1)) * wider,
    aboveMs: Math.max(0, at(0.9) - meanMs) * wider,
  }
}
