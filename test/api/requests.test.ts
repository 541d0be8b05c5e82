import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { failureTypes, AssetloomError } from '../../core/errors.js'
import type { ProjectList, ReadinessView } from '../../core/http/http-api.js'
import type { ProjectRow } from '../../core/ports.js'
import { toProblem } from '../../api/problem.js'
import { send, startApi, stageReview, token } from './api-fixture.js'

describe('projects', () => {
  test('are made once by key, listed and read', async () => {
    const api = await startApi()
    const made = await api.post<ProjectRow>('/api/v1/projects', { key: 'desert', name: 'Desert' })
    expect(made.status).toBe(201)
    expect(made.headers.get('location')).toBe(`/api/v1/projects/${made.body.projectId}`)
    const again = await api.post<ProjectRow>('/api/v1/projects', { key: 'desert', name: 'Other' })
    expect(again.status).toBe(200)
    expect(again.body.projectId).toBe(made.body.projectId)
    const list = await api.get<ProjectList>('/api/v1/projects')
    expect(list.body.projects.map(({ key }) => key)).toEqual(['desert'])
    expect((await api.get(`/api/v1/projects/${made.body.projectId}`)).body).toEqual(made.body)
  })

  test('with an unusable key are refused with the member that is wrong', async () => {
    const api = await startApi()
    const bodies: [unknown, string][] = [
      [{ key: 'Desert Props', name: 'x' }, '"key"'],
      [{ key: 'desert' }, '"name"'],
      [{ key: 'desert', name: 'a\0b' }, 'NUL'],
      [{ key: 'desert', name: '\ud800' }, 'Unicode'],
      [{ key: 'desert', name: 'x', extra: 1 }, 'extra'],
      [[], 'object'],
    ]
    for (const [body, mention] of bodies) {
      const { status, body: problem } = await api.post('/api/v1/projects', body)
      expect(status, JSON.stringify(body)).toBe(422)
      expect(problem.detail).toContain(mention)
      expect(problem.hint).toBeTruthy()
    }
    expect((await api.get<ProjectList>('/api/v1/projects')).body.projects).toEqual([])
  })
})

