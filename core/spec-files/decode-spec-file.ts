import { checkWishlistText } from '../intake/check-wishlist-text.js'
import type { IntakeProblem } from '../intake/intake-report.js'
import { specFileLimits } from './spec-file.schema.js'

export type DecodedFile = { readonly text: string } | { readonly problem: IntakeProblem }

/**
 * The text of a file: UTF-8, or UTF-16 where a byte order mark says so (Windows editors save it). The mark is left
 * out; line ends stay. One problem for what is too large or no text.
 */
export function decodeSpecFile(file: string, bytes: Uint8Array): DecodedFile {
  if (bytes.length > specFileLimits.fileBytesMax) return { problem: tooLarge(file, bytes.length) }
  const encoding = encodingOf(bytes)
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
    return checkSpecText(file, text)
  } catch {
    const looksWide = encoding === 'utf-8' && bytes.includes(0)
    return { problem: notText(file, `it is not valid ${encoding.toUpperCase()}`, looksWide) }
  }
}

/** The same for a text that came as a text. */
export function checkSpecText(file: string, text: string): DecodedFile {
  const withoutMark = text.replace(/^\uFEFF/, '')
  // UTF-16 without its mark decodes as UTF-8 with a NUL at every second place.
  if (withoutMark.includes('\0')) return { problem: notText(file, 'it holds NUL bytes', true) }
  const problem = checkWishlistText(file, withoutMark)
  if (problem === null) return { text: withoutMark }
  return { problem: { ...problem, message: problem.message.replace('the list', 'the file'), hint: textHint } }
}

const textHint = 'Save the file as UTF-8 text.'

function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return 'utf-8'
}

function notText(file: string, why: string, looksWide: boolean): IntakeProblem {
  const hint = looksWide ? `It may be UTF-16 without its byte order mark. ${textHint}` : textHint
  return { file, line: 1, message: `not text: ${why}`, hint }
}

function tooLarge(file: string, sizeBytes: number): IntakeProblem {
  return {
    file,
    line: 1,
    message: `the file has ${sizeBytes} bytes, the limit is ${specFileLimits.fileBytesMax}`,
    hint: 'Split it into several files.',
  }
}
