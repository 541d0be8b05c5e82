import { utf8ToBytes } from '@noble/hashes/utils.js'
import { limits } from '../spec/spec-limits.js'
import type { IntakeProblem } from './intake-report.js'

/**
 * Reads the bytes of a wishlist file as UTF-8. Gives one problem for the whole file when they are too many or are not
 * text, so that nothing of it reaches the parser or the catalogue.
 */
export function decodeWishlist(
  fileName: string,
  bytes: Uint8Array,
): { readonly text: string } | { readonly problem: IntakeProblem } {
  if (bytes.length > limits.wishlistBytesMax) return { problem: tooLarge(fileName, bytes.length) }
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return { problem: notText(fileName, 1, 'it is not valid UTF-8') }
  }
  const problem = checkWishlistText(fileName, text)
  return problem === null ? { text } : { problem }
}

/** The one problem of a text that cannot be a wishlist at all (too large, not text); null when it can. */
export function checkWishlistText(fileName: string, text: string): IntakeProblem | null {
  // A UTF-16 unit is at most 3 bytes of UTF-8: short texts need no count.
  if (text.length * 3 > limits.wishlistBytesMax) {
    const sizeBytes = text.length > limits.wishlistBytesMax ? text.length : utf8ToBytes(text).length
    if (sizeBytes > limits.wishlistBytesMax) return tooLarge(fileName, sizeBytes)
  }
  const found = /\0|\uFFFD|\p{Surrogate}/u.exec(text)
  if (found === null) return null
  const line = text.slice(0, found.index).split('\n').length
  return notText(fileName, line, found[0] === '\0' ? 'it holds a NUL byte' : 'it is not valid UTF-8')
}

function tooLarge(file: string, sizeBytes: number): IntakeProblem {
  return {
    file,
    line: 1,
    message: `the list is too large: at least ${sizeBytes} bytes, the limit is ${limits.wishlistBytesMax}`,
    hint: 'Split it into several lists.',
  }
}

function notText(file: string, line: number, why: string): IntakeProblem {
  return {
    file,
    line,
    message: `not text: ${why}`,
    hint: 'Give a plain text file saved as UTF-8, with lines such as "prop: water barrel, 32x32".',
  }
}
