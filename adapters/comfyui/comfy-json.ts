import { AssetloomError } from '../../core/errors.js'

/** Deepest nesting that is read or written; a graph has five levels, an answer about ten. */
const depthMax = 100
/** Digits of a whole number that is kept exactly; a longer one is no seed of anything. */
const digitsMax = 40

/**
 * JSON (RFC 8259) as ComfyUI writes it: whole numbers above 2^53 become bigints, so that a 64-bit seed keeps every digit,
 * and the tokens NaN, Infinity and -Infinity of Python's json module are numbers. Throws a SyntaxError that says where.
 */
export function parseComfyJson(text: string): unknown {
  const reader = new JsonReader(text)
  const value = reader.readValue(0)
  reader.expectEnd()
  return value
}

/**
 * JSON with bigints as bare whole numbers, members in their order and `undefined` members dropped. Throws InvalidInput
 * for what JSON cannot hold: numbers that are not finite, functions, cycles (they are too deep).
 */
export function stringifyComfyJson(value: unknown): string {
  return write(value, 0)
}

const blank = /[ \t\n\r]*/y
/** A string without escapes, the usual one; control characters are not allowed in it. */
const plainString = /"[^"\\\p{Cc}]*"/uy
const anyString = /"(?:[^"\\]|\\.)*"/sy
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const word = /true|false|null|NaN|-?Infinity/y
const words: Readonly<Record<string, unknown>> = {
  true: true,
  false: false,
  null: null,
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
}

class JsonReader {
  private readonly text: string
  private at = 0

  constructor(text: string) {
    this.text = text
  }

  readValue(depth: number): unknown {
    if (depth > depthMax) throw this.wrong(`is nested deeper than ${depthMax} levels`)
    this.take(blank)
    const first = this.text[this.at]
    if (first === '{') return this.readObject(depth)
    if (first === '[') return this.readArray(depth)
    if (first === '"') return this.readString()
    const known = this.take(word)
    if (known !== null) return words[known]
    const digits = this.take(number)
    if (digits === null) throw this.wrong('is no JSON value')
    return numberOf(digits)
  }

  expectEnd(): void {
    this.take(blank)
    if (this.at < this.text.length) throw this.wrong('follows the end of the JSON text')
  }

  private readObject(depth: number): Record<string, unknown> {
    const found: Record<string, unknown> = {}
    this.at += 1
    if (this.skips('}')) return found
    for (;;) {
      this.take(blank)
      const name = this.readString()
      if (!this.skips(':')) throw this.wrong('is no ":"')
      const value = this.readValue(depth + 1)
      // Plain assignment to this one name would set the prototype instead of a member.
      if (name === '__proto__')
        Object.defineProperty(found, name, { value, enumerable: true, configurable: true, writable: true })
      else found[name] = value
      if (this.skips('}')) return found
      if (!this.skips(',')) throw this.wrong('is neither "," nor "}"')
    }
  }

  private readArray(depth: number): unknown[] {
    const found: unknown[] = []
    this.at += 1
    if (this.skips(']')) return found
    for (;;) {
      found.push(this.readValue(depth + 1))
      if (this.skips(']')) return found
      if (!this.skips(',')) throw this.wrong('is neither "," nor "]"')
    }
  }

  private readString(): string {
    const plain = this.take(plainString)
    if (plain !== null) return plain.slice(1, -1)
    const start = this.at
    const escaped = this.take(anyString)
    if (escaped === null) throw this.wrong('is no string')
    try {
      return JSON.parse(escaped) as string
    } catch {
      this.at = start
      throw this.wrong('is no string')
    }
  }

  /** Takes one character after blanks; false leaves it. */
  private skips(char: string): boolean {
    this.take(blank)
    if (this.text[this.at] !== char) return false
    this.at += 1
    return true
  }

  private take(pattern: RegExp): string | null {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)
    if (found === null) return null
    this.at += found[0].length
    return found[0]
  }

  private wrong(what: string): SyntaxError {
    const shown = JSON.stringify(this.text.slice(this.at, this.at + 20))
    return new SyntaxError(`what stands at character ${this.at} (${shown}) ${what}`)
  }
}

function numberOf(digits: string): number | bigint {
  const value = Number(digits)
  const isWhole = /^-?\d+$/.test(digits)
  return isWhole && !Number.isSafeInteger(value) && digits.length <= digitsMax ? BigInt(digits) : value
}

function write(value: unknown, depth: number): string {
  if (depth > depthMax) throw unwritable(`nested deeper than ${depthMax} levels`)
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return JSON.stringify(value)
    case 'bigint':
      return value.toString()
    case 'number':
      if (!Number.isFinite(value)) throw unwritable(`the number ${value}`)
      return JSON.stringify(value)
    case 'object':
      return value === null ? 'null' : writeMembers(value, depth)
    default:
      throw unwritable(`a value of type ${typeof value}`)
  }
}

function writeMembers(value: object, depth: number): string {
  if (Array.isArray(value)) return `[${value.map((item) => write(item ?? null, depth + 1)).join(',')}]`
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => `${JSON.stringify(name)}:${write(member, depth + 1)}`)
  return `{${members.join(',')}}`
}

function unwritable(what: string): AssetloomError {
  return new AssetloomError(
    'InvalidInput',
    `a graph holds ${what}, which JSON cannot`,
    'correct the value that is bound there',
  )
}
