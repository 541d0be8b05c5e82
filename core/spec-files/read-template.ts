import { checkShape } from './check-shape.js'
import { didYouMean, listWords } from './nearest-word.js'
import { quote, type SpecReport, type ValuePath } from './open-report.js'
import type { YamlFile } from './read-yaml.js'
import type { ParameterValue, TemplateParameter } from './spec-file.schema.js'

export interface Template {
  readonly file: string
  readonly name: string
  readonly parameters: readonly TemplateParameter[]
  /** Texts that a value of an enum adds to the prompt. */
  readonly texts: Readonly<Record<string, unknown>>
  /** Everything but the name and the parameters, placeholders and all. */
  readonly blocks: Readonly<Record<string, unknown>>
  readonly yaml: YamlFile
}

/** Names that the product fills in itself. */
export const builtInNames = ['id', 'type_number', 'variant_letter']

/** A template from its file; null when its head has problems. Its blocks are checked when they are filled in. */
export function readTemplate(yaml: YamlFile, report: SpecReport): Template | null {
  const head = checkShape('templateHead', yaml.value, report)
  if (head === null) return null
  const parameters = head.parameters ?? []
  const { template: _template, parameters: _parameters, ...blocks } = yaml.value as Record<string, unknown>
  for (const [at, parameter] of parameters.entries()) {
    const path = ['parameters', at] as const
    checkParameter(parameter, path, report)
    const isSecond = parameters.slice(0, at).some((other) => other.name === parameter.name)
    if (isSecond || builtInNames.includes(parameter.name))
      report.refuse(
        [...path, 'name'],
        `${isSecond ? 'a second parameter is named' : 'the product itself fills in'} ${quote(parameter.name)}`,
        'Give it another name.',
      )
    if (!isUsed(parameter.name, blocks) && parameter.type === 'string')
      report.note(path, `{{${parameter.name}}} stands nowhere in the template`)
  }
  const texts = readTexts(blocks)
  const values = parameters.flatMap((one) => (one.type === 'enum' ? one.values.map(String) : []))
  for (const key of Object.keys(texts))
    if (!values.includes(key))
      report.refuseKey(
        ['prompt', 'templates', key],
        `no enum has the value ${quote(key)}`,
        `${didYouMean(key, values)}Values: ${listWords(values)}.`,
      )
  if (report.problems.length > 0) return null
  return { file: report.file, name: head.template, parameters, texts, blocks, yaml }
}

function readTexts(blocks: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const prompt = blocks['prompt']
  const texts: unknown =
    typeof prompt === 'object' && prompt !== null ? Reflect.get(prompt, 'templates') : undefined
  const isMap = typeof texts === 'object' && texts !== null && !Array.isArray(texts)
  return isMap ? (texts as Record<string, unknown>) : {}
}

function checkParameter(parameter: TemplateParameter, path: ValuePath, report: SpecReport): void {
  if (parameter.type !== 'enum') return
  const values = parameter.values.map(String)
  const second = values.findIndex((value, at) => values.indexOf(value) !== at)
  if (second >= 0)
    report.refuse(
      [...path, 'values', second],
      `the value ${quote(values[second])} is there twice`,
      'Keep one.',
    )
  if (parameter.default !== undefined && !values.includes(String(parameter.default)))
    report.refuse(
      [...path, 'default'],
      `the default ${quote(parameter.default)} is not one of the values`,
      `Values: ${listWords(values)}.`,
    )
}

function isUsed(name: string, value: unknown): boolean {
  if (typeof value === 'string') return new RegExp(String.raw`\{\{\s*${name}\s*\}\}`).test(value)
  return typeof value === 'object' && value !== null && Object.values(value).some((one) => isUsed(name, one))
}

/** Finds a template by its name, or else by the name of its file without the ending. */
export function findTemplate(name: string, templates: readonly Template[]): Template | undefined {
  return (
    templates.find((template) => template.name === name) ??
    templates.find((template) => fileStem(template.file) === name)
  )
}

function fileStem(file: string): string {
  return (file.split('/').at(-1) ?? '').replace(/\.ya?ml$/i, '')
}

/**
 * The values that somebody gave the parameters of a template, in the template's order; defaults fill in. Refused in
 * `report`, at `path`: parameters that it has not, missing ones, and values that an enum does not list.
 */
