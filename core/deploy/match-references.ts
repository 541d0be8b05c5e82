/** Something a text of the game may name. */
export interface Needle {
  /** The leaver that it belongs to. */
  readonly leaver: string
  readonly text: string
  /**
   * `path`: anywhere. `name`: only as a value of its own: quoted, or a whole word where a format has no quotes. `file`: a
   * file's name without its folder, in quotes that begin with it.
   */
  readonly kind: 'path' | 'name' | 'file'
}

export interface Reference {
  readonly leaver: string
  readonly file: string
  /** From 1. */
  readonly line: number
  /** What was found there. */
  readonly text: string
}

/** Formats in which a value needs no quotes: a whole word is a find. */
const unquoted = /\.(ya?ml|xml|html|css|prefab|unity|asset)$/i
const perFileMax = 200

/**
 * Looks for all needles in texts, each text once. A `name` counts in code only where a quote, `/` or `&` stands before
 * it and a quote, `/`, `.`, `:` or `#` after it, so that a comment about coins keeps no coin alive.
 */
export class ReferenceMatcher {
  readonly #needles = new Map<string, Needle[]>()
  /** Lengths of the needles, the longest first, by what they begin with. */
  readonly #lengths = new Map<string, number[]>()

  constructor(needles: readonly Needle[]) {
    for (const needle of needles) {
      const { text } = needle
      if (text === '') continue
      this.#needles.set(text, [...(this.#needles.get(text) ?? []), needle])
      const lengths = new Set([...(this.#lengths.get(startOf(text, 0)) ?? []), text.length])
      this.#lengths.set(
        startOf(text, 0),
        [...lengths].sort((a, b) => b - a),
      )
    }
  }

  /** References of one file in the order of its lines, one of each leaver a line; out of 200 finds at most. */
  find(file: string, text: string): Reference[] {
    if (this.#needles.size === 0) return []
    const hits: { readonly leaver: string; readonly at: number; readonly text: string }[] = []
    for (let at = 0; at < text.length && hits.length < perFileMax; at += 1) {
      // Every kind of find begins where no word goes on.
      if (at > 0 && isWordPart(text.charCodeAt(at - 1))) continue
      const starts = new Set([startOf(text, at), text.charAt(at)])
      for (const length of [...starts].flatMap((start) => this.#lengths.get(start) ?? [])) {
        const found = text.slice(at, at + length)
        for (const needle of this.#needles.get(found) ?? [])
          if (isReference(needle, text, at, unquoted.test(file)))
            hits.push({ leaver: needle.leaver, at, text: found })
      }
    }
    return numberLines(file, text, hits.slice(0, perFileMax))
  }
}

/** Two characters tell needles apart well enough; a needle of one has a place of its own. */
function startOf(text: string, at: number): string {
  return text.slice(at, at + 2)
}

/** Letters, digits, `_` and `-` of ASCII, as keys have them. */
function isWordPart(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code === 45
  )
}

function numberLines(
  file: string,
  text: string,
  hits: readonly { readonly leaver: string; readonly at: number; readonly text: string }[],
): Reference[] {
  let line = 1
  let from = 0
  const told = new Set<string>()
  return hits.flatMap(({ leaver, at, text: found }) => {
    line += text.slice(from, at).split(/\r\n|\r|\n/).length - 1
    from = at
    // A path, its file name and a key in it are one place to look at.
    if (told.has(`${line} ${leaver}`)) return []
    told.add(`${line} ${leaver}`)
    return [{ leaver, file, line, text: found }]
  })
}

function isReference({ kind, text }: Needle, all: string, at: number, isUnquoted: boolean): boolean {
  const before = all[at - 1] ?? ''
  const after = all[at + text.length] ?? ''
  const isWhole = !/[\w-]/.test(before) && !/[\w-]/.test(after)
  if (kind === 'file') return isWhole && /^["'`]$/.test(before)
  if (kind === 'path' || isUnquoted) return isWhole
  return isWhole && /^["'`/&]$/.test(before) && /^["'`/.:#]$/.test(after)
}
