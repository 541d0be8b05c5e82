import type {
  DocumentKept,
  DocumentList,
  ImportedProject,
  ImportProjectBody,
  PresetList,
  ProjectExport,
  ProjectSettingsView,
  SaveSettingsBody,
  SettingsRevisionList,
} from '../../core/http/project-api.js'
import type { AssetloomClient } from './assetloom-client.js'

/** Requests about the settings of a project, its design documents and its folder; they throw as those of AssetloomClient do. */
export interface ProjectRequests {
  /** What the project settles for all its lists; revision 0 where that is nothing. */
  readSettings(revision?: number): Promise<ProjectSettingsView>
  /** Newest first. */
  listRevisions(): Promise<SettingsRevisionList>
  listPresets(): Promise<PresetList>
  /** Repeatable: what holds already makes no revision. 409 where somebody else saved in between. */
  saveSettings(body: SaveSettingsBody): Promise<ProjectSettingsView>
  /** By name. */
  listDocuments(): Promise<DocumentList>
  /** Repeatable: the same text again changes nothing. */
  putDocument(name: string, text: string): Promise<DocumentKept>
  /** A second time it is not found. */
  removeDocument(name: string): Promise<void>
  /** The texts of the project's folder, and which pictures and sounds lie beside them. */
  exportFolder(): Promise<ProjectExport>
  /** After uploadArt for every picture and sound. Repeatable: the same folder again changes nothing. */
  importFolder(body: ImportProjectBody): Promise<ImportedProject>
  /** The bytes of a picture or a sound of the project; the caller checks the hash. */
  openImage(sha256: string): Promise<Response>
}

export function projectRequests(client: AssetloomClient, projectId: string): ProjectRequests {
  const base = `/api/v1/projects/${encodeURIComponent(projectId)}`
  const open = (path: string) =>
    client.open({
      method: 'GET',
      path: `${base}${path}`,
      repeatable: true,
      headers: { accept: '*/*' },
    })
  const get = async <Answer>(path: string): Promise<Answer> => (await (await open(path)).json()) as Answer
  const give = async <Answer>(method: 'PUT' | 'POST', path: string, body: unknown): Promise<Answer> =>
    (await (await client.open({ method, path: `${base}${path}`, body, repeatable: true })).json()) as Answer
  return {
    readSettings: (revision) => get(`/settings${revision === undefined ? '' : `/revisions/${revision}`}`),
    listRevisions: () => get('/settings/revisions'),
    listPresets: () => get('/settings/presets'),
    saveSettings: (body) => give('PUT', '/settings', body),
    listDocuments: () => get('/documents'),
    putDocument: (name, text) => give('PUT', `/documents/${encodeURIComponent(name)}`, { text }),
    removeDocument: async (name) => {
      const path = `${base}/documents/${encodeURIComponent(name)}`
      await client.open({ method: 'DELETE', path, repeatable: false })
    },
    exportFolder: () => get('/export'),
    importFolder: (body) => give('POST', '/import', body),
    openImage: (sha256) => open(`/images/${encodeURIComponent(sha256)}`),
  }
}