export function assignParameters(
  template: Template,
  given: Readonly<Record<string, ParameterValue>>,
  report: SpecReport,
  path: ValuePath,
): ReadonlyMap<string, ParameterValue> | null {
  const before = report.problems.length
  const names = template.parameters.map(({ name }) => name)
  for (const key of Object.keys(given))
    if (!names.includes(key))
      report.refuseKey(
        [...path, key],
        `the template ${template.name} has no parameter ${quote(key)}`,
        `${didYouMean(key, names)}Its parameters: ${listWords(names)}.`,
      )
  const values = new Map<string, ParameterValue>()
  for (const parameter of template.parameters) {
    const { name } = parameter
    const value = Object.hasOwn(given, name) ? given[name] : parameter.default
    if (value === undefined) {
      report.refuse(
        path,
        `the parameter ${quote(name)} is missing`,
        `Add ${name}: ${describeParameter(parameter)}`,
      )
      continue
    }
    if (!Object.hasOwn(given, name)) report.note(path, `no ${name}: ${quote(value)}, its default`)
    if (parameter.type === 'enum') {
      const listed = parameter.values.map(String)
      if (!listed.includes(String(value)))
        report.refuse(
          [...path, name],
          `the value ${quote(value)} of ${name} is not listed`,
          `${didYouMean(String(value), listed)}Listed: ${listWords(listed)}.`,
        )
    }
    values.set(name, value)
  }
  return report.problems.length > before ? null : values
}

function describeParameter(parameter: TemplateParameter): string {
  if (parameter.type === 'enum') return `one of ${listWords(parameter.values.map(String))}.`
  return parameter.description === undefined
    ? 'and a text.'
    : `${parameter.description.replace(/\s+/g, ' ')}.`
}

/**
 * Given values, and for parameters that nobody gave one their default, or the first example of their description
 * (not for an enum, which decides what it is). What was filled in is noted.
 */
export function fillFromExamples(
  template: Template,
  given: Readonly<Record<string, ParameterValue>>,
  report: SpecReport,
): Readonly<Record<string, ParameterValue>> {
  const filled: Record<string, ParameterValue> = { ...given }
  for (const [at, parameter] of template.parameters.entries()) {
    if (Object.hasOwn(given, parameter.name) || parameter.type === 'enum') continue
    const value = parameter.default ?? firstExample(parameter.description)
    if (value === undefined) continue
    filled[parameter.name] = value
    report.note(['parameters', at], `no ${parameter.name} given: ${quote(value)}`)
  }
  return filled
}

/**
 * The values of a template that nobody made instances of: each value of its first enum once; other parameters take
 * their default, their first value, or the first example of their description.
 */
export function exampleAssignments(
  template: Template,
  report: SpecReport,
): readonly { readonly values: ReadonlyMap<string, ParameterValue>; readonly path: ValuePath }[] {
  const shared = new Map<string, ParameterValue>()
  const firstAt = template.parameters.findIndex(({ type }) => type === 'enum')
  for (const [at, parameter] of template.parameters.entries()) {
    if (at === firstAt) continue
    const value =
      parameter.default ??
      (parameter.type === 'enum' ? parameter.values[0] : firstExample(parameter.description))
    const path = ['parameters', at]
    if (value === undefined)
      report.refuse(
        path,
        `nothing says what ${parameter.name} may be, and no file makes instances of this template`,
        'Give it a default, or examples in its description: "how heavy it feels: light, heavy".',
      )
    else {
      shared.set(parameter.name, value)
      report.note(path, `no instances: ${parameter.name} is ${quote(value)}`)
    }
  }
  if (report.problems.length > 0) return []
  const first = template.parameters[firstAt]
  if (first?.type !== 'enum') return [{ values: shared, path: ['template'] }]
  report.note(['template'], `no instances: one asset for each ${first.name}`)
  return first.values.map((value, at) => ({
    values: new Map([[first.name, value], ...shared]),
    path: ['parameters', firstAt, 'values', at],
  }))
}

/** `light` of "how it feels: light, heavy" and of "a variation (e.g., 'light', 'heavy')". */
export function firstExample(description: string | undefined): string | undefined {
  if (description === undefined) return undefined
  const listed = /\be\.?\s?g\.?[,:]?\s*(.+)$/is.exec(description)?.[1] ?? /:\s*(.+)$/s.exec(description)?.[1]
  if (listed === undefined) return undefined
  const quoted = /^['"‘“]([^'"’”]+)['"’”]/.exec(listed.trim())?.[1]
  const word = (quoted ?? listed.split(/[,;)]|\bor\b/)[0] ?? '').trim()
  return word === '' || word.length > 200 ? undefined : word
}
