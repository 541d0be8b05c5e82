import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FakeServer } from './fake-server.js'
import { modelFolders, type ModelFolder } from './fake-models.js'
import {
  answerEmpty,
  answerGateway,
  answerJson,
  answerText,
  answerTrouble,
  BodyTooLarge,
  readBody,
  readObject,
} from './http-answers.js'
import { parsePythonJson } from './python-json.js'
import { serveControl } from './serve-control.js'
import { serveView, serveUpload } from './serve-files.js'
import { serveJobs } from './serve-jobs.js'
import { servePrompt } from './serve-prompt.js'
import { systemStats } from './system-stats.js'

type Route = (context: RouteContext) => void | Promise<void>

interface RouteContext {
  readonly server: FakeServer
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly url: URL
  /** What stands behind the route's name in the path, decoded. */
  readonly rest: string
}

/** Answers one request of HTTP as ComfyUI does: each route also under /api, exceptions with 500 and text. */
export async function serveRequest(
  server: FakeServer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const url = new URL(request.url ?? '/', 'http://localhost')
    if (isForeign(request)) return answerEmpty(response, 403)
    if (url.pathname.startsWith('/fake/')) return await serveControl(server, request, response, url)
    if (server.hasJobs && /^\/api\/jobs(\/|$)/.test(url.pathname)) {
      if (request.method === 'GET' && answerPollFault(server, response)) return
      return await serveJobs(server, request, response, url)
    }
    const [, name = '', rest] =
      /^(\/[^/]*(?:\/(?:image|mask))?)(?:\/(.*))?$/.exec(url.pathname.replace(/^\/api(?=\/)/, '')) ?? []
    const isGet = request.method === 'GET'
    const route = (isGet ? getRoutes : postRoutes)[name]
    // A route without its last part is no route there.
    if (route === undefined || rest === '') return answerEmpty(response, isGet ? 404 : 405)
    await route({ server, request, response, url, rest: decodeURIComponent(rest ?? '') })
  } catch (error) {
    if (response.headersSent || request.socket.destroyed) return
    if (error instanceof BodyTooLarge) return answerText(response, 413, 'Maximum request body size exceeded')
    answerTrouble(response)
  }
}

/** A page of another origin may not talk to a server on loopback. */
function isForeign({ headers }: IncomingMessage): boolean {
  if (headers.origin === undefined || headers.host === undefined) return false
  const origin = URL.canParse(headers.origin) ? new URL(headers.origin).host : headers.origin
  const isLoopback = /^(localhost|127\.|\[::1\])/.test(headers.host)
  return isLoopback && origin !== headers.host
}

function answerPollFault(server: FakeServer, response: ServerResponse): boolean {
  if (server.faults.take('poll-502') !== null) answerGateway(response)
  else if (server.faults.take('poll-500') !== null) answerTrouble(response)
  else return false
  return true
}

const polled =
  (route: Route): Route =>
  (context) =>
    answerPollFault(context.server, context.response) ? undefined : route(context)

const getRoutes: Readonly<Record<string, Route>> = {
  '/prompt': polled(({ server, response }) =>
    answerJson(response, { exec_info: { queue_remaining: server.boot.queue.remaining } }),
  ),
  '/queue': polled(({ server, response }) => answerJson(response, server.boot.queue.lists())),
  '/history': polled((context) => serveHistory(context)),
  '/view': ({ server, request, response, url }) => serveView(server, request, response, url),
  '/object_info': ({ server, response, rest }) => {
    const found = rest === '' ? [...server.table] : [...server.table].filter(([name]) => name === rest)
    answerJson(response, Object.fromEntries(found))
  },
  '/models': ({ server, response, rest }) => {
    if (rest === '') return answerJson(response, modelFolders)
    if (!isFolder(rest)) return answerEmpty(response, 404)
    answerJson(
      response,
      server.options.models[rest].map(({ name }) => name),
    )
  },
  '/view_metadata': ({ server, response, url, rest }) => {
    const filename = url.searchParams.get('filename')
    const model = isFolder(rest)
      ? server.options.models[rest].find(({ name }) => name === filename)
      : undefined
    if (model?.metadata === undefined) return answerEmpty(response, 404)
    answerJson(response, model.metadata)
  },
  '/system_stats': ({ server, response }) => answerJson(response, systemStats(server)),
  '/features': ({ response }) => answerJson(response, serverFeatures),
}

/** Also what the websocket answers to the first message of a client. */
export const serverFeatures = { supports_preview_metadata: true, max_upload_size: 104_857_600 }

const postRoutes: Readonly<Record<string, Route>> = {
  '/prompt': ({ server, request, response }) => servePrompt(server, request, response),
  '/queue': async ({ server, request, response }) => {
    const body = await readObject(request)
    if (body['clear'] === true) server.boot.queue.clear()
    if (Array.isArray(body['delete'])) for (const id of body['delete']) server.boot.queue.delete(String(id))
    answerEmpty(response)
  },
  '/history': async ({ server, request, response }) => {
    const body = await readObject(request)
    if (body['clear'] === true) server.boot.queue.forgetAll()
    if (Array.isArray(body['delete'])) for (const id of body['delete']) server.boot.queue.forget(String(id))
    answerEmpty(response)
  },
  '/interrupt': async ({ server, request, response }) => {
    const promptId = readInterrupted(await readBody(request))
    if (promptId === null || server.boot.queue.isRunning(promptId)) server.boot.executor.interrupt()
    answerEmpty(response)
  },
  '/free': async ({ server, request, response }) => {
    const body = await readObject(request)
    server.boot.free({
      unloadModels: body['unload_models'] === true,
      freeMemory: body['free_memory'] === true,
    })
    answerEmpty(response)
  },
  '/upload/image': ({ server, request, response }) => serveUpload(server, request, response),
  '/upload/mask': ({ server, request, response }) => serveUpload(server, request, response),
}

function serveHistory({ server, response, url, rest }: RouteContext): void {
  const { queue } = server.boot
  if (rest !== '') {
    const entry = queue.entry(rest)
    return answerJson(response, entry === undefined ? {} : { [rest]: entry })
  }
  const maxItems = readWhole(url.searchParams.get('max_items'))
  answerJson(
    response,
    Object.fromEntries(queue.entries(maxItems, readWhole(url.searchParams.get('offset')) ?? -1)),
  )
}

/** Python's int(): what is none throws. */
function readWhole(text: string | null): number | null {
  if (text === null) return null
  if (!/^-?\d+$/.test(text)) throw new TypeError('int() of no number')
  return Number(text)
}

/** A body that is no JSON stands for all, as there; the id may be missing too. */
function readInterrupted(body: Buffer): string | null {
  let value: unknown
  try {
    value = parsePythonJson(body.toString('utf8'))
  } catch {
    return null
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw new TypeError('the body is no object')
  const { prompt_id: promptId } = value as { prompt_id?: unknown }
  return typeof promptId === 'string' && promptId !== '' ? promptId : null
}

function isFolder(name: string): name is ModelFolder {
  return (modelFolders as readonly string[]).includes(name)
}
