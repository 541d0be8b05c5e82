/** The preset that a text is the name of ("16bit", "16-bit style", "in 16 bit style"); null where it is none. */
export function findStyleName(text: string, styles: readonly string[]): string | null {
  const plain = (words: string) => words.toLowerCase().replace(/[\s_-]+/g, '')
  const words = text
    .trim()
    .replace(/^in (?:an? |the )?/i, '')
    .replace(/[\s-](?:style|look|preset)$/i, '')
  return styles.find((style) => plain(style) === plain(words)) ?? null
}

/** The first preset that a sentence says something is in or of: "in 16-bit style", "style: 16bit", "16bit look". */
export function findNamedStyle(text: string, styles: readonly string[]): string | null {
  let first: { at: number; style: string } | null = null
  for (const style of styles) {
    const at = patternOf(style).exec(text)?.index
    if (at !== undefined && (first === null || at < first.at)) first = { at, style }
  }
  return first?.style ?? null
}

const remembered = new Map<string, RegExp>()
const rememberedMax = 500

function patternOf(style: string): RegExp {
  const known = remembered.get(style)
  if (known !== undefined) return known
  // "16bit" is also written "16-bit" and "16 bit".
  const parts = style.match(/\d+|[a-z]+/g) ?? [style]
  const name = parts.join('[\\s_-]?')
  const pattern = new RegExp(
    `(?:\\b(?:style|preset|look)\\s*[:=]\\s*["']?${name}(?![\\w-])|(?<![\\w-])${name}(?: [a-z-]+)?[\\s-](?:style|look|preset)\\b)`,
    'i',
  )
  if (remembered.size >= rememberedMax) remembered.clear()
  remembered.set(style, pattern)
  return pattern
}
