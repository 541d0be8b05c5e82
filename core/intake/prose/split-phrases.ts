/** A piece of a text with where it starts in it. */
export interface Phrase {
  readonly text: string
  readonly offset: number
}

/** For each character how many brackets are open around it; one that is never closed counts as none. */
function bracketDepths(text: string): Int32Array {
  const depths = new Int32Array(text.length + 1)
  const open: number[] = []
  for (let at = 0; at < text.length; at++) {
    const letter = text.charAt(at)
    if (letter === '(' || letter === '[') open.push(at)
    else if (letter === ')' || letter === ']') {
      const start = open.pop()
      if (start === undefined) continue
      depths[start]! += 1
      depths[at + 1]! -= 1
    }
  }
  for (let at = 1; at < depths.length; at++) depths[at]! += depths[at - 1]!
  return depths
}

/** Splits outside brackets wherever `pattern` (global) matches; the separators are dropped. */
export function splitOutside(text: string, pattern: RegExp): Phrase[] {
  const depths = bracketDepths(text)
  const phrases: Phrase[] = []
  let start = 0
  const push = (end: number) => {
    const piece = text.slice(start, end)
    const trimmed = piece.trim()
    if (trimmed !== '') phrases.push({ text: trimmed, offset: start + piece.indexOf(trimmed) })
  }
  for (const match of text.matchAll(pattern)) {
    if (depths[match.index] !== 0 || match[0] === '') continue
    push(match.index)
    start = match.index + match[0].length
  }
  push(text.length)
  return phrases
}

const abbreviations =
  /(?:\b(?:e\.g|i\.e|etc|approx|ca|vs|no|min|max|sec|px|incl|resp|mr|mrs|dr|st|fig|ex|cf|alt|opt|orig)|\b[a-z])$/i

/** The sentences of a text: ends are . ! ? and ; outside brackets, not the points of abbreviations and numbers. */
export function splitSentences(text: string): Phrase[] {
  const pieces = splitOutside(
    text,
    /[.!?。！？]+(?=\s|$)|[;；](?!\s*(?:\d+|one|two|three|four|five|six|eight|ten) (?:for|each)\b)/gi,
  )
  const joined: Phrase[] = []
  for (const piece of pieces) {
    const before = joined.at(-1)
    const end = before === undefined ? 0 : before.offset + before.text.length
    if (before !== undefined && text.charAt(end) === '.' && abbreviations.test(before.text))
      joined[joined.length - 1] = {
        text: text.slice(before.offset, piece.offset + piece.text.length),
        offset: before.offset,
      }
    else joined.push(piece)
  }
  return joined
}

export interface Bracketed {
  /** Without its brackets, spaces tidied. */
  readonly base: string
  readonly brackets: readonly string[]
}

/** Takes what stands in brackets out of a phrase. */
export function takeBrackets(text: string): Bracketed {
  const depths = bracketDepths(text)
  let base = ''
  let inner = ''
  const brackets: string[] = []
  for (let at = 0; at < text.length; at++) {
    const letter = text.charAt(at)
    const isBorder = '()[]'.includes(letter)
    if (depths[at] === 0) {
      if (inner !== '') brackets.push(inner)
      inner = ''
      base += isBorder ? ' ' : letter
    } else inner += isBorder ? (inner === '' ? '' : ', ') : letter
    if (depths[at + 1] === 0 && inner !== '') {
      brackets.push(inner)
      inner = ''
      base += ' '
    }
  }
  const tidy = (piece: string) =>
    piece
      .replace(/\s+/g, ' ')
      .replace(/^[\s,]+|[\s,]{1,9}$/g, '')
      .trim()
  return { base: tidy(base), brackets: brackets.map(tidy).filter((bracket) => bracket !== '') }
}
