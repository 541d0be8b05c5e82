/** A value of a Godot text resource. Calls are constructors and references: `Rect2(0, 0, 8, 8)`, `SubResource("a")`. */
export type GodotValue =
  | number
  | boolean
  | null
  | string
  | readonly GodotValue[]
  | { readonly call: string; readonly args: readonly GodotValue[] }
  | { readonly entries: ReadonlyMap<string, GodotValue> }

const depthMax = 16

/** A quoted string with Godot's escapes. */
export function quoteGodot(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`
}

/** A number that Godot reads as a float: always with a point. */
export function godotFloat(value: number): string {
  const text = String(value)
  return /[.e]/.test(text) ? text : `${text}.0`
}

/**
 * Reads one value of Godot's text format (VariantParser): numbers, strings, string names, arrays, dictionaries with
 * string keys, and calls. Throws an Error that names the place for anything else.
 */
export function parseGodotValue(text: string): GodotValue {
  const reader = new ValueReader(text)
  const value = reader.value(0)
  reader.end()
  return value
}

class ValueReader {
  private at = 0
  private readonly text: string

  constructor(text: string) {
    this.text = text
  }

  value(depth: number): GodotValue {
    if (depth > depthMax) this.fail('nests too deeply')
    this.space()
    const char = this.text[this.at] ?? ''
    if (char === '"' || char === '&') return this.string()
    if (char === '[') return this.list('[', ']', depth)
    if (char === '{') return { entries: this.dictionary(depth) }
    const [number] = this.match(/-?\d+(\.\d+)?(e[+-]?\d+)?/y)
    if (number !== undefined) return Number(number)
    const [word] = this.match(/[A-Za-z][A-Za-z0-9_]*/y)
    if (word === 'true' || word === 'false') return word === 'true'
    if (word === 'null') return null
    if (word === undefined) this.fail('is no value')
    return { call: word, args: this.list('(', ')', depth) }
  }

  end(): void {
    this.space()
    if (this.at < this.text.length) this.fail('goes on after the value')
  }

  private string(): string {
    const [quoted] = this.match(/&?"(?:[^"\\]|\\.)*"/sy)
    if (quoted === undefined) this.fail('is no string')
    return quoted
      .slice(quoted.indexOf('"') + 1, -1)
      .replace(/\\(.)/gs, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped))
  }

  private list(open: string, close: string, depth: number): GodotValue[] {
    const values: GodotValue[] = []
    this.expect(open)
    while (!this.tries(close)) {
      values.push(this.value(depth + 1))
      if (!this.tries(',')) {
        this.expect(close)
        break
      }
    }
    return values
  }

  private dictionary(depth: number): Map<string, GodotValue> {
    const entries = new Map<string, GodotValue>()
    this.expect('{')
    while (!this.tries('}')) {
      this.space()
      const key = this.string()
      this.expect(':')
      entries.set(key, this.value(depth + 1))
      if (!this.tries(',')) {
        this.expect('}')
        break
      }
    }
    return entries
  }

  private tries(char: string): boolean {
    this.space()
    if (this.text[this.at] !== char) return false
    this.at++
    return true
  }

  private expect(char: string): void {
    if (!this.tries(char)) this.fail(`lacks "${char}"`)
  }

  private space(): void {
    this.match(/\s+/y)
  }

  private match(pattern: RegExp): readonly (string | undefined)[] {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)
    if (found === null) return []
    this.at += found[0].length
    return found
  }

  private fail(what: string): never {
    throw new Error(`"${this.text.slice(this.at, this.at + 30)}" ${what}`)
  }
}
