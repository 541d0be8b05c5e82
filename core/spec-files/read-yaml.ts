import { Composer, isAlias, isMap, isScalar, isSeq, Lexer, LineCounter, Parser } from 'yaml'
import type { Alias, Document, Node, Pair, YAMLMap } from 'yaml'
import type { IntakeProblem } from '../intake/intake-report.js'
import { quote, type Locate, type Position, type ValuePath } from './open-report.js'
import { specFileLimits } from './spec-file.schema.js'

export interface YamlFile {
  /** Plain values; empty ones (`style:` and nothing after it) are left out of their map. */
  readonly value: unknown
  readonly locate: Locate
  /** Keys that stand there with nothing after them. */
  readonly emptyKeys: readonly ValuePath[]
  /** Pieces that the text was cut into: what reading it costs. */
  readonly tokens: number
}

const { depthMax, nodesMax, tokensMax, aliasesMax, aliasNodesMax } = specFileLimits

const quoteHint = 'Put quotes around a value that begins with {{, such as base: "{{kind}} sound".'

/**
 * Reads one YAML 1.2 document (JSON is one too). Refused with its place: what is no YAML, several documents in one
 * file, a key twice in one map, tags, and nesting, aliases or length beyond the limits. Dates stay text. Never throws.
 */
export function readYaml(
  file: string,
  text: string,
  tokensLeft: number = tokensMax,
): YamlFile | { readonly problem: IntakeProblem } {
  const lineCounter = new LineCounter()
  try {
    return readDocument(text, lineCounter, tokensLeft)
  } catch (error) {
    if (error instanceof YamlFault) {
      const { line, column } = positionIn(lineCounter, error.offset)
      return { problem: { file, line, column, message: error.message, hint: error.hint } }
    }
    // The parser calls itself for each level, so it runs out of stack before it could count.
    if (error instanceof RangeError)
      return { problem: { file, line: 1, message: tooDeep, hint: 'Write it with fewer levels.' } }
    throw error
  }
}

const tooDeep = `it is nested deeper than ${depthMax} levels`

class YamlFault extends Error {
  readonly offset: number
  readonly hint: string

  constructor(offset: number, message: string, hint: string) {
    super(message)
    this.offset = offset
    this.hint = hint
  }
}

function readDocument(text: string, lineCounter: LineCounter, tokensLeft: number): YamlFile {
  refuseDeepNesting(text)
  const tokens = countTokens(text, tokensLeft)
  const document = composeDocument(text, lineCounter)
  if (document.contents === null)
    throw new YamlFault(0, 'there is nothing in this file', 'Write a spec in it, or delete it.')
  const reader = new ValueReader()
  const value = reader.read(document.contents, [], 0)
  const find = (positions: ReadonlyMap<string, number>) => (path: ValuePath) => {
    for (let length = path.length; length >= 0; length--) {
      const offset = positions.get(pathKey(path.slice(0, length)))
      if (offset !== undefined) return positionIn(lineCounter, offset)
    }
    return { line: 1, column: 1 }
  }
  return {
    value,
    emptyKeys: reader.emptyKeys,
    tokens,
    locate: { value: find(reader.values), key: find(reader.keys) },
  }
}

/**
 * What parseDocument of the library does, but it ends at the first fault: a file of a million stray brackets would
 * make a million errors, each with its stack.
 */
function composeDocument(text: string, lineCounter: LineCounter): Document.Parsed {
  const composer = new Composer({
    // Checked below with a set: the composer compares every key with every other.
    uniqueKeys: false,
    schema: 'core',
    resolveKnownTags: false,
  })
  // The composer reports what is thrown within a collection once more, for the collection: the first one counts.
  let fault: YamlFault | null = null
  const stop = (source: ErrorSource, code: string, message: string, isWarning?: boolean): void => {
    if (isWarning === true) return
    fault ??= explain(text, code, message, startOf(source))
    throw fault
  }
  // Its own collector. Were it named otherwise one day, the errors of the document are looked at all the same.
  Reflect.set(composer, 'onError', stop)
  const documents: Document.Parsed[] = []
  for (const token of new Parser(lineCounter.addNewLine).parse(text)) {
    if (token.type === 'error') throw explain(text, 'UNEXPECTED_TOKEN', token.message, token.offset)
    documents.push(...composer.next(token))
    const second = documents[1]
    if (second !== undefined)
      throw new YamlFault(second.range[0], 'a second document begins here', 'Keep one spec in one file.')
  }
  documents.push(...composer.end(true, text.length))
  const [first, second] = documents
  if (second !== undefined)
    throw new YamlFault(second.range[0], 'a second document begins here', 'Keep one spec in one file.')
  const error = first?.errors[0]
  if (error !== undefined) throw explain(text, error.code, error.message, error.pos[0])
  if (first === undefined)
    throw new YamlFault(0, 'there is nothing in this file', 'Write a spec in it, or delete it.')
  return first
}

