import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { randomUUID } from 'node:crypto'
import { AssetloomError } from '../../core/errors.js'
import { sharpImageCodec } from '../imaging/sharp-image-codec.js'
import { createProceduralSoundProvider } from '../procedural/sound/procedural-sound-provider.js'
import { FakeFiles } from './fake-files.js'
import { completeModels, type FakeModels, packModels } from './fake-models.js'
import { FakeServer, type FakeStats, type Listener } from './fake-server.js'
import { FakeTally } from './fake-tally.js'
import { FaultBook } from './fault-book.js'
import type { NodeInfo } from './node-info.js'
import { packNodes } from './pack-nodes.js'
import { parsePythonJson } from './python-json.js'
import { serveRequest, serverFeatures } from './serve-request.js'
import { stockNodes } from './stock-nodes.js'
import { acceptWebsocket } from './websocket-peer.js'

export interface FakeComfyOptions {
  /** 0 or absent = a free one. Always on 127.0.0.1. */
  readonly port?: number
  /** Default 0.28.0, which has the jobs API; 0.3.64 answers as the recorded server. */
  readonly version?: string
  /** Time of one step of a sampler. Default 20 ms. */
  readonly stepMs?: number
  /** Time to load a checkpoint, and on top of it for each of its GB. Default 200 ms and 0. */
  readonly loadMs?: number
  readonly loadMsPerGb?: number
  /** Simulated memory of the device, GB. Default 24. */
  readonly memoryGb?: number
  /** How long the history lags behind `execution_success`. Default 3 ms. */
  readonly historyLagMs?: number
  /** How long it is away after a fault that restarts it. Default 300 ms. */
  readonly restartMs?: number
  /** Pictures on the way, as with --preview-method. Default true. */
  readonly previews?: boolean
  /**
   * Least time between two steps that are told: simulated ones may be faster than any GPU's, and then telling would be
   * all the work. Default 0: each is told.
   */
  readonly tellEveryMs?: number
  /** Folders that are not named have the default's files. */
  readonly models?: Partial<FakeModels>
  /** Node classes that only newer servers or packs have: background removal with its model, IP-Adapter. Default false. */
  readonly packs?: boolean
  /** A whole answer of /object_info instead of the table of stock classes. */
  readonly objectInfoFile?: string
  /** See FaultBook.arm. */
  readonly faults?: string
  /** Seeds a schedule of faults that change no bytes. */
  readonly chaosSeed?: number
  /**
   * Where input, output and temp lie, and the counts, which go on over its ends; absent = a folder of its own that goes with
   * the server.
   */
  readonly dir?: string
  /** Hears each text frame just before it is written to a socket. */
  readonly onFrame?: (text: string) => void
}

export interface FakeComfy {
  readonly url: string
  /** The folder of its files. */
  readonly dir: string
  stats(): FakeStats
  /** Arms faults: `oom`, `post-lost*2`, `restart-running@3`. Throws InvalidInput. */
  inject(faults: string): void
  /** Dies as by kill -9; resolves when it is back. */
  restart(downMs?: number): Promise<void>
  close(): Promise<void>
}

/**
 * A ComfyUI for development and tests: its HTTP and websocket as recorded from 0.3.64 (and the jobs API of newer ones),
 * pictures by the procedural painter, sounds by the synthesiser, time and memory simulated, faults on demand.
 * Throws Unavailable when the port is taken, InvalidInput for options that cannot be read.
 */
