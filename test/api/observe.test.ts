import { describe, expect, test } from 'vitest'
import { createPrometheusMetrics } from '../../adapters/metrics/prometheus-metrics.js'
import { logScope } from '../../adapters/log/log-scope.js'
import { startApi, stageReview } from './api-fixture.js'

const figure = { name: 'assetloom_runs', help: 'Runs.', labelNames: ['stage'] }
const plain = { name: 'assetloom_jobs', help: 'Jobs.', labelNames: [] }

function metricsOver(read: () => Map<typeof figure, { labels: Record<string, string>; value: number }[]>) {
  return createPrometheusMetrics({
    version: '1.2.3',
    figures: [figure, plain],
    figuresCacheMs: 0,
    readFigures: () => Promise.resolve().then(read),
  })
}

describe('a request', () => {
  test('has an id: the one it came with when that is a plain word, else a new one; problems name it', async () => {
    const api = await startApi()
    const named = await api.get('/api/v1/projects/nothing', { 'x-request-id': 'my-request.1' })
    expect(named.headers.get('x-request-id')).toBe('my-request.1')
    expect(named.body).toMatchObject({ requestId: 'my-request.1' })
    for (const bad of ['a b', 'x'.repeat(129), '"quoted"']) {
      const { headers } = await api.get('/healthz', { 'x-request-id': bad })
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    }
  })

  test('is one line with method, pattern, status and the ids of its path', async () => {
    const api = await startApi({ deps: { logScope } })
    const { runId } = await stageReview(api)
    await api.get(`/api/v1/runs/${runId}/specs`, { 'x-request-id': 'look-here' })
    await api.get('/healthz')
    await api.get('/api/v1/nowhere')
    const lines = api.logs.filter(({ message }) => message === 'request')
    expect(lines.filter(({ requestId }) => requestId === 'look-here')).toEqual([
      {
        level: 'info',
        message: 'request',
        requestId: 'look-here',
        method: 'GET',
        route: '/api/v1/runs/:runId/specs',
        status: 200,
        durationMs: expect.any(Number) as number,
        runId,
      },
    ])
    expect(lines).toContainEqual(expect.objectContaining({ level: 'debug', route: '/healthz' }))
    expect(lines).toContainEqual(expect.objectContaining({ route: 'unmatched', status: 404 }))
  })

  test('that decides carries the run of its variant, which its path does not name', async () => {
    const api = await startApi({ deps: { logScope } })
    const { runId, variants } = await stageReview(api)
    const { variantId } = variants[0] ?? { variantId: '' }
    await api.post(`/api/v1/variants/${variantId}/decisions`, { verb: 'approve' })
    expect(api.logs).toContainEqual(
      expect.objectContaining({ message: 'request', route: '/api/v1/variants/:variantId/decisions', runId }),
    )
  })
})

describe('/metrics', () => {
  test('counts requests by pattern, decisions by outcome, and is open like /healthz', async () => {
    const metrics = metricsOver(() => new Map())
    const api = await startApi({ deps: { metrics } })
    const { variants } = await stageReview(api)
    const path = `/api/v1/variants/${variants[0]?.variantId ?? ''}/decisions`
    await api.post(path, { verb: 'approve' })
    await api.post(path, { verb: 'approve', expectedVersion: 41 })
    const response = await fetch(`${api.url}/metrics`)
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
    const text = await response.text()
    expect(text).toMatch(
      /assetloom_http_request_seconds_count\{method="POST",route="\/api\/v1\/variants\/:variantId\/decisions",status="\d+"\} [12]/,
    )
    expect(text).not.toContain(variants[0]?.variantId)
    expect(text).toMatch(/assetloom_decision_seconds_count\{outcome="\w+"\} [12]/)
    expect(text).toContain('assetloom_build_info{version="1.2.3"')
  })

  test('shows the catalogue as it is now, and no old numbers when it cannot be read', async () => {
    let answer: () => Map<typeof figure, { labels: Record<string, string>; value: number }[]> = () =>
      new Map([
        [figure, [{ labels: { stage: 'generating' }, value: 2 }]],
        [plain, [{ labels: {}, value: 7 }]],
      ])
    const metrics = metricsOver(() => answer())
    const read = async () => (await metrics.render()).text
    expect(await read()).toMatch(/^assetloom_runs\{stage="generating"\} 2$/m)
    answer = () => new Map([[figure, [{ labels: { stage: 'done' }, value: 2 }]]])
    const later = await read()
    expect(later).toMatch(/^assetloom_runs\{stage="done"\} 2$/m)
    expect(later).not.toContain('stage="generating"')
    answer = () => {
      throw new Error('Postgres is away')
    }
    const broken = await read()
    expect(broken).not.toMatch(/^assetloom_(runs|jobs)[ {]/m)
    expect(broken).toMatch(/^assetloom_catalogue_up 0$/m)
    expect(broken).toMatch(/^assetloom_figures_failures_total 1$/m)
  })

  test('reads the catalogue once for scrapes that come together or soon after each other', async () => {
    let reads = 0
    const metrics = createPrometheusMetrics({
      version: '1',
      figures: [plain],
      figuresCacheMs: 60_000,
      readFigures: () => {
        reads += 1
        return Promise.resolve(new Map())
      },
    })
    await Promise.all([metrics.render(), metrics.render()])
    await metrics.render()
    expect(reads).toBe(1)
  })

  test('does not let a foreign method name become a series', async () => {
    const metrics = metricsOver(() => new Map())
    metrics.observeRequest({ method: 'SOMETHING', route: 'unmatched', status: 404, durationMs: 1 })
    const { text } = await metrics.render()
    expect(text).toContain('method="other"')
    expect(text).not.toContain('SOMETHING')
  })
})
