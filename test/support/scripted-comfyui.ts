import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { acceptWebsocket, type WebsocketPeer } from '../../adapters/fake-comfyui/websocket-peer.js'

interface ScriptedPrompt {
  readonly id: string
  readonly number: number
  readonly graph: Record<string, { class_type: string; inputs: Record<string, unknown> }>
}

export interface ScriptedRequest {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** What a test lets happen instead of the usual answer; return true when it was answered. */
export type Interception = (request: ScriptedRequest, response: ServerResponse) => boolean | Promise<boolean>

/** A ComfyUI whose every step a test decides: prompts wait and run until the test ends them. */
export interface ScriptedComfyui {
  readonly url: string
  readonly requests: ScriptedRequest[]
  readonly queue: ScriptedPrompt[]
  readonly files: Map<string, Buffer>
  readonly sockets: WebsocketPeer[]
  /** Text frames that clients sent. */
  readonly told: string[]
  intercept: Interception
  hasJobs: boolean
  version: string
  /** Executions that were begun, by prompt id. */
  readonly executed: string[]
  /** Ends every prompt by itself with this file as soon as it is posted. */
  autoFile: Buffer | null
  /** The next of the queue ends: with a file, or with the messages and files that are given. */
  finish(bytes: Buffer): void
  end(outcome: { messages: [string, unknown][]; status: 'success' | 'error'; files?: unknown[] }): void
  /** As a restart: queue and history are gone, files stay. */
  forget(): void
  count(method: string, path: string): number
  emit(frame: unknown): void
  close(): Promise<void>
}

export async function startScriptedComfyui(): Promise<ScriptedComfyui> {
  const history = new Map<string, unknown>()
  let number = 0
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { pathname, search } = new URL(request.url ?? '/', 'http://localhost')
      const seen: ScriptedRequest = {
        method: request.method ?? '',
        path: `${pathname}${search}`,
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      }
      self.requests.push(seen)
      void (async () => {
        if (!(await self.intercept(seen, response))) answer(seen, response)
      })()
    })
  })
  server.on('upgrade', (request, socket, head) => {
    const peer = acceptWebsocket(request, socket, head)
    if (peer === null) return
    self.requests.push({ method: 'WS', path: request.url ?? '', headers: request.headers, body: '' })
    self.sockets.push(peer)
    peer.onText((text) => self.told.push(text))
    peer.onClose(() => self.sockets.splice(self.sockets.indexOf(peer), 1))
  })

  const json = (response: ServerResponse, status: number, body: unknown) => {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }
  const entryOf = ({ number: n, id }: ScriptedPrompt) => [n, id, {}, {}, ['9']]
  const jobOf = (id: string): unknown => {
    const at = self.queue.findIndex((prompt) => prompt.id === id)
    if (at !== -1) return { id, status: at === 0 ? 'in_progress' : 'pending' }
    const known = history.get(id) as
      { outputs: unknown; status: { status_str: string; messages: unknown[] } } | undefined
    if (known === undefined) return undefined
    const isCancelled = known.status.messages.some(
      (message) => (message as string[])[0] === 'execution_interrupted',
    )
    const status = known.status.status_str === 'success' ? 'completed' : isCancelled ? 'cancelled' : 'failed'
    return { id, status, outputs: known.outputs, execution_status: known.status }
  }
  const answerJobs = (path: string, method: string, response: ServerResponse): void => {
    if (!self.hasJobs) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('404: Not Found')
      return
    }
    const [, id, verb] = /^\/api\/jobs\/([^/]+)(\/cancel)?$/.exec(path) ?? []
    if (id === undefined) json(response, 200, { jobs: [], pagination: {} })
    else if (verb !== undefined && method === 'POST') json(response, 200, { cancelled: remove(id) })
    else {
      const job = jobOf(id)
      json(response, job === undefined ? 404 : 200, job ?? { error: 'Job not found' })
    }
  }
  const remove = (id: string): boolean => {
    const at = self.queue.findIndex((prompt) => prompt.id === id)
    if (at === -1) return false
    if (at === 0) interrupt(id)
    else self.queue.splice(at, 1)
    return true
  }
  const interrupt = (id: string): void => {
    if (self.queue[0]?.id === id)
      self.end({ status: 'error', messages: [['execution_interrupted', { prompt_id: id }]] })
  }
  const answerControl = (path: string, body: Record<string, unknown>): boolean => {
    if (path === '/queue')
      for (const id of (body['delete'] ?? []) as string[]) {
        const at = self.queue.findIndex((prompt, place) => place > 0 && prompt.id === id)
        if (at !== -1) self.queue.splice(at, 1)
      }
    else if (path === '/interrupt') interrupt(String(body['prompt_id']))
    else if (path === '/history') for (const id of (body['delete'] ?? []) as string[]) history.delete(id)
    else return path === '/free'
    return true
  }
  const answer = ({ method, path, body }: ScriptedRequest, response: ServerResponse): void => {
    const url = new URL(path, 'http://localhost')
    if (url.pathname.startsWith('/api/jobs')) answerJobs(url.pathname, method, response)
    else if (method === 'POST' && path === '/prompt') {
      const posted = JSON.parse(body) as { prompt_id: string; prompt: ScriptedPrompt['graph'] }
      self.queue.push({ id: posted.prompt_id, number, graph: posted.prompt })
      if (self.queue.length === 1) self.executed.push(posted.prompt_id)
      json(response, 200, { prompt_id: posted.prompt_id, number: number++, node_errors: {} })
      if (self.autoFile !== null) self.finish(self.autoFile)
    } else if (method === 'POST') {
      if (answerControl(path, JSON.parse(body) as Record<string, unknown>)) response.writeHead(200).end()
      else response.writeHead(405, { 'content-type': 'text/plain' }).end('405: Method Not Allowed')
    } else if (path === '/queue') {
      const [first, ...rest] = self.queue
      json(response, 200, {
        queue_running: first === undefined ? [] : [entryOf(first)],
        queue_pending: rest.map(entryOf),
      })
    } else if (url.pathname.startsWith('/history/')) {
      const id = url.pathname.slice('/history/'.length)
      json(response, 200, history.has(id) ? { [id]: history.get(id) } : {})
    } else if (path === '/system_stats')
      json(response, 200, {
        system: { comfyui_version: self.version, ram_total: 1, ram_free: 1 },
        devices: [],
      })
    else if (url.pathname === '/view') {
      const file = self.files.get(url.searchParams.get('filename') ?? '')
      if (file === undefined) response.writeHead(404).end()
      else response.writeHead(200, { 'content-type': 'image/png', 'content-length': file.length }).end(file)
    } else response.writeHead(404, { 'content-type': 'text/plain' }).end('404: Not Found')
  }

  const self: ScriptedComfyui = {
    url: '',
    requests: [],
    queue: [],
    files: new Map(),
    sockets: [],
    told: [],
    intercept: () => false,
    hasJobs: true,
    version: '0.28.0',
    executed: [],
    autoFile: null,
    finish: (bytes) => {
      const prompt = self.queue[0]
      if (prompt === undefined) throw new Error('nothing runs')
      const prefix = String(
        Object.values(prompt.graph).find(({ class_type: c }) => c === 'SaveImage')?.inputs['filename_prefix'],
      )
      const counter = [...self.files.keys()].filter((name) => name.startsWith(`${prefix}_`)).length + 1
      const filename = `${prefix}_${String(counter).padStart(5, '0')}_.png`
      self.files.set(filename, bytes)
      const data = (timestamp: number) => ({ prompt_id: prompt.id, timestamp })
      self.end({
        status: 'success',
        messages: [
          ['execution_start', data(1_000)],
          ['execution_cached', { ...data(1_001), nodes: [] }],
          ['execution_success', data(3_500)],
        ],
        files: [{ filename, subfolder: '', type: 'output' }],
      })
    },
    end: ({ messages, status, files }) => {
      const prompt = self.queue.shift()
      if (prompt === undefined) throw new Error('nothing runs')
      const outputs = files === undefined ? {} : { '9': { images: files, animated: [false] } }
      history.set(prompt.id, {
        outputs,
        status: { status_str: status, completed: status === 'success', messages },
      })
      if (self.queue[0] !== undefined) self.executed.push(self.queue[0].id)
    },
    forget: () => {
      self.queue.length = 0
      history.clear()
      number = 0
    },
    count: (method, path) =>
      self.requests.filter((request) => request.method === method && request.path.split('?')[0] === path)
        .length,
    emit: (frame) => {
      for (const peer of self.sockets)
        void (frame instanceof Uint8Array ? peer.sendBinary(frame) : peer.sendText(JSON.stringify(frame)))
    },
    close: async () => {
      for (const peer of [...self.sockets]) peer.cut()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(self, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
}
