import type { IntakeNote, IntakeProblem } from '../intake/intake-report.js'
import type { AssetSpec } from '../spec/asset-spec.schema.js'
import type { SpecFileOptions } from './build-spec.js'
import { expandTemplate } from './expand-template.js'
import { didYouMean, listWords } from './nearest-word.js'
import { openReport } from './open-report.js'
import {
  assignParameters,
  fillFromExamples,
  findTemplate,
  readTemplate,
  type Template,
} from './read-template.js'
import { sortFiles, type SpecFileInput } from './sort-files.js'
import type { ParameterValue } from './spec-file.schema.js'
import { SpecShelf } from './spec-shelf.js'

export interface ResolveTemplateInput {
  /** Files among which the template is, and palettes that it names. */
  readonly files: readonly SpecFileInput[]
  /** Its name, or that of its file without the ending. */
  readonly name: string
  readonly given: Readonly<Record<string, ParameterValue>>
  /** Instead of the name that its pattern gives; without extension. */
  readonly outputName?: string
  readonly options: SpecFileOptions
}

export interface ResolvedTemplate {
  readonly spec: AssetSpec | null
  /** The file of the template and what its parameters are; null where nothing came of it. */
  readonly source: { readonly file: string; readonly values: Readonly<Record<string, ParameterValue>> } | null
  readonly problems: readonly IntakeProblem[]
  readonly notes: readonly IntakeNote[]
}

/** One asset of a template with values given on the spot, as `generate --template` takes them. Never throws on input. */
export function resolveTemplate(input: ResolveTemplateInput): ResolvedTemplate {
  const shelf = new SpecShelf()
  const { templates: files, palettes } = sortFiles(input.files, shelf)
  const templates: Template[] = []
  for (const file of files) {
    const report = openReport(file.path, file.yaml.locate)
    const template = readTemplate(file.yaml, report)
    if (template !== null) templates.push(template)
    // Of other templates in the folder nobody asked.
    if (Reflect.get(file.yaml.value as object, 'template') === input.name) shelf.take(report)
  }
  const template = findTemplate(input.name, templates)
  if (template === undefined) return { spec: null, source: null, ...missing(input, templates, shelf) }
  const report = openReport(template.file, template.yaml.locate)
  const values = assignParameters(template, fillFromExamples(template, input.given, report), report, [
    'parameters',
  ])
  if (values === null) return { spec: null, source: null, problems: report.problems, notes: report.notes }
  const findPalette = (name: string) =>
    [...palettes].find(([path]) => path === name || path.split('/').at(-1) === name)?.[1] ?? null
  const { line } = template.yaml.locate.value(['template'])
  const expanded = expandTemplate({
    template,
    values,
    nth: 0,
    setId: template.name,
    source: { file: template.file, line, text: `template: ${template.name}` },
    options: input.options,
    findPalette,
    ...(input.outputName === undefined ? {} : { outputName: input.outputName }),
  })
  return {
    spec: expanded.spec,
    source: { file: template.file, values: Object.fromEntries(values) },
    problems: [...report.problems, ...expanded.report.problems],
    notes: [...report.notes, ...expanded.report.notes],
  }
}

function missing(input: ResolveTemplateInput, templates: readonly Template[], shelf: SpecShelf) {
  const { problems, notes } = shelf.result()
  const names = templates.map(({ name }) => name)
  const listed =
    names.length === 0 ? 'No template was found among these files.' : `Templates: ${listWords(names)}.`
  return {
    problems: [
      ...problems,
      {
        file: input.files[0]?.path ?? '',
        line: 1,
        message: `there is no template "${input.name}"`,
        hint: `${didYouMean(input.name, names)}${listed}`,
      },
    ],
    notes,
  }
}
