import type { CatalogueEvent } from '../core/events.js'
import type { ProgressNotice } from '../core/generation/progress-notice.schema.js'
import type { EventCatalogue } from '../core/ports.js'
import type { PresenceNotice } from '../core/review-together/presence.schema.js'
import type { ApiContext } from './api-deps.js'
import type { PresenceLine } from './presence.js'

const pageSize = 200

export type FollowDeps = Pick<ApiContext, 'subscribe' | 'subscribeAccess' | 'limits' | 'log' | 'stopping'> & {
  readonly readAfter: EventCatalogue['readAfter']
  /** Left out: the client asked for events only. */
  readonly subscribeProgress?: ApiContext['subscribeProgress']
  /** Left out: the client did not ask who is where. */
  readonly subscribePresence?: PresenceLine['subscribe']
}

export interface Followed {
  readonly projectId: string
  readonly afterSeq: number
  /** Whether who follows may still see the project: asked again and again, as sessions and memberships end. */
  readonly isAllowed: () => Promise<boolean>
}

export type NoticeName = 'progress' | 'presence'

/** Where the events of one client go. */
export interface EventOutlet {
  /** False when the client takes no more: it is gone, or it has not read for too long. */
  readonly send: (event: CatalogueEvent) => boolean | Promise<boolean>
  /** What is kept by nobody; left out for a client that is behind. */
  readonly tell: (name: NoticeName, notice: ProgressNotice | PresenceNotice) => void
  /** Shows the client that the connection lives. */
  readonly beat: () => void
  /** Ends in good order: the API stops, or the client may no longer see this. */
  readonly end: (why: 'stopping' | 'notAllowed') => void
  /** Ends at once: the client comes back by itself and resumes where it was. */
  readonly cut: () => void
}

/**
 * Gives a project's events after `afterSeq` to `outlet` until the returned function is called. Notifications only wake it;
 * what is sent is read from the catalogue by seq, so a lost one costs a heartbeat's time at most. Nothing more is read from
 * the catalogue than the client takes: the rest waits there, not in memory.
 */
export function followEvents(deps: FollowDeps, followed: Followed, outlet: EventOutlet): () => void {
  const { readAfter, subscribe, subscribeAccess, limits, log, stopping } = deps
  const { projectId, isAllowed } = followed
  let lastSeq = followed.afterSeq
  let isDirty = true
  let isPumping = false
  let isClosed = false

  const stop = () => {
    isClosed = true
    for (const timer of timers) clearInterval(timer)
    for (const unsubscribe of subscriptions) unsubscribe?.()
    stopping.removeEventListener('abort', endStopping)
  }
  const end = (why: 'stopping' | 'notAllowed') => {
    if (isClosed) return
    stop()
    outlet.end(why)
  }
  const endStopping = () => end('stopping')
  const cut = (why: string) => {
    if (isClosed) return
    log('warn', `event stream cut off: ${why}`, { projectId, lastSeq })
    stop()
    outlet.cut()
  }
  const pump = async () => {
    isDirty = true
    if (isPumping || isClosed) return
    isPumping = true
    try {
      while (isDirty && !isClosed) {
        isDirty = false
        const events = await readAfter(projectId, lastSeq, pageSize)
        for (const event of events) {
          if (isClosed) return
          lastSeq = event.seq
          const isTaken = outlet.send(event)
          if (isTaken !== true && !(await isTaken)) return cut('it does not read')
        }
        if (events.length === pageSize) isDirty = true
      }
    } catch (error) {
      cut(messageOf(error))
    } finally {
      isPumping = false
    }
  }
  const check = () => void checkAccess(isAllowed, end, cut)
  const subscriptions = [
    subscribe((changed) => {
      if (changed === projectId) void pump()
    }),
    subscribeAccess(check),
    ...subscribeNotices(deps, projectId, outlet),
  ]
  const beat = () => {
    outlet.beat()
    void pump()
  }
  // Accounts also end by their time, of which nobody tells.
  const timers = [setInterval(beat, limits.streamHeartbeatMs), setInterval(check, limits.streamRecheckMs)]
  stopping.addEventListener('abort', endStopping, { once: true })
  if (stopping.aborted) endStopping()
  else void pump()
  return stop
}

async function checkAccess(
  isAllowed: Followed['isAllowed'],
  end: (why: 'notAllowed') => void,
  cut: (why: string) => void,
): Promise<void> {
  try {
    if (!(await isAllowed())) end('notAllowed')
  } catch (error) {
    cut(messageOf(error))
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

function subscribeNotices(
  { subscribeProgress, subscribePresence }: FollowDeps,
  projectId: string,
  { tell }: EventOutlet,
): ((() => unknown) | undefined)[] {
  const forward = (name: NoticeName) => (notice: ProgressNotice | PresenceNotice) => {
    if (notice.projectId === projectId) tell(name, notice)
  }
  return [subscribeProgress?.(forward('progress')), subscribePresence?.(forward('presence'))]
}
