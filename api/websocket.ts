import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocket, WebSocketServer } from 'ws'
import type { CatalogueEvent } from '../core/events.js'
import type { ProgressNotice } from '../core/generation/progress-notice.schema.js'
import type { PresenceNotice } from '../core/review-together/presence.schema.js'
import type { ApiLimits } from './api-deps.js'
import { followEvents, type EventOutlet, type FollowDeps, type Followed } from './follow-events.js'
import { socketProtocol, type Upgrade } from './websocket-upgrade.js'

const messageBytesMax = 4_096
/** A client that has more than this to take is waited for: as much as the buffer of a response of HTTP. */
const bufferedBytesMax = 16_384
/** Between two heartbeats; more is no sign of life but load. */
const pingsMax = 60
const endGraceMs = 1_000

/** https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1 */
const codes = { goingAway: 1001, policy: 1008 }
const reasons = {
  stopping: 'Assetloom stops; connect again and resume by since.',
  notAllowed: 'You may no longer see this project: sign in again or ask its owner.',
  message: 'Send {"type":"ping"} or nothing: changes go by HTTP.',
  pings: 'Too many pings: one every 15 seconds is enough.',
}

export interface EventSockets {
  /** Takes the connection over: the handshake is answered, and events go out until one side closes. */
  accept(request: IncomingMessage, upgrade: Upgrade, deps: FollowDeps, followed: Followed): void
}

/** WebSockets with the events of a project: another way out of the log that GET /events reads. */
export function createEventSockets(): EventSockets {
  const server = new WebSocketServer({
    ...{ noServer: true, clientTracking: false, maxPayload: messageBytesMax, perMessageDeflate: false },
    // Pings are counted here: a client that sends and never reads must not fill the memory with their answers.
    autoPong: false,
    handleProtocols: (offered) => (offered.has(socketProtocol) ? socketProtocol : false),
  })
  return {
    accept: (request, { socket, head }, deps, followed) =>
      server.handleUpgrade(request, socket, head, (webSocket) =>
        serveSocket(webSocket, socket, deps, followed),
      ),
  }
}

function serveSocket(webSocket: WebSocket, socket: Duplex, deps: FollowDeps, followed: Followed): void {
  const life = keepAlive(webSocket)
  const close = (code: number, reason: string) => {
    webSocket.close(code, reason)
    // One that does not answer the close frame would keep a server that stops.
    const timer = setTimeout(() => webSocket.terminate(), endGraceMs)
    webSocket.once('close', () => clearTimeout(timer))
  }
  const stop = followEvents(deps, followed, {
    send: sendTo(webSocket, deps.limits),
    tell: (name, notice) => {
      if (!isBehind(webSocket)) webSocket.send(noticeText(name, notice))
    },
    beat: life.beat,
    end: (why) =>
      why === 'stopping' ? close(codes.goingAway, reasons.stopping) : close(codes.policy, reasons.notAllowed),
    cut: () => webSocket.terminate(),
  })
  const refuse = (reason: string) => {
    stop()
    close(codes.policy, reason)
  }
  webSocket.on('message', (data, isBinary) => {
    if (webSocket.readyState !== WebSocket.OPEN) return
    // Not Buffer[]: binaryType is what it is by default.
    if (isBinary || !isPing((data as Buffer).toString('utf8'))) return refuse(reasons.message)
    if (!life.hear()) return refuse(reasons.pings)
    if (!isBehind(webSocket)) webSocket.send('{"type":"pong"}')
  })
  webSocket.on('ping', (data) => {
    if (!life.hear()) return refuse(reasons.pings)
    if (!isBehind(webSocket)) webSocket.pong(data)
  })
  webSocket.on('close', stop)
  // What is no WebSocket message, or too large, closes by itself with the code for it.
  webSocket.on('error', stop)
  socket.on('close', stop)
}

const isBehind = ({ bufferedAmount }: WebSocket): boolean => bufferedAmount > bufferedBytesMax

/** A client that answers no ping until the next is due is gone, whatever its connection says. */
function keepAlive(webSocket: WebSocket) {
  let hasAnswered = true
  let pings = 0
  webSocket.on('pong', () => (hasAnswered = true))
  return {
    beat: () => {
      pings = 0
      // While there is much to take, the answer waits behind it: then `send` judges whether it reads.
      if (isBehind(webSocket)) return
      if (!hasAnswered) return webSocket.terminate()
      hasAnswered = false
      webSocket.ping()
    },
    /** Notes a ping of the client; false when there were too many. */
    hear: (): boolean => {
      hasAnswered = true
      pings += 1
      return pings <= pingsMax
    },
  }
}

function sendTo(webSocket: WebSocket, { streamDrainMs }: ApiLimits): EventOutlet['send'] {
  return (event) => {
    if (webSocket.readyState !== WebSocket.OPEN) return false
    if (!isBehind(webSocket)) {
      webSocket.send(eventText(event))
      return true
    }
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), streamDrainMs)
      webSocket.send(eventText(event), (error) => {
        clearTimeout(timer)
        resolve(error == null)
      })
    })
  }
}

function isPing(text: string): boolean {
  try {
    const message: unknown = JSON.parse(text)
    return (
      typeof message === 'object' &&
      message !== null &&
      Object.keys(message).length === 1 &&
      (message as { type?: unknown }).type === 'ping'
    )
  } catch {
    return false
  }
}

const texts = new WeakMap<object, string>()

/** Written once for all sockets that share its read. */
function eventText(event: CatalogueEvent): string {
  return textOf(event, () => JSON.stringify({ type: 'event', event }))
}

function noticeText(name: 'progress' | 'presence', notice: ProgressNotice | PresenceNotice): string {
  return textOf(notice, () => JSON.stringify({ type: name, [name]: notice }))
}

function textOf(key: object, write: () => string): string {
  let text = texts.get(key)
  if (text === undefined) texts.set(key, (text = write()))
  return text
}
