/** Bounds of the design documents of a project. */
export const documentLimits = {
  documentsMax: 40,
  /** Of one, UTF-8. */
  bytesMax: 524_288,
  /** Of all that a project has at once, UTF-8. */
  totalBytesMax: 4_194_304,
  nameCharsMax: 120,
  /** Replaced and removed texts of a project that are kept for lists that are still being asked about. */
  formerMax: 40,
  formerDays: 7,
} as const

export interface DocumentObjection {
  readonly what: 'name' | 'size' | 'text'
  readonly message: string
  readonly hint: string
}

/** Letters of any script first, then what file names have; no separators of paths, nothing invisible. */
const namePattern = /^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._()+,&'-]*\.(?:md|markdown|txt)$/iu

/** Why a text cannot be a design document under this name; null when it can. `sizeBytes` is its length in UTF-8. */
export function checkDocument(name: string, text: string, sizeBytes: number): DocumentObjection | null {
  const { bytesMax, nameCharsMax } = documentLimits
  if (name.length > nameCharsMax || !namePattern.test(name) || name !== name.normalize('NFC'))
    return {
      what: 'name',
      message: `"${name.slice(0, nameCharsMax)}" is no name for a document`,
      hint: `Give a Markdown or text file: letters, digits, blanks and ._()+,&'- (NFC), at most ${nameCharsMax}, with .md, .markdown or .txt at the end.`,
    }
  if (sizeBytes > bytesMax)
    return {
      what: 'size',
      message: `${name} has ${sizeBytes} bytes; a document has at most ${bytesMax}`,
      hint: 'Split it into several documents, by chapter for example.',
    }
  if (text.trim() === '')
    return { what: 'text', message: `${name} is empty`, hint: 'Give a document with words in it.' }
  const at = firstForeignLetter(text)
  if (at === null) return null
  return {
    what: 'text',
    message: `${name} is no plain text: line ${lineAt(text, at)} has a character that no text has`,
    hint: 'Save it as UTF-8 text or Markdown; PDF and Word documents have to be exported first.',
  }
}

/** Control characters but tab and line ends, halves of surrogate pairs, and what broken decoding leaves. */
function firstForeignLetter(text: string): number | null {
  const match = /(?![\t\n\f\r\u0085])\p{Cc}|[\p{Surrogate}\uFFFD]/u.exec(text)
  return match === null ? null : match.index
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split(/\r\n|\n|\r/).length
}
