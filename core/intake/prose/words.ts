import { numberWords } from '../number-words.js'

/** The words of a text, lower case; a hyphen joins. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}'’]*(?:-[\p{L}\p{N}\p{M}'’]+)*/gu) ?? []
}

/** A set of words written with spaces between them. */
export function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(/\s+/).filter((word) => word !== ''))
}

const others: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  single: 1,
  twenty: 20,
  thirty: 30,
  sixty: 60,
  dozen: 12,
  couple: 2,
  pair: 2,
  trio: 3,
  both: 2,
}

/** The number that a word or digits stand for; null when they do not. Not checked against any limit. */
export function numberOf(word: string): number | null {
  if (/^\d{1,9}$/.test(word)) return Number(word)
  const index = numberWords.indexOf(word.toLowerCase())
  return index >= 0 ? index : (others[word.toLowerCase()] ?? null)
}

/** A pattern part for numbers in digits or words, "a" and "an" left out. */
export const numberPart = String.raw`(?:\d{1,9}|${numberWords.join('|')}|twenty|thirty|a dozen)`

export function readNumber(written: string): number {
  return numberOf(written.replace(/^a /i, '').trim()) ?? 0
}
