import { compareText } from '../bundle/bundle-file.js'

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
  readonly #pattern: RegExp | null

  constructor(needles: readonly Needle[]) {
    for (const needle of needles) {
      if (needle.text === '') continue
      this.#needles.set(needle.text, [...(this.#needles.get(needle.text) ?? []), needle])
    }
    // Longer ones first, or a name would hide the path that it is the end of.
    const texts = [...this.#needles.keys()].sort((a, b) => b.length - a.length || compareText(a, b))
    this.#pattern = texts.length === 0 ? null : new RegExp(texts.map(escapePattern).join('|'), 'g')
  }

  /** References of one file in the order of its lines, 200 at most. */
  find(file: string, text: string): Reference[] {
    if (this.#pattern === null) return []
    const found: Reference[] = []
    for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
      this.#pattern.lastIndex = 0
      for (let hit = this.#pattern.exec(line); hit !== null; hit = this.#pattern.exec(line)) {
        // What lies inside a longer find may be one of its own.
        this.#pattern.lastIndex = hit.index + 1
        for (const needle of this.#needles.get(hit[0]) ?? [])
          if (isReference(needle, line, hit.index, unquoted.test(file)))
            found.push({ leaver: needle.leaver, file, line: index + 1, text: hit[0] })
        if (found.length >= perFileMax) return found.slice(0, perFileMax)
      }
    }
    return found
  }
}

function isReference({ kind, text }: Needle, line: string, at: number, isUnquoted: boolean): boolean {
  const before = line[at - 1] ?? ''
  const after = line[at + text.length] ?? ''
  const isWhole = !/[\w-]/.test(before) && !/[\w-]/.test(after)
  if (kind === 'file') return isWhole && /^["'`]$/.test(before)
  if (kind === 'path' || isUnquoted) return isWhole
  return isWhole && /^["'`/&]$/.test(before) && /^["'`/.:#]$/.test(after)
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
}
