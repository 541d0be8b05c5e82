import type { IntakeNote, IntakeProblem } from '../intake/intake-report.js'
import { parseWishlistList } from '../intake/parse-list.js'
import type { AssetSpec } from '../spec/asset-spec.schema.js'
import { buildSpec, type SpecFileOptions } from './build-spec.js'
import { checkShape } from './check-shape.js'
import { expandTemplate, letterGroup } from './expand-template.js'
import { fillPlaceholders, type Variables } from './fill-placeholders.js'
import { didYouMean, listWords } from './nearest-word.js'
import { openReport, quote } from './open-report.js'
import {
  assignParameters,
  exampleAssignments,
  findTemplate,
  readTemplate,
  type Template,
} from './read-template.js'
import { readShots } from './read-shots.js'
import { sortFiles, type ReadFile, type SortedFiles, type SpecFileInput } from './sort-files.js'
import { SpecShelf } from './spec-shelf.js'

export interface SpecFilesResult {
  /** By file, then line; valid by assetSpecSchema, with unique keys. */
  readonly specs: AssetSpec[]
  /** By file, line and column; at most 1,001. */
  readonly problems: IntakeProblem[]
  /** Everything inferred or defaulted; at most 2,001. */
  readonly notes: IntakeNote[]
  /** Paths of files that no spec is read from. */
  readonly ignored: string[]
}

/**
 * The specs of a folder of files: YAML specs, templates and their instances, lists of shots (JSON), lists of prompts
 * and palettes. A fault costs only its own spec; everything inferred is a note. The order of `files` does not matter.
 * Never throws on input.
 */
export function parseSpecFiles(files: readonly SpecFileInput[], options: SpecFileOptions): SpecFilesResult {
  const shelf = new SpecShelf()
  const sorted = sortFiles(files, shelf)
  const usedPalettes = new Set<string>()
  const findPalette = (name: string) => {
    const path = [...sorted.palettes.keys()].find((one) => one === name || one.split('/').at(-1) === name)
    if (path !== undefined) usedPalettes.add(path)
    return path === undefined ? null : (sorted.palettes.get(path) ?? null)
  }
  const scene: Scene = { options, shelf, findPalette }
  for (const file of sorted.specs) addSpec(file, scene)
  addTemplates(sorted, scene)
  for (const { path, yaml, lines } of sorted.shots)
    for (const { spec, report } of readShots({ file: path, yaml, lines, options, findPalette })) {
      shelf.take(report)
      if (spec !== null) shelf.addWithNumber(spec)
    }
  for (const { path, text } of sorted.lists) addList(path, text, scene)
  for (const path of sorted.palettes.keys())
    if (!usedPalettes.has(path)) {
      sorted.ignored.push(path)
      shelf.note({ file: path, line: 1, message: 'a palette that no spec names: left alone' })
    }
  const result = shelf.result()
  const ignored = sorted.ignored.toSorted()
  if (result.specs.length > 0 || result.problems.length > 0) return { ...result, ignored }
  const message = `there is no spec in ${files.length === 1 ? 'this file' : `these ${files.length} files`}`
  const hint = 'A spec begins with version: "1.0", id: and prompt: with base: below it.'
  return { ...result, problems: [{ file: files[0]?.path ?? '', line: 1, message, hint }], ignored }
}

interface Scene {
  readonly options: SpecFileOptions
  readonly shelf: SpecShelf
  readonly findPalette: (name: string) => readonly string[] | null
}

function sourceOf({ path, lines }: ReadFile, line: number): AssetSpec['source'] {
  return { file: path, line, text: (lines[line - 1] ?? '').trim().slice(0, 2000) }
}

function addSpec(file: ReadFile, { options, shelf, findPalette }: Scene): void {
  const report = openReport(file.path, file.yaml.locate)
  const id: unknown = Reflect.get(file.yaml.value as object, 'id')
  // A file name may be numbered as those of a template are; one asset is the first of its own.
  const variables: Variables = new Map<string, string | number>([
    ['id', String(id)],
    ['type_number', 1],
    ['variant_letter', 'a'],
  ])
  const filled = fillPlaceholders(file.yaml.value, variables, (path, name) =>
    report.refuse(
      path,
      `{{${name}}} stands in a spec`,
      'Only templates have parameters: begin the file with "template:" instead of "id:", or write the value.',
    ),
  )
  const data = checkShape('spec', filled, report)
  if (data?.prompt.templates !== undefined)
    report.note(['prompt', 'templates'], 'texts of a template, and this is none: they are not used')
  const position = file.yaml.locate.value(['id'])
  const spec =
    data === null
      ? null
      : buildSpec({ data, report, options, findPalette, source: sourceOf(file, position.line) })
  shelf.take(report)
  if (spec !== null && data !== null) shelf.add(spec, data.id, position)
}

