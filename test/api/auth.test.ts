import { request } from 'node:http'
import { describe, expect, test } from 'vitest'
import type { LoginLink } from '../../core/http/http-api.js'
import { send, startApi, token, type TestApi } from './api-fixture.js'

/** fetch does not let a test choose these headers. */
function rawRequest(
  url: string,
  headers: Record<string, string>,
  method = 'GET',
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (response) => {
      let body = ''
      response.on('data', (chunk: Buffer) => (body += chunk.toString()))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
    })
    sent.on('error', reject)
    sent.end(method === 'POST' ? '{"key":"a","name":"a"}' : undefined)
  })
}

async function signIn(api: TestApi): Promise<string> {
  const link = await api.post<LoginLink>('/api/v1/login-links')
  const page = await send(link.body.url)
  expect(page.status).toBe(303)
  expect(page.headers.get('location')).toBe('/')
  return page.headers.get('set-cookie') ?? ''
}

const cookieOf = (setCookie: string): string => setCookie.split(';')[0] ?? ''

describe('the token', () => {
  test('opens the interface, and nothing else does', async () => {
    const api = await startApi()
    const projects = `${api.url}/api/v1/projects`
    expect((await api.get('/api/v1/projects')).status).toBe(200)
    for (const authorization of [
      '',
      'Bearer',
      `Bearer ${token}x`,
      `Basic ${token}`,
      `Bearer ${token} extra`,
    ]) {
      const { status, body, headers } = await send(projects, { headers: { authorization } })
      expect(status, authorization).toBe(401)
      expect(headers.get('content-type')).toContain('application/problem+json')
      expect(headers.get('www-authenticate')).toContain('Bearer')
      expect(body.hint).toContain('Authorization: Bearer')
      expect(JSON.stringify(body)).not.toContain(token)
    }
    expect((await send(projects)).status).toBe(401)
  })

  test('is asked for on every route below /api/v1, known or not', async () => {
    const api = await startApi()
    const paths = [
      'runs',
      'events?projectId=x',
      'projects/x/images/y',
      'bundles/x/files/y',
      'nowhere',
      'login-links',
    ]
    for (const path of paths) expect((await send(`${api.url}/api/v1/${path}`)).status, path).toBe(401)
  })

  test('shorter than 16 characters is refused at the start', async () => {
    await expect(startApi({ deps: { token: 'short' } })).rejects.toThrow('16 characters')
  })
})

describe('a signed-in browser', () => {
  test('gets a strict, HttpOnly cookie by a link that works once', async () => {
    const api = await startApi()
    const link = await api.post<LoginLink>('/api/v1/login-links')
    expect(link.status).toBe(201)
    const first = await send(link.body.url)
    const setCookie = first.headers.get('set-cookie') ?? ''
    expect(setCookie).toMatch(/^assetloom_session=[^;]+;.*HttpOnly; SameSite=Strict$/)
    expect(setCookie).not.toContain(token)
    const second = await send(link.body.url)
    expect(second.status).toBe(401)
    expect(second.headers.get('set-cookie')).toBeNull()
    // The same browser that opens the link again lands on the page.
    expect((await send(link.body.url, { headers: { cookie: cookieOf(setCookie) } })).status).toBe(303)
    const read = await send(`${api.url}/api/v1/projects`, { headers: { cookie: cookieOf(setCookie) } })
    expect(read.status).toBe(200)
  })

  test('finds a link of ten minutes ago too old, and a session of thirty days over', async () => {
    const api = await startApi()
    const link = await api.post<LoginLink>('/api/v1/login-links')
    const cookie = cookieOf(await signIn(api))
    api.clock.nowMs += 10 * 60_000
    expect((await send(link.body.url)).status).toBe(401)
    const projects = `${api.url}/api/v1/projects`
    expect((await send(projects, { headers: { cookie } })).status).toBe(200)
    api.clock.nowMs += 30 * 86_400_000
    expect((await send(projects, { headers: { cookie } })).status).toBe(401)
  })

  test('cannot forge or stretch its session', async () => {
    const api = await startApi()
    const [expires, nonce, signature] = cookieOf(await signIn(api))
      .split('=')[1]!
      .split('.')
    const forged = [
      `${Number(expires) + 1}.${nonce}.${signature}`,
      `${expires}.other.${signature}`,
      `${expires}.${nonce}.`,
      `${expires}.${nonce}`,
      '',
      '..',
      token,
    ]
    for (const value of forged) {
      const headers = { cookie: `assetloom_session=${value}` }
      expect((await send(`${api.url}/api/v1/projects`, { headers })).status, value).toBe(401)
    }
  })

  test('may change something from the page only', async () => {
    const api = await startApi()
    const cookie = cookieOf(await signIn(api))
    const post = (headers: Record<string, string>) =>
      rawRequest(
        `${api.url}/api/v1/projects`,
        { cookie, 'content-type': 'application/json', 'content-length': '22', ...headers },
        'POST',
      )
    expect((await post({ origin: api.url })).status).toBe(201)
    expect((await post({ 'sec-fetch-site': 'same-origin' })).status).toBe(200)
    const foreign: Record<string, string>[] = [
      {},
      { origin: 'http://127.0.0.1:1' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'cross-site', origin: api.url },
    ]
    for (const headers of foreign) expect((await post(headers)).status, JSON.stringify(headers)).toBe(403)
  })

  test('cannot invite others', async () => {
    const api = await startApi()
    const cookie = cookieOf(await signIn(api))
    const { status } = await send(`${api.url}/api/v1/login-links`, {
      method: 'POST',
      headers: { cookie, origin: api.url },
    })
    expect(status).toBe(403)
  })
})

describe('the host name', () => {
  test('of another site is refused, whatever else the request holds', async () => {
    const api = await startApi()
    const port = new URL(api.url).port
    const paths = ['/', '/healthz', '/login?once=x', '/api/v1/projects']
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      'localhost.evil.example',
      '127.0.0.1.nip.io',
      '0.0.0.0',
    ])
      for (const path of paths) {
        const { status } = await rawRequest(`${api.url}${path}`, { host, authorization: `Bearer ${token}` })
        expect(status, `${host}${path}`).toBe(421)
      }
    for (const host of ['localhost', `LOCALHOST:${port}`, `127.0.0.1:9`, '[::1]', `[::1]:${port}`])
      expect((await rawRequest(`${api.url}/healthz`, { host })).status, host).toBe(200)
  })
})

test('every answer carries the security headers and an id of its own', async () => {
  const api = await startApi()
  const answers = await Promise.all([
    api.get('/healthz'),
    api.get('/api/v1/projects'),
    api.get('/nowhere'),
    send(`${api.url}/api/v1/projects`),
  ])
  for (const { headers } of answers) {
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-powered-by')).toBeNull()
    expect(headers.get('access-control-allow-origin')).toBeNull()
  }
  expect(new Set(answers.map(({ headers }) => headers.get('x-request-id'))).size).toBe(answers.length)
})