describe('requests that cannot be read', () => {
  test('get 400, 413 or 415 and a hint', async () => {
    const api = await startApi({ limits: { bodyBytesMax: 1000 } })
    const path = '/api/v1/projects'
    expect((await api.post(path, '{"key":')).status).toBe(400)
    expect((await api.post(path, '"text"')).status).toBe(400)
    const large = await api.post(path, { key: 'a', name: 'x'.repeat(1000) })
    expect(large.status).toBe(413)
    expect(large.body.detail).toContain('1000 bytes')
    const types = ['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=latin1', '']
    for (const type of types)
      expect((await api.post(path, '{"key":"a","name":"a"}', { 'content-type': type })).status, type).toBe(
        415,
      )
    expect((await api.post(path)).status).toBe(422)
    const binary = await send(`${api.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: Buffer.concat([
        Buffer.from('{"key":"a","name":"'),
        Buffer.from([0xff, 0xfe, 0x80]),
        Buffer.from('"}'),
      ]),
    })
    expect(binary.status).toBe(400)
    expect(binary.body.detail).toContain('UTF-8')
  })

  test('with a method that a path has not get 405 and Allow', async () => {
    const api = await startApi()
    const init = { method: 'DELETE', headers: { authorization: `Bearer ${token}` } }
    const projects = await send(`${api.url}/api/v1/projects`, init)
    expect(projects.status).toBe(405)
    expect(projects.headers.get('allow')).toBe('GET, HEAD, POST')
    expect((await api.get('/api/v1/login-links')).status).toBe(405)
  })

  test('for unknown paths get 404', async () => {
    const api = await startApi()
    for (const path of [
      '/api/v1',
      '/api/v1/openapi',
      '/api/v2/projects',
      '/nowhere',
      '/api/v1/projects/a/b/c',
    ])
      expect((await api.get(path)).status, path).toBe(404)
    expect((await api.get('/api/v1/projects/%E0%A4%A')).status).toBe(400)
  })

  test('with unusable queries get 422', async () => {
    const api = await startApi()
    const { runId } = await stageReview(api)
    const queries = ['limit=0', 'limit=501', 'limit=x', 'limit=1&limit=2', 'limit=-1', 'limit=1e2', 'limit=']
    for (const query of queries)
      for (const list of ['specs', 'variants'])
        expect((await api.get(`/api/v1/runs/${runId}/${list}?${query}`)).status, query).toBe(422)
    expect((await api.get(`/api/v1/runs/${runId}/specs?cursor=abc`)).status).toBe(422)
  })
})

test('ids that are malformed or unknown are 404 on every route', async () => {
  const api = await startApi()
  const { project, runId } = await stageReview(api)
  const gets = (bad: (prefix: string) => string) => [
    `projects/${bad('prj')}`,
    `projects/${bad('prj')}/wishlists`,
    `projects/${project.projectId}/wishlists/${bad('wlr')}`,
    `projects/${bad('prj')}/images/${'0'.repeat(64)}`,
    `projects/${project.projectId}/images/${'0'.repeat(64)}`,
    `projects/${project.projectId}/images/${bad('img')}`,
    `runs/${bad('run')}`,
    `runs/${bad('run')}/specs`,
    `runs/${bad('run')}/variants`,
    `runs/${bad('run')}/decisions`,
    `runs/${bad('run')}/bundles`,
    `variants/${bad('var')}`,
    `variants/${bad('var')}/decisions`,
    `decisions/${bad('dec')}`,
    `bundles/${bad('bun')}`,
    `bundles/${bad('bun')}/files/manifest.json`,
  ]
  const posts = (bad: (prefix: string) => string): [string, unknown][] => [
    [`projects/${bad('prj')}/wishlists`, { name: 'a.txt', text: 'prop: barrel' }],
    [`runs/${bad('run')}/pause`, undefined],
    [`runs/${bad('run')}/resume`, undefined],
    [`runs/${bad('run')}/cancel`, undefined],
    [`runs/${bad('run')}/bundles`, { targets: ['generic'] }],
    [`runs/${bad('run')}/specs/barrel/reopen`, undefined],
    [`runs/${runId}/specs/no-such-spec/reopen`, undefined],
    [`variants/${bad('var')}/decisions`, { verb: 'approve' }],
  ]
  const unknown = `prj_${randomUUID()}`
  for (const path of ['runs', 'events'])
    expect((await api.get(`/api/v1/${path}?projectId=${unknown}`)).status, path).toBe(404)
  const shapes: ((prefix: string) => string)[] = [
    (prefix) => `${prefix}_${randomUUID()}`,
    () => 'x',
    () => `run_${randomUUID()}'--`,
    () => '%2e%2e%2f%2e%2e',
  ]
  for (const shape of shapes) {
    for (const path of gets(shape)) expect((await api.get(`/api/v1/${path}`)).status, path).toBe(404)
    for (const [path, body] of posts(shape))
      expect((await api.post(`/api/v1/${path}`, body)).status, path).toBe(404)
  }
})

describe('problems', () => {
  test('give every expected failure a status, its message and its hint', () => {
    for (const type of failureTypes) {
      const { problem } = toProblem(
        new AssetloomError(type, 'what is wrong', 'what to do', { hash: 'x' }),
        'id',
      )
      expect(problem.status).toBeGreaterThanOrEqual(400)
      expect(problem).toMatchObject({ detail: 'what is wrong', hint: 'what to do', details: { hash: 'x' } })
      expect(problem.type).toMatch(/^urn:assetloom:problem:[a-z]+(-[a-z]+)*$/)
    }
    expect(toProblem(new AssetloomError('NotFound', 'a', 'b'), '').problem.type).toBe(
      'urn:assetloom:problem:not-found',
    )
  })

  test('of unknown errors tell nothing of the inside but the id of the log line', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 12 }), (secret) => {
        const { problem } = toProblem(new Error(secret), 'request-1')
        expect(problem.status).toBe(500)
        expect(JSON.stringify(problem)).not.toContain(JSON.stringify(secret).slice(1, -1))
        expect(problem.hint).toContain('request-1')
      }),
      { numRuns: 50 },
    )
  })

  test('of a catalogue that is away are 503 with Retry-After, and are logged', async () => {
    const api = await startApi()
    api.catalogue.projects.list = () =>
      Promise.reject(new AssetloomError('Unavailable', 'the catalogue does not answer', 'assetloom doctor'))
    const { status, headers, body } = await api.get('/api/v1/projects')
    expect(status).toBe(503)
    expect(headers.get('retry-after')).toBe('5')
    expect(body.hint).toBe('assetloom doctor')
    expect(api.logs).toContainEqual(expect.objectContaining({ level: 'warn', path: '/api/v1/projects' }))
  })
})

describe('health', () => {
  test('is told without a token', async () => {
    const api = await startApi()
    const { status, body } = await send(`${api.url}/healthz`)
    expect([status, body]).toMatchObject([200, { status: 'ok', version: '0.0.0-test' }])
  })

  test('names what is missing, also when it never answers', async () => {
    const api = await startApi()
    expect((await send<ReadinessView>(`${api.url}/readyz`)).body.status).toBe('ready')
    api.gateway.script.isAway = true
    const away = await send<ReadinessView>(`${api.url}/readyz`)
    expect(away.status).toBe(503)
    expect(away.body.checks.map(({ name, ok }) => [name, ok])).toEqual([
      ['postgres', true],
      ['temporal', false],
    ])
    api.gateway.script.isAway = false
    api.catalogue.outbox.backlog = () => new Promise(() => {})
    const hanging = await send<ReadinessView>(`${api.url}/readyz`)
    expect(hanging.status).toBe(503)
    expect(hanging.body.checks[0]).toMatchObject({ name: 'postgres', ok: false })
    expect(hanging.body.outbox).toBeNull()
  })

  test('says that a bucket is away, and stays ready: decisions are taken without pictures', async () => {
    let isAway = true
    const checkStore = async () => {
      if (isAway) throw new AssetloomError('Unavailable', 'the bucket art is not there', 'make it')
    }
    const api = await startApi({ deps: { checkStore } })
    const away = await send<ReadinessView>(`${api.url}/readyz`)
    expect([away.status, away.body.status]).toEqual([200, 'ready'])
    expect(away.body.checks[2]).toMatchObject({ name: 'objects', ok: false })
    expect(away.body.checks[2]?.message).toContain('the bucket art is not there')
    isAway = false
    expect((await send<ReadinessView>(`${api.url}/readyz`)).body.checks[2]?.ok).toBe(true)
    const hanging = await startApi({ deps: { checkStore: () => new Promise(() => {}) } })
    expect((await send<ReadinessView>(`${hanging.url}/readyz`)).body.checks[2]?.ok).toBe(false)
  })
})
