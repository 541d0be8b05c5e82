import { clockTime, exactTime } from './page-times.js'

/** A time by its clock, and by its day and zone where that is not today's; all of it on hover. */
export function ClockTime({ at }: { readonly at: string }) {
  return (
    <time dateTime={at} title={exactTime(at)}>
      {clockTime(at, Date.now())}
    </time>
  )
}
