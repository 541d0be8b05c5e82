import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { AssetloomError } from '../../core/errors.js'
import type { BundleList, RequestAccepted, WishlistAccepted } from '../../core/http/http-api.js'
import type { ProjectRow } from '../../core/ports.js'
import { finishAsset, startApi, stageReview, type TestApi } from './api-fixture.js'

const list = { name: 'props.txt', text: 'prop: water barrel, 32x32' }
const withKey = (key = randomUUID() as string) => ({ 'idempotency-key': key })

async function startProject(api: TestApi, key = 'desert'): Promise<string> {
  const { body } = await api.post<ProjectRow>('/api/v1/projects', { key, name: key })
  return `/api/v1/projects/${body.projectId}/wishlists`
}

describe('a request with an Idempotency-Key', () => {
  test('that is sent again gets the first answer word for word, and does nothing twice', async () => {
    const api = await startApi()
    const path = await startProject(api)
    const key = withKey()
    const first = await api.post<WishlistAccepted>(path, list, key)
    const again = await api.post<WishlistAccepted>(path, list, key)
    expect([first.status, again.status]).toEqual([202, 202])
    expect(again.body).toEqual(first.body)
    expect(again.headers.get('location')).toBe(first.headers.get('location'))
    expect(again.headers.get('content-type')).toBe(first.headers.get('content-type'))
    expect([first, again].map(({ headers }) => headers.get('idempotent-replayed'))).toEqual([null, 'true'])
    expect(api.gateway.attempted).toHaveLength(1)
  })

  test('signals, reopens and freezes once', async () => {
    const api = await startApi()
    const { runId, variants } = await stageReview(api)
    const { specRevisionId } = variants[0]!
    for (const verb of ['pause', 'resume', 'cancel']) {
      const key = withKey()
      for (let time = 0; time < 2; time++) {
        const answer = await api.post<RequestAccepted>(`/api/v1/runs/${runId}/${verb}`, undefined, key)
        expect(answer, verb).toMatchObject({ status: 202, body: { state: 'delivered' } })
      }
    }
    const signals = api.gateway.delivered.filter(({ kind }) => kind === 'signalRun')
    expect(signals).toMatchObject([{ signal: 'pauseRun' }, { signal: 'resumeRun' }, { signal: 'cancelRun' }])

    await api.catalogue.runs.setSpecClosed(runId, specRevisionId, true)
    const reopen = withKey()
    for (let time = 0; time < 2; time++)
      expect((await api.post(`/api/v1/runs/${runId}/specs/barrel/reopen`, undefined, reopen)).status).toBe(
        202,
      )
    expect(api.gateway.delivered.filter(({ kind }) => kind === 'reopenAssetRun')).toHaveLength(1)

    await api.post(`/api/v1/variants/${variants[0]!.variantId}/decisions`, { verb: 'pick' })
    await finishAsset(api, variants[0]!)
    const freeze = withKey()
    const sendFreeze = () =>
      api.post<BundleList>(`/api/v1/runs/${runId}/bundles`, { targets: ['generic'] }, freeze)
    const made = await sendFreeze()
    await api.catalogue.bundles.publish(made.body.bundles[0]!.contentId)
    // The answer that was given stands, even though the bundle is published by now.
    expect(await sendFreeze()).toMatchObject({ status: 202, body: made.body })
  })

  test('that was used for another body or path is refused', async () => {
    const api = await startApi()
    const path = await startProject(api)
    const { runId } = await stageReview(api)
    const key = withKey()
    await api.post(path, list, key)
    const others: [string, unknown][] = [
      [path, { ...list, seed: 2 }],
      [`/api/v1/runs/${runId}/pause`, undefined],
    ]
    for (const [otherPath, body] of others) {
      const answer = await api.post(otherPath, body, key)
      expect([answer.status, answer.body.type]).toEqual([422, 'urn:assetloom:problem:idempotency-key-used'])
      expect(answer.body.hint).toContain('new key')
    }
    expect((await api.post(await startProject(api, 'other'), { ...list, seed: 2 }, key)).status).toBe(202)
  })

  test('that is still being answered tells so, and is answered afterwards', async () => {
    const limits = { deliverDeadlineMs: 150, deliverSlackMs: 150 }
    const api = await startApi({ script: { isHanging: true }, limits })
    const path = await startProject(api)
    const key = withKey()
    const answers = await Promise.all([1, 2, 3].map(() => api.post(path, list, key)))
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([202, 409, 409])
    const busy = answers.find(({ status }) => status === 409)
    expect(busy?.body.type).toBe('urn:assetloom:problem:request-in-flight')
    expect(busy?.headers.get('retry-after')).toBe('1')
    expect((await api.post(path, list, key)).status).toBe(202)
    expect(api.gateway.attempted).toHaveLength(1)
  })

  test('keeps a refusal, and does not keep a failure of ours', async () => {
    const api = await startApi()
    const { runId } = await stageReview(api)
    const path = `/api/v1/runs/${runId}/bundles`
    const key = withKey()
    const counts = api.catalogue.runs.counts.bind(api.catalogue.runs)
    api.catalogue.runs.counts = () => Promise.reject(new AssetloomError('Unavailable', 'away', 'wait'))
    expect((await api.post(path, { targets: ['generic'] }, key)).status).toBe(503)
    api.catalogue.runs.counts = counts
    const first = await api.post(path, { targets: ['generic'] }, key)
    expect([first.status, first.body.type]).toEqual([409, 'urn:assetloom:problem:nothing-approved'])
    const again = await api.post(path, { targets: ['generic'] }, key)
    expect(again.body).toEqual(first.body)
    expect(again.headers.get('content-type')).toContain('application/problem+json')
    expect(again.headers.get('idempotent-replayed')).toBe('true')
  })

  test('needs a usable key and something that exists', async () => {
    const api = await startApi()
    const path = await startProject(api)
    for (const key of ['', 'a b', 'x'.repeat(201), 'ü']) {
      const { status, body } = await api.post(path, list, withKey(key))
      expect([status, body.type], key).toEqual([400, 'urn:assetloom:problem:invalid-idempotency-key'])
    }
    const nowhere = `/api/v1/projects/prj_${randomUUID()}/wishlists`
    expect((await api.post(nowhere, list, withKey())).status).toBe(404)
    expect((await api.post(`/api/v1/runs/run_${randomUUID()}/pause`, undefined, withKey())).status).toBe(404)
  })
})
