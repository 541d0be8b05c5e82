import {
  isJsonObject,
  jobLimits,
  memberOf,
  memberPath,
  type JobProblem,
  type JsonObject,
  type JsonValue,
} from './json-value.js'

/** What expressions can ask for. All of it is of the job before; the first job of a chain has only the ids. */
export interface ExpressionScope {
  readonly projectId: string
  /** The job before; the job itself where there is none before it. */
  readonly jobId: string
  /** What the job before was given, with its own expressions resolved. */
  readonly input: JsonObject | null
  /** What the job before made. */
  readonly output: JsonObject | null
}

export type Resolved =
  | { readonly value: JsonObject; readonly problems: readonly [] }
  | { readonly value: null; readonly problems: readonly JobProblem[] }

/** `$$` is a dollar sign. Ids take no members, so `$jobId.png` is the id and `.png`. */
const expression =
  /\$(?:\$|(output|input)(?!\w)((?:\.[A-Za-z0-9_-]+)*)|(projectId|jobId)(?!\w)|([A-Za-z_]\w*))/g
const problemsMax = 20
const membersShownMax = 12

/**
 * Replaces the expressions of document E in every text of a job's input: `$output.key`, `$output.list.0.name`,
 * `$input.key`, `$projectId`, `$jobId`. A text that is one expression becomes the value itself, of any type; within
 * other text ("$output.originalsDir/...") only texts, numbers and booleans can stand. What was put in is not looked at
 * again, so nothing can refer to itself. Pure; every problem names the member of the input.
 */
export function resolveExpressions(input: JsonObject, scope: ExpressionScope): Resolved {
  const state: State = { scope, problems: [], bytes: 0 }
  const value = resolveValue(input, 'input', state)
  if (state.problems.length > 0) return { value: null, problems: state.problems }
  return { value: value as JsonObject, problems: [] }
}

/** Whether a value has an expression anywhere in it, so that it is known only when the job begins. */
export function hasExpression(value: JsonValue): boolean {
  if (typeof value === 'string') return [...value.matchAll(expression)].some(([text]) => text !== '$$')
  if (Array.isArray(value)) return value.some((item: JsonValue) => hasExpression(item))
  return isJsonObject(value) && Object.values(value).some(hasExpression)
}

/** Expressions that can never be resolved: unknown names, and those of a job before where there is none. */
export function findBadExpressions(input: JsonObject, isFirst: boolean): JobProblem[] {
  const problems: JobProblem[] = []
  const look = (value: JsonValue, at: string): void => {
    if (problems.length >= problemsMax) return
    if (typeof value === 'string')
      for (const [text, root, , , unknown] of value.matchAll(expression)) {
        if (unknown !== undefined) problems.push(unknownExpression(at, text))
        else if (isFirst && root !== undefined) problems.push(nothingBefore(at, text))
      }
    else if (Array.isArray(value))
      value.forEach((item: JsonValue, index) => look(item, memberPath(at, index)))
    else if (isJsonObject(value))
      for (const [name, member] of Object.entries(value)) look(member, memberPath(at, name))
  }
  look(input, 'input')
  return problems
}

interface State {
  readonly scope: ExpressionScope
  readonly problems: JobProblem[]
  /** Of what was put in: a few expressions must not make megabytes of a large output. */
  bytes: number
}

function resolveValue(value: JsonValue, at: string, state: State): JsonValue {
  if (typeof value === 'string') return resolveText(value, at, state)
  if (Array.isArray(value))
    return value.map((item: JsonValue, index) => resolveValue(item, memberPath(at, index), state))
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, resolveValue(member, memberPath(at, name), state)]),
  )
}

function resolveText(text: string, at: string, state: State): JsonValue {
  if (!text.includes('$')) return text
  const matches = [...text.matchAll(expression)]
  const [only] = matches
  if (matches.length === 1 && only?.[0] === text && text !== '$$') return lookUp(only, at, state) ?? null
  return text.replaceAll(expression, (...match: unknown[]) => {
    const [found] = match as string[]
    if (found === '$$') return '$'
    const value = lookUp(match as RegExpMatchArray, at, state)
    if (value === undefined) return ''
    if (value !== null && typeof value !== 'object') return String(value)
    const what = value === null ? 'null' : Array.isArray(value) ? 'a list' : 'an object'
    refuse(state, {
      member: at,
      message: `${found} is ${what}, which cannot stand within a text`,
      hint: 'Let the expression be the whole value, or name one of its members.',
    })
    return ''
  })
}

/** The value of one expression; undefined when it has none, which is told as a problem. */
function lookUp(match: RegExpMatchArray, at: string, state: State): JsonValue | undefined {
  const [text, root, path = '', id, unknown] = match
  const { scope } = state
  if (unknown !== undefined) return refuse(state, unknownExpression(at, text))
  if (id !== undefined) return id === 'projectId' ? scope.projectId : scope.jobId
  const from = root === 'output' ? scope.output : scope.input
  if (from === null) return refuse(state, nothingBefore(at, text))
  let value: JsonValue | undefined = from
  let known = `$${root}`
  for (const name of path.split('.').slice(1)) {
    const inner: JsonValue | undefined = stepInto(value, name)
    if (inner === undefined) return refuse(state, noSuchMember(at, text, known, name, value))
    value = inner
    known = `${known}.${name}`
  }
  state.bytes += JSON.stringify(value).length
  if (state.bytes <= jobLimits.bytesMax) return value
  return refuse(state, {
    member: at,
    message: `${text} makes this input longer than ${jobLimits.bytesMax} bytes`,
    hint: 'Take single members of it.',
  })
}

function stepInto(value: JsonValue, name: string): JsonValue | undefined {
  if (Array.isArray(value)) return /^\d{1,6}$/.test(name) ? (value[Number(name)] as JsonValue) : undefined
  return isJsonObject(value) ? memberOf(value, name) : undefined
}

function refuse(state: State, problem: JobProblem): undefined {
  if (state.problems.length < problemsMax) state.problems.push(problem)
  return undefined
}

function noSuchMember(at: string, text: string, known: string, name: string, value: JsonValue): JobProblem {
  const names = Array.isArray(value)
    ? `It is a list of ${value.length}: name one by its number from 0.`
    : isJsonObject(value)
      ? `It has: ${Object.keys(value).slice(0, membersShownMax).join(', ') || 'nothing'}.`
      : 'It has no members.'
  return { member: at, message: `${text} has no value: ${known} has no member ${name}`, hint: names }
}

function unknownExpression(at: string, text: string): JobProblem {
  return {
    member: at,
    message: `${text} is no expression`,
    hint: 'Known: $output.NAME, $input.NAME, $projectId, $jobId. A dollar sign before a word is $$.',
  }
}

function nothingBefore(at: string, text: string): JobProblem {
  return {
    member: at,
    message: `${text} asks for a job before this one, and there is none`,
    hint: 'Use it in nextJobs; the first job knows $projectId and $jobId.',
  }
}
