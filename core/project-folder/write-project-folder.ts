import type { ProjectSettings } from '../project-settings/project-settings.schema.js'
import { catalogFiles, extensionOf, fileStemOf, folderPaths, type CatalogMember } from './folder-paths.js'
import { objectsOf, type FolderObject, type FolderTexts, type ProjectContents } from './project-contents.js'
import { projectFolderFormat } from './project-folder.schema.js'

/**
 * The texts of a project's folder (project, catalogs, spec-lists, documents, specs, jobs, files), and which pictures and
 * sounds lie beside them. Deterministic: the same contents give the same bytes, in whatever order they came; there is no time of
 * the export in them.
 */
export function writeProjectFolder(contents: ProjectContents): {
  readonly texts: FolderTexts
  readonly objects: readonly FolderObject[]
} {
  const objects = objectsOf(contents)
  const texts = new Map<string, string>()
  writeSettings(contents, texts)
  const stems = writeLists(contents, texts)
  writeDocuments(contents, texts)
  writeProfiles(contents, texts)
  for (const spec of contents.specs) texts.set(`specs/${spec.key}.json`, json(spec))
  for (const run of contents.runs) {
    const stem = stems.get(run.list) ?? fileStemOf(run.list, new Set(stems.values()))
    const variants = [...run.variants].sort(byPicture)
    const assets = [...run.assets].sort((a, b) => byPicture(a, b) || a.version - b.version)
    texts.set(`jobs/${stem}.r${run.revision}.json`, json({ ...run, variants, assets }))
  }
  texts.set(folderPaths.files, json({ files: objects }))
  return { texts: Object.fromEntries([...texts].sort(([a], [b]) => (a < b ? -1 : 1))), objects }
}

function writeSettings({ key, name, settings }: ProjectContents, texts: Map<string, string>): void {
  const newest = settings.at(-1)
  const content: ProjectSettings = { ...newest?.settings }
  for (const member of Object.keys(catalogFiles) as CatalogMember[]) {
    texts.set(catalogFiles[member], json(content[member] ?? {}))
    delete content[member]
  }
  const { revision = 0, createdAt = null } = newest ?? {}
  texts.set(
    folderPaths.project,
    json({ format: projectFolderFormat, key, name, settings: { revision, createdAt, content } }),
  )
  texts.set(folderPaths.history, json({ revisions: settings.slice(0, -1) }))
}

/** The newest text of each list lies where people look for it; older ones in `revisions/`. Returns stems by list. */
function writeLists({ lists }: ProjectContents, texts: Map<string, string>): ReadonlyMap<string, string> {
  const taken = new Set(['index'])
  const stems = new Map<string, string>()
  const sorted = [...lists].sort((a, b) => (a.name < b.name ? -1 : 1))
  const index = sorted.map(({ name, revisions }) => {
    const stem = fileStemOf(name, taken)
    stems.set(name, stem)
    return {
      name,
      revisions: revisions.map(({ revision, text, createdAt, refinedAt, options }, position) => {
        const isNewest = position === revisions.length - 1
        const file = isNewest ? stem : `revisions/${stem}.r${revision}`
        const path = `spec-lists/${file}.${extensionOf(name)}`
        texts.set(path, text)
        return { revision, path, createdAt, refinedAt, options }
      }),
    }
  })
  texts.set(folderPaths.lists, json({ lists: index }))
  return stems
}

function writeDocuments({ documents = [] }: ProjectContents, texts: Map<string, string>): void {
  if (documents.length === 0) return
  const taken = new Set(['index'])
  const sorted = [...documents].sort((a, b) => (a.name < b.name ? -1 : 1))
  const index = sorted.map(({ name, text, addedBy, addedAt }) => {
    const extension = /\.txt$/i.test(name) ? 'txt' : 'md'
    const path = `documents/${fileStemOf(name, taken)}.${extension}`
    texts.set(path, text)
    return { name, path, addedBy, addedAt }
  })
  texts.set(folderPaths.documents, json({ documents: index }))
}

function writeProfiles({ profiles = [] }: ProjectContents, texts: Map<string, string>): void {
  if (profiles.length === 0) return
  const byName = [...profiles].sort((a, b) => (a.name < b.name ? -1 : 1))
  texts.set(folderPaths.profiles, json({ profiles: byName }))
}

interface Picture {
  readonly key: string
  readonly round: number
  readonly index: number
}

function byPicture(a: Picture, b: Picture): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : a.round - b.round || a.index - b.index
}

/** JSON for people and version control: two blanks a level, members by name, a line end at last. */
function json(value: unknown): string {
  return `${JSON.stringify(sorted(value), null, 2)}\n`
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  )
}