export async function startFakeComfyui(options: FakeComfyOptions = {}): Promise<FakeComfy> {
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'assetloom-fake-comfyui-')))
  const files = new FakeFiles(dir)
  await files.open()
  const tally = new FakeTally(options.dir === undefined ? null : join(dir, 'counts.txt'))
  const faults = new FaultBook(
    {
      ...(options.faults === undefined ? {} : { spec: options.faults }),
      ...(options.chaosSeed === undefined ? {} : { chaosSeed: options.chaosSeed }),
    },
    tally,
  )
  const known = options.packs === true ? { ...stockNodes, ...packNodes } : stockNodes
  const nodes = options.objectInfoFile === undefined ? known : await readObjectInfo(options.objectInfoFile)
  const http = createServer()
  const { listener, port } = await openListener(http, options.port ?? 0)
  const server = new FakeServer({
    ...{ nodes, files, faults, tally, listener },
    options: {
      version: options.version ?? '0.28.0',
      stepMs: options.stepMs ?? 20,
      loadMs: options.loadMs ?? 200,
      loadMsPerGb: options.loadMsPerGb ?? 0,
      memoryGb: options.memoryGb ?? 24,
      historyLagMs: options.historyLagMs ?? 3,
      restartMs: options.restartMs ?? 300,
      previews: options.previews ?? true,
      tellEveryMs: options.tellEveryMs ?? 0,
      models: completeModels({ ...(options.packs === true ? packModels : {}), ...options.models }),
    },
    artists: {
      synthesiser: createProceduralSoundProvider(),
      codec: sharpImageCodec,
    },
  })
  server.hub.onText = options.onFrame
  http.on('request', (request, response) => void serveRequest(server, request, response))
  http.on('upgrade', (request, socket, head) => serveWebsocket(server, request, socket, head))
  return {
    url: `http://127.0.0.1:${port}`,
    dir,
    stats: () => server.stats(),
    inject: (spec) => faults.arm(spec),
    restart: (downMs) => server.restart(downMs),
    async close() {
      await server.close()
      if (options.dir === undefined) await rm(dir, { recursive: true, force: true })
    },
  }
}

/** The same port again after each restart; connections die with the process. */
async function openListener(http: Server, wanted: number): Promise<{ listener: Listener; port: number }> {
  const sockets = new Set<Socket>()
  http.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await listen(http, wanted)
  const { port } = http.address() as AddressInfo
  const listener: Listener = {
    async down() {
      if (!http.listening) return
      const closed = new Promise<void>((resolve) => http.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await closed
    },
    up: () => listen(http, port),
  }
  return { listener, port }
}

async function listen(http: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const fail = (error: Error): void =>
      reject(new AssetloomError('Unavailable', `port ${port}: ${error.message}`, 'Give another --port.'))
    http.once('error', fail)
    http.listen(port, '127.0.0.1', () => {
      http.off('error', fail)
      resolve()
    })
  })
}

function serveWebsocket(server: FakeServer, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const url = new URL(request.url ?? '/', 'http://localhost')
  socket.on('error', () => undefined)
  if (url.pathname.replace(/^\/api/, '') !== '/ws') return void socket.end('HTTP/1.1 404 Not Found\r\n\r\n')
  if (server.faults.take('ws-refuse') !== null)
    return void socket.end('HTTP/1.1 503 Service Unavailable\r\n\r\n')
  // The handshake is never answered; the connection stays.
  if (server.faults.take('ws-never-open') !== null) return
  const peer = acceptWebsocket(request, socket, head)
  if (peer === null) return
  const asked = url.searchParams.get('clientId') ?? ''
  const sid = asked === '' ? randomUUID().replaceAll('-', '') : asked
  server.hub.add(sid, peer)
  const { boot } = server
  server.hub.send('status', { status: { exec_info: { queue_remaining: boot.queue.remaining } }, sid }, sid)
  const { present } = boot.executor
  if (present !== null && present.sid === sid) server.hub.send('executing', { node: present.node }, sid)
  let isFirst = true
  peer.onText((text) => {
    if (isFirst && asksForMetadata(text)) {
      server.hub.useMetadata(sid)
      server.hub.send('feature_flags', serverFeatures, sid)
    }
    isFirst = false
  })
}

function asksForMetadata(text: string): boolean {
  try {
    const { type, data } = JSON.parse(text) as {
      type?: unknown
      data?: { supports_preview_metadata?: unknown }
    }
    return type === 'feature_flags' && data?.supports_preview_metadata === true
  } catch {
    return false
  }
}

async function readObjectInfo(path: string): Promise<Readonly<Record<string, NodeInfo>>> {
  try {
    return parsePythonJson(await readFile(path, 'utf8')) as unknown as Readonly<Record<string, NodeInfo>>
  } catch (error) {
    throw new AssetloomError(
      'InvalidInput',
      `${path} is no answer of /object_info: ${error instanceof Error ? error.message : String(error)}`,
      'Save the answer of GET /object_info of a real server there.',
    )
  }
}
