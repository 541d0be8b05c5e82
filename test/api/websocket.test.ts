import { connect } from 'node:net'
import { describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import type { CatalogueEvent } from '../../core/events.js'
import type { ProgressNotice } from '../../core/generation/progress-notice.schema.js'
import type { PresenceNotice } from '../../core/review-together/presence.schema.js'
import { startApi, token, type TestApi } from './api-fixture.js'
import { join, startStudio, type Person } from './sign-in-fixture.js'

const waitMs = { timeout: 20_000 }
const bearer = { authorization: `Bearer ${token}` }

interface Told {
  readonly type: string
  readonly event?: CatalogueEvent
  readonly [name: string]: unknown
}

interface Follower {
  readonly socket: WebSocket
  readonly told: Told[]
  events(): CatalogueEvent[]
  readonly closed: Promise<{ code: number; reason: string }>
}

interface Opening {
  readonly headers?: Record<string, string>
  readonly protocols?: string[]
}

function open(api: TestApi, query: string, { headers = bearer, protocols = [] }: Opening = {}): Follower {
  const socket = new WebSocket(`${api.url.replace('http', 'ws')}/api/v1/ws?${query}`, protocols, { headers })
  const told: Told[] = []
  socket.on('message', (data: Buffer) => told.push(JSON.parse(data.toString()) as Told))
  socket.on('error', () => undefined)
  return {
    ...{ socket, told },
    events: () => told.flatMap(({ event }) => (event === undefined ? [] : [event])),
    closed: new Promise((resolve) =>
      socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() })),
    ),
  }
}

const opened = ({ socket }: Follower) => new Promise((resolve) => socket.once('open', resolve))

/** What is answered instead of the handshake. */
async function refusal(api: TestApi, query: string, opening?: Opening) {
  const { socket } = open(api, query, opening)
  return await new Promise<{ status: number; mediaType: string; body: Record<string, unknown> }>((resolve) =>
    socket.on('unexpected-response', (_request, response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => (text += chunk.toString()))
      response.on('end', () => {
        const mediaType = String(response.headers['content-type'])
        resolve({ status: response.statusCode ?? 0, mediaType, body: JSON.parse(text) as never })
      })
    }),
  )
}

async function startProject(api: TestApi, key = 'desert'): Promise<string> {
  return (await api.catalogue.projects.ensure({ key, name: key })).projectId
}

async function emit(api: TestApi, projectId: string, count: number, from = 0): Promise<void> {
  for (let index = from; index < from + count; index++)
    await api.catalogue.events.append({ projectId, runId: null, type: 'variantGenerated', data: { index } })
  api.notify(projectId)
}

const indexes = (events: CatalogueEvent[]) => events.map(({ data }) => data['index'])
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index)

