import { limits } from '../spec/spec-limits.js'

/** A size as somebody wrote it. The sides are what the digits say, within the limits or not. */
export interface WrittenSize {
  readonly width: number
  readonly height: number
  readonly written: string
}

// A comma belongs to a number only as a thousands separator, so "1,64x48" still reads as 64x48.
const side = String.raw`(\d{1,3}(?:,\d{3}){1,4}|\d+(?:\.\d+)?)`
const pixels = String.raw`(?:\s*(?:px|pixels?))`
const pairPattern = new RegExp(String.raw`(?<![\w.])${side}\s*[x×✕]\s*${side}${pixels}?(?!\w)`, 'giu')
// A single "32px" is a square, unless words follow that make it something else ("2px outline", "32 px tall").
const singlePattern = new RegExp(
  String.raw`(?<=^|[,;(]\s*|\s)${side}${pixels}(?=\s*(?:$|[,;)]|unless\b|each\b|by default\b|default\b))`,
  'giu',
)

/**
 * Takes sizes ("64x48", "64 x 48 px", "64×48", "32px") out of a text. Gives the text without them, spaces and commas
 * tidied, and the distinct sizes in the order written, pixels, not yet checked against any limit.
 */
export function takeSizes(text: string): { text: string; sizes: WrittenSize[] } {
  const sizes: WrittenSize[] = []
  const take = (written: string, width: string, height: string): string => {
    const size = { width: readSide(width), height: readSide(height), written: written.trim() }
    if (!sizes.some((other) => other.width === size.width && other.height === size.height)) sizes.push(size)
    return ' '
  }
  const rest = tidySpaces(text)
    .replace(pairPattern, (written: string, width: string, height: string) => take(written, width, height))
    .replace(singlePattern, (written: string, both: string) => take(written, both, both))
  return { text: sizes.length === 0 ? tidySpaces(text) : tidyPunctuation(rest), sizes }
}

/** Why a written size cannot be used, as a clause that names the limit; null when it can. */
export function sizeObjection(size: WrittenSize): string | null {
  const written = size.written.length > 40 ? `${size.written.slice(0, 40)}…` : size.written
  for (const px of [size.width, size.height]) {
    if (!Number.isInteger(px)) return `the size "${written}" is not in whole pixels`
    if (px < limits.nativeSideMinPx || px > limits.nativeSideMaxPx)
      return `the size "${written}" is outside the limits of ${limits.nativeSideMinPx} to ${limits.nativeSideMaxPx} px a side`
  }
  return null
}

/**
 * The text without any of `marks` at its ends. A loop, because a pattern for the end of a text takes time by the
 * square of a long run of marks in its middle, and lists come from outside.
 */
export function trimMarks(text: string, marks: string): string {
  let start = 0
  let end = text.length
  while (start < end && marks.includes(text.charAt(start))) start++
  while (end > start && marks.includes(text.charAt(end - 1))) end--
  return text.slice(start, end)
}

function readSide(digits: string): number {
  return Number(digits.replaceAll(',', ''))
}

function tidySpaces(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

function tidyPunctuation(text: string): string {
  return trimMarks(
    tidySpaces(text)
      .replace(/\(\s*[,;]?\s*\)/g, ' ')
      .replace(/\(\s*[,;]\s*/g, '(')
      .replace(/\s*[,;]\s*\)/g, ')')
      .replace(/\s*([,;])(?:\s*[,;])+/g, '$1')
      .replace(/\s+([,;.])/g, '$1'),
    ',;. ',
  )
}
