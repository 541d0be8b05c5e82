import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ApiError, BackendUnavailableError } from '../../clients/http/api-error.js'
import { AssetloomClient } from '../../clients/http/assetloom-client.js'
import { mintDecisionId } from '../../clients/http/mint-decision-id.js'
import { isIdOf } from '../../core/ids.js'
import { startFakeApi, type FakeApi } from './fake-api.js'
import { wishlistOptions } from './wishlist-options.js'

describe('AssetloomClient', () => {
  let api: FakeApi
  let client: AssetloomClient

  beforeEach(async () => {
    api = await startFakeApi()
    client = new AssetloomClient({ baseUrl: `${api.url}/`, token: api.token, retryForMs: 5_000 })
  })
  afterEach(() => api.stop())

  it('repeats a read while the API restarts', async () => {
    await api.down()
    const reading = client.listProjects()
    setTimeout(() => void api.up(), 250)
    await expect(reading).resolves.toEqual({ projects: [] })
  })

  it('repeats what carries its own identity after 503, and gives the one answer', async () => {
    api.failNext('/api/v1/projects', 503, 2)
    const project = await client.ensureProject({ key: 'camp', name: 'Camp' })
    expect(api.requests).toEqual(Array(3).fill('POST /api/v1/projects'))
    expect(api.world.projects).toEqual([project])
  })

  it('does not repeat a reopen that somebody answered', async () => {
    api.failNext('/api/v1/runs', 503, 1)
    await expect(client.reopenSpec('run_1', 'tent')).rejects.toMatchObject({ status: 503 })
    expect(api.requests).toHaveLength(1)
  })

  it('gives up after its time with an error that says how to start the API', async () => {
    await api.down()
    let nowMs = 0
    const patient = new AssetloomClient({
      baseUrl: api.url,
      token: api.token,
      retryForMs: 4_000,
      now: () => nowMs,
      sleep: async (ms) => {
        nowMs += ms
      },
    })
    const failure = await patient.listProjects().catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(BackendUnavailableError)
    expect(failure).toMatchObject({ hint: expect.stringContaining('npx assetloom up') })
    expect(nowMs).toBeGreaterThan(1_000)
    expect(nowMs).toBeLessThanOrEqual(4_000)
  })

  it('turns a problem into an error with status, detail and hint, without repeating it', async () => {
    const failure = await client.readRun('run_0').catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(ApiError)
    expect(failure).toMatchObject({ status: 404, message: 'There is no run run_0.', hint: 'Mend not-found.' })
    expect(api.requests).toHaveLength(1)
  })

  it('names the status when the answer is no problem document', async () => {
    const html = new AssetloomClient({
      baseUrl: 'http://127.0.0.1:9',
      token: null,
      fetch: async () => new Response('<html>', { status: 403 }),
    })
    await expect(html.listProjects()).rejects.toMatchObject({ status: 403, message: 'The API answered 403.' })
  })

  it('reads all pages of specs', async () => {
    const list = Array.from({ length: 1_203 }, (_, index) => `prop: thing ${index}`)
    const { project } = api.world.ensureProject('big', 'Big')
    const run = api.world.submit(project.projectId, 'big.txt', '', wishlistOptions)
    run.specs = list.map((line, index) => ({
      specId: `s${index}`,
      specRevisionId: `r${index}`,
      specKey: `thing-${index}`,
      variantsPerRound: 4,
      stage: 'waiting' as const,
      round: 0,
      variants: [],
      roundScored: false,
      finishedVariantId: null,
      prompt: line,
      assetType: 'prop',
      size: { width: 32, height: 32 },
      seamless: false,
      keepsBackground: false,
    }))
    const specs = await client.listSpecs(run.view.runId)
    expect(specs.map((spec) => spec.specKey)).toEqual(run.specs.map((spec) => spec.specKey))
  })

  it('mints decision ids of the shape that the API takes', () => {
    const ids = Array.from({ length: 100 }, mintDecisionId)
    expect(ids.every((id) => isIdOf('decision', id))).toBe(true)
    expect(new Set(ids).size).toBe(100)
  })

  it('reads events in order over a cut connection, each once', async () => {
    const { project } = api.world.ensureProject('camp', 'Camp')
    const emit = (count: number) => {
      for (let index = 0; index < count; index += 1)
        api.world.emit(project.projectId, null, 'runCreated', { index })
    }
    emit(3)
    const stop = new AbortController()
    const seen: number[] = []
    const connections: string[] = []
    const events = client.readEvents({
      projectId: project.projectId,
      since: 1,
      signal: stop.signal,
      onConnection: (state) => connections.push(state),
    })
    for await (const event of events) {
      seen.push(event.seq)
      if (event.seq === 3) {
        api.cut()
        emit(4)
      }
      if (event.seq === 7) stop.abort()
    }
    expect(seen).toEqual([2, 3, 4, 5, 6, 7])
    expect(connections).toEqual(['open', 'lost', 'open'])
  })

  it('ends the stream of events with the refusal when the token is wrong', async () => {
    const stranger = new AssetloomClient({ baseUrl: api.url, token: 'other' })
    const { signal } = new AbortController()
    const first = stranger.readEvents({ projectId: 'p', since: 0, signal }).next()
    await expect(first).rejects.toMatchObject({ status: 401 })
  })
})
