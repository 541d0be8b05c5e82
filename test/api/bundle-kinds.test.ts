import { describe, expect, test } from 'vitest'
import type { BundleList, Problem } from '../../core/http/http-api.js'
import { finishAsset, stageReview, startApi } from './api-fixture.js'

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
