import type { z } from 'zod'
import { bundleTargets } from '../bundle/find-bundle-target.js'
import { checkProjectSettings } from '../project-settings/check-project-settings.js'
import type { ProjectSettings } from '../project-settings/project-settings.schema.js'
import { checkContents } from './check-contents.js'
import { catalogFiles, folderPaths, isTextPath, type CatalogMember } from './folder-paths.js'
import { readDocuments } from './read-folder-documents.js'
import {
  objectsOf,
  type FolderList,
  type FolderProblem,
  type FolderTexts,
  type ProjectContents,
} from './project-contents.js'
import {
  folderFileSchemas,
  folderLimits,
  type FolderFile,
  type FolderFileKind,
  type FolderRun,
  type FolderSpec,
} from './project-folder.schema.js'

export interface ReadFolder {
  /** null when there are problems: a project comes back whole or not at all. */
  readonly contents: ProjectContents | null
  readonly problems: readonly FolderProblem[]
}

const problemsMax = 200

/**
 * Reads the texts of a project's folder. Nothing of them is trusted: shapes, limits, and that everything that is named
 * is there. Pure; never throws on input. Paths that the layout has not are problems, so that no typing error goes
 * unseen.
 */
export function readProjectFolder(texts: FolderTexts): ReadFolder {
  const reader = new FolderReader(texts)
  const project = reader.read('project', folderPaths.project)
  const paths = Object.keys(texts).sort()
  reader.refuseStrangers(paths)
  if (project === null) return { contents: null, problems: reader.problems.slice(0, problemsMax) }
  const settings = readSettings(reader, project)
  const lists = readLists(reader)
  const readAll = <Kind extends 'spec' | 'run'>(kind: Kind, folder: string) =>
    paths.filter((path) => path.startsWith(folder)).flatMap((path) => reader.read(kind, path) ?? [])
  const specs: FolderSpec[] = readAll('spec', 'specs/')
  const runs: FolderRun[] = readAll('run', 'jobs/').sort(byOrder)
  const documents = readDocuments(reader)
  const profiles = readProfiles(reader)
  const contents = {
    ...{ key: project.key, name: project.name, settings, lists, specs, runs },
    ...(documents.length > 0 ? { documents } : {}),
    ...(profiles.length > 0 ? { profiles } : {}),
  }
  const files = reader.read('files', folderPaths.files)
  if (reader.problems.length === 0) {
    reader.problems.push(...checkContents(contents))
    const listed = new Set(files?.files.map(({ sha256 }) => sha256))
    for (const { sha256, path } of objectsOf(contents))
      if (!listed.has(sha256))
        reader.refuse(folderPaths.files, 'files', `${path} is not listed`, 'Export the project again.')
  }
  const problems = reader.problems.slice(0, problemsMax)
  return { contents: problems.length === 0 ? contents : null, problems }
}

function byOrder(a: FolderRun, b: FolderRun): number {
  return a.list < b.list ? -1 : a.list > b.list ? 1 : a.revision - b.revision
}

class FolderReader {
  readonly problems: FolderProblem[] = []
  readonly #texts: FolderTexts

  constructor(texts: FolderTexts) {
    this.#texts = texts
  }

  refuse(file: string, member: string, message: string, hint: string): void {
    this.problems.push({ file, member, message, hint })
  }

  refuseStrangers(paths: readonly string[]): void {
    const { filesMax } = folderLimits
    if (paths.length > filesMax)
      this.refuse(
        '',
        '',
        `the folder has ${paths.length} files, the limit is ${filesMax}`,
        'Export it again.',
      )
    for (const path of paths.slice(0, filesMax))
      if (!isTextPath(path))
        this.refuse(path.slice(0, 240), '', 'is no file of a project folder', 'Move it out of the folder.')
  }

