import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { extname, join, normalize } from 'node:path'
import type { ProgressNotice } from '../../core/generation/progress-notice.schema.js'
import type { GenerateBody } from '../../core/http/library-api.js'
import { orderOneAsset } from '../../core/intake/order-one-asset.js'
import type { DecideBody, Problem, SubmitWishlistBody } from '../../core/http/http-api.js'
import { fakeArtPng, fakeSoundWav } from './fake-art.js'
import { fakeArchive } from './fake-archive.js'
import { libraryRoutes } from './fake-library.js'
import { reviewRoutes } from './fake-review.js'
import { diffList, listLists, readReading, readRevision, submitList } from './fake-wishlists.js'
import { FakeWorld, type FakeRun } from './fake-world.js'

export interface FakeApi {
  readonly url: string
  readonly token: string
  readonly world: FakeWorld
  /** `GET /api/v1/runs`, in order. */
  readonly requests: string[]
  /** The next requests whose path begins so are answered with this status. */
  failNext(pathPrefix: string, status: number, times?: number): void
  /** Plans no more failures. */
  forgiveAll(): void
  /** Ends all connections and listens no more, until `up`. */
  down(): Promise<void>
  up(): Promise<void>
  /** Cuts the open connections only. */
  cut(): void
  stop(): Promise<void>
}

export interface FakeApiOptions {
  /** Folder with index.html, main.js and page.css. */
  readonly webDir?: string
  readonly port?: number
  /** False: any request is let in, as from a browser that has its cookie. */
  readonly needsToken?: boolean
}

type Answer = { status?: number; body: unknown; headers?: Record<string, string> }

/** A small API with the shapes of core/http on a free port of this machine. */
export async function startFakeApi(options: FakeApiOptions = {}): Promise<FakeApi> {
  const world = new FakeWorld()
  const token = 'fake-token'
  const requests: string[] = []
  const failures: { prefix: string; status: number; times: number }[] = []
  const sockets = new Set<Socket>()
  let port = options.port ?? 0
  let server: Server | null = null

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://fake')
    requests.push(`${request.method} ${url.pathname}`)
    const failure = failures.find((one) => one.times > 0 && url.pathname.startsWith(one.prefix))
    if (failure !== undefined) {
      failure.times -= 1
      return send(response, problem(failure.status, 'planned', 'A planned failure.'))
    }
    if (!url.pathname.startsWith('/api/v1/')) return serveRest(url.pathname, response, options.webDir)
    if (options.needsToken !== false && request.headers.authorization !== `Bearer ${token}`)
      return send(response, problem(401, 'unauthorized', 'No valid token.'))
    if (url.pathname === '/api/v1/events') return streamEvents(world, url, request, response)
    const raw = await readBody(request)
    const isJson = (request.headers['content-type'] ?? '').includes('json')
    const body: unknown = raw.length === 0 ? {} : isJson ? JSON.parse(raw.toString('utf8')) : raw
    send(
      response,
      await route(world, `${request.method} ${url.pathname.slice(7)}`, url.searchParams, body, fakeUrl()),
    )
  }
  const fakeUrl = () => `http://127.0.0.1:${port}`
  const up = async () => {
    const next = createServer((request, response) => {
      handle(request, response).catch((error: unknown) => send(response, problem(500, 'bug', String(error))))
    })
    next.on('connection', (socket) => {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
    })
    await new Promise<void>((resolve) => next.listen(port, '127.0.0.1', resolve))
    port = (next.address() as AddressInfo).port
    server = next
  }
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  const down = async () => {
    const old = server
    server = null
    cut()
    await new Promise<void>((resolve) => (old === null ? resolve() : old.close(() => resolve())))
  }
  await up()
  return {
    url: fakeUrl(),
    token,
    world,
    requests,
    failNext: (prefix, status, times = 1) => void failures.push({ prefix, status, times }),
    forgiveAll: () => void failures.splice(0),
    down,
    up,
    cut,
    stop: down,
  }
}

async function route(
  world: FakeWorld,
  line: string,
  query: URLSearchParams,
  body: unknown,
  url: string,
): Promise<Answer> {
  for (const [pattern, answer] of routes) {
    const match = pattern.exec(line)
    if (match !== null)
      return await answer({ world, query, body, url, ids: match.slice(1).map(decodeURIComponent) })
  }
  return problem(404, 'not-found', `Nothing is at ${line}.`)
}

