import type { Response } from 'express'
import type { ProgressNotice } from '../core/generation/progress-notice.schema.js'
import type { EventCatalogue } from '../core/ports.js'
import type { PresenceNotice } from '../core/review-together/presence.schema.js'
import type { ApiContext } from './api-deps.js'
import type { PresenceLine } from './presence.js'
import { eventFrame } from './share-event-reads.js'

const pageSize = 200

type StreamDeps = Pick<ApiContext, 'subscribe' | 'limits' | 'log' | 'stopping'> & {
  readonly readAfter: EventCatalogue['readAfter']
  /** Left out: the client asked for events only. */
  readonly subscribeProgress?: ApiContext['subscribeProgress']
  /** Left out: the client did not ask who is where. */
  readonly subscribePresence?: PresenceLine['subscribe']
}

/**
 * Writes a project's events after `afterSeq` to `response` as Server-Sent Events until the client goes. Notifications
 * only wake it; what is written is read from the catalogue by seq, so a lost one costs a heartbeat's time at most. A
 * client that does not read is cut off: it resumes by Last-Event-ID. Progress and presence go out as they come, as events
 * `progress` and `presence` without an id, and are left out for a client that is behind.
 */
export function streamEvents(
  { readAfter, subscribe, limits, log, stopping, ...lines }: StreamDeps,
  response: Response,
  projectId: string,
  afterSeq: number,
): void {
  let lastSeq = afterSeq
  let isDirty = true
  let isPumping = false
  let isClosed = false

  const stop = () => {
    isClosed = true
    clearInterval(heartbeat)
    unsubscribe()
    unsubscribeNotices()
    stopping.removeEventListener('abort', end)
  }
  const end = () => {
    response.end()
  }
  const cut = (why: string) => {
    if (isClosed) return
    log('warn', `event stream cut off: ${why}`, { projectId, lastSeq })
    stop()
    response.destroy()
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
          const isBufferFull = !response.write(eventFrame(event))
          // Nothing more is read from the catalogue than the client takes: the rest waits there, not in memory.
          if (isBufferFull && !(await drained(response, limits.streamDrainMs))) return cut('it does not read')
        }
        if (events.length === pageSize) isDirty = true
      }
    } catch (error) {
      // The client comes back by itself and resumes where it was.
      cut(error instanceof Error ? error.message : String(error))
    } finally {
      isPumping = false
    }
  }

  const unsubscribe = subscribe((changed) => {
    if (changed === projectId) void pump()
  })
  const unsubscribeNotices = forwardNotices(lines, response, projectId)
  const heartbeat = setInterval(() => {
    if (!response.writableNeedDrain) response.write(': still here\n\n')
    void pump()
  }, limits.streamHeartbeatMs)
  response.on('close', stop)
  response.on('error', stop)
  stopping.addEventListener('abort', end, { once: true })
  if (stopping.aborted) return end()

  response.status(200).set({ 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' })
  response.flushHeaders()
  response.write('retry: 1000\n\n')
  void pump()
}

type Notice = ProgressNotice | PresenceNotice

/** Returns the way to stop. */
function forwardNotices(
  { subscribeProgress, subscribePresence }: Pick<StreamDeps, 'subscribeProgress' | 'subscribePresence'>,
  response: Response,
  projectId: string,
): () => void {
  const stops = [
    subscribeProgress?.(forward('progress', response, projectId)),
    subscribePresence?.(forward('presence', response, projectId)),
  ]
  return () => {
    for (const stop of stops) stop?.()
  }
}

function forward(
  name: 'progress' | 'presence',
  response: Response,
  projectId: string,
): (notice: Notice) => void {
  return (notice) => {
    if (notice.projectId === projectId && response.headersSent && !response.writableNeedDrain)
      response.write(noticeFrame(name, notice))
  }
}

const noticeFrames = new WeakMap<Notice, string>()

/** Written once for all streams that get it. */
function noticeFrame(name: string, notice: Notice): string {
  const known = noticeFrames.get(notice)
  if (known !== undefined) return known
  const frame = `event: ${name}\ndata: ${JSON.stringify(notice)}\n\n`
  noticeFrames.set(notice, frame)
  return frame
}

/** True when the response can take more; false when it is gone or still full after `limitMs`. */
function drained(response: Response, limitMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (isDrained: boolean) => () => {
      clearTimeout(timer)
      response.off('drain', onDrain)
      response.off('close', onClose)
      resolve(isDrained)
    }
    const onDrain = settle(true)
    const onClose = settle(false)
    const timer = setTimeout(settle(false), limitMs)
    response.on('drain', onDrain)
    response.on('close', onClose)
  })
}
