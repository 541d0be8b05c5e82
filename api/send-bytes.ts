import type { Response } from 'express'
import { namesTag } from './entity-tag.js'
import { problem } from './problem.js'

/** Of a request: what it says about the bytes that it wants. */
export interface Asked {
  readonly method: string
  readonly headers: {
    readonly 'If-None-Match'?: string
    readonly Range?: string
    readonly 'If-Range'?: string
  }
}

export interface SentBytes {
  readonly bytes: Buffer
  readonly mediaType: string
  /** Strong: the same tag is the same bytes. */
  readonly tag: string
}

/** Whether the client has these bytes already: then the answer is 304 and sent. GET and HEAD. */
export function answersFromCache({ headers }: Asked, response: Response, tag: string): boolean {
  const header = headers['If-None-Match']
  if (header === undefined || !namesTag(header, tag)) return false
  response.status(304).end()
  return true
}

/**
 * Sends bytes whole, or the one part that `Range` asks for (RFC 9110, 14). Several parts at once, other units than bytes
 * and an If-Range of other bytes are answered whole. Throws a 416 problem for a part behind the end.
 */
export function sendBytes(asked: Asked, response: Response, { bytes, mediaType, tag }: SentBytes): void {
  response.set({ 'Accept-Ranges': 'bytes', 'Content-Type': mediaType })
  const part = asked.method === 'GET' && meansTheseBytes(asked, tag) ? readRange(asked, bytes.length) : null
  if (part === null) {
    response.set('Content-Length', String(bytes.length))
    response.end(asked.method === 'HEAD' ? undefined : bytes)
    return
  }
  const { first, last } = part
  response.status(206).set({
    'Content-Range': `bytes ${first}-${last}/${bytes.length}`,
    'Content-Length': String(last - first + 1),
  })
  response.end(bytes.subarray(first, last + 1))
}

/** With If-Range the client has a part of what it thinks is the same: weak tags and dates cannot promise that. */
function meansTheseBytes({ headers }: Asked, tag: string): boolean {
  const header = headers['If-Range']
  return header === undefined || header.trim() === tag
}

/** Null: all of it. */
function readRange({ headers }: Asked, length: number): { first: number; last: number } | null {
  const match = /^bytes\s*=\s*(\d{0,15})\s*-\s*(\d{0,15})$/i.exec(headers.Range?.trim() ?? '')
  if (match === null) return null
  const [, from = '', to = ''] = match
  if (from === '' && to === '') return null
  const first = from === '' ? Math.max(0, length - Number(to)) : Number(from)
  const last = from === '' || to === '' ? length - 1 : Math.min(length - 1, Number(to))
  // A range that ends before it begins is no range, and is passed over as one that cannot be read.
  if (from !== '' && to !== '' && Number(to) < Number(from)) return null
  if (first < length && last >= first) return { first, last }
  throw problem(
    416,
    'range-not-satisfiable',
    `There are ${length} bytes; the part that was asked for lies behind them.`,
    'Ask for a part within them, or without Range for all.',
    { title: 'No such part' },
    { 'Content-Range': `bytes */${length}` },
  )
}
