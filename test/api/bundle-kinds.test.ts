import { describe, expect, test } from 'vitest'
import type { BundleList, ExportProfileList, ExportProfileView, Problem } from '../../core/http/http-api.js'
import { makeCatalogue } from '../core/models/make-catalogue.js'
import { finishAsset, send, stageReview, startApi, token } from './api-fixture.js'

describe('a bundle of a kind', () => {
  test('provisional: is started before anything is approved, once, beside the approved one', async () => {
    const api = await startApi()
    const { runId, variants } = await stageReview(api, { specKeys: ['barrel', 'crate'] })
    const path = `/api/v1/runs/${runId}/bundles`
    const order = { targets: ['generic', 'pixi'], kind: 'provisional' }
    const first = await api.post<BundleList>(path, order)
    expect(first.status).toBe(202)
    expect(first.body.bundles).toMatchObject([
      { target: 'generic', kind: 'provisional', state: 'building' },
      { target: 'pixi', kind: 'provisional', state: 'building' },
    ])
    expect((await api.post<BundleList>(path, order)).body).toEqual(first.body)
    await api.post(`/api/v1/variants/${variants[0]!.variantId}/decisions`, { verb: 'pick' })
    await finishAsset(api, variants[0]!)
    const approved = await api.post<BundleList>(path, { targets: ['generic'] })
    expect(approved.body.bundles[0]).not.toHaveProperty('kind')
    const ids = (await api.get<BundleList>(path)).body.bundles.map(({ bundleId }) => bundleId)
    expect(new Set(ids).size).toBe(3)
  })

  test('provisional: needs specs, and an unknown kind is named', async () => {
    const api = await startApi()
    const project = await api.catalogue.projects.ensure({ key: 'empty', name: 'empty' })
    const { body } = await api.post<{ runId: string }>(`/api/v1/projects/${project.projectId}/wishlists`, {
      ...{ name: 'props.txt', text: 'prop: barrel' },
    })
    const path = `/api/v1/runs/${body.runId}/bundles`
    const early = await api.post(path, { targets: ['generic'], kind: 'provisional' })
    expect([early.status, early.body.type]).toEqual([409, 'urn:assetloom:problem:no-specs'])
    const odd = await api.post(path, { targets: ['generic'], kind: 'final' })
    expect([odd.status, odd.body.detail]).toEqual([422, '"kind" is neither provisional nor release.'])
  })

  test('release: is refused with each objection by key, and nothing is kept of it', async () => {
    const api = await startApi()
    const { runId, variants } = await stageReview(api, { specKeys: ['crate', 'barrel'] })
    await api.post(`/api/v1/variants/${variants[0]!.variantId}/decisions`, { verb: 'pick' })
    await finishAsset(api, variants[0]!)
    const path = `/api/v1/runs/${runId}/bundles`
    const { status, body } = await api.post<Problem>(path, { targets: ['generic'], kind: 'release' })
    expect([status, body.type]).toEqual([409, 'urn:assetloom:problem:release-refused'])
    expect(body.detail).toContain('2 things are in the way')
    expect(body.objections?.map(({ key, reason }) => [key, reason])).toEqual([
      ['barrel', 'undecided'],
      ['crate', 'placeholder'],
    ])
    expect((await api.get<BundleList>(path)).body.bundles).toEqual([])
  })
})