describe('a WebSocket of events', () => {
  test('replays from since and goes on with what happens, of its project only', async () => {
    const api = await startApi()
    const [projectId, other] = [await startProject(api), await startProject(api, 'other')]
    await emit(api, projectId, 3)
    await emit(api, other, 2, 100)
    const follower = open(api, `projectId=${projectId}&since=0`)
    await opened(follower)
    await emit(api, other, 2, 102)
    await emit(api, projectId, 2, 3)
    await vi.waitFor(() => expect(follower.told).toHaveLength(5), waitMs)
    expect(indexes(follower.events())).toEqual(range(0, 5))
    expect(new Set(follower.told.map(({ type }) => type))).toEqual(new Set(['event']))
    follower.socket.close()
  })

  test('that breaks again and again misses nothing and repeats nothing by since', async () => {
    const api = await startApi()
    const projectId = await startProject(api)
    const total = 400
    const writing = (async () => {
      for (let from = 0; from < total; from += 20) {
        await emit(api, projectId, 20, from)
        await new Promise((resolve) => setTimeout(resolve, 2))
      }
    })()
    const seen: CatalogueEvent[] = []
    while (seen.length < total) {
      const follower = open(api, `projectId=${projectId}&since=${seen.at(-1)?.seq ?? 0}`)
      const wanted = Math.min(77, total - seen.length)
      await vi.waitFor(() => expect(follower.told.length).toBeGreaterThanOrEqual(wanted), waitMs)
      follower.socket.terminate()
      seen.push(...follower.events())
    }
    await writing
    expect(indexes(seen)).toEqual(range(0, total))
  })

  test('tells how far jobs are and who is where to who asks for it, of its project only', async () => {
    const progress = new Set<(notice: ProgressNotice) => void>()
    const presence = new Set<(notice: PresenceNotice) => void>()
    const hear = <N>(listeners: Set<(notice: N) => void>, listener: (notice: N) => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    }
    const api = await startApi({
      deps: {
        subscribeProgress: (listener) => hear(progress, listener),
        presence: { tell: async () => undefined, subscribe: (listener) => hear(presence, listener) },
      },
    })
    const projectId = await startProject(api)
    const before = presence.size
    const [all, plain] = [
      open(api, `projectId=${projectId}&progress=1&presence=1`),
      open(api, `projectId=${projectId}`),
    ]
    await Promise.all([opened(all), opened(plain)])
    await vi.waitFor(() => expect([progress.size, presence.size]).toEqual([1, before + 1]), waitMs)
    const step = { projectId, jobId: 'job', value: 3 } as unknown as ProgressNotice
    const place = { projectId, runId: 'run_1', handle: 'ada' } as unknown as PresenceNotice
    for (const listener of progress) listener({ ...step, projectId: 'prj_other' })
    for (const listener of progress) listener(step)
    for (const listener of presence) if (presence.size > before) listener(place)
    await emit(api, projectId, 1)
    await vi.waitFor(() => expect([all.told.length, plain.told.length]).toEqual([3, 1]), waitMs)
    expect(all.told).toContainEqual({ type: 'progress', progress: step })
    expect(all.told).toContainEqual({ type: 'presence', presence: place })
    all.socket.terminate()
    plain.socket.terminate()
    await vi.waitFor(() => expect([progress.size, presence.size]).toEqual([0, before]), waitMs)
  })

  test('finds by its heartbeat what no notification told, and pings', async () => {
    const api = await startApi({ limits: { streamHeartbeatMs: 40 } })
    const projectId = await startProject(api)
    const follower = open(api, `projectId=${projectId}`)
    let pings = 0
    follower.socket.on('ping', () => (pings += 1))
    await opened(follower)
    await api.catalogue.events.append({ projectId, runId: null, type: 'runPaused', data: {} })
    await vi.waitFor(() => expect(pings).toBeGreaterThan(2), waitMs)
    expect(follower.events().map(({ type }) => type)).toEqual(['runPaused'])
    follower.socket.close()
  })

  test('answers pings of its client, and closes for anything else that it says', async () => {
    const api = await startApi()
    const projectId = await startProject(api)
    const quiet = open(api, `projectId=${projectId}`)
    await opened(quiet)
    quiet.socket.send('{"type":"ping"}')
    await vi.waitFor(() => expect(quiet.told).toEqual([{ type: 'pong' }]), waitMs)
    for (let index = 0; index < 60; index++) quiet.socket.send('{"type":"ping"}')
    expect((await quiet.closed).code).toBe(1008)
    const wrong = ['', '[]', 'null', '{"type":"decide"}', '{"type":"ping","more":1}', Buffer.from('ping')]
    for (const message of wrong) {
      const talker = open(api, `projectId=${projectId}`)
      await opened(talker)
      talker.socket.send(message)
      expect(await talker.closed).toMatchObject({ code: 1008, reason: expect.stringContaining('ping') })
    }
    const large = open(api, `projectId=${projectId}`)
    await opened(large)
    large.socket.send('x'.repeat(5_000))
    expect((await large.closed).code).toBe(1009)
  })

  test('is cut off for a client that never reads, while others go on', async () => {
    const api = await startApi({ limits: { streamDrainMs: 200 } })
    const projectId = await startProject(api)
    const silent = open(api, `projectId=${projectId}`)
    await opened(silent)
    silent.socket.pause()
    let readSeq = 0
    api.catalogue.events.readAfter = (_projectId, afterSeq, limit) => {
      readSeq = Math.min(1500, afterSeq + limit)
      return Promise.resolve(range(afterSeq + 1, readSeq + 1).map((seq) => largeEvent(projectId, seq)))
    }
    api.notify(projectId)
    const cut = expect.objectContaining({ message: expect.stringContaining('does not read') })
    await vi.waitFor(() => expect(api.logs).toContainEqual(cut), waitMs)
    expect(readSeq).toBeLessThan(1500)
    const reader = open(api, `projectId=${projectId}&since=0`)
    await vi.waitFor(() => expect(reader.told.length).toBeGreaterThanOrEqual(100), waitMs)
    silent.socket.terminate()
    reader.socket.terminate()
  })

  test('shares the limit with the streams, and frees its place when its client goes', async () => {
    const subscribed = new Set<unknown>()
    const subscribe = (listener: unknown) => {
      subscribed.add(listener)
      return () => subscribed.delete(listener)
    }
    const api = await startApi({ limits: { streamsMax: 2 }, deps: { subscribe } })
    const projectId = await startProject(api)
    const first = open(api, `projectId=${projectId}`)
    await opened(first)
    const abort = new AbortController()
    const address = `${api.url}/api/v1/events?projectId=${projectId}`
    await fetch(address, { headers: bearer, signal: abort.signal })
    expect(await refusal(api, `projectId=${projectId}`)).toMatchObject({
      ...{ status: 503, mediaType: expect.stringContaining('problem+json') },
      body: { type: 'urn:assetloom:problem:too-many-streams' },
    })
    expect((await api.get(`/api/v1/events?projectId=${projectId}`)).status).toBe(503)
    first.socket.terminate()
    await vi.waitFor(() => expect(subscribed.size).toBe(1), waitMs)
    const second = open(api, `projectId=${projectId}`)
    await opened(second)
    second.socket.terminate()
    abort.abort()
  })

  test('ends when the API stops, so that the client comes back', async () => {
    const stop = new AbortController()
    const api = await startApi({ deps: { stopping: stop.signal } })
    const follower = open(api, `projectId=${await startProject(api)}`)
    await opened(follower)
    stop.abort()
    expect((await follower.closed).code).toBe(1001)
  })

  test('says what it is to a request that is no handshake', async () => {
    const api = await startApi()
    const projectId = await startProject(api)
    const plain = await api.get(`/api/v1/ws?projectId=${projectId}`)
    expect([plain.status, plain.body.type]).toEqual([426, 'urn:assetloom:problem:no-websocket'])
    expect(plain.headers.get('upgrade')).toBe('websocket')
    expect((await api.get('/api/v1/ws')).status).toBe(422)
  })
})