interface Call {
  readonly world: FakeWorld
  readonly query: URLSearchParams
  readonly body: unknown
  readonly url: string
  readonly ids: readonly string[]
}

const routes: readonly (readonly [RegExp, (call: Call) => Answer | Promise<Answer>])[] = [
  ...libraryRoutes,
  ...reviewRoutes,
  [/^GET \/projects$/, ({ world }) => ({ body: { projects: world.projects } })],
  [
    /^POST \/projects$/,
    ({ world, body }) => {
      const { key, name } = body as { key: string; name: string }
      const { project, created } = world.ensureProject(key, name)
      return { status: created ? 201 : 200, body: project }
    },
  ],
  [/^POST \/projects\/([^/]+)\/wishlists$/, submitWishlist],
  [/^POST \/generate$/, generate],
  [/^GET \/projects\/([^/]+)\/wishlists$/, ({ world, ids }) => ({ body: listLists(world, ids[0] ?? '') })],
  [
    /^POST \/projects\/([^/]+)\/wishlists\/diff$/,
    ({ world, body, ids }) => ({ body: diffList(world, ids[0] ?? '', body as SubmitWishlistBody) }),
  ],
  [
    /^GET \/projects\/([^/]+)\/wishlists\/([^/]+)$/,
    ({ world, ids }) => found(readRevision(world, ids[0] ?? '', ids[1] ?? '')),
  ],
  [
    /^GET \/projects\/[^/]+\/images\/([0-9a-f]+)$/,
    ({ world, ids }) => {
      const picture = world.pictures.get(ids[0] ?? '')
      return picture === undefined
        ? problem(404, 'not-found', 'No such image.')
        : picture.isSound
          ? { body: fakeSoundWav(picture.number), headers: { 'content-type': 'audio/wav' } }
          : { body: fakeArtPng(picture.number, picture.frames), headers: { 'content-type': 'image/png' } }
    },
  ],
  [
    /^GET \/runs$/,
    ({ world, query }) => ({
      body: {
        runs: world.runs
          .map((run) => run.view)
          .filter((run) => [null, run.projectId].includes(query.get('projectId')))
          .slice(0, Number(query.get('limit') ?? 100)),
      },
    }),
  ],
  [
    /^GET \/report$/,
    ({ world, query }) => {
      const report = world.reports.get(query.get('projectId') ?? '') ?? world.report
      return { body: { ...report, since: query.get('since') } }
    },
  ],
  [/^GET \/runs\/([^/]+)$/, (call) => withRun(call, (run) => ({ body: run.view }))],
  [
    /^GET \/runs\/([^/]+)\/specs$/,
    (call) => withRun(call, (run) => ({ body: pageOfSpecs(run, call.query) })),
  ],
  [
    /^GET \/runs\/([^/]+)\/reading$/,
    (call) => withRun(call, (run) => ({ body: readReading(run, call.query.get('filter')) })),
  ],
  [
    /^GET \/runs\/([^/]+)\/variants$/,
    (call) =>
      withRun(call, (run) => {
        const specKey = call.query.get('specKey')
        const variants = [...call.world.variants.values()].filter(
          (one) => one.runId === run.view.runId && (specKey === null || one.specKey === specKey),
        )
        return { body: { variants, nextCursor: null } }
      }),
  ],
  [/^POST \/runs\/([^/]+)\/approve-overage$/, (call) => withRun(call, (run) => approveOverage(call, run))],
  [/^POST \/runs\/([^/]+)\/(pause|resume|cancel)$/, (call) => withRun(call, (run) => steerRun(call, run))],
  [
    /^POST \/runs\/([^/]+)\/specs\/([^/]+)\/reopen$/,
    (call) => {
      call.world.closedSpecs.delete(call.ids[1] ?? '')
      return { status: 202, body: { state: 'delivered' } }
    },
  ],
  [/^POST \/runs\/([^/]+)\/bundles$/, (call) => withRun(call, (run) => requestBundles(call, run))],
  [
    /^GET \/runs\/([^/]+)\/bundles$/,
    (call) =>
      withRun(call, (run) => ({
        body: {
          bundles: [...call.world.bundles.values()]
            .map((one) => one.view)
            .filter((one) => one.runId === run.view.runId),
        },
      })),
  ],
  [/^GET \/bundles\/([^/]+)$/, ({ world, ids }) => found(world.bundles.get(ids[0] ?? '')?.view)],
  [
    /^GET \/bundles\/([^/]+)\/files\/(.+)$/,
    ({ world, ids }) => found(world.bundles.get(ids[0] ?? '')?.bytes.get(ids[1] ?? '')),
  ],
  [
    /^GET \/bundles\/([^/]+)\/archive$/,
    ({ world, ids }) => {
      const bytes = world.bundles.get(ids[0] ?? '')?.bytes
      return bytes === undefined ? found(undefined) : fakeArchive(bytes)
    },
  ],
  [/^GET \/gpu-hosts$/, ({ world }) => ({ body: world.gpuHosts })],
  [/^GET \/runs\/([^/]+)\/estimate$/, ({ world }) => ({ body: world.estimate })],
  [
    /^GET \/variants\/([^/]+)\/route$/,
    ({ world, ids }) => ({ body: world.routes.get(ids[0] ?? '') ?? { route: null, hostAddress: null } }),
  ],
  [/^GET \/variants\/([^/]+)$/, ({ world, ids }) => found(world.variants.get(ids[0] ?? ''))],
  [
    /^GET \/variants\/([^/]+)\/decisions$/,
    ({ world, ids }) => ({ body: { decisions: world.decisions.filter((one) => one.variantId === ids[0]) } }),
  ],
  [/^POST \/variants\/([^/]+)\/decisions$/, decide],
  [
    /^POST \/login-links$/,
    ({ url }) => ({
      status: 201,
      body: { url: `${url}/login/one-time`, expiresAt: new Date(Date.now() + 600_000).toISOString() },
    }),
  ],
]

