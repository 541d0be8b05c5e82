import type { WebsocketPeer } from './websocket-peer.js'
import { writePythonJson } from './python-json.js'

/** Messages that wait for a socket that does not read; above it the oldest are lost. */
const waitingMax = 20_000

interface Waiting {
  readonly sid: string | null
  readonly text?: string
  readonly binary?: (metadata: boolean) => Uint8Array
}

interface Client {
  readonly peer: WebsocketPeer
  /** Asked for previews with metadata by its first message. */
  metadata: boolean
  stalled: boolean
}

/**
 * The sockets of a ComfyUI by client id, and the one loop that publishes to them: as on the real server a socket that
 * does not read holds up all others, and the newest socket of an id replaces the older one, whose end then takes the
 * newer one's registration away.
 */
export class EventHub {
  private readonly clients = new Map<string, Client>()
  private readonly all = new Set<WebsocketPeer>()
  private waiting: Waiting[] = []
  private isPublishing = false
  /** Hears each text just before it is written to a socket: a bench takes the time by it. */
  onText: ((text: string) => void) | undefined

  add(sid: string, peer: WebsocketPeer): void {
    const client: Client = { peer, metadata: false, stalled: false }
    this.all.add(peer)
    this.clients.set(sid, client)
    peer.onClose(() => {
      this.all.delete(peer)
      this.clients.delete(sid)
    })
  }

  useMetadata(sid: string): void {
    const client = this.clients.get(sid)
    if (client) client.metadata = true
  }

  wantsMetadata(sid: string | null): boolean {
    return sid !== null && this.clients.get(sid)?.metadata === true
  }

  /** To one client id, or with null to every socket. */
  send(type: string, data: unknown, sid: string | null): void {
    this.push({ sid, text: writePythonJson({ type, data }) })
  }

  /** `frame` is asked with whether the receiver wants metadata. */
  sendBinary(frame: (metadata: boolean) => Uint8Array, sid: string | null): void {
    this.push({ sid, binary: frame })
  }

  /** Whether any socket would get what is sent to `sid`. */
  reaches(sid: string | null): boolean {
    return sid === null ? this.clients.size > 0 : this.clients.has(sid)
  }

  /** Cuts the sockets of one client, or all: the other side sees 1006. */
  cut(sid: string | null): void {
    const peers = sid === null ? [...this.all] : [this.clients.get(sid)?.peer]
    for (const peer of peers) peer?.cut()
  }

  /** The socket stays open and gets nothing more. */
  stall(sid: string): void {
    const client = this.clients.get(sid)
    if (client) client.stalled = true
  }

  forget(): void {
    this.waiting = []
  }

  private push(item: Waiting): void {
    if (this.waiting.length >= waitingMax) this.waiting.shift()
    this.waiting.push(item)
    if (this.isPublishing) return
    this.isPublishing = true
    void this.publish()
  }

  private async publish(): Promise<void> {
    for (let item = this.waiting.shift(); item !== undefined; item = this.waiting.shift()) {
      const targets = item.sid === null ? [...this.clients.values()] : [this.clients.get(item.sid)]
      for (const client of targets) {
        if (client === undefined || client.stalled) continue
        if (item.text !== undefined) this.onText?.(item.text)
        if (item.text !== undefined) await client.peer.sendText(item.text)
        else if (item.binary) await client.peer.sendBinary(item.binary(client.metadata))
      }
    }
    this.isPublishing = false
  }
}