describe('who may open a WebSocket of events', () => {
  test('is judged before the handshake: nobody 401, foreign projects 404, unknown queries 422', async () => {
    const api = await startStudio()
    const [own, foreign] = [await startProject(api), await startProject(api, 'foreign')]
    const { cookie } = await join(api, own, 'viewer', 'vera')
    const headers = { cookie, origin: api.url }
    for (const [query, opening, status] of [
      [`projectId=${own}`, { headers: {} }, 401],
      [`projectId=${own}`, { headers: { authorization: 'Bearer wrong' } }, 401],
      [`projectId=${foreign}`, { headers }, 404],
      [`projectId=${own}&x=1`, { headers }, 422],
      [`projectId=${own}`, { headers: { cookie } }, 403],
      [`projectId=${own}`, { headers: { cookie, origin: 'http://evil.example' } }, 403],
    ] as const) {
      const refused = await refusal(api, query, opening)
      expect(refused.status).toBe(status)
      expect(refused.mediaType).toContain('application/problem+json')
      expect(refused.body).toMatchObject({ status, hint: expect.any(String) })
    }
    const vera = open(api, `projectId=${own}`, { headers })
    await opened(vera)
    vera.socket.close()
  })

  test('may be told by the protocol, for programs whose WebSocket takes no headers', async () => {
    const api = await startApi()
    const projectId = await startProject(api)
    const follower = open(api, `projectId=${projectId}`, {
      headers: {},
      protocols: ['assetloom', `bearer.${token}`],
    })
    await opened(follower)
    expect(follower.socket.protocol).toBe('assetloom')
    follower.socket.close()
    const wrong = { headers: {}, protocols: ['assetloom', 'bearer.wrong'] }
    expect((await refusal(api, `projectId=${projectId}`, wrong)).status).toBe(401)
  })

  test('is asked again while it is open: who signed out or is no member any more is let go', async () => {
    const api = await startStudio({ limits: { streamRecheckMs: 50 } })
    const projectId = await startProject(api)
    const viewers = ['vera', 'will', 'xia'].map((handle) => join(api, projectId, 'viewer', handle))
    const [vera, will, xia] = (await Promise.all(viewers)) as [Person, Person, Person]
    const follow = ({ cookie }: Person) =>
      open(api, `projectId=${projectId}`, { headers: { cookie, origin: api.url } })
    const [ofVera, ofWill, ofXia] = [follow(vera), follow(will), follow(xia)]
    await Promise.all([opened(ofVera), opened(ofWill), opened(ofXia)])
    const headers = { cookie: vera.cookie }
    const stream = await fetch(`${api.url}/api/v1/events?projectId=${projectId}`, { headers })
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect([ofVera, ofWill].map(({ socket }) => socket.readyState)).toEqual([WebSocket.OPEN, WebSocket.OPEN])
    expect((await vera.send('POST', '/sign-out')).status).toBeLessThan(300)
    const member = `${api.url}/api/v1/projects/${projectId}/members/will`
    expect((await fetch(member, { method: 'DELETE', headers: bearer })).status).toBe(204)
    const goodbye = { code: 1008, reason: expect.stringContaining('no longer') as string }
    expect(await ofVera.closed).toMatchObject(goodbye)
    expect(await ofWill.closed).toMatchObject(goodbye)
    await stream.text()
    expect(ofXia.socket.readyState).toBe(WebSocket.OPEN)
    ofXia.socket.close()
  })
})

describe('a request that offers another protocol', () => {
  test('is answered as plain HTTP where no WebSocket is, and told to leave it out where it has a body', async () => {
    const api = await startApi()
    const ask = (head: string) =>
      new Promise<string>((resolve, reject) => {
        const { hostname, port } = new URL(api.url)
        const socket = connect(Number(port), hostname, () =>
          socket.write(`${head}\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n`),
        )
        let text = ''
        socket.on('data', (chunk) => (text += chunk.toString()))
        socket.on('end', () => resolve(text))
        socket.on('error', reject)
      })
    expect(await ask('GET /healthz HTTP/1.1')).toMatch(/^HTTP\/1\.1 200 OK[^]*"/)
    expect(await ask('POST /api/v1/projects HTTP/1.1')).toMatch(/^HTTP\/1\.1 400[^]*without Upgrade/)
  })
})

const largeEvent = (projectId: string, seq: number): CatalogueEvent => ({
  ...{ seq, projectId, runId: null, type: 'variantGenerated', at: new Date(0).toISOString() },
  data: { text: 'x'.repeat(20_000) },
})
