import type { WaitsFor } from '../../core/http/waits-for.js'

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const dayMs = 86_400_000

/** `14:02` today, `Fri 14:02` within six days, `2026-11-02 14:02` before: in the zone of whoever reads it. */
export function formatClock(iso: string, nowMs: number): string {
  const at = new Date(iso)
  if (Number.isNaN(at.getTime())) return ''
  const time = `${two(at.getHours())}:${two(at.getMinutes())}`
  const now = new Date(nowMs)
  if (at.toDateString() === now.toDateString()) return time
  const isNear = Math.abs(nowMs - at.getTime()) < 6 * dayMs
  if (isNear) return `${weekdays[at.getDay()] ?? ''} ${time}`
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${time}`
}

/** `7 specs wait for a person, since 14:02`. Another minute makes another text, another second does not. */
export function waitSentence(wait: WaitsFor, nowMs: number): string {
  const since = wait.since === null ? '' : formatClock(wait.since, nowMs)
  return since === '' ? wait.what : `${wait.what}, since ${since}`
}

/** What a list of runs says in one cell: `7 for a person, 12 for a GPU slot`. */
export function waitsInShort(waits: readonly WaitsFor[]): string {
  return waits.map((one) => (one.kind === 'paused' ? 'paused' : `${one.count} for ${one.whom}`)).join(', ')
}

const two = (value: number): string => String(value).padStart(2, '0')