/** A place as the composer names it: an offset, a range, or a token. */
type ErrorSource = number | readonly [number, ...number[]] | { readonly offset: number }

function startOf(source: ErrorSource): number {
  if (typeof source === 'number') return source
  return 'offset' in source ? source.offset : source[0]
}

/**
 * Counts brackets that are open at once and what opens a line, before the parser follows them: it calls itself for each
 * level and builds patterns as long as the indentation, so that a long line of dashes ends the process.
 */
function refuseDeepNesting(text: string): void {
  let depth = 0
  let isLineStart = true
  let lineStart = 0
  let marks = 0
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at)
    if (character === '\n') {
      isLineStart = true
      lineStart = at + 1
      marks = 0
      continue
    }
    if (isLineStart && (character === '-' || character === '?' || character === ':')) marks++
    else if (character !== ' ' && character !== '\t') isLineStart = false
    if (character === '[' || character === '{') depth++
    else if (character === ']' || character === '}') depth = Math.max(0, depth - 1)
    const isIndentedTooFar = isLineStart && at - lineStart > indentMax
    if (depth > bracketsMax || marks > bracketsMax || isIndentedTooFar)
      throw new YamlFault(at, tooDeep, 'Write it with fewer levels.')
  }
}

/** A token takes the parser 10 to 20 microseconds, so they are counted first, which takes one. */
function countTokens(text: string, tokensLeft: number): number {
  let tokens = 0
  for (const _ of new Lexer().lex(text)) {
    tokens++
    if (tokens > tokensLeft)
      throw new YamlFault(0, `it is too long: more than ${tokensLeft} tokens`, 'Split it into several files.')
  }
  return tokens
}

/** More than the depth that may be: brackets and dashes also stand in texts. */
const bracketsMax = depthMax * 4
const indentMax = 1000

