import type { RunOptions } from '../run-options.js'
import type { ProjectSettings } from './project-settings.schema.js'
import { specSettingsOf } from './spec-settings.js'

/** The options of a run as its project settles them: what changes specs, and how many may be made at once. */
export function withProjectSettings(options: RunOptions, settings: ProjectSettings): RunOptions {
  const snapshot = specSettingsOf(settings)
  const { concurrency } = settings.policies ?? {}
  return {
    ...options,
    ...(concurrency === undefined ? {} : { windowSize: Math.min(options.windowSize, concurrency) }),
    ...(snapshot === undefined ? {} : { settings: snapshot }),
  }
}
