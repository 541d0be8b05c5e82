import { describe, expect, test } from 'vitest'
import { nestingOf } from '../../api/body-depth.js'
import { send, startApi, token } from './api-fixture.js'
import { join, rawRequest, startStudio, useInvitation } from './sign-in-fixture.js'

describe('limits', () => {
  test('of wrong secrets stop an address that guesses, but not who has the token', async () => {
    const api = await startStudio({ limits: { wrongSecretsPerMinute: 3 } })
    const guess = () => send(`${api.url}/api/v1/me`, { headers: { authorization: 'Bearer alk_guess' } })
    for (let tries = 0; tries < 3; tries++) expect((await guess()).status).toBe(401)
    const refused = await guess()
    expect(refused.status).toBe(429)
    expect(refused.headers.get('content-type')).toContain('application/problem+json')
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await useInvitation(api, `${api.url}/invitation?once=x`)).status).toBe(429)
    expect((await send(`${api.url}/login?once=x`)).status).toBe(429)
    expect((await api.get('/api/v1/me')).status).toBe(200)
  })

  test('of requests and changes hold for each person apart', async () => {
    const api = await startStudio({ limits: { requestsPerMinute: 5, writesPerMinute: 2 } })
    const { projectId } = await api.catalogue.projects.ensure({ key: 'desert', name: 'Desert' })
    const ada = await join(api, projectId, 'editor', 'ada')
    const bea = await join(api, projectId, 'editor', 'bea')
    const write = () => ada.send('PUT', `/projects/${projectId}/members/ada`, { role: 'owner' })
    expect((await write()).status).toBe(403)
    expect((await write()).status).toBe(403)
    expect((await write()).status).toBe(429)
    expect((await ada.get('/me')).status).toBe(200)
    expect((await ada.get('/me')).status).toBe(200)
    expect((await ada.get('/me')).status).toBe(429)
    expect((await bea.get('/me')).status).toBe(200)
  })

  test('of nesting refuse a body before it is parsed, with and without an Idempotency-Key', async () => {
    const api = await startApi()
    const deep = `{"key":"a","name":"a","x":${'['.repeat(200_000)}${']'.repeat(200_000)}}`
    for (const headers of [{}, { 'idempotency-key': 'one' }]) {
      const { status, body } = await api.post('/api/v1/projects', deep, headers)
      expect([status, body.type]).toEqual([400, 'urn:assetloom:problem:too-deep'])
    }
    const { projectId } = await api.catalogue.projects.ensure({ key: 'desert', name: 'Desert' })
    expect((await api.post(`/api/v1/projects/${projectId}/import`, deep)).status).toBe(400)
  })
})

test('nesting counts brackets outside of strings, with their escapes', () => {
  const depth = (text: string) => nestingOf(Buffer.from(text))
  expect(depth('1')).toBe(0)
  expect(depth('{"a":[[1],[2]],"b":{}}')).toBe(3)
  expect(depth('["[[[[", "\\"[[[", "\\\\"]')).toBe(1)
  expect(depth('[]'.repeat(100))).toBe(1)
  expect(depth('['.repeat(64) + ']'.repeat(64))).toBe(64)
  expect(depth('['.repeat(70))).toBe(65)
})

describe('a proxy', () => {
  test('is believed about the host only where it is trusted', async () => {
    const publicUrl = 'https://art.studio.example'
    const forwarded = {
      ...{ host: 'inside:7430', authorization: `Bearer ${token}` },
      'x-forwarded-host': 'art.studio.example',
    }
    const open = await startStudio({}, { publicUrl, trustedProxies: ['127.0.0.0/8'] })
    expect((await rawRequest(`${open.url}/api/v1/me`, forwarded)).status).toBe(200)
    const closed = await startStudio({}, { publicUrl, trustedProxies: ['10.0.0.1'] })
    expect((await rawRequest(`${closed.url}/api/v1/me`, forwarded)).status).toBe(421)
  })
})
