import type { Response } from 'express'
import type { ProgressNotice } from '../core/generation/progress-notice.schema.js'
import type { PresenceNotice } from '../core/review-together/presence.schema.js'
import { followEvents, type FollowDeps, type Followed } from './follow-events.js'
import { eventFrame } from './share-event-reads.js'

/**
 * Writes a project's events to `response` as Server-Sent Events until the client goes. A client that does not read is cut
 * off: it resumes by Last-Event-ID. Progress and presence go out as they come, as events `progress` and `presence` without
 * an id, and are left out for a client that is behind.
 */
export function streamEvents(deps: FollowDeps, response: Response, followed: Followed): void {
  const { limits, stopping } = deps
  if (stopping.aborted) return void response.end()
  response.status(200).set({ 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' })
  response.flushHeaders()
  response.write('retry: 1000\n\n')
  const stop = followEvents(deps, followed, {
    send: (event) => response.write(eventFrame(event)) || drained(response, limits.streamDrainMs),
    tell: (name, notice) => {
      if (!response.writableNeedDrain) response.write(noticeFrame(name, notice))
    },
    beat: () => {
      if (!response.writableNeedDrain) response.write(': still here\n\n')
    },
    end: () => void response.end(),
    cut: () => void response.destroy(),
  })
  response.on('close', stop)
  response.on('error', stop)
}

type Notice = ProgressNotice | PresenceNotice

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
