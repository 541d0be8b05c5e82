/** A value as JSON has it. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject
export interface JsonObject {
  readonly [name: string]: JsonValue
}

/** One member of a job's body that cannot be used. */
export interface JobProblem {
  /** Where it stands: `input.nextJobs[0].input.originalPath`. */
  readonly member: string
  readonly message: string
  /** What to write instead. */
  readonly hint: string
}

/** What a job's body, or what its expressions become, may hold. */
export const jobLimits = {
  /** Of a whole body, and of what the expressions of one step become, as JSON. */
  bytesMax: 65_536,
  /** Objects and lists within each other. */
  depthMax: 40,
  valuesMax: 5_000,
  nameMaxLength: 80,
  /** Jobs behind each other, and all jobs of a body together. */
  levelsMax: 8,
  stepsMax: 64,
  /** Pictures that one job takes or makes. */
  picturesMax: 256,
} as const

/** Names that reach behind an object instead of into it. */
const unsafeNames: readonly string[] = ['__proto__', 'constructor', 'prototype']

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The own member of that name; undefined also for what an object inherits. */
export function memberOf(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

/** `input.nextJobs[0]`, one step into `at`. */
export function memberPath(at: string, part: string | number): string {
  if (typeof part === 'number') return `${at}[${part}]`
  return at === '' ? part : `${at}.${part}`
}

/**
 * Whether a parsed JSON value is one that can be kept and looked into: bounded in depth, count and size, without names
 * such as `__proto__`, and with text that PostgreSQL can hold. Null when it is. Walks with a list of its own, so that no
 * depth of nesting overflows the stack.
 */
export function findUnusableJson(value: unknown, root = ''): JobProblem | null {
  const open: { value: unknown; at: string; depth: number }[] = [{ value, at: root, depth: 1 }]
  let values = 0
  let bytes = 0
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value: one, at, depth } = next
    values += 1
    bytes += typeof one === 'string' ? one.length + 2 : 8
    if (values > jobLimits.valuesMax || bytes > jobLimits.bytesMax)
      return {
        member: root,
        message: `holds more than ${jobLimits.valuesMax} values or ${jobLimits.bytesMax} bytes`,
        hint: 'Send what is long as several jobs.',
      }
    if (depth > jobLimits.depthMax)
      return {
        member: cutPath(at),
        message: `lies more than ${jobLimits.depthMax} levels deep`,
        hint: `Nest at most ${jobLimits.levelsMax} jobs.`,
      }
    const wrong = wrongAlone(one)
    if (wrong !== null) return { ...wrong, member: cutPath(at) }
    if (Array.isArray(one))
      one.forEach((item, index) => open.push({ value: item, at: memberPath(at, index), depth: depth + 1 }))
    else if (isJsonObject(one))
      for (const name of Object.keys(one)) {
        bytes += name.length
        if (unsafeNames.includes(name) || name.length > jobLimits.nameMaxLength || wrongAlone(name) !== null)
          return {
            member: cutPath(at),
            message: `has a member that cannot be used: "${name.slice(0, 40)}"`,
            hint: 'Rename it or leave it out.',
          }
        open.push({ value: one[name], at: memberPath(at, name), depth: depth + 1 })
      }
  }
  return null
}

function wrongAlone(value: unknown): Omit<JobProblem, 'member'> | null {
  if (typeof value === 'number' && !Number.isFinite(value))
    return { message: 'is no number that can be kept', hint: 'Write a smaller number.' }
  if (typeof value === 'string' && (value.includes('\0') || /\p{Surrogate}/u.test(value)))
    return { message: 'is not well-formed text', hint: 'Write it as UTF-8 text without NUL characters.' }
  return null
}

/** A path is part of a message, and of a deep value it is long. */
function cutPath(path: string): string {
  return path.length <= 200 ? path : `${path.slice(0, 199)}…`
}
