/** Where things lie in a folder. Every path that is read is one that these functions give: nothing else is opened. */

export const folderPaths = {
  project: 'project/project.json',
  history: 'project/history.json',
  lists: 'spec-lists/index.json',
  /** Only where the project has documents. */
  documents: 'documents/index.json',
  /** Only where the project has export profiles. */
  profiles: 'catalogs/export-profiles.json',
  files: 'files/index.json',
} as const

/** Members of the settings that have a file of their own. */
export const catalogFiles = {
  stylePresets: 'catalogs/styles.json',
  palettes: 'catalogs/palettes.json',
  assetTypes: 'catalogs/asset-types.json',
  checkpoints: 'catalogs/checkpoints.json',
  loras: 'catalogs/loras.json',
} as const
export type CatalogMember = keyof typeof catalogFiles

const anyPath =
  /^(?:project\/(?:project|history)\.json|catalogs\/[a-z-]{1,40}\.json|spec-lists\/(?:index\.json|(?:revisions\/)?[a-z0-9.-]{1,120}\.(?:txt|md|yaml))|documents\/(?:index\.json|[a-z0-9.-]{1,120}\.(?:txt|md))|specs\/[a-z0-9-]{1,90}\.json|jobs\/[a-z0-9.-]{1,120}\.json|files\/(?:index\.json|[0-9a-f]{64}\.(?:png|wav)))$/

/** Whether a path is one that a project's folder may have: relative, without `..`, of the layout. */
export function isFolderPath(path: string): boolean {
  return anyPath.test(path) && !path.includes('..') && !path.includes('//')
}

/** Whether it is one of the texts, and not a picture or a sound. */
export function isTextPath(path: string): boolean {
  return isFolderPath(path) && !/\.(?:png|wav)$/.test(path)
}

/** A name for files, unique among `taken`; lists may be called anything. */
export function fileStemOf(name: string, taken: Set<string>): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\.(?:txt|md|markdown|yaml|yml|json)$/, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '')
  const base = plain === '' ? 'list' : plain
  let stem = base
  for (let number = 2; taken.has(stem); number++) stem = `${base}-${number}`
  taken.add(stem)
  return stem
}

/** What a list's text is, for editors. */
export function extensionOf(name: string): 'txt' | 'md' | 'yaml' {
  if (/\.(?:md|markdown)$/i.test(name)) return 'md'
  return /\.(?:yaml|yml)$/i.test(name) ? 'yaml' : 'txt'
}
