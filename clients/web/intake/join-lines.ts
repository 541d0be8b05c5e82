import type { ReadingLine } from '../../../core/http/compose-reading.js'

/** Colours that sentences are told apart by; each has its number beside it. */
export const joinColours = 6

/** A sentence of a list with the number and colour that it has on both sides. */
export interface JoinedLine {
  readonly line: ReadingLine
  /** From 1, in the order of the text. */
  readonly number: number
  /** 0 to `joinColours` - 1; null for what makes no spec. */
  readonly colour: number | null
}

/** Words of the text, and the sentence that they belong to. */
export interface TextPiece {
  readonly text: string
  readonly of: JoinedLine | null
}

const urgency = (line: ReadingLine): number => {
  if (line.outcome === 'not-understood') return 0
  if (line.problems.length > 0 || line.outcome === 'problem') return 1
  return line.outcome === 'spec' ? 2 : line.outcome === 'constraint' ? 3 : 4
}

/** Numbers sentences in the order of the text; colours go to those that specs came of, one after the other. */
export function joinLines(lines: readonly ReadingLine[]): JoinedLine[] {
  let next = 0
  return lines.map((line, at) => ({
    line,
    number: at + 1,
    colour: line.keys.length === 0 ? null : next++ % joinColours,
  }))
}

/** What nobody understood first, then what was rejected, then specs, rules and the rest, each as in the text. */
export function byUrgency(lines: readonly JoinedLine[]): JoinedLine[] {
  return [...lines].sort((a, b) => urgency(a.line) - urgency(b.line) || a.number - b.number)
}

/**
 * Each line of the text in pieces: those that a sentence quotes, and what stands between them. A sentence that is
 * written otherwise than it is quoted has its lines whole.
 */
export function cutText(text: string, lines: readonly JoinedLine[]): TextPiece[][] {
  const rows = text.split(/\r\n|\n|\r/)
  return rows.map((row, at) => {
    const here = lines.filter(
      ({ line }) => line.line <= at + 1 && at + 1 <= line.lastLine && line.text !== '',
    )
    return cutRow(row, here)
  })
}

function cutRow(row: string, sentences: readonly JoinedLine[]): TextPiece[] {
  const found = sentences
    .map((of) => ({ of, from: row.indexOf(of.line.text) }))
    .filter(({ from }) => from >= 0)
    .sort((a, b) => a.from - b.from)
  const [only] = sentences
  if (found.length === 0)
    return [{ text: row, of: sentences.length === 1 && only !== undefined ? only : null }]
  const pieces: TextPiece[] = []
  let at = 0
  for (const { of, from } of found) {
    if (from < at) continue
    if (from > at) pieces.push({ text: row.slice(at, from), of: null })
    at = from + of.line.text.length
    pieces.push({ text: row.slice(from, at), of })
  }
  if (at < row.length) pieces.push({ text: row.slice(at), of: null })
  return pieces
}
