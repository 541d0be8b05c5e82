import { describe, expect, test } from 'vitest'
import type { Problem } from '../../core/http/http-api.js'
import { send, startApi, token, type TestApi } from './api-fixture.js'
import { join, startStudio } from './sign-in-fixture.js'

interface Hook {
  readonly webhookId: string
  readonly isActive: boolean
  readonly description: string
}
interface Delivery {
  readonly deliveryId: string
  readonly state: string
  readonly round: number
}

const hookBody = { url: 'https://example.com/hook', events: ['runFinished', 'reviewWaiting'] }

const call = <T>(api: TestApi, method: string, path: string, body?: object) =>
  send<T>(`${api.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })

async function start(api: TestApi) {
  const { projectId } = await api.catalogue.projects.ensure({ key: 'desert', name: 'Desert' })
  const path = `/projects/${projectId}/webhooks`
  const { status, body } = await call<{ webhook: Hook; secret: string }>(api, 'POST', path, hookBody)
  expect(status).toBe(201)
  return { projectId, path, one: `${path}/${body.webhook.webhookId}`, ...body }
}

describe('webhooks', () => {
  test('show their secret when they are made and when it is rotated, and never else', async () => {
    const api = await startApi()
    const { path, one, secret, webhook } = await start(api)
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    const rotated = await call<{ secret: string }>(api, 'POST', `${one}/rotate-secret`)
    expect(rotated.status).toBe(200)
    expect(rotated.body.secret).not.toBe(secret)
    await call(api, 'POST', `${one}/test`)
    const shown = [
      await call(api, 'GET', path),
      await call(api, 'GET', one),
      await call(api, 'GET', `${one}/deliveries`),
    ]
    expect(shown.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(JSON.stringify([shown, api.logs, webhook])).not.toContain('whsec_')
    const { deliveryId } = await firstDelivery(api, one)
    const order = await api.catalogue.webhooks.readOrder(path.split('/')[2]!, deliveryId)
    expect(order?.secrets).toEqual([rotated.body.secret, secret])
  })

  test('are changed, switched off and removed', async () => {
    const api = await startApi()
    const { one } = await start(api)
    const changed = { ...hookBody, events: ['reviewOverdue'], description: 'chat', isActive: false }
    expect((await call<Hook>(api, 'PUT', one, changed)).body).toMatchObject(changed)
    expect((await call(api, 'POST', `${one}/test`)).status).toBe(409)
    expect((await call(api, 'DELETE', one)).status).toBe(204)
    for (const [method, path, body] of [
      ['GET', one],
      ['DELETE', one],
      ['PUT', one, changed],
      ['POST', `${one}/test`],
      ['POST', `${one}/rotate-secret`],
      ['GET', `${one}/deliveries`],
      ['GET', `${one.slice(0, -4)}%00`],
    ] as const)
      expect((await call(api, method, path, body)).status).toBe(404)
  })

  test('refuse addresses and events that cannot be, and say why', async () => {
    const api = await startApi()
    const { path } = await start(api)
    for (const url of [
      ...['http://example.com/', 'http://localhost:3000/', 'https://user:pass@example.com/'],
      ...['not an address', 'https://example.com/#part'],
    ]) {
      const { status, body: problem } = await call<Problem>(api, 'POST', path, { ...hookBody, url })
      expect([status, problem.type]).toEqual([409, 'urn:assetloom:problem:invalid-webhook'])
      expect(problem.problems).toMatchObject([{ member: 'url', hint: expect.stringMatching(/\S/) }])
    }
    for (const body of [
      { ...hookBody, events: [] },
      { ...hookBody, events: ['variantGenerated'] },
      { ...hookBody, secret: 'mine' },
    ]) {
      const { status, body: problem } = await call(api, 'POST', path, body)
      expect([status, typeof problem.detail]).toEqual([422, 'string'])
    }
  })

  test('take plain HTTP on this machine where the configuration says so', async () => {
    const api = await startApi({ deps: { webhooks: { httpOnLoopback: true } } })
    const { path } = await start(api)
    const create = async (url: string) => (await call(api, 'POST', path, { ...hookBody, url })).status
    expect(await create('http://127.0.0.1:3000/hook')).toBe(201)
    expect(await create('http://10.0.0.1/hook')).toBe(409)
  })

  test('are listed with what each was told last', async () => {
    const api = await startApi()
    const { path, one } = await start(api)
    const last = async () =>
      (await call<{ webhooks: { lastDelivery: Delivery | null }[] }>(api, 'GET', path)).body.webhooks.map(
        ({ lastDelivery }) => lastDelivery,
      )
    expect(await last()).toEqual([null])
    await call(api, 'POST', `${one}/test`)
    const newest = (await call<Delivery>(api, 'POST', `${one}/test`)).body
    expect(await last()).toEqual([newest])
  })

  test('list their deliveries by pages and send one again when it has ended', async () => {
    const api = await startApi()
    const { one, projectId } = await start(api)
    for (let sent = 0; sent < 3; sent++) expect((await call(api, 'POST', `${one}/test`)).status).toBe(202)
    const page = async (cursor?: number | null) =>
      (
        await call<{ deliveries: Delivery[]; nextCursor: number | null }>(
          api,
          'GET',
          `${one}/deliveries?limit=2${cursor ? `&cursor=${cursor}` : ''}`,
        )
      ).body
    const first = await page()
    const second = await page(first.nextCursor)
    expect([first.deliveries.length, second.deliveries.length, second.nextCursor]).toEqual([2, 1, null])
    const all = [...first.deliveries, ...second.deliveries].map(({ deliveryId }) => deliveryId)
    expect(new Set(all).size).toBe(3)
    const again = `${one}/deliveries/${all[0]!}/redeliver`
    expect((await call(api, 'POST', again)).status).toBe(409)
    await api.catalogue.webhooks.noteTry({
      ...{ projectId, deliveryId: all[0]!, round: 1, tryNumber: 1, state: 'failed' },
      ...{ status: 500, failure: 'answered 500', nextTryInMs: null },
    })
    expect((await call<Delivery>(api, 'POST', again)).body).toMatchObject({ state: 'pending', round: 2 })
    const unknown = all[0]!.replace(/.$/, (last) => (last === '0' ? '1' : '0'))
    expect((await call(api, 'POST', again.replace(all[0]!, unknown))).status).toBe(404)
  })

  test('are for owners of their project alone', async () => {
    const api = await startStudio()
    const { projectId } = await api.catalogue.projects.ensure({ key: 'desert', name: 'Desert' })
    const path = `/projects/${projectId}/webhooks`
    const olga = await join(api, projectId, 'owner', 'olga')
    const ada = await join(api, projectId, 'editor', 'ada')
    const other = await api.catalogue.projects.ensure({ key: 'forest', name: 'Forest' })
    const stranger = await join(api, other.projectId, 'owner', 'stan')
    const made = await olga.send<{ webhook: Hook }>('POST', path, hookBody)
    expect(made.status).toBe(201)
    const { webhookId } = made.body.webhook
    expect((await ada.get(path)).status).toBe(403)
    expect((await ada.send('POST', path, hookBody)).status).toBe(403)
    expect((await stranger.get(`${path}/${webhookId}`)).status).toBe(404)
    // The id of a webhook means nothing in another project.
    expect((await stranger.get(`/projects/${other.projectId}/webhooks/${webhookId}`)).status).toBe(404)
    expect(
      (await stranger.send('POST', `/projects/${other.projectId}/webhooks/${webhookId}/test`)).status,
    ).toBe(404)
  })
})

async function firstDelivery(api: TestApi, one: string): Promise<Delivery> {
  const { body } = await call<{ deliveries: Delivery[] }>(api, 'GET', `${one}/deliveries`)
  return body.deliveries[0]!
}
