import type { AssetSpec } from '../spec/asset-spec.schema.js'
import { buildSpec, type BuildInput, type SpecFileOptions } from './build-spec.js'
import { checkShape } from './check-shape.js'
import { fillPlaceholders, type Variables } from './fill-placeholders.js'
import { didYouMean, listWords } from './nearest-word.js'
import { openReport, type SpecReport } from './open-report.js'
import { builtInNames, type Template } from './read-template.js'
import { letterOf } from './spec-key.js'
import type { ParameterValue } from './spec-file.schema.js'

export interface ExpandInput {
  readonly template: Template
  /** Checked already: every parameter has a value that it may have. */
  readonly values: ReadonlyMap<string, ParameterValue>
  /** Position among the instances that have the same value of the first enum, from 0. */
  readonly nth: number
  /** Id of the set that the instance belongs to. */
  readonly setId: string
  readonly source: AssetSpec['source']
  readonly options: SpecFileOptions
  readonly findPalette: BuildInput['findPalette']
  readonly outputName?: string
}

export interface Expanded {
  readonly spec: AssetSpec | null
  /** About the blocks of the template, so it names the template's file. */
  readonly report: SpecReport
}

/**
 * One asset of a template. `{{type_number}}` is the position of the first enum's value from 1, `{{variant_letter}}`
 * the letter of the instance among those of its value; both as design document D uses them in file names.
 */
export function expandTemplate(input: ExpandInput): Expanded {
  const { template, values } = input
  const report = openReport(template.file, template.yaml.locate)
  const id = [input.setId, ...[...values.values()].map(String)].join('-').slice(0, 120)
  const variables: Variables = new Map([
    ...values,
    ['id', id],
    ['type_number', typeNumber(template, values)],
    ['variant_letter', letterOf(input.nth)],
  ])
  const names = [...template.parameters.map(({ name }) => name), ...builtInNames]
  const filled = fillPlaceholders(template.blocks, variables, (path, name) =>
    report.refuse(
      path,
      `{{${name}}} is no parameter of this template`,
      `${didYouMean(name, names)}Its parameters: ${listWords(names)}.`,
    ),
  )
  const data = checkShape('spec', { ...(filled as object), id }, report)
  if (data === null || report.problems.length > 0) return { spec: null, report }
  const texts = [...values.values()].flatMap((value) => data.prompt.templates?.[String(value)] ?? [])
  const spec = buildSpec({
    data,
    report,
    options: input.options,
    findPalette: input.findPalette,
    source: input.source,
    isInstance: data.integration?.naming_pattern !== undefined || input.outputName !== undefined,
    ...(texts.length === 0 ? {} : { promptExtra: texts.join(', ') }),
    ...(input.outputName === undefined ? {} : { outputName: input.outputName }),
  })
  return { spec, report }
}

/** What instances are lettered within: the template and the value of its first enum. */
export function letterGroup(template: Template, values: ReadonlyMap<string, ParameterValue>): string {
  return `${template.name}\n${typeNumber(template, values)}`
}

function typeNumber(template: Template, values: ReadonlyMap<string, ParameterValue>): number {
  const first = template.parameters.find(({ type }) => type === 'enum')
  if (first?.type !== 'enum') return 1
  return first.values.map(String).indexOf(String(values.get(first.name))) + 1
}