  text(path: string): string | null {
    return Object.hasOwn(this.#texts, path) ? (this.#texts[path] ?? null) : null
  }

  json(path: string): unknown {
    const text = this.text(path)
    if (text === null) {
      this.refuse(path, '', 'is missing', 'Give the whole folder, as it was exported.')
      return undefined
    }
    try {
      return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown
    } catch (error) {
      this.refuse(
        path,
        '',
        `is no JSON: ${error instanceof Error ? error.message : ''}`,
        'Mend it, or export again.',
      )
      return undefined
    }
  }

  read<Kind extends FolderFileKind>(kind: Kind, path: string): FolderFile<Kind> | null {
    const value = this.json(path)
    if (value === undefined) return null
    const schema: z.ZodType = folderFileSchemas[kind]
    const parsed = schema.safeParse(value)
    if (parsed.success) return parsed.data as FolderFile<Kind>
    for (const issue of parsed.error.issues.slice(0, 20))
      this.refuse(path, issue.path.join('.'), issue.message, 'Mend this member, or export the project again.')
    return null
  }
}

function readSettings(reader: FolderReader, project: FolderFile<'project'>): ProjectContents['settings'] {
  const history = reader.read('history', folderPaths.history)?.revisions ?? []
  const older = history.flatMap(({ revision, createdAt, settings }, at) => {
    const found = checkSettings(reader, folderPaths.history, `revisions.${at}.settings`, settings)
    return found === null ? [] : [{ revision, createdAt, settings: found }]
  })
  const { revision, createdAt, content } = project.settings
  const whole: Record<string, unknown> = { ...content }
  for (const member of Object.keys(catalogFiles) as CatalogMember[]) {
    const catalog = reader.json(catalogFiles[member])
    const isEmpty = typeof catalog === 'object' && catalog !== null && Object.keys(catalog).length === 0
    if (catalog !== undefined && !isEmpty) whole[member] = catalog
  }
  const newest = checkSettings(reader, folderPaths.project, 'settings.content', whole)
  if (newest === null) return older
  if (createdAt === null || revision === 0) {
    if (Object.keys(whole).length > 0 || history.length > 0)
      reader.refuse(
        folderPaths.project,
        'settings.revision',
        'there are settings without a revision',
        'Write 1.',
      )
    return older
  }
  return [...older, { revision, createdAt, settings: newest }]
}

function checkSettings(
  reader: FolderReader,
  file: string,
  member: string,
  value: Record<string, unknown>,
): ProjectSettings | null {
  const { settings, problems } = checkProjectSettings(value)
  for (const one of problems) {
    const [first] = one.path
    const catalog = typeof first === 'string' && first in catalogFiles && file === folderPaths.project
    if (catalog)
      reader.refuse(catalogFiles[first as CatalogMember], one.path.slice(1).join('.'), one.message, one.hint)
    else reader.refuse(file, [member, ...one.path].join('.'), one.message, one.hint)
  }
  return settings
}

/** None where the folder has no file of them. */
function readProfiles(reader: FolderReader): NonNullable<ProjectContents['profiles']> {
  const file = folderPaths.profiles
  if (reader.text(file) === null) return []
  const profiles = (reader.read('profiles', file)?.profiles ?? []) as NonNullable<ProjectContents['profiles']>
  for (const [at, { name, profile }] of profiles.entries()) {
    if (profiles.findIndex((one) => one.name === name) !== at)
      reader.refuse(file, `profiles.${at}.name`, `"${name}" is there twice`, 'Rename one of them.')
    if (!bundleTargets.has(profile.target))
      reader.refuse(
        file,
        `profiles.${at}.profile.target`,
        `there is no target "${profile.target}"`,
        `Targets: ${[...bundleTargets.keys()].join(', ')}.`,
      )
  }
  return profiles
}

function readLists(reader: FolderReader): FolderList[] {
  const index = reader.read('lists', folderPaths.lists)
  return (index?.lists ?? []).map(({ name, revisions }, at) => ({
    name,
    revisions: revisions.flatMap(({ path, ...revision }, nth) => {
      const member = `lists.${at}.revisions.${nth}.path`
      const isOwn = isTextPath(path) && path.startsWith('spec-lists/') && !path.endsWith('.json')
      const text = isOwn ? reader.text(path) : null
      if (text === null) {
        reader.refuse(
          folderPaths.lists,
          member,
          `"${path}" is no list of this folder`,
          'Give the whole folder.',
        )
        return []
      }
      return [{ ...revision, text }]
    }),
  }))
}