function submitWishlist({ world, body, ids }: Call): Answer {
  const list = body as SubmitWishlistBody
  if (list.text.trim() === '') return problem(422, 'nothing-to-make', 'The list has no line of text.')
  const answer = submitList(world, ids[0] ?? '', list)
  return { status: answer.created ? 202 : 200, body: answer }
}

function generate({ world, body }: Call): Answer {
  const { project = 'default', category = 'prop', variants: _, ...wish } = body as GenerateBody
  const order = orderOneAsset({ category, ...wish })
  if ('hint' in order) return problem(422, 'invalid-body', order.message)
  const { projectId } = world.ensureProject(project, project).project
  const { seed = 1, review = 'person', drafts } = wish
  const drafted = drafts === undefined ? {} : { drafts }
  const answer = submitList(world, projectId, { ...order, seed, review, ...drafted })
  return { status: answer.created ? 202 : 200, body: answer }
}

function decide({ world, body, ids }: Call): Answer {
  const message = body as DecideBody
  const variant = world.variants.get(ids[0] ?? '')
  if (variant === undefined) return problem(404, 'not-found', 'No such variant.')
  const decisionId = message.decisionId ?? world.mint('dec')
  if (world.temporalAway)
    return {
      status: 202,
      body: { decisionId, state: 'pending', decisions: [], message: 'Temporal is away.' },
    }
  if (world.closedSpecs.has(variant.specKey))
    return problem(409, 'closed', 'The spec is closed.', {
      reopen: `/api/v1/runs/${variant.runId}/specs/${variant.specKey}/reopen`,
    })
  const outcome = world.decide(variant.variantId, { ...message, decisionId }, 'local')
  if (outcome.status === 'applied')
    return { body: { decisionId, state: 'applied', decisions: outcome.decisions } }
  const last = world.decisions.filter((one) => one.variantId === variant.variantId).at(-1)
  return problem(409, 'stale-version', outcome.message, {
    ...(outcome.current === undefined ? {} : { current: outcome.current }),
    ...(last === undefined ? {} : { decision: last }),
  })
}

function requestBundles({ world, body }: Call, run: FakeRun): Answer {
  if (run.view.counts.assets === 0 && (body as { kind?: string }).kind === undefined)
    return problem(409, 'nothing-approved', 'Nothing is approved and finished.')
  const { targets, kind } = body as { targets: string[]; kind?: string }
  if (kind === 'release')
    return problem(409, 'release-refused', 'This run cannot be released: 1 thing is in the way.', {
      objections: [
        { key: 'tent', reason: 'policy', message: 'is approved by no person', nextStep: 'look at the tent' },
      ],
    })
  const all = [...world.bundles.values()].map((one) => one.view)
  const bundles = targets.map(
    (target) =>
      all.find((one) => one.runId === run.view.runId && one.target === target) ?? world.bundle(run, target),
  )
  return { status: 202, body: { bundles } }
}