/** Templates with the instances that files make of them, and those that nobody uses once for each value. */
function addTemplates(sorted: SortedFiles, scene: Scene): void {
  const { shelf } = scene
  const templates: Template[] = []
  const broken = new Set<string>()
  for (const file of sorted.templates) {
    const report = openReport(file.path, file.yaml.locate)
    const template = readTemplate(file.yaml, report)
    const first = templates.find(({ name }) => name === template?.name)
    if (template !== null && first !== undefined)
      report.refuse(
        ['template'],
        `${first.file} is a template ${quote(template.name)} too`,
        'Give one another name.',
      )
    else if (template !== null) templates.push(template)
    else broken.add(String(Reflect.get(file.yaml.value as object, 'template')))
    shelf.take(report)
  }
  const used = new Set<Template>()
  const letters = new Map<string, number>()
  for (const file of sorted.instances) addInstances(file, { templates, broken, used, letters }, scene)
  for (const file of sorted.templates) {
    const template = templates.find((one) => one.file === file.path)
    if (template !== undefined && !used.has(template)) addExamples(file, template, scene)
  }
}

interface TemplateShelf {
  readonly templates: readonly Template[]
  /** Names of templates that have problems of their own. */
  readonly broken: ReadonlySet<string>
  readonly used: Set<Template>
  /** Instances so far by template and value, since letters go on from file to file. */
  readonly letters: Map<string, number>
}

function addInstances(file: ReadFile, known: TemplateShelf, { options, shelf, findPalette }: Scene): void {
  const report = openReport(file.path, file.yaml.locate)
  const data = checkShape('instances', file.yaml.value, report)
  const wanted: unknown = Reflect.get(file.yaml.value as object, 'from_template')
  const template = typeof wanted === 'string' ? findTemplate(wanted, known.templates) : undefined
  if (template !== undefined) known.used.add(template)
  if (data !== null && template === undefined) {
    const names = known.templates.map(({ name }) => name)
    const isBroken = known.broken.has(data.from_template)
    report.refuse(
      ['from_template'],
      isBroken
        ? `the template ${quote(data.from_template)} has problems of its own`
        : `there is no template ${quote(data.from_template)}`,
      isBroken
        ? 'Mend it first.'
        : `${didYouMean(data.from_template, names)}${names.length === 0 ? 'Put its file into the same folder.' : `Templates: ${listWords(names)}.`}`,
    )
  }
  const outputName = data?.output_name
  if (data !== null && outputName !== undefined && data.instances.length > 1)
    report.refuse(
      ['output_name'],
      'several instances cannot have one file name',
      'Leave it out, or keep one instance.',
    )
  for (const [at, given] of data === null || template === undefined ? [] : data.instances.entries()) {
    if (data === null || template === undefined) break
    const path = ['instances', at]
    const values = assignParameters(template, given, report, path)
    if (values === null) continue
    const group = letterGroup(template, values)
    const nth = known.letters.get(group) ?? 0
    known.letters.set(group, nth + 1)
    const position = file.yaml.locate.value(path)
    const source = sourceOf(file, position.line)
    const expanded = expandTemplate({
      ...{ template, values, nth, setId: data.id, source, options, findPalette },
      ...(outputName === undefined ? {} : { outputName }),
    })
    shelf.take(expanded.report)
    if (expanded.spec !== null) shelf.add(expanded.spec, [...values.values()].join(', '), position)
  }
  shelf.take(report)
}

function addExamples(file: ReadFile, template: Template, { options, shelf, findPalette }: Scene): void {
  const report = openReport(file.path, file.yaml.locate)
  for (const { values, path } of exampleAssignments(template, report)) {
    const position = file.yaml.locate.value(path)
    const source = sourceOf(file, position.line)
    const expanded = expandTemplate({
      template,
      values,
      nth: 0,
      setId: template.name,
      source,
      options,
      findPalette,
    })
    shelf.take(expanded.report)
    if (expanded.spec !== null) shelf.add(expanded.spec, [...values.values()].join(', '), position)
  }
  shelf.take(report)
}

function addList(path: string, text: string, { options, shelf }: Scene): void {
  const { palette, variantsPerSpec, provider } = options
  const list = parseWishlistList({ fileName: path, text, options: { palette, variantsPerSpec, provider } })
  for (const problem of list.problems) shelf.refuse(problem)
  for (const note of list.notes) shelf.note(note)
  for (const spec of list.specs) shelf.addWithNumber(spec)
}
