import { linesOf } from './refinement-input.js'
import { refinementLimits } from './refinement-limits.js'

/** A piece of a document: paragraphs that stand together under one heading. */
export interface DocumentPiece {
  readonly heading: string
  readonly text: string
}

/** Of the headings above a piece; the innermost ones say the most. */
const headingLevelsShown = 3
const { passageCharsMax, headingCharsMax } = refinementLimits

/**
 * Splits Markdown or plain text into pieces of at most `passageCharsMax` UTF-16 units: by headings (ATX and setext, as
 * CommonMark 0.31 has them, not within fenced code), then paragraphs together as far as there is room, a longer one at a
 * line's, sentence's or word's end. At most `piecesMax` pieces, the first ones. Pure; the same text gives the same pieces.
 */
export function splitDocument(text: string, piecesMax: number): DocumentPiece[] {
  const splitter = new Splitter(piecesMax)
  for (const line of linesOf(text)) {
    if (splitter.isFull()) break
    splitter.take(line)
  }
  return splitter.end()
}

class Splitter {
  readonly #pieces: DocumentPiece[] = []
  readonly #piecesMax: number
  /** By level, from 0. */
  readonly #headings: string[] = []
  #paragraph: string[] = []
  /** Paragraphs of the section that are not a piece yet. */
  #waiting = ''
  #fence = ''

  constructor(piecesMax: number) {
    this.#piecesMax = piecesMax
  }

  isFull(): boolean {
    return this.#pieces.length >= this.#piecesMax
  }

  take(line: string): void {
    const fence = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1] ?? ''
    if (this.#fence !== '') {
      if (fence.startsWith(this.#fence)) this.#fence = ''
      this.#paragraph.push(line)
      return
    }
    const level = /^ {0,3}(#{1,6})(?=[ \t]|$)/.exec(line)?.[1]?.length
    const underline = /^ {0,3}(?:=+|-+)[ \t]*$/.exec(line)?.[0].trim().charAt(0)
    const [only, ...others] = this.#paragraph
    if (level !== undefined) this.#startSection(level, titleOf(line))
    else if (underline !== undefined && only !== undefined && others.length === 0) {
      this.#paragraph = []
      this.#startSection(underline === '=' ? 1 : 2, only.slice(0, headingCharsMax).trim())
    } else if (line.trim() === '') this.#endParagraph()
    else {
      this.#fence = fence
      this.#paragraph.push(line)
    }
  }

  end(): DocumentPiece[] {
    this.#endSection()
    return this.#pieces.slice(0, this.#piecesMax)
  }

  #startSection(level: number, title: string): void {
    this.#endSection()
    this.#headings.length = Math.min(this.#headings.length, level - 1)
    this.#headings[level - 1] = title
  }

  #endParagraph(): void {
    const text = this.#paragraph.join('\n').trim()
    this.#paragraph = []
    if (text === '') return
    if (this.#waiting.length + 2 + text.length > passageCharsMax) this.#endPiece()
    this.#waiting = this.#waiting === '' ? text : `${this.#waiting}\n\n${text}`
    if (this.#waiting.length > passageCharsMax) this.#endPiece()
  }

  #endSection(): void {
    this.#endParagraph()
    this.#endPiece()
  }

  #endPiece(): void {
    for (const text of cutText(this.#waiting, this.#piecesMax - this.#pieces.length))
      this.#pieces.push({ heading: this.#heading(), text })
    this.#waiting = ''
  }

  #heading(): string {
    // A level that was left out is a hole.
    const above = Array.from(this.#headings, (title: string | undefined) => title ?? '')
    const named = above.filter((title) => title !== '').slice(-headingLevelsShown)
    return named.join(' > ').slice(0, headingCharsMax)
  }
}

function titleOf(line: string): string {
  return line
    .slice(0, headingCharsMax + 10)
    .replace(/^ {0,3}#{1,6}/, '')
    .trim()
    .replace(/(?:^|[ \t])#+$/, '')
    .trim()
}

/** Parts of at most `passageCharsMax`, each ending where something ends in its second half, if anything does. */
function cutText(text: string, partsMax: number): string[] {
  const parts: string[] = []
  let from = 0
  while (from < text.length && parts.length < partsMax) {
    const part = text.slice(from, from + passageCharsMax)
    const length = from + part.length >= text.length ? part.length : lengthToKeep(part)
    const kept = part.slice(0, length).trim()
    if (kept !== '') parts.push(kept)
    from += length
  }
  return parts
}

function lengthToKeep(part: string): number {
  const half = part.length / 2
  const ends = [part.lastIndexOf('\n'), part.lastIndexOf('. ') + 1, part.lastIndexOf(' ')]
  const found = ends.find((end) => end > half)
  if (found !== undefined) return found
  // The second half of a pair belongs to the first.
  return /[\uD800-\uDBFF]$/.test(part) ? part.length - 1 : part.length
}
