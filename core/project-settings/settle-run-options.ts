import type { RunOptions } from '../run-options.js'
import type { ProjectSettings } from './project-settings.schema.js'
import { specSettingsOf } from './spec-settings.js'

const hourMs = 3_600_000

/** The options of a run as its project settles them: what changes specs, how many may be made at once, and how it is reviewed. */
export function withProjectSettings(options: RunOptions, settings: ProjectSettings): RunOptions {
  const snapshot = specSettingsOf(settings)
  const { concurrency, review = {} } = settings.policies ?? {}
  const { signOffs, dueHours, remindEveryHours } = review
  // A run under other settings than a list was ordered with has nothing of its earlier policies.
  const { signOffs: _signOffs, reviewDueMs: _due, remindEveryMs: _every, ...ordered } = options
  return {
    ...ordered,
    ...(concurrency === undefined ? {} : { windowSize: Math.min(options.windowSize, concurrency) }),
    ...(signOffs === 2 ? { signOffs } : {}),
    ...(dueHours === undefined
      ? {}
      : { reviewDueMs: dueHours === null ? null : Math.round(dueHours * hourMs) }),
    ...(remindEveryHours === undefined ? {} : { remindEveryMs: Math.round(remindEveryHours * hourMs) }),
    ...(snapshot === undefined ? {} : { settings: snapshot }),
  }
}
