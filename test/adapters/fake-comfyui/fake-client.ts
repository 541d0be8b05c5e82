import { WebSocket } from 'undici'

export interface SeenEvent {
  readonly type: string
  readonly data: Readonly<Record<string, unknown>>
}

/** A websocket that keeps what it sees. */
export interface Watcher {
  readonly seen: SeenEvent[]
  /** Lengths and event numbers of binary frames. */
  readonly frames: Buffer[]
  closeCode: number | null
  readonly socket: WebSocket
  close(): Promise<void>
}

/** Resolves when the socket is open. */
export async function watch(url: string, clientId: string): Promise<Watcher> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws?clientId=${clientId}`)
  socket.binaryType = 'arraybuffer'
  const watcher: Watcher = {
    seen: [],
    frames: [],
    closeCode: null,
    socket,
    close: () =>
      new Promise((resolve) => {
        if (watcher.closeCode !== null) return resolve()
        socket.addEventListener('close', () => resolve())
        socket.close()
      }),
  }
  socket.addEventListener('message', ({ data }) => {
    if (typeof data === 'string') watcher.seen.push(JSON.parse(data) as SeenEvent)
    else watcher.frames.push(Buffer.from(data as ArrayBuffer))
  })
  socket.addEventListener('close', ({ code }) => (watcher.closeCode = code))
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve())
    socket.addEventListener('error', () => reject(new Error('the websocket did not open')))
  })
  return watcher
}

export interface Answer {
  readonly status: number
  readonly type: string | null
  readonly body: unknown
}

/** One request; a JSON answer is read. */
export async function ask(url: string, method: string, path: string, body?: unknown): Promise<Answer> {
  const payload =
    body === undefined
      ? null
      : typeof body === 'string' || body instanceof FormData
        ? body
        : JSON.stringify(body)
  const response = await fetch(url + path, { method, body: payload })
  const type = response.headers.get('content-type')
  const text = await response.text()
  return {
    status: response.status,
    type,
    body: type?.startsWith('application/json') ? (JSON.parse(text) as unknown) : text,
  }
}
