/** Words of a field that takes several, separated by commas, spaces or lines, each once. */
export function splitColours(text: string): string[] {
  return unique(
    text.split(/[\s,;]+/).map((word) => (/^[0-9a-f]{6}$/i.test(word) ? `#${word}` : word).toLowerCase()),
  )
}

/** Tags may have spaces in them: only commas and line ends part them. */
export function splitTags(text: string): string[] {
  return unique(text.split(/[,;\n]+/).map((word) => word.trim()))
}

/** What is wrong with a palette; empty = nothing. */
export function faultOfColours(colours: readonly string[]): string {
  const wrong = colours.find((colour) => !/^#[0-9a-f]{6}$/.test(colour))
  if (wrong !== undefined) return `"${wrong}" is no colour: write it as #1b1b1b.`
  return colours.length === 0 ? 'Write at least one colour.' : ''
}

/** What is wrong with the name of a palette or a group; empty = nothing. */
export function faultOfName(name: string, taken: readonly string[]): string {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) return 'The name is lower-case words joined by -.'
  return taken.includes(name) ? `"${name}" is there already: change it above.` : ''
}

function unique(words: readonly string[]): string[] {
  return [...new Set(words.filter((word) => word !== ''))]
}
