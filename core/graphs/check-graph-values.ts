import type { LoraUse } from '../spec/asset-spec.schema.js'
import { didYouMean, listWords } from '../spec-files/nearest-word.js'
import type { GraphInput } from './graph-bindings.schema.js'
import { graphLimits } from './graph-limits.js'
import type { GraphTemplate } from './graph-template.js'

export type GraphScalar = string | number | bigint | boolean

/** By input name. An input with `each` has a list: one value for each instance of the repeated part. */
export type GraphValues = Readonly<Record<string, GraphScalar | readonly GraphScalar[]>>

/** Something wrong with a value that was to be put into a graph. */
export interface GraphValueProblem {
  /** Name of the input, with the place in its list: `poses.2`, `loras.0.weight`. */
  readonly member: string
  readonly message: string
  readonly hint: string
}

export const seedMax = 2n ** 64n - 1n

/** Names of files on the server: no way out of its folders, and none of LoadImage's own marks such as `[output]`. */
const fileName =
  /^[^\s/\\[\]:*?"<>|\p{C}][^/\\[\]:*?"<>|\p{C}]*(?:[/\\][^\s/\\[\]:*?"<>|\p{C}][^/\\[\]:*?"<>|\p{C}]*)*$/u

/**
 * What is wrong with values for a template: unknown and missing ones, kinds, limits, lists of different lengths. At most
 * `graphLimits.problemsMax`. Whether the server has the files and options is told by checkGraph.
 */
export function checkGraphValues(
  template: GraphTemplate,
  values: GraphValues,
  loras: readonly LoraUse[] = [],
): GraphValueProblem[] {
  const { inputs } = template.bindings
  const known = Object.keys(inputs)
  const problems: GraphValueProblem[] = []
  for (const name of Object.keys(values))
    if (!Object.hasOwn(inputs, name))
      problems.push({
        member: name,
        message: `the graph takes no "${name}"`,
        hint: `${didYouMean(name, known)}It takes: ${listWords(known)}.`,
      })
  for (const [name, input] of Object.entries(inputs)) {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    if (input.each === true) problems.push(...checkList(name, input, value, template))
    else problems.push(...checkOne(name, input, value))
  }
  return [...problems, ...checkLengths(template, values), ...checkLoras(template, loras)].slice(
    0,
    graphLimits.problemsMax,
  )
}

/** Whether a value may be left out. */
export function hasDefault(input: GraphInput): boolean {
  return (
    ('default' in input && input.default !== undefined) ||
    ('defaultFrom' in input && input.defaultFrom !== undefined)
  )
}

/** Whether it is the name of a file below a folder of the server: no absolute path, no `..`. */
export function isFileName(name: string): boolean {
  return (
    name.length <= graphLimits.fileNameMax &&
    fileName.test(name) &&
    !name.split(/[/\\]/).some((part) => /^\.+$/.test(part))
  )
}

function checkOne(
  member: string,
  input: GraphInput,
  value: GraphScalar | readonly GraphScalar[] | undefined,
): GraphValueProblem[] {
  if (value === undefined) {
    if (hasDefault(input)) return []
    return [{ member, message: `"${member}" is missing`, hint: `Give it ${describeInput(input)}.` }]
  }
  if (typeof value === 'object')
    return [{ member, message: `"${member}" is a list`, hint: `Give it ${describeInput(input)}.` }]
  const wrong = wrongWith(input, value)
  return wrong === null
    ? []
    : [{ member, message: `"${member}" ${wrong}`, hint: `Give it ${describeInput(input)}.` }]
}

function checkList(
  name: string,
  input: GraphInput,
  value: GraphScalar | readonly GraphScalar[] | undefined,
  { bindings }: GraphTemplate,
): GraphValueProblem[] {
  const countMax = bindings.repeat?.countMax ?? 1
  const hint = `Give it a list of 1 to ${countMax}, each ${describeInput(input)}.`
  if (value === undefined)
    return hasDefault(input) ? [] : [{ member: name, message: `"${name}" is missing`, hint }]
  if (typeof value !== 'object') return [{ member: name, message: `"${name}" is no list`, hint }]
  if (value.length === 0 || value.length > countMax)
    return [{ member: name, message: `"${name}" has ${value.length} values`, hint }]
  return value.flatMap((one, at) => checkOne(`${name}.${at}`, input, one))
}

