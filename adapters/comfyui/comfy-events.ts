import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import { Agent, buildConnector, ping, WebSocket } from 'undici'
import { readBinaryFrame, readTextFrame, type PromptEvent, type ServerFrame } from './event-frames.schema.js'

export interface ComfyEventsOptions {
  /** Address of the server, as for HTTP. */
  readonly baseUrl: string
  readonly headers: Readonly<Record<string, string>>
  readonly connectTimeoutMs?: number
  /** How often the client pings, and how long nothing at all may come before the socket counts as stalled. */
  readonly pingEveryMs?: number
  readonly silenceMaxMs?: number
  /** First wait before a new connection; doubled for each that fails. */
  readonly reconnectMs?: number
  readonly previewEveryMs?: number
}

/** The socket of one process to one server. Whatever becomes of it changes nothing but what progress is seen. */
export interface ComfyEvents {
  /** New for each process: only the newest socket of an id gets its events, and prompts are bound to it when posted. */
  readonly clientId: string
  /** Events of one prompt, as they come. The result ends it. */
  subscribe(promptId: string, listener: (event: PromptEvent) => void): () => void
  /** Whether the socket is open; for figures. */
  isOpen(): boolean
  close(): void
}

const connectTimeoutDefaultMs = 5_000
const pingEveryDefaultMs = 10_000
const silenceMaxDefaultMs = 30_000
const reconnectDefaultMs = 500
const reconnectMaxMs = 15_000
/** Two previews a second of a job. */
const previewEveryDefaultMs = 500
const payloadBytesMax = 16 * 1024 ** 2

interface Connection {
  close(): void
}

/** Opens with the first subscription and then stays; closed and failed connections are made anew while somebody listens. */
export function createComfyEvents(options: ComfyEventsOptions): ComfyEvents {
  const clientId = randomUUID()
  const dispatch = createDispatch(options.previewEveryMs ?? previewEveryDefaultMs)
  const reconnectMs = options.reconnectMs ?? reconnectDefaultMs
  let connection: Connection | null = null
  let retry: NodeJS.Timeout | null = null
  let failures = 0
  let isOpen = false
  let isClosed = false

  const open = (): void => {
    if (isClosed || connection !== null || retry !== null) return
    connection = connect(socketUrl(options.baseUrl, clientId), options, {
      opened: () => {
        isOpen = true
        failures = 0
      },
      frame: dispatch.deliver,
      // Called once the TCP connection is gone: an older socket that closes later would take the newer one's events.
      closed: () => {
        isOpen = false
        connection = null
        if (isClosed || dispatch.isEmpty()) return
        const waitMs = Math.min(reconnectMaxMs, reconnectMs * 2 ** Math.min(failures, 10))
        failures += 1
        retry = setTimeout(() => {
          retry = null
          open()
        }, waitMs)
        retry.unref()
      },
    })
  }
  return {
    clientId,
    subscribe: (promptId, listener) => {
      const end = dispatch.add(promptId, listener)
      open()
      return end
    },
    isOpen: () => isOpen,
    close: () => {
      isClosed = true
      if (retry !== null) clearTimeout(retry)
      connection?.close()
    },
  }
}

function createDispatch(previewEveryMs: number) {
  const listeners = new Map<string, Set<(event: PromptEvent) => void>>()
  const previewAt = new Map<string, number>()
  // Previews of the older kind do not say whose they are: one prompt runs at a time, so it is the last one heard of.
  let lastPromptId: string | null = null
  return {
    isEmpty: () => listeners.size === 0,
    add: (promptId: string, listener: (event: PromptEvent) => void) => {
      const of = listeners.get(promptId) ?? new Set()
      listeners.set(promptId, of.add(listener))
      return () => {
        of.delete(listener)
        if (of.size > 0) return
        listeners.delete(promptId)
        previewAt.delete(promptId)
      }
    },
    deliver: ({ promptId: told, event }: ServerFrame): void => {
      const promptId = told ?? lastPromptId
      if (told !== null) lastPromptId = event.kind === 'ended' ? null : told
      const of = promptId === null ? undefined : listeners.get(promptId)
      if (promptId === null || of === undefined) return
      if (event.kind === 'preview') {
        const nowMs = performance.now()
        if (nowMs - (previewAt.get(promptId) ?? Number.NEGATIVE_INFINITY) < previewEveryMs) return
        previewAt.set(promptId, nowMs)
      }
      for (const listener of of) listener(event)
    },
  }
}

