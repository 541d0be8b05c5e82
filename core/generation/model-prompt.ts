/**
 * How words become the prompt of a model that paints sprites (design document B's template). A phrase stands once: where
 * the words say one of the template's by themselves, theirs counts, with the weight that they give it.
 */
export function modelPrompt(prompt: string, category: string): string {
  const own = phrasesOf(prompt)
  const [before = [], after = []] = [['pixel art'], ['game sprite', category]].map((phrases) =>
    unsaidPhrases(phrases, own),
  )
  return [...before, ...own, ...after].join(', ')
}

/** Those of `phrases` that none of `said` says already, each once. */
export function unsaidPhrases(phrases: readonly string[], said: readonly string[]): string[] {
  const known = new Set(said.map(plainOf))
  return phrases.filter((phrase) => {
    const plain = plainOf(phrase)
    return known.has(plain) ? false : known.add(plain)
  })
}

/** What commas part, each phrase once and none empty; a comma in brackets parts nothing, since one weight is for all of it. */
export function phrasesOf(words: string): string[] {
  const phrases: string[] = []
  let depth = 0
  let from = 0
  for (let at = 0; at <= words.length; at++) {
    const sign = words[at]
    if (sign === '(' || sign === '[') depth += 1
    if (sign === ')' || sign === ']') depth = Math.max(0, depth - 1)
    // The end parts too, whatever bracket nobody closed.
    if (at < words.length && (sign !== ',' || depth > 0)) continue
    phrases.push(words.slice(from, at).trim())
    from = at + 1
  }
  return unsaidPhrases(
    phrases.filter((phrase) => phrase !== ''),
    [],
  )
}

/** Without case, brackets and weight: `(Pixel  art:1.2)` is `pixel art`. */
function plainOf(phrase: string): string {
  const bare = phrase.toLowerCase().replace(/\s+/g, ' ').trim()
  return bare
    .replace(/^[([]+/, '')
    .replace(/(:\s*\d+(\.\d+)?\s*)?[)\]]+$/, '')
    .trim()
}