function checkLengths(template: GraphTemplate, values: GraphValues): GraphValueProblem[] {
  const { repeat, inputs } = template.bindings
  if (repeat === undefined) return []
  const lists = Object.entries(inputs).flatMap(([name, input]) => {
    const value = values[name]
    return input.each === true && typeof value === 'object' ? [{ name, length: value.length }] : []
  })
  const [first, ...others] = lists
  if (first === undefined)
    return [
      {
        member: repeat.name,
        message: `nothing says how many ${repeat.name} are wanted`,
        hint: 'Give at least one of its lists.',
      },
    ]
  return others
    .filter(({ length }) => length !== first.length)
    .map(({ name, length }) => ({
      member: name,
      message: `"${name}" has ${length} values and "${first.name}" has ${first.length}`,
      hint: `Give each list one value for each of the ${repeat.name}.`,
    }))
}

function checkLoras({ bindings }: GraphTemplate, loras: readonly LoraUse[]): GraphValueProblem[] {
  if (loras.length === 0) return []
  const max = bindings.loras?.max ?? 0
  if (loras.length > max)
    return [
      {
        member: 'loras',
        message: `the graph takes ${max === 0 ? 'no LoRAs' : `at most ${max} LoRAs`} and was given ${loras.length}`,
        hint: max === 0 ? 'Leave them out, or choose a graph that takes some.' : 'Leave some of them out.',
      },
    ]
  return loras.flatMap(({ name, weight }, at) => [
    ...(isFileName(name)
      ? []
      : [
          {
            member: `loras.${at}.name`,
            message: `"${name.slice(0, 80)}" is no file name`,
            hint: 'Name the file as the server lists it under loras.',
          },
        ]),
    ...(Number.isFinite(weight) && Math.abs(weight) <= 2
      ? []
      : [{ member: `loras.${at}.weight`, message: `${weight} is no weight`, hint: 'Give it -2 to 2.' }]),
  ])
}

/** What is wrong with a value, as the end of a sentence; null = nothing. */
export function wrongWith(input: GraphInput, value: GraphScalar): string | null {
  switch (input.kind) {
    case 'text':
      return wrongText(value, input.maxLength)
    case 'integer': {
      if (typeof value !== 'number' || !Number.isSafeInteger(value)) return 'is no whole number'
      if (value < input.min || value > input.max) return `is ${value}`
      return input.step !== undefined && value % input.step !== 0 ? `is ${value}` : null
    }
    case 'number':
      if (typeof value !== 'number' || !Number.isFinite(value)) return 'is no number'
      return value < input.min || value > input.max ? `is ${value}` : null
    case 'seed': {
      const whole = typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value))
      return whole && BigInt(value) >= 0n && BigInt(value) <= seedMax ? null : 'is no seed'
    }
    case 'choice':
      return typeof value === 'string' && input.options.includes(value)
        ? null
        : `is "${String(value).slice(0, 80)}"`
    case 'boolean':
      return typeof value === 'boolean' ? null : 'is neither true nor false'
    case 'image':
    case 'checkpoint':
    case 'vae':
    case 'controlnet':
    case 'upscaler':
    case 'text-encoder':
    case 'vision':
    case 'background':
      return typeof value === 'string' && isFileName(value)
        ? null
        : `is "${String(value).slice(0, 80)}", which is no file name`
  }
}

function wrongText(value: GraphScalar, maxLength: number): string | null {
  if (typeof value !== 'string') return 'is no text'
  if (value.length > maxLength) return `has ${value.length} characters`
  // Neither can be told from its replacement after a round through UTF-8 JSON.
  return value.includes('\0') || /\p{Surrogate}/u.test(value) ? 'holds characters that no text has' : null
}

/** What an input takes, as the end of a sentence: `a whole number from 64 to 2048, a multiple of 8`. */
export function describeInput(input: GraphInput): string {
  switch (input.kind) {
    case 'text':
      return `a text of at most ${input.maxLength} characters`
    case 'integer':
      return `a whole number from ${input.min} to ${input.max}${input.step === undefined ? '' : `, a multiple of ${input.step}`}`
    case 'number':
      return `a number from ${input.min} to ${input.max}`
    case 'seed':
      return 'a whole number from 0 to 18446744073709551615'
    case 'choice':
      return `one of: ${listWords(input.options)}`
    case 'boolean':
      return 'true or false'
    case 'image':
      return 'the name that the server gave an uploaded picture'
    default:
      return `the name of a file that the server lists (${input.kind})`
  }
}
