import { formatAgo } from '../progress/format-figures.js'
import { el } from './build-element.js'

/** `5 min ago` with the exact time on hover. */
export function showTime(iso: string): HTMLElement {
  return el('time', { datetime: iso, title: new Date(iso).toLocaleString() }, formatAgo(iso, Date.now()))
}
