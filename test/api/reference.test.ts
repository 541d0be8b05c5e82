import { expect, test } from 'vitest'
import { AssetloomClient } from '../../clients/http/assetloom-client.js'
import { send, startApi, token } from './api-fixture.js'

test('the interface describes itself to everybody', async () => {
  const api = await startApi()
  const { status, body } = await send<{ openapi: string; paths: Record<string, unknown> }>(
    `${api.url}/api/v1/openapi.json`,
  )
  expect(status).toBe(200)
  expect(body.openapi).toBe('3.1.0')
  expect(body.paths['/api/v1/projects/{projectId}']).toBeDefined()
  const page = await fetch(`${api.url}/api/v1/reference`)
  expect(page.headers.get('content-type')).toContain('text/html')
  const html = await page.text()
  expect(html).toContain('id="readProject"')
  const start = html.indexOf('<article id="submitWishlist"')
  const submit = html.slice(start, html.indexOf('</article>', start))
  expect(submit).toContain('<code>Idempotency-Key</code></td><td>header, may be left out</td>')
  expect(submit).toContain('urn:assetloom:problem:idempotency-key-used')
  expect(submit).toContain('<li>header <code>Retry-After</code>')
  expect(html).not.toContain('<script')
  expect((await fetch(`${api.url}/api/v1/reference.css`)).headers.get('content-type')).toContain('text/css')
})

test('the typed client fills path, query and body of an operation', async () => {
  const api = await startApi()
  const client = new AssetloomClient({ baseUrl: api.url, token })
  const made = await client.call('ensureProject', { body: { key: 'desert', name: 'Desert' } })
  expect(await client.call('readProject', { params: { projectId: made.projectId } })).toEqual(made)
  expect((await client.call('listProjects', {})).projects).toEqual([made])
})

test('a query parameter that a route does not have is refused by name', async () => {
  const api = await startApi()
  const { status, body } = await api.get('/api/v1/projects?projekt=1')
  expect(status).toBe(422)
  expect(body.detail).toContain('projekt')
})
