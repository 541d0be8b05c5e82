/** Words that say how others hang together and not what a text is about. */
const emptyWords = new Set(
  `a an and any are as at be but by can do each every for from has have if in into is it its more no not of on only or
  our out over so some than that the their them then there these they this those to under up was we what when where
  which who will with you your`.split(/\s+/),
)

/** Scripts that put no blanks between words. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]+/gu

/**
 * The words of a text as a search compares them: compatibility forms composed (NFKC), lower case, runs of letters and
 * digits, without empty words, and plurals of English words as their singular. Of scripts without blanks each two
 * neighbouring letters are a word.
 */
export function searchWords(text: string): string[] {
  const plain = text.normalize('NFKC').toLowerCase()
  const words: string[] = []
  const spaced = plain.replace(unspaced, (run) => {
    const letters = Array.from(run)
    if (letters.length === 1) words.push(run)
    for (let at = 0; at + 1 < letters.length; at++) words.push(`${letters[at]}${letters[at + 1]}`)
    return ' '
  })
  for (const [word] of spaced.matchAll(/[\p{L}\p{M}\p{N}]+/gu))
    if (!emptyWords.has(word)) words.push(singularOf(word))
  return words
}

/** The S-stemmer of D. Harman, "How effective is suffixing?", JASIS 42(1), 1991: the first rule that fits counts. */
function singularOf(word: string): string {
  if (word.length < 4 || !word.endsWith('s')) return word
  if (/[^ea]ies$/.test(word)) return `${word.slice(0, -3)}y`
  if (/[^aeo]es$/.test(word)) return word.slice(0, -1)
  return /[^us]s$/.test(word) ? word.slice(0, -1) : word
}
