const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const
const reachMaxMs = 366 * unitMs.d
const lengthOfTime = /^(\d{1,5})\s?([mhdw])$/
const tidy = (text: string): string => text.trim().toLowerCase()

/**
 * The moment that `18h`, `30m`, `2d`, `1w`, `today`, `yesterday` or an ISO date means, in epoch milliseconds. Days begin
 * at midnight of the zone whose offset (minutes west of UTC, as Date gives it) is given; a time without a zone is in it
 * too. null for anything else, for the future, and for more than a year ago.
 */
export function parseSince(text: string, nowMs: number, offsetMinutes = 0): number | null {
  const at = readMoment(tidy(text), nowMs, offsetMinutes * 60_000)
  return at === null || at > nowMs || nowMs - at > reachMaxMs ? null : at
}

/** Whether the text is a length before now, as `18h` is, and so means another moment whenever it is read. */
export function isLengthOfTime(text: string): boolean {
  return lengthOfTime.test(tidy(text))
}

function readMoment(text: string, nowMs: number, offsetMs: number): number | null {
  const length = lengthOfTime.exec(text)
  if (length) return nowMs - Number(length[1]) * unitMs[length[2] as keyof typeof unitMs]
  const midnight = Math.floor((nowMs - offsetMs) / unitMs.d) * unitMs.d + offsetMs
  if (text === 'today') return midnight
  if (text === 'yesterday') return midnight - unitMs.d
  const iso = /^(\d{4}-\d\d-\d\d)(?:[t ](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)(z|[+-]\d\d:?\d\d)?)?$/.exec(text)
  if (!iso) return null
  const zone = iso[3]
  const at = Date.parse(`${iso[1]}T${iso[2] ?? '00:00'}${zone === undefined ? 'Z' : zone.toUpperCase()}`)
  if (Number.isNaN(at)) return null
  return zone === undefined ? at + offsetMs : at
}
