import type { ProjectContents } from './project-folder/project-contents.js'
import type { ProjectSettings } from './project-settings/project-settings.schema.js'

export interface ProjectSettingsRow {
  readonly projectId: string
  /** From 1; 0 = nobody has settled anything yet. */
  readonly revision: number
  readonly settings: ProjectSettings
  /** ISO 8601, UTC; null for revision 0. */
  readonly createdAt: string | null
}

export interface ProjectSettingsCatalogue {
  /** The settings that hold now; revision 0 with nothing in it where there are none. */
  newest(projectId: string): Promise<ProjectSettingsRow>
  /** One revision as it was; null where there is none. */
  read(projectId: string, revision: number): Promise<ProjectSettingsRow | null>
  /** Newest first. */
  list(projectId: string, limit: number): Promise<ProjectSettingsRow[]>
  /**
   * Keeps the settings as the revision after `expectedRevision`. Settings that hold already make no revision, so the
   * same call twice is one. Throws Conflict where another revision is the newest, NotFound for an unknown project.
   */
  save(input: {
    projectId: string
    expectedRevision: number
    settings: ProjectSettings
  }): Promise<ProjectSettingsRow>
}

/** A project as a whole: what `project export` takes out and `project import` puts back. */
export interface ProjectFolders {
  /** Everything of a project that a folder holds, as it was at one moment. Throws NotFound. */
  read(projectId: string): Promise<ProjectContents>
  /**
   * Puts contents into a project that has no lists yet, all or nothing. The same contents again change nothing
   * (`created: false`). Runs that were not over come back as cancelled. Throws Conflict where the project has other lists
   * or other settings.
   */
  restore(input: { projectId: string; contents: ProjectContents }): Promise<{ created: boolean }>
}
