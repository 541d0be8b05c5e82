import { editDistance } from '../intake/find-category.js'

/** Longer words are not compared: the time grows by the product of the lengths. */
const wordMaxLength = 60

/**
 * The known word that was probably meant, or null. Case, `-`, `_` and spaces do not count; a third of the letters may
 * differ, three at most.
 */
export function nearestWord(written: string, known: readonly string[]): string | null {
  if (written.length > wordMaxLength) return null
  const word = plain(written)
  let best: string | null = null
  let bestDistance = Math.min(3, Math.max(1, Math.floor(word.length / 3))) + 1
  for (const candidate of known) {
    const other = plain(candidate)
    if (Math.abs(other.length - word.length) >= bestDistance) continue
    const distance = editDistance(word, other)
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance]
  }
  return best
}

/** `Did you mean "base"? ` in front of a hint, or nothing. */
export function didYouMean(written: string, known: readonly string[]): string {
  const near = nearestWord(written, known)
  return near === null ? '' : `Did you mean "${near}"? `
}

/** At most 20 words for a hint, with commas. */
export function listWords(words: readonly string[]): string {
  const shown = words.slice(0, 20).join(', ')
  return words.length > 20 ? `${shown} and ${words.length - 20} more` : shown
}

function plain(word: string): string {
  return word
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_-]+/g, '')
}
