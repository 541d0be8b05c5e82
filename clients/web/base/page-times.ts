import { formatClock } from '../../progress/describe-waits.js'

/** All of a time, in the words and the zone of whoever reads it: `Fri, 20 Nov 2026, 14:02:05 GMT+1`. */
export function exactTime(iso: string): string {
  const at = new Date(iso)
  return Number.isNaN(at.getTime()) ? '' : exactFormat().format(at)
}

/** `GMT+1`: the zone that a time is told in, which summer time changes. */
export function zoneAt(iso: string): string {
  const at = new Date(iso)
  if (Number.isNaN(at.getTime())) return ''
  return (
    exactFormat()
      .formatToParts(at)
      .find(({ type }) => type === 'timeZoneName')?.value ?? ''
  )
}

/** `14:02` today; on another day its zone is told as well: `Fri 14:02 GMT+1`. */
export function clockTime(iso: string, nowMs: number): string {
  const clock = formatClock(iso, nowMs)
  const isToday = new Date(iso).toDateString() === new Date(nowMs).toDateString()
  return isToday || clock === '' ? clock : `${clock} ${zoneAt(iso)}`
}

/** Made anew each time: the zone of a machine changes while a page is open. */
function exactFormat(): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(undefined, {
    ...{ weekday: 'short', year: 'numeric', month: 'short', day: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short' },
  })
}
