import { connect, type Socket } from 'node:net'
import { describe, expect, test, vi } from 'vitest'
import type { CatalogueEvent } from '../../core/events.js'
import type { ProgressNotice } from '../../core/generation/progress-notice.schema.js'
import { startApi, token, type TestApi } from './api-fixture.js'

/** Reads a stream until it was cut or `until` holds. */
async function readStream(
  api: TestApi,
  query: string,
  until: (events: CatalogueEvent[], raw: string) => boolean,
  headers: Record<string, string> = {},
  onOpen: () => void | Promise<void> = () => undefined,
): Promise<{ events: CatalogueEvent[]; ids: number[]; raw: string }> {
  const abort = new AbortController()
  const response = await fetch(`${api.url}/api/v1/events?${query}`, {
    headers: { authorization: `Bearer ${token}`, ...headers },
    signal: abort.signal,
  })
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  let raw = ''
  let events: CatalogueEvent[] = []
  const decoder = new TextDecoder()
  const opened = onOpen()
  for await (const chunk of response.body!) {
    raw += decoder.decode(chunk, { stream: true })
    const whole = raw.slice(0, raw.lastIndexOf('\n\n') + 2)
    events = [...whole.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data!) as CatalogueEvent)
    if (until(events, whole)) break
  }
  await opened
  abort.abort()
  const ids = [...raw.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id))
  return { events, ids, raw }
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

describe('the event stream', () => {
  test('replays from since=0 and goes on with what happens, of its project only', async () => {
    const api = await startApi()
    const projectId = await startProject(api)
    const other = await startProject(api, 'other')
    await emit(api, projectId, 3)
    await emit(api, other, 2, 100)
    const { events, ids } = await readStream(
      api,
      `projectId=${projectId}&since=0`,
      (seen) => seen.length >= 5,
      {},
      async () => {
        await emit(api, other, 2, 102)
        await emit(api, projectId, 2, 3)
      },
    )
    expect(indexes(events)).toEqual(range(0, 5))
    expect(ids).toEqual(events.map(({ seq }) => seq))
  })

  test('starts with what happens next when it is not told where', async () => {
    const api = await startApi()
    const projectId = await startProject(api)
    await emit(api, projectId, 3)
    const { events } = await readStream(
      api,
      `projectId=${projectId}`,
      (seen) => seen.length >= 1,
      {},
      () => emit(api, projectId, 1, 3),
    )
    expect(indexes(events)).toEqual([3])
  })

  test('that breaks again and again misses nothing and repeats nothing by Last-Event-ID', async () => {
    const api = await startApi()
    const projectId = await startProject(api)
    const total = 600
    const writing = (async () => {
      for (let from = 0; from < total; from += 20) {
        await emit(api, projectId, 20, from)
        await new Promise((resolve) => setTimeout(resolve, 2))
      }
    })()
    const seen: CatalogueEvent[] = []
    while (seen.length < total) {
      const last = seen.at(-1)?.seq ?? 0
      const { events } = await readStream(
        api,
        // The header wins over the address that a browser opened first.
        `projectId=${projectId}&since=0`,
        (fresh) => fresh.length >= Math.min(77, total - seen.length),
        last > 0 ? { 'last-event-id': String(last) } : {},
      )
      seen.push(...events)
    }
    await writing
    expect(indexes(seen)).toEqual(range(0, total))
  })

  test('finds by its heartbeat what no notification told', async () => {
    const api = await startApi({ limits: { streamHeartbeatMs: 40 } })
    const projectId = await startProject(api)
    const { events, raw } = await readStream(
      api,
      `projectId=${projectId}`,
      (seen, text) => seen.length >= 1 && text.split(': still here').length > 2,
      {},
      () => api.catalogue.events.append({ projectId, runId: null, type: 'runPaused', data: {} }),
    )
    expect(events.map(({ type }) => type)).toEqual(['runPaused'])
    expect(raw).toContain('retry: 1000')
  })

  test('is cut off for a client that never reads, while others go on', async () => {
    const api = await startApi({ limits: { streamDrainMs: 200 } })
    const projectId = await startProject(api)
    const socket = openSilentStream(api, projectId)
    await new Promise((resolve) => socket.once('readable', resolve))
    // More than the sockets of both sides can hold: 30 MB.
    let readSeq = 0
    api.catalogue.events.readAfter = (_projectId, afterSeq, limit) => {
      readSeq = Math.min(1500, afterSeq + limit)
      return Promise.resolve(range(afterSeq + 1, readSeq + 1).map((seq) => largeEvent(projectId, seq)))
    }
    api.notify(projectId)
    await until(() => api.logs.some(({ message }) => message.includes('does not read')))
    // What it did not take was not read into memory either.
    expect(readSeq).toBeLessThan(1500)
    const { events } = await readStream(api, `projectId=${projectId}&since=0`, (seen) => seen.length >= 100)
    expect(events.length).toBeGreaterThanOrEqual(100)
    socket.destroy()
  })

  test('is released when its client goes, and refused beyond the limit', async () => {
    let subscribers = 0
    const api = await startApi({
      limits: { streamsMax: 2 },
      deps: {
        subscribe: () => {
          subscribers += 1
          return () => (subscribers -= 1)
        },
      },
    })
    const projectId = await startProject(api)
    const sockets = [openSilentStream(api, projectId), openSilentStream(api, projectId)]
    await until(() => subscribers === 2)
    const third = await api.get(`/api/v1/events?projectId=${projectId}`)
    expect([third.status, third.body.type]).toEqual([503, 'urn:assetloom:problem:too-many-streams'])
    for (const socket of sockets) socket.destroy()
    await until(() => subscribers === 0)
    await readStream(api, `projectId=${projectId}`, (_, raw) => raw.includes('retry'))
  })

  test('ends when the catalogue fails, so that the client comes back', async () => {
    const api = await startApi()
    const projectId = await startProject(api)
    api.catalogue.events.readAfter = () => Promise.reject(new Error('connection lost'))
    const response = await fetch(`${api.url}/api/v1/events?projectId=${projectId}&since=0`, {
      headers: { authorization: `Bearer ${token}` },
    })
    await expect(response.text()).rejects.toThrow()
    expect(api.logs).toContainEqual(
      expect.objectContaining({ message: expect.stringContaining('connection lost') }),
    )
  })

  test('needs a project and a usable since', async () => {
    const api = await startApi()
    const projectId = await startProject(api)
    expect((await api.get('/api/v1/events')).status).toBe(422)
    expect((await api.get(`/api/v1/events?projectId=${projectId}&since=-1`)).status).toBe(422)
    expect((await api.get(`/api/v1/events?projectId=${projectId}&since=x`)).status).toBe(422)
  })
})

