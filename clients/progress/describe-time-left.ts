import type { RunView } from '../../core/http/http-api.js'
import { formatRange, formatSeconds } from './format-figures.js'

/** `about 6 to 9 min left`, or that nobody knows; empty for a run that has nothing to make. */
export function describeTimeLeft(run: RunView): string {
  if (!isMaking(run)) return ''
  return run.timeLeft === undefined
    ? 'time left not known yet'
    : `about ${formatRange(run.timeLeft.lowSeconds, run.timeLeft.highSeconds)} left`
}

/** What it rests on: `31 pictures left, 4.1 s each by the last 40`; empty where nobody knows. */
export function describeMeasure({ timeLeft }: RunView): string {
  if (timeLeft === undefined) return ''
  const { pictures, eachMs, measured, isOfAnother } = timeLeft
  const each = eachMs < 10_000 ? `${(eachMs / 1_000).toFixed(1)} s` : formatSeconds(eachMs / 1_000)
  const by = `${each} each by the last ${measured}${isOfAnother ? ' of another run' : ''}`
  return `${pictures} ${pictures === 1 ? 'picture' : 'pictures'} left, ${by}`
}

/** Pictures are still to be made, and nobody holds them up by hand. */
export function isMaking({ stage, paused, counts }: RunView): boolean {
  const isOpen = stage === 'generating' || stage === 'reviewing'
  return isOpen && !paused && counts.variants < counts.variantsPlanned
}
