import { AssetloomError } from '../../core/errors.js'
import { canonicalJson } from '../../core/hash.js'
import type { ProjectSettingsCatalogue, ProjectSettingsRow } from '../../core/project-settings-ports.js'
import { boundLimit, isoNow, notFound, type MemoryState } from './memory-catalogue-state.js'

export function createMemoryProjectSettings(state: MemoryState): ProjectSettingsCatalogue {
  const all = state.projectSettings
  const of = (projectId: string) => all.get(projectId) ?? []
  const newest = (projectId: string): ProjectSettingsRow =>
    of(projectId).at(-1) ?? { projectId, revision: 0, settings: {}, createdAt: null }
  return {
    newest: async (projectId) => structuredClone(newest(projectId)),
    read: async (projectId, revision) => structuredClone(of(projectId)[revision - 1] ?? null),
    list: async (projectId, limit) => structuredClone(of(projectId).toReversed().slice(0, boundLimit(limit))),
    save: async ({ projectId, expectedRevision, settings }) => {
      if (!state.projects.has(projectId)) throw notFound(`project ${projectId}`)
      const now = newest(projectId)
      const isNear = now.revision === expectedRevision || now.revision === expectedRevision + 1
      if (isNear && canonicalJson(now.settings) === canonicalJson(settings)) return structuredClone(now)
      if (now.revision !== expectedRevision)
        throw new AssetloomError(
          'Conflict',
          `the settings have revision ${now.revision}`,
          'read them again',
          {
            revision: now.revision,
            expectedRevision,
          },
        )
      const row = {
        projectId,
        revision: expectedRevision + 1,
        settings: structuredClone(settings),
        createdAt: isoNow(state),
      }
      all.set(projectId, [...of(projectId), row])
      return structuredClone(row)
    },
  }
}
