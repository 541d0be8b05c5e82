/** A JSON value with its place in the text, so that it can be changed without touching what is around it. */
export type JsonNode =
  | { readonly kind: 'object'; readonly start: number; readonly end: number; readonly members: JsonMember[] }
  | { readonly kind: 'array'; readonly start: number; readonly end: number; readonly items: JsonNode[] }
  | { readonly kind: 'scalar'; readonly start: number; readonly end: number; readonly value: unknown }

export interface JsonMember {
  readonly key: string
  readonly keyStart: number
  readonly value: JsonNode
}

/** Where a text stops being JSON. Lines and columns start at 1, columns in UTF-16 units. */
export interface JsonFault {
  readonly line: number
  readonly column: number
  readonly message: string
}

const depthMax = 200

class Fault extends Error {
  readonly at: number

  constructor(at: number, message: string) {
    super(message)
    this.at = at
  }
}

/** Strict JSON (RFC 8259) with offsets into `text`; a byte-order mark in front is allowed and skipped. */
export function parseJson(text: string): { readonly root: JsonNode } | { readonly fault: JsonFault } {
  try {
    const reader = { text, at: text.startsWith('\uFEFF') ? 1 : 0 }
    const root = readValue(reader, 0)
    skipBlank(reader)
    if (reader.at < text.length)
      throw new Fault(reader.at, 'there is something after the end of the document')
    return { root }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return { fault: { ...placeOf(text, error.at), message: error.message } }
  }
}

/** Line and column of an offset. */
export function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(text.startsWith('\uFEFF') ? 1 : 0, offset)
  const line = before.split('\n').length
  return { line, column: before.length - before.lastIndexOf('\n') }
}

interface Reader {
  readonly text: string
  at: number
}

function readValue(reader: Reader, depth: number): JsonNode {
  if (depth > depthMax) throw new Fault(reader.at, `it nests deeper than ${depthMax}`)
  skipBlank(reader)
  const start = reader.at
  const first = reader.text[start]
  if (first === '{') return readObject(reader, depth)
  if (first === '[') return readArray(reader, depth)
  const pattern =
    first === '"'
      ? /"(?:[^"\\\n]|\\[^\n])*"/y
      : /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y
  pattern.lastIndex = start
  const found = pattern.exec(reader.text)
  if (found === null) throw new Fault(start, first === undefined ? 'it ends too early' : strayMessage(first))
  reader.at += found[0].length
  return { kind: 'scalar', start, end: reader.at, value: readScalar(found[0], start) }
}

function readScalar(source: string, start: number): unknown {
  try {
    return JSON.parse(source)
  } catch {
    throw new Fault(start, strayMessage('"'))
  }
}

function readObject(reader: Reader, depth: number): JsonNode {
  const start = reader.at
  const members: JsonMember[] = []
  reader.at += 1
  skipBlank(reader)
  if (take(reader, '}')) return { kind: 'object', start, end: reader.at, members }
  do {
    skipBlank(reader)
    const keyStart = reader.at
    if (reader.text[keyStart] !== '"')
      throw new Fault(
        keyStart,
        reader.text[keyStart] === '}' ? 'a comma too many' : 'a key in quotes is missing',
      )
    const key = readValue(reader, depth + 1)
    skipBlank(reader)
    if (!take(reader, ':')) throw new Fault(reader.at, 'a colon is missing')
    const value = readValue(reader, depth + 1)
    members.push({ key: key.kind === 'scalar' ? String(key.value) : '', keyStart, value })
    skipBlank(reader)
  } while (take(reader, ','))
  if (!take(reader, '}')) throw new Fault(reader.at, 'a comma or "}" is missing')
  return { kind: 'object', start, end: reader.at, members }
}

function readArray(reader: Reader, depth: number): JsonNode {
  const start = reader.at
  const items: JsonNode[] = []
  reader.at += 1
  skipBlank(reader)
  if (take(reader, ']')) return { kind: 'array', start, end: reader.at, items }
  do {
    items.push(readValue(reader, depth + 1))
    skipBlank(reader)
  } while (take(reader, ','))
  if (!take(reader, ']')) throw new Fault(reader.at, 'a comma or "]" is missing')
  return { kind: 'array', start, end: reader.at, items }
}

function take(reader: Reader, sign: string): boolean {
  if (reader.text[reader.at] !== sign) return false
  reader.at += 1
  return true
}

function skipBlank(reader: Reader): void {
  const blank = /[ \t\r\n]*/y
  blank.lastIndex = reader.at
  reader.at += blank.exec(reader.text)?.[0].length ?? 0
  // Rewriting a file with comments would need to know what each of them belongs to.
  if (reader.text[reader.at] === '/' || reader.text[reader.at] === '#')
    throw new Fault(reader.at, 'it has a comment, which JSON does not know')
}

function strayMessage(first: string): string {
  if (first === '}' || first === ']') return 'a value is missing'
  if (first === '"') return 'a text without its end, or with a character that has to be escaped'
  return `unexpected ${JSON.stringify(first)}`
}
