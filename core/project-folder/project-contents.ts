import type { ExportProfileRow } from '../bundle-ports.js'
import type { ProjectSettings } from '../project-settings/project-settings.schema.js'
import type { FolderOrder, FolderRun, FolderSpec } from './project-folder.schema.js'

/** Everything of a project that a folder holds. Things name each other by list, revision, key, round and index. */
export interface ProjectContents {
  readonly key: string
  readonly name: string
  /** Oldest first. */
  readonly settings: readonly {
    readonly revision: number
    readonly createdAt: string
    readonly settings: ProjectSettings
  }[]
  readonly lists: readonly FolderList[]
  /** The design documents that it has now, by name; absent = none, as in folders of before there were any. */
  readonly documents?: readonly FolderDocument[]
  /** The export profiles that it has now, by name; absent = none. */
  readonly profiles?: readonly ExportProfileRow[]
  readonly specs: readonly FolderSpec[]
  readonly runs: readonly FolderRun[]
}

export interface FolderList {
  readonly name: string
  /** Oldest first. */
  readonly revisions: readonly {
    readonly revision: number
    /** The raw text. */
    readonly text: string
    readonly createdAt: string
    readonly refinedAt: string | null
    readonly options: FolderOrder
  }[]
}

export interface FolderDocument {
  readonly name: string
  readonly text: string
  readonly addedBy: string
  readonly addedAt: string
}

/** The text files of a folder by their path. */
export type FolderTexts = Readonly<Record<string, string>>

/** Something in a folder that cannot be used. */
export interface FolderProblem {
  /** Path within the folder. */
  readonly file: string
  /** `revisions.0.content.size`; empty for the file as a whole. */
  readonly member: string
  readonly message: string
  readonly hint: string
}

/** Bytes that a folder holds beside its texts. */
export interface FolderObject {
  readonly sha256: string
  /** `files/<sha256>.png` or `.wav`. */
  readonly path: string
}

/** The pictures and sounds that runs speak of and that are still kept, by hash. */
export function objectsOf({ runs, specs }: Pick<ProjectContents, 'runs' | 'specs'>): FolderObject[] {
  const sounds = new Set(
    specs.filter(({ revisions }) => revisions.at(-1)?.content.sound !== undefined).map(({ key }) => key),
  )
  const paths = new Map<string, string>()
  for (const { variants, assets } of runs) {
    const kept = variants.filter((one) => one.pictureRemovedAt === null || one.verdict === 'approved')
    for (const { sha256, key } of [...kept, ...assets])
      paths.set(sha256, `files/${sha256}.${sounds.has(key) ? 'wav' : 'png'}`)
  }
  return [...paths].map(([sha256, path]) => ({ sha256, path })).sort((a, b) => (a.sha256 < b.sha256 ? -1 : 1))
}
