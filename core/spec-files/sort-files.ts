import { lookUpCategory } from '../intake/find-category.js'
import { detectIntake, splitEntry } from '../intake/detect-intake.js'
import { parsePaletteFile } from '../palette/parse-palette-file.js'
import { checkSpecText, decodeSpecFile } from './decode-spec-file.js'
import { looksLikeSpec } from './looks-like-spec.js'
import { quote } from './open-report.js'
import { readYaml, type YamlFile } from './read-yaml.js'
import { specFileLimits } from './spec-file.schema.js'
import type { SpecShelf } from './spec-shelf.js'

/** A file of a folder: its bytes, its text, or why there is neither. Paths are relative, with `/`. */
export type SpecFileInput =
  | { readonly path: string; readonly bytes: Uint8Array }
  | { readonly path: string; readonly text: string }
  /** Not text, or too large: a problem. */
  | { readonly path: string; readonly unreadable: string }
  /** Nothing that specs are read from, so it was not opened: a note. */
  | { readonly path: string; readonly leftOut: true }

export interface ReadFile {
  readonly path: string
  readonly yaml: YamlFile
  readonly lines: readonly string[]
}

export interface SortedFiles {
  readonly templates: ReadFile[]
  readonly instances: ReadFile[]
  readonly specs: ReadFile[]
  readonly shots: ReadFile[]
  /** `category: prompt` lists. */
  readonly lists: { readonly path: string; readonly text: string }[]
  /** Colours by path. */
  readonly palettes: Map<string, readonly string[]>
  readonly ignored: string[]
}

/** Reads every file and sorts them by what they are; what cannot be read is a problem of its own on the shelf. */
export function sortFiles(inputs: readonly SpecFileInput[], shelf: SpecShelf): SortedFiles {
  const files: SortedFiles = {
    templates: [],
    instances: [],
    specs: [],
    shots: [],
    lists: [],
    palettes: new Map(),
    ignored: [],
  }
  const budget = { tokens: specFileLimits.tokensMax }
  const ordered = [...inputs].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
  for (const input of ordered.slice(0, specFileLimits.filesMax)) sortFile(input, files, shelf, budget)
  const beyond = ordered[specFileLimits.filesMax]
  if (beyond !== undefined)
    shelf.refuse({
      file: beyond.path,
      line: 1,
      message: `the folder has more than ${specFileLimits.filesMax} files; from this one on they are not read`,
      hint: 'Split it into several folders.',
    })
  return files
}

function sortFile(
  input: SpecFileInput,
  files: SortedFiles,
  shelf: SpecShelf,
  budget: { tokens: number },
): void {
  const { path } = input
  const ignore = (why: string): void => {
    files.ignored.push(path)
    shelf.note({ file: path, line: 1, message: why })
  }
  if ('leftOut' in input) return ignore('no spec: left alone')
  if ('unreadable' in input)
    return shelf.refuse({
      file: path,
      line: 1,
      message: input.unreadable,
      hint: 'Save the file as UTF-8 text.',
    })
  const decoded = 'bytes' in input ? decodeSpecFile(path, input.bytes) : checkSpecText(path, input.text)
  const extension = /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? ''
  if ('problem' in decoded) {
    const isWanted = ['yaml', 'yml', 'json', 'txt', 'hex', 'gpl'].includes(extension)
    return isWanted ? shelf.refuse(decoded.problem) : ignore('no spec: left alone')
  }
  const { text } = decoded
  if (extension === 'hex' || extension === 'gpl') return sortPalette(path, text, files, shelf)
  if (extension === 'txt')
    return isPromptList(path, text)
      ? void files.lists.push({ path, text })
      : ignore('no list of prompts: left alone')
  const isJson = extension === 'json' || /^\s*\[/.test(text)
  if (extension === 'yaml' || extension === 'yml' || isJson || looksLikeSpec(text))
    return sortYaml(path, text, isJson, files, shelf, budget, ignore)
  ignore(
    /^(?:md|markdown)$/.test(extension)
      ? 'a text, no spec: hand it in as a list of its own'
      : 'no spec: left alone',
  )
}

function sortPalette(path: string, text: string, files: SortedFiles, shelf: SpecShelf): void {
  const { colours, problems } = parsePaletteFile(path, text)
  for (const problem of problems) shelf.refuse(problem)
  if (colours.length > 0) files.palettes.set(path, colours)
}

function sortYaml(
  path: string,
  text: string,
  isJson: boolean,
  files: SortedFiles,
  shelf: SpecShelf,
  budget: { tokens: number },
  ignore: (why: string) => void,
): void {
  const yaml = readYaml(path, text, budget.tokens)
  const isShots = /(?:^|\/)[^/]*shots?[^/]*\.json$/i.test(path)
  if ('problem' in yaml) {
    // A folder of a game has JSON of many kinds, and not all of it is clean.
    if (isJson && !isShots && /\.json$/i.test(path)) return ignore('no list of shots: left alone')
    return shelf.refuse(yaml.problem)
  }
  budget.tokens -= yaml.tokens
  const { value } = yaml
  const file = { path, yaml, lines: text.split(/\r\n|\n|\r/) }
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value)
  const has = (key: string) => isMap && Object.hasOwn(value, key)
  if (isJson) {
    if (Array.isArray(value) && (isShots || isShotList(value))) return void files.shots.push(file)
    if (isShots)
      return shelf.refuse({
        file: path,
        line: 1,
        message: 'a list of shots has to be a list',
        hint: 'Write [{"key", "kind", "prompt"}].',
      })
    if (has('type') && has('input')) return ignore(describeJob(value as Record<string, unknown>))
    if (!has('prompt')) return ignore('no list of shots: left alone')
  }
  for (const empty of yaml.emptyKeys)
    shelf.note({
      file: path,
      line: yaml.locate.key(empty).line,
      message: `${empty.join('.')} is empty: as if it were not there`,
    })
  if (!isMap)
    return shelf.refuse({
      file: path,
      ...yaml.locate.value([]),
      message: 'a spec has to be keys with values',
      hint: 'Begin with version: "1.0" and id: name-of-the-asset.',
    })
  if (has('template')) files.templates.push(file)
  else if (has('from_template') || has('instances')) files.instances.push(file)
  else files.specs.push(file)
}

function isShotList(value: readonly unknown[]): boolean {
  return value.some((one) => typeof one === 'object' && one !== null && 'key' in one && 'prompt' in one)
}

function describeJob(job: Readonly<Record<string, unknown>>): string {
  const input: unknown = job['input']
  const specId: unknown =
    typeof input === 'object' && input !== null ? Reflect.get(input, 'specId') : undefined
  const isOpen = typeof specId === 'string' && /^<.*>$/.test(specId)
  const why = isOpen ? `, and its specId ${quote(specId)} is still to be filled in` : ''
  return `the body of a job, no spec: left alone${why}`
}

/** Whether a text holds at least one line of a `category: prompt` list. */
function isPromptList(path: string, text: string): boolean {
  if (/(?:^|\/)(?:readme|licen[cs]e|changelog|credits)[^/]*$/i.test(path)) return false
  if (detectIntake(text, path) !== 'list') return false
  return text
    .split(/\r\n|\n|\r/)
    .some((line) => lookUpCategory(splitEntry(line.trim())?.category ?? '') !== undefined)
}