interface ConnectionListener {
  opened(): void
  frame(frame: ServerFrame): void
  /** Once, when nothing of the connection is left. */
  closed(): void
}

function connect(url: URL, options: ComfyEventsOptions, listener: ConnectionListener): Connection {
  const timeoutMs = options.connectTimeoutMs ?? connectTimeoutDefaultMs
  const held = holdSocket(timeoutMs)
  const socket = new WebSocket(url, { dispatcher: held.agent, headers: { ...options.headers } })
  socket.binaryType = 'arraybuffer'
  let isOver = false
  const end = (): void => {
    if (isOver) return
    isOver = true
    clearInterval(watch)
    held.destroy(() => listener.closed())
  }
  const watch = watchSilence(socket, held, options, timeoutMs, end)
  socket.addEventListener('open', () => {
    // Has to be the first text frame, on each connection anew.
    socket.send(JSON.stringify({ type: 'feature_flags', data: { supports_preview_metadata: true } }))
    listener.opened()
  })
  socket.addEventListener('message', ({ data }: { data: unknown }) => {
    const frame =
      typeof data === 'string'
        ? readTextFrame(data)
        : data instanceof ArrayBuffer
          ? readBinaryFrame(data)
          : null
    if (frame !== null && !isOver) listener.frame(frame)
  })
  socket.addEventListener('error', end)
  socket.addEventListener('close', end)
  return { close: end }
}

/** Pings, and ends a socket that never opens or on which nothing at all comes any more, not even an answer to a ping. */
function watchSilence(
  socket: WebSocket,
  held: HeldSocket,
  options: ComfyEventsOptions,
  openMaxMs: number,
  end: () => void,
): NodeJS.Timeout {
  const silenceMaxMs = options.silenceMaxMs ?? silenceMaxDefaultMs
  let heardAt = performance.now()
  let bytesRead = 0
  const watch = setInterval(() => {
    const nowMs = performance.now()
    if (held.bytesRead() > bytesRead) {
      bytesRead = held.bytesRead()
      heardAt = nowMs
    }
    const isOpen = socket.readyState === WebSocket.OPEN
    if (nowMs - heardAt > (isOpen ? silenceMaxMs : openMaxMs + silenceMaxMs)) end()
    else if (isOpen) ping(socket)
  }, options.pingEveryMs ?? pingEveryDefaultMs)
  watch.unref()
  return watch
}

interface HeldSocket {
  readonly agent: Agent
  bytesRead(): number
  /** Ends the TCP connection without waiting for a server that may not answer; then calls back. */
  destroy(done: () => void): void
}

/** An agent of one connection whose socket can be seen and ended, which the WebSocket interface does not offer. */
function holdSocket(timeoutMs: number): HeldSocket {
  const connector = buildConnector({ timeout: timeoutMs })
  let socket: Socket | null = null
  const agent = new Agent({
    connections: 1,
    headersTimeout: timeoutMs,
    webSocket: { maxPayloadSize: payloadBytesMax },
    connect: (target, callback) =>
      connector(target, (...result) => {
        // Undici gives an error and no socket at all where there is no connection.
        if (result[0] === null) socket = result[1]
        callback(...result)
      }),
  })
  return {
    agent,
    bytesRead: () => socket?.bytesRead ?? 0,
    destroy: (done) => {
      const finish = (): void => void agent.destroy().then(done, done)
      if (socket === null || socket.closed) finish()
      else socket.once('close', finish).destroy()
    },
  }
}

function socketUrl(baseUrl: string, clientId: string): URL {
  const url = new URL(baseUrl)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/ws`
  url.search = new URLSearchParams({ clientId }).toString()
  return url
}
