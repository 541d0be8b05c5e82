import type { PresenceNotice } from './presence.schema.js'
import { togetherLimits } from './together-limits.js'

/** Somebody who is in a run. */
export interface Presence {
  readonly handle: string
  readonly name: string
  readonly specKey: string | null
  readonly variantId?: string
  /** ISO 8601, UTC, by the clock of the API that answers. */
  readonly seenAt: string
}

export interface PresenceBoard {
  hear(notice: PresenceNotice): void
  /** Who is in the run now, by handle. */
  inRun(runId: string): Presence[]
}

interface Heard extends Omit<Presence, 'seenAt'> {
  readonly atMs: number
}

/** Runs of which anything is remembered; the one that was heard of least recently makes room. */
const runsMax = 1_000

/**
 * Remembers who is where, from what is heard; who was not heard of for togetherLimits.presenceKeepMs is gone. An API that
 * has just started knows everybody after one round of heartbeats.
 */
export function createPresenceBoard(now: () => number): PresenceBoard {
  const runs = new Map<string, Map<string, Heard>>()
  const isLive = ({ atMs }: Heard) => now() - atMs < togetherLimits.presenceKeepMs
  const takeRun = (runId: string): Map<string, Heard> => {
    const known = runs.get(runId) ?? new Map<string, Heard>()
    // The order of a Map is that of insertion: the first is the one that was heard of least recently.
    runs.delete(runId)
    runs.set(runId, known)
    if (runs.size > runsMax) dropFirst(runs)
    return known
  }
  return {
    hear: ({ runId, handle, name, specKey, variantId, isGone }) => {
      const on = variantId === undefined ? {} : { variantId }
      const who = { handle, name, specKey, ...on }
      const people = takeRun(runId)
      people.delete(who.handle)
      if (isGone !== true) people.set(who.handle, { ...who, atMs: now() })
      if (people.size > togetherLimits.presencesMax) dropFirst(people)
      if (people.size === 0) runs.delete(runId)
    },
    inRun: (runId) => {
      const people = [...(runs.get(runId)?.values() ?? [])].filter(isLive)
      if (people.length === 0) runs.delete(runId)
      return people
        .map(({ atMs, ...who }) => ({ ...who, seenAt: new Date(atMs).toISOString() }))
        .sort((a, b) => (a.handle < b.handle ? -1 : 1))
    },
  }
}

function dropFirst(map: Map<string, unknown>): void {
  for (const key of map.keys()) {
    map.delete(key)
    return
  }
}
