import { formatAgo } from '../progress/format-figures.js'
import { el } from './build-element.js'

/** `5 min ago` with the exact time on hover. */
export function showTime(iso: string): HTMLElement {
  return el('time', { datetime: iso, title: new Date(iso).toLocaleString() }, formatAgo(iso, Date.now()))
}

/** `2026-11-20`, in the zone of whoever reads it, with the exact time on hover. */
export function showDate(iso: string): HTMLElement {
  const at = new Date(iso)
  const parts = [at.getFullYear(), at.getMonth() + 1, at.getDate()]
  const text = parts.map((part) => String(part).padStart(2, '0')).join('-')
  return el('time', { datetime: iso, title: at.toLocaleString() }, text)
}
