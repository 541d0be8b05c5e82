import type { ProjectSettingsView } from '../../../core/http/project-api.js'
import type { ProjectSettings } from '../../../core/project-settings/project-settings.schema.js'
import { useChange, useResource, type Resource } from './use-resource.js'

export interface SettingsState {
  readonly of: Resource<ProjectSettingsView>
  /** Saves all settings with `change` in them, under the revision that was read. Undo saves those of before. */
  readonly save: (change: Partial<ProjectSettings>, done: string) => void
  readonly isPending: boolean
  readonly failure: unknown
}

/** What a project settles for all its lists. */
export function useSettings(projectId: string): SettingsState {
  const path = `/projects/${encodeURIComponent(projectId)}/settings`
  const of = useResource<ProjectSettingsView>(path)
  const { send, isPending, failure } = useChange([path])
  const save: SettingsState['save'] = (change, done) => {
    if (of.data === undefined) return
    const { settings: before, revision } = of.data
    const settings = withoutEmpty({ ...before, ...change })
    send({
      ...{ method: 'PUT', path, done, body: { settings, expectedRevision: revision } },
      undo: {
        ...{ method: 'PUT', path, done: 'As it was before.' },
        body: { settings: before, expectedRevision: revision + 1 },
      },
    })
  }
  return { of, save, isPending, failure }
}

/** A text that is emptied is no setting. */
function withoutEmpty(settings: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(settings).filter(([, value]) => value !== '' && value !== undefined && value !== null),
  )
}
