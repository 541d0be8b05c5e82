import { didYouMean, listWords, nearestWord } from './nearest-word.js'
import { quote, type SpecReport, type ValuePath } from './open-report.js'
import {
  knownKeysAt,
  parseByKind,
  type SchemaData,
  type SchemaIssue,
  type SchemaKind,
} from './spec-file.schema.js'

/** How people call what the schema calls by a JavaScript name. */
const typeWords: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list of two',
  object: 'a map',
  record: 'a map',
}

/** What the wrong value may stand for, by the key that holds it or holds its list. */
const nouns: Readonly<Record<string, string>> = {
  action: 'action',
  checks: 'check',
  formats: 'format',
  format: 'format',
  method: 'method',
  quality: 'quality',
  type: 'type',
  log_level: 'log level',
}

/** Checks that are written as a map, which no list of plain names has. */
const checksWithValue = ['duration_range', 'format', 'bitrate']

/**
 * Checks a value against the schema of a kind of file. Each fault is a problem in `report` with its place and a hint;
 * the answer is null when there is one. `base` is where the value stands in its file.
 */
export function checkShape<Kind extends SchemaKind>(
  kind: Kind,
  value: unknown,
  report: SpecReport,
  base: ValuePath = [],
): SchemaData<Kind> | null {
  const { data, issues } = parseByKind(kind, value)
  const unknownKeys = issues.filter((issue) => issue.code === 'unrecognized_keys')
  for (const issue of issues) {
    if (isMisspelt(issue, unknownKeys)) continue
    tellIssue(issue, { kind, value, report, base })
  }
  return data
}

interface Scene {
  readonly kind: SchemaKind
  readonly value: unknown
  readonly report: SpecReport
  readonly base: ValuePath
}

/** Whether a key is missing only because it stands there misspelt, which is told already. */
function isMisspelt(issue: SchemaIssue, unknownKeys: readonly SchemaIssue[]): boolean {
  const missing = issue.path.at(-1)
  if (issue.input !== undefined || typeof missing !== 'string') return false
  const parent = issue.path.slice(0, -1).join('/')
  return unknownKeys.some(
    (other) =>
      other.code === 'unrecognized_keys' &&
      other.path.join('/') === parent &&
      other.keys.some((key) => nearestWord(key, [missing]) !== null),
  )
}

function tellIssue(issue: SchemaIssue, scene: Scene): void {
  const { report, base } = scene
  const inner = plainPath(issue.path)
  const path = [...base, ...inner]
  if (issue.code === 'unrecognized_keys') return tellUnknownKeys(issue.keys, inner, scene)
  if (issue.code === 'invalid_union') return tellUnion(issue, scene)
  if (issue.code === 'invalid_value') {
    const known = issue.values.map(String)
    return tellUnknownWord(issue.input, inner, known, scene)
  }
  if (issue.input === undefined && issue.code === 'invalid_type')
    return tellMissing(inner, scene, `It is ${typeWords[issue.expected] ?? issue.expected}.`)
  if (issue.code === 'invalid_type') {
    const wanted = typeWords[issue.expected] ?? issue.expected
    const message = `${nameOf(inner)} has to be ${wanted}, and ${quote(issue.input)} is ${kindOf(issue.input)}`
    return report.refuse(path, message, hintForType(issue.expected, inner, issue.input))
  }
  if (issue.code === 'too_big' || issue.code === 'too_small') {
    const isLength = issue.origin === 'string' || issue.origin === 'array'
    const unit = issue.origin === 'string' ? ' characters' : issue.origin === 'array' ? ' entries' : ''
    const limit = issue.code === 'too_big' ? `at most ${issue.maximum}` : `at least ${issue.minimum}`
    const shown = isLength ? '' : `, and this is ${quote(issue.input)}`
    return report.refuse(
      path,
      `${nameOf(inner)} may ${isLength ? 'have' : 'be'} ${limit}${unit}${shown}`,
      `Change ${nameOf(inner)} to fit.`,
    )
  }
  report.refuse(path, `${nameOf(inner)} cannot be ${quote(issue.input)}`, 'Write letters, digits and _ only.')
}

