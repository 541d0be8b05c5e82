import type { PresenceNotice } from '../core/review-together/presence.schema.js'
import { createPresenceBoard, type Presence } from '../core/review-together/presence-board.js'

/** How presence travels between the APIs of one catalogue. */
export interface PresenceLine {
  readonly tell: (notice: PresenceNotice) => Promise<void>
  /** Calls back with every notice, those that were told here too. Returns the way to stop. */
  readonly subscribe: (onPresence: (notice: PresenceNotice) => void) => () => void
}

/** For one API alone: what is told is heard at once. */
export function createOwnPresenceLine(): PresenceLine {
  const listeners = new Set<(notice: PresenceNotice) => void>()
  return {
    tell: async (notice) => {
      for (const listener of listeners) listener(notice)
    },
    subscribe: (onPresence) => {
      listeners.add(onPresence)
      return () => listeners.delete(onPresence)
    },
  }
}

export interface PresenceRoom {
  /** Says where a person is, here at once and to the others by the line. */
  say(notice: PresenceNotice): Promise<void>
  inRun(runId: string): Presence[]
}

/** Who is where, as this API has heard it. */
export function createPresenceRoom({
  presence,
  now,
}: {
  readonly presence: PresenceLine
  /** Milliseconds since the epoch. */
  readonly now: () => number
}): PresenceRoom {
  const board = createPresenceBoard(now)
  presence.subscribe((notice) => board.hear(notice))
  return {
    // What this API says it knows at once, so that the answer to the person is true before the notice comes round.
    say: async (notice) => {
      await presence.tell(notice)
      board.hear(notice)
    },
    inRun: (runId) => board.inRun(runId),
  }
}