const largeEvent = (projectId: string, seq: number): CatalogueEvent => ({
  seq,
  projectId,
  runId: null,
  type: 'variantGenerated',
  at: new Date(0).toISOString(),
  data: { text: 'x'.repeat(20_000) },
})

/** A client that opens the stream and reads nothing after the head. */
function openSilentStream(api: TestApi, projectId: string): Socket {
  const { hostname, port } = new URL(api.url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => undefined)
  socket.write(
    `GET /api/v1/events?projectId=${projectId} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n\r\n`,
  )
  return socket
}

async function until(holds: () => boolean, limitMs = 30_000): Promise<void> {
  for (const end = Date.now() + limitMs; !holds(); await new Promise((resolve) => setTimeout(resolve, 5)))
    if (Date.now() > end) throw new Error('it did not happen in time')
}

describe('how far jobs are', () => {
  test('is told to who asks for it, of its project only, without an id', async () => {
    const watchers = new Set<(notice: ProgressNotice) => void>()
    const subscribeProgress = (watcher: (notice: ProgressNotice) => void) => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    }
    const api = await startApi({ deps: { subscribeProgress } })
    const projectId = await startProject(api)
    const notice = {
      ...{ projectId, runId: 'run_1', specRevisionId: 'spr_1', jobId: 'job', specKey: 'knight', round: 1 },
      ...{ variantIndex: 0, phase: 'running' as const, value: 3, max: 30 },
    }
    const tell = () => {
      for (const watcher of watchers) watcher({ ...notice, projectId: 'prj_other' })
      for (const watcher of watchers) watcher(notice)
    }
    const { raw, ids } = await readStream(
      api,
      `projectId=${projectId}&since=0&progress=1`,
      (_events, seen) => seen.includes('event: progress'),
      {},
      tell,
    )
    expect(raw).toContain(`event: progress\ndata: ${JSON.stringify(notice)}\n\n`)
    expect(raw).not.toContain('prj_other')
    expect(ids).toEqual([])
    await vi.waitFor(() => expect(watchers.size).toBe(0), 20_000)
    await readStream(
      api,
      `projectId=${projectId}&since=0`,
      (seen) => seen.length > 0,
      {},
      async () => {
        expect(watchers.size).toBe(0)
        await emit(api, projectId, 1)
      },
    )
  })
})