function approveOverage({ world }: Call, run: FakeRun): Answer {
  const { runId, projectId, waitsFor } = run.view
  run.view = { ...run.view, waitsFor: waitsFor.filter(({ kind }) => kind !== 'budget') }
  world.emit(projectId, runId, 'overageApproved', {})
  return { status: 200, body: { runId, approved: true } }
}

function steerRun({ world, ids }: Call, run: FakeRun): Answer {
  const verb = ids[1]
  if (verb === 'cancel') run.view = { ...run.view, stage: 'cancelled' }
  else run.view = { ...run.view, paused: verb === 'pause' }
  world.emit(run.view.projectId, run.view.runId, verb === 'pause' ? 'runPaused' : 'runStageChanged', {})
  return { status: 202, body: { state: 'delivered' } }
}

function pageOfSpecs(run: FakeRun, query: URLSearchParams): unknown {
  const cursor = Number(query.get('cursor') ?? 0)
  const limit = Number(query.get('limit') ?? 100)
  const next = cursor + limit
  return { specs: run.specs.slice(cursor, next), nextCursor: next < run.specs.length ? next : null }
}

function withRun(call: Call, answer: (run: FakeRun) => Answer): Answer {
  const run = call.world.runs.find((one) => one.view.runId === call.ids[0])
  return run === undefined ? problem(404, 'not-found', `There is no run ${call.ids[0]}.`) : answer(run)
}

function found(body: unknown): Answer {
  return body === undefined ? problem(404, 'not-found', 'No such thing.') : { body }
}

function problem(status: number, type: string, detail: string, more: Partial<Problem> = {}): Answer {
  const body = {
    type: `urn:assetloom:problem:${type}`,
    title: type,
    status,
    detail,
    hint: `Mend ${type}.`,
    ...more,
  }
  return { status, body, headers: { 'content-type': 'application/problem+json' } }
}

function send(response: ServerResponse, answer: Answer): void {
  if (response.writableEnded) return
  const isBytes = answer.body instanceof Uint8Array
  const type = isBytes ? 'application/octet-stream' : 'application/json'
  response.writeHead(answer.status ?? 200, { 'content-type': type, ...answer.headers })
  response.end(isBytes ? answer.body : JSON.stringify(answer.body))
}

async function serveRest(path: string, response: ServerResponse, webDir: string | undefined): Promise<void> {
  if (path === '/healthz') return send(response, { body: { status: 'ok', version: '0' } })
  if (path === '/readyz')
    return send(response, {
      body: {
        status: 'ready',
        checks: [{ name: 'postgres', ok: true, message: '' }],
        outbox: { open: 0, oldestMs: 0 },
      },
    })
  if (webDir === undefined) return send(response, problem(404, 'not-found', 'No page.'))
  const file = normalize(path === '/' ? '/index.html' : path)
  const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }
  const bytes = await readFile(join(webDir, file)).catch(() => null)
  if (bytes === null) return send(response, problem(404, 'not-found', 'No such page.'))
  response.writeHead(200, {
    'content-type': `${types[extname(file)] ?? 'application/octet-stream'}; charset=utf-8`,
    'content-security-policy':
      "default-src 'self'; img-src 'self' blob: data:; style-src 'self'; script-src 'self'",
  })
  response.end(bytes)
}

function streamEvents(world: FakeWorld, url: URL, request: IncomingMessage, response: ServerResponse): void {
  const from = request.headers['last-event-id'] ?? url.searchParams.get('since')
  let seen = from === null ? world.events.length : Number(from)
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const flush = () => {
    for (const event of world.events.slice(seen))
      response.write(`id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`)
    seen = world.events.length
  }
  response.write(': here\n\n')
  flush()
  world.listeners.add(flush)
  const watch = (notice: ProgressNotice) => {
    response.write(`event: progress\ndata: ${JSON.stringify(notice)}\n\n`)
  }
  if (url.searchParams.get('progress') === '1') world.watchers.add(watch)
  response.on('close', () => {
    world.listeners.delete(flush)
    world.watchers.delete(watch)
  })
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
