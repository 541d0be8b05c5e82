/** Shapes of `/api/v1/projects/{projectId}/settings`, `/documents`, `/export` and `/import`; see http-api.ts. */
import type { DocumentChange, DocumentRow } from '../documents/document-ports.js'
import type { FolderObject, FolderTexts } from '../project-folder/project-contents.js'
import type { ProjectSettings, StylePreset } from '../project-settings/project-settings.schema.js'
import type { ProjectSettingsRow } from '../project-settings-ports.js'

/** GET and PUT .../settings, GET .../settings/revisions/{revision}. */
export type ProjectSettingsView = ProjectSettingsRow

/** PUT .../settings: all of them, under the revision that was read. 409 where another one is the newest. */
export interface SaveSettingsBody {
  readonly settings: ProjectSettings
  /** 0 where there are none yet. */
  readonly expectedRevision: number
}

/** GET .../settings/revisions, newest first. */
export interface SettingsRevisionList {
  readonly revisions: readonly {
    readonly revision: number
    readonly createdAt: string | null
    /** What it settles, by member. */
    readonly members: readonly string[]
  }[]
}

/** GET .../settings/presets, by name. A project's own win over those that are built in. */
export interface PresetList {
  /** Of what names none. */
  readonly style: string | null
  readonly presets: readonly {
    readonly name: string
    readonly builtIn: boolean
    readonly preset: StylePreset
  }[]
}

/** GET .../documents, by name, without their texts. */
export interface DocumentList {
  readonly documents: readonly DocumentRow[]
  readonly limits: {
    readonly documentsMax: number
    readonly bytesMax: number
    readonly totalBytesMax: number
  }
}

/** GET .../documents/{name} */
export interface DocumentView extends DocumentRow {
  readonly text: string
}

/** PUT .../documents/{name} -> 201 DocumentKept; 200 where a document of that name was there. */
export interface PutDocumentBody {
  readonly text: string
}
export interface DocumentKept extends DocumentRow {
  readonly change: DocumentChange
}

/** GET .../export: the texts of the project's folder by path, and what lies beside them (GET .../images/{sha256}). */
export interface ProjectExport {
  readonly texts: FolderTexts
  readonly objects: readonly FolderObject[]
}

/** POST .../import, after every picture and sound was given to POST .../uploads. */
export interface ImportProjectBody {
  readonly texts: FolderTexts
}

/** 201, or 200 where the project held all of it already. */
export interface ImportedProject {
  readonly created: boolean
  readonly counts: {
    readonly settings: number
    readonly lists: number
    readonly documents: number
    readonly specs: number
    readonly runs: number
    readonly variants: number
    readonly assets: number
  }
  /** What did not come back as it was. */
  readonly notes: readonly string[]
}