function tellUnknownKeys(keys: readonly string[], inner: ValuePath, scene: Scene): void {
  const known = knownKeysAt(scene.kind, inner, scene.value)
  for (const key of keys)
    scene.report.refuseKey(
      [...scene.base, ...inner, key],
      `unknown key ${quote(key)}${inner.length === 0 ? '' : ` in ${nameOf(inner)}`}`,
      `${didYouMean(key, known)}Known keys: ${listWords(known)}.`,
    )
}

function tellUnknownWord(input: unknown, inner: ValuePath, known: readonly string[], scene: Scene): void {
  const key = inner.findLast((part) => typeof part === 'string') ?? ''
  const noun = nouns[key] ?? key
  const words = key === 'checks' ? [...known, ...checksWithValue] : known
  if (input === undefined) return tellMissing(inner, scene, `Known: ${listWords(words)}.`)
  scene.report.refuse(
    [...scene.base, ...inner],
    `unknown ${noun} ${quote(input)}`,
    `${didYouMean(typeof input === 'string' ? input : JSON.stringify(input), words)}Known: ${listWords(words)}.`,
  )
}

function tellMissing(inner: ValuePath, { report, base }: Scene, what: string): void {
  const parent = inner.slice(0, -1)
  const name = String(inner.at(-1) ?? '')
  report.refuse(
    [...base, ...parent],
    parent.length === 0 ? `there is no ${name}` : `${nameOf(parent)} has no ${name}`,
    `Add "${name}:". ${what}`,
  )
}

type UnionIssue = Extract<SchemaIssue, { code: 'invalid_union' }>

function tellUnion(issue: UnionIssue, scene: Scene): void {
  const inner = plainPath(issue.path)
  if ('options' in issue && Array.isArray(issue.options)) {
    const key = inner.at(-1) ?? ''
    const said: unknown =
      typeof issue.input === 'object' && issue.input !== null ? Reflect.get(issue.input, key) : undefined
    return tellUnknownWord(said, inner, issue.options.map(String), scene)
  }
  if (issue.input === undefined) return tellMissing(inner, scene, 'It is text or a number.')
  const branch = issue.errors.find((errors) => !errors.some((error) => isOtherForm(error, issue.input)))
  if (branch !== undefined) {
    for (const error of branch) tellIssue({ ...error, path: [...issue.path, ...error.path] }, scene)
    return
  }
  const expected = issue.errors
    .flat()
    .flatMap((error) => ('expected' in error ? [String(error.expected)] : []))
  const words = [...new Set(expected.map((one) => typeWords[one] ?? one))]
  scene.report.refuse(
    [...scene.base, ...inner],
    `${nameOf(inner)} has to be ${words.join(' or ')}, and ${quote(issue.input)} is ${kindOf(issue.input)}`,
    hintForType(expected[0] ?? '', inner, issue.input),
  )
}

/** Whether a branch of a union fails by the form of the value as a whole. */
function isOtherForm(error: SchemaIssue, input: unknown): boolean {
  if (error.path.length > 0) return false
  return error.code === 'invalid_type' || (error.code === 'invalid_value' && typeof input !== 'string')
}

function hintForType(expected: string, inner: ValuePath, input: unknown): string {
  const name = String(inner.findLast((part) => typeof part === 'string') ?? 'it')
  if (expected === 'string' && (typeof input === 'number' || typeof input === 'boolean'))
    return `Put it in quotes: ${name}: "${input}"`
  if (expected === 'array') return `Write a list: ${name}: [a, b]`
  if (expected === 'object' || expected === 'record') return `Write keys with values below ${name}, indented.`
  if (expected === 'boolean') return `Write ${name}: true or ${name}: false.`
  if (expected === 'number' || expected === 'int') return `Write a number without quotes, such as ${name}: 4`
  return `Write ${name}: and ${typeWords[expected] ?? expected} after it.`
}

/** `post_processing[1].checks`, counted from 1 as people do. */
function nameOf(path: ValuePath): string {
  if (path.length === 0) return 'this entry'
  return path
    .map((part, at) => (typeof part === 'number' ? `[${part + 1}]` : at === 0 ? part : `.${part}`))
    .join('')
}

function kindOf(input: unknown): string {
  if (Array.isArray(input)) return 'a list'
  if (input === null) return 'empty'
  return typeWords[typeof input] ?? typeof input
}

function plainPath(path: readonly PropertyKey[]): (string | number)[] {
  return path.map((part) => (typeof part === 'number' ? part : String(part)))
}