test('a release is refused by model and licence, until the condition of the licence is said to hold', async () => {
  let models = makeCatalogue()
  const api = await startApi({ deps: { readModels: async () => models } })
  const used = {
    kind: 'audio',
    name: 'noises',
    file: 'noises.safetensors',
    sha256: null,
    licence: null,
  } as const
  const { runId, variants } = await stageReview(api, {
    provenance: { models: [{ ...used, commercial: 'unknown' }] },
  })
  await api.post(`/api/v1/variants/${variants[0]!.variantId}/decisions`, { verb: 'pick' })
  await finishAsset(api, variants[0]!)
  const order = async () => {
    const path = `/api/v1/runs/${runId}/bundles`
    const { body } = await api.post<Problem>(path, { targets: ['generic'], kind: 'release' })
    return (body.objections ?? []).filter(({ reason }) => reason === 'licence')
  }
  const [objection] = await order()
  expect(objection).toMatchObject({
    key: 'barrel',
    nextStep: expect.stringContaining('accept noises') as string,
  })
  expect(objection?.message).toContain('"House licence"')
  models = makeCatalogue([{ name: 'noises', conditionMet: 'we are three people' }])
  expect(await order()).toEqual([])
})

describe('export profiles of a project', () => {
  const call = (url: string, method: string, body?: unknown, headers: Record<string, string> = {}) =>
    send<ExportProfileView>(url, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })

  test('are kept by name with a version, name a bundle, and are refused by member', async () => {
    const api = await startApi()
    const { runId, project, variants } = await stageReview(api)
    const path = `/api/v1/projects/${project.projectId}/export-profiles`
    const url = `${api.url}${path}/retro-x2`
    const profile = { target: 'pixi', scale: 2, atlas: { paddingPx: 4 } }
    const made = await call(url, 'PUT', profile)
    expect([made.status, made.body]).toMatchObject([200, { name: 'retro-x2', version: 1, profile }])
    expect((await call(url, 'PUT', profile)).body.version).toBe(1)
    expect((await call(url, 'PUT', { ...profile, scale: 3 })).body.version).toBe(2)
    expect((await api.get<ExportProfileList>(path)).body.profiles).toHaveLength(1)
    for (const [body, said] of [
      [{ ...profile, scale: 2.5 }, '"scale" is not a whole number from 1 to 8.'],
      [{ ...profile, formats: ['webp'] }, '"formats" lacks png: every bundle has it.'],
      [{ ...profile, target: 'quake' }, '"target" is none of generic, pixi, godot.'],
    ] as const) {
      const refused = await call(url, 'PUT', body)
      expect([refused.status, refused.body.detail]).toEqual([422, said])
    }
    const odd = await call(`${api.url}${path}/Retro`, 'PUT', profile)
    expect([odd.status, odd.body.hint]).toEqual([404, '"name" is not lower-case words joined by -.'])
    const seen = (await api.get(`${path}/retro-x2`)).headers.get('etag')
    expect(seen).toBe('"2"')
    expect((await call(url, 'PUT', profile, { 'if-match': '"1"' })).status).toBe(412)
    expect((await call(url, 'DELETE', undefined, { 'if-match': '"1"' })).status).toBe(412)
    expect((await call(url, 'PUT', { ...profile, scale: 3 }, { 'if-match': '"2"' })).status).toBe(200)

    await api.post(`/api/v1/variants/${variants[0]!.variantId}/decisions`, { verb: 'pick' })
    await finishAsset(api, variants[0]!)
    const bundles = `/api/v1/runs/${runId}/bundles`
    const plain = await api.post<BundleList>(bundles, { targets: ['pixi'] })
    const order = await api.post<BundleList>(bundles, { profile: 'retro-x2' })
    expect(order.body.bundles).toMatchObject([{ target: 'pixi', profile: { name: 'retro-x2', scale: 3 } }])
    expect(order.body.bundles[0]?.contentId).not.toBe(plain.body.bundles[0]?.contentId)
    expect((await api.post(bundles, { profile: 'retro-x2', targets: ['pixi'] })).status).toBe(422)
    const unknown = await api.post(bundles, { profile: 'retro-x3' })
    expect([unknown.status, unknown.body.hint]).toEqual([404, 'There are: retro-x2.'])

    expect((await call(url, 'DELETE')).status).toBe(204)
    expect((await call(url, 'DELETE')).status).toBe(404)
    expect((await api.get(`${path}/retro-x2`)).status).toBe(404)
  })
})
