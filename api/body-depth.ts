import { problem } from './problem.js'

/** JSON of people and programs is never nested so deep; what walks it recursively would break at thousands. */
const depthMax = 64

const quote = 0x22
const backslash = 0x5c
const opening = new Set([0x5b, 0x7b])
const closing = new Set([0x5d, 0x7d])

/** How deep the brackets of a JSON text are nested; those in its strings do not count. Stops above `max`. */
export function nestingOf(body: Uint8Array, max = depthMax): number {
  let depth = 0
  let deepest = 0
  let isText = false
  for (let at = 0; at < body.length; at++) {
    const byte = body[at] ?? 0
    if (isText) {
      if (byte === backslash) at += 1
      else if (byte === quote) isText = false
    } else if (byte === quote) isText = true
    else if (opening.has(byte)) {
      depth += 1
      if (depth > deepest) deepest = depth
      if (deepest > max) return deepest
    } else if (closing.has(byte)) depth -= 1
  }
  return deepest
}

/**
 * For express.json({ verify }), before anything is parsed: UTF-8 that is valid (the parser would replace other bytes by
 * question marks, and a binary file would pass as a list) and not nested too deep.
 */
export function verifyJsonBytes(_request: unknown, _response: unknown, body: Buffer): void {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    throw problem(
      400,
      'not-utf8',
      'The body is not valid UTF-8.',
      'Send JSON in UTF-8; a list is a text file.',
    )
  }
  if (nestingOf(body) > depthMax)
    throw problem(
      400,
      'too-deep',
      `The body is nested deeper than ${depthMax} brackets.`,
      'Send it flatter: no list or member of this interface is nested like that.',
    )
}