function explain(text: string, code: string, message: string, offset: number): YamlFault {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  const end = text.indexOf('\n', offset)
  const line = text.slice(start, end < 0 ? text.length : end)
  if (/(?:^|[:,[-]\s*)\{\{/.test(line)) return new YamlFault(offset, 'this is no YAML: a bare {{', quoteHint)
  if (code === 'TAB_AS_INDENT' || /^ *\t/.test(line))
    return new YamlFault(offset, 'a tab indents this line', 'Indent with spaces; YAML knows no tabs there.')
  const said = (message.split('\n')[0] ?? '').slice(0, 200)
  const hint = 'Check indentation, colons, brackets and quotes on this line and the one above.'
  return new YamlFault(offset, `this is no YAML: ${said}`, hint)
}

/** Turns nodes into values, remembers where each stands, and counts. */
class ValueReader {
  readonly values = new Map<string, number>()
  readonly keys = new Map<string, number>()
  readonly emptyKeys: ValuePath[] = []
  readonly #open = new Set<Node>()
  /** Anchors seen so far. Resolving each alias anew would walk the document once an alias. */
  readonly #anchors = new Map<string, Node>()
  #nodes = 0
  #aliases = 0
  #aliasNodes = 0
  #aliasDepth = 0
  /** Of the outermost alias that is being followed. */
  #aliasOffset = 0

  read(node: Node | null | undefined, path: ValuePath, depth: number): unknown {
    const offset = offsetOf(node) ?? 0
    // Within an alias the place is that of the alias, which the path above it has.
    if (this.#aliasDepth === 0) this.values.set(pathKey(path), offset)
    this.#count(offset, depth)
    if (node === null || node === undefined) return null
    if (isAlias(node)) return this.#readAlias(node, path, depth)
    refuseTag(node, offset)
    if (node.anchor !== undefined && this.#aliasDepth === 0) this.#anchors.set(node.anchor, node)
    if (isScalar(node)) return node.value
    if (this.#open.has(node))
      throw new YamlFault(offset, 'an alias refers to itself', 'Write it out instead.')
    this.#open.add(node)
    const value = isMap(node)
      ? this.#readMap(node, path, depth)
      : isSeq(node)
        ? node.items.map((item, at) => this.read(item as Node, [...path, at], depth + 1))
        : null
    this.#open.delete(node)
    return value
  }

  #count(offset: number, depth: number): void {
    this.#nodes++
    if (depth > depthMax) throw new YamlFault(offset, tooDeep, 'Write it with fewer levels.')
    if (this.#nodes > nodesMax)
      throw new YamlFault(offset, `it holds more than ${nodesMax} values`, 'Split it into several files.')
    if (this.#aliasDepth === 0) return
    this.#aliasNodes++
    if (this.#aliasNodes > aliasNodesMax)
      throw new YamlFault(
        this.#aliasOffset,
        `its aliases stand for more than ${aliasNodesMax} values`,
        'Write the values out, or split the file; aliases of aliases grow by the power.',
      )
  }

  #readAlias(node: Alias, path: ValuePath, depth: number): unknown {
    const offset = offsetOf(node) ?? 0
    this.#aliases++
    if (this.#aliases > aliasesMax)
      throw new YamlFault(offset, `it has more than ${aliasesMax} aliases`, 'Write the values out instead.')
    const target = this.#anchors.get(node.source)
    if (target === undefined)
      throw new YamlFault(offset, `there is no anchor &${node.source} above`, 'Write the anchor first.')
    if (this.#aliasDepth === 0) this.#aliasOffset = offset
    this.#aliasDepth++
    const value = this.read(target, path, depth)
    this.#aliasDepth--
    return value
  }

  #readMap(map: YAMLMap, path: ValuePath, depth: number): Record<string, unknown> {
    const own = new Map<string, unknown>()
    const merged = new Map<string, unknown>()
    for (const pair of map.items as Pair<Node, Node | null>[]) {
      const key = this.#readKey(pair.key, path)
      const keyOffset = offsetOf(pair.key) ?? 0
      const inner = [...path, key]
      if (this.#aliasDepth === 0) this.keys.set(pathKey(inner), keyOffset)
      if (key === '<<') {
        for (const [name, value] of this.#readMerge(pair.value, path, depth, keyOffset))
          if (!merged.has(name)) merged.set(name, value)
        continue
      }
      if (own.has(key))
        throw new YamlFault(keyOffset, `the key ${quote(key)} is there twice`, 'Keep one of the two.')
      const value = this.read(pair.value, inner, depth + 1)
      own.set(key, value)
      if (value === null) this.emptyKeys.push(inner)
    }
    const all = [...merged, ...own].filter(([, value]) => value !== null)
    return Object.fromEntries(all)
  }

  #readKey(node: Node | null, path: ValuePath): string {
    this.#count(offsetOf(node) ?? 0, path.length)
    const resolved = isAlias(node) ? this.#anchors.get(node.source) : node
    if (isScalar(resolved) && isPlain(resolved.value)) return String(resolved.value)
    throw new YamlFault(
      offsetOf(node) ?? 0,
      'a key has to be a word',
      isMap(node) ? quoteHint : 'Write key: value.',
    )
  }

  /** What `<<: *defaults` or `<<: [*a, *b]` brings; earlier ones win. */
  #readMerge(node: Node | null, path: ValuePath, depth: number, offset: number): [string, unknown][] {
    const value = this.read(node, [...path, '<<'], depth + 1)
    const maps = Array.isArray(value) ? value : [value]
    return maps.flatMap((map: unknown) => {
      if (typeof map !== 'object' || map === null || Array.isArray(map))
        throw new YamlFault(offset, '<< has to name a map', 'Write <<: *name with &name at a map above.')
      return Object.entries(map)
    })
  }
}

function refuseTag(node: Node, offset: number): void {
  const tag = 'tag' in node && typeof node.tag === 'string' ? node.tag : undefined
  if (tag === undefined || tag === '!' || tag === 'tag:yaml.org,2002:str') return
  throw new YamlFault(
    offset,
    `the tag ${quote(tag)} is not read`,
    'Leave the tag out and write the plain value.',
  )
}

function offsetOf(node: Node | null | undefined): number | undefined {
  return node?.range?.[0]
}

function positionIn(lineCounter: LineCounter, offset: number): Position {
  const { line, col } = lineCounter.linePos(offset)
  return { line: Math.max(1, line), column: Math.max(1, col) }
}

function pathKey(path: ValuePath): string {
  return path.join('\u0000')
}

function isPlain(value: unknown): value is string | number | boolean | bigint {
  return ['string', 'number', 'boolean', 'bigint'].includes(typeof value)
}
