import { describe, expect, test } from 'vitest'
import type { RunList, RunView, SpecPage, VariantPage } from '../../core/http/http-api.js'
import { startApi, stageReview } from './api-fixture.js'

describe('a run', () => {
  test('is listed and tells in a sentence how it stands', async () => {
    const api = await startApi()
    const { project, runId } = await stageReview(api, { specKeys: ['barrel', 'cactus'] })
    const other = await stageReview(api, { key: 'other' })
    const all = await api.get<RunList>('/api/v1/runs')
    expect(all.body.runs.map((run) => run.runId).sort()).toEqual([runId, other.runId].sort())
    const mine = await api.get<RunList>(`/api/v1/runs?projectId=${project.projectId}&limit=5`)
    expect(mine.body.runs.map((run) => run.runId)).toEqual([runId])
    const { body } = await api.get<RunView>(`/api/v1/runs/${runId}`)
    expect(body).toMatchObject({
      runId,
      stage: 'generating',
      counts: { specs: 2, variants: 6, waitingForReview: 2 },
      problems: [],
      executions: 6,
    })
    expect(body.sentence).toBe('Making pictures: 6 of 6 pictures are there. 2 specs wait for you.')
    expect(body.temporalUrl).toBe(
      `http://localhost:8233/namespaces/default/workflows/${encodeURIComponent(`productionRun/${runId}`)}`,
    )
  })

  test('pages through its specs in the order of the list', async () => {
    const api = await startApi()
    const specKeys = ['barrel', 'cactus', 'anvil', 'door', 'crate']
    const { runId } = await stageReview(api, { specKeys, variantsPerSpec: 1 })
    const seen: string[] = []
    for (let cursor: number | null = 0; cursor !== null;) {
      const page: { body: SpecPage } = await api.get(`/api/v1/runs/${runId}/specs?cursor=${cursor}&limit=2`)
      expect(page.body.specs.length).toBeLessThanOrEqual(2)
      for (const { specKey, prompt, assetType } of page.body.specs) {
        seen.push(specKey)
        expect([prompt, assetType]).toEqual([`a wooden ${specKey}`, 'prop'])
      }
      cursor = page.body.nextCursor
    }
    expect(seen).toEqual(specKeys)
  })

  test('pages through its variants, each once, each with its picture', async () => {
    const api = await startApi()
    const { runId, variants, project } = await stageReview(api, { specKeys: ['barrel', 'cactus'] })
    const seen: string[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const query = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
      const page: { body: VariantPage } = await api.get(`/api/v1/runs/${runId}/variants?limit=2${query}`)
      for (const { variantId, imageUrl, sha256 } of page.body.variants) {
        seen.push(variantId)
        expect(imageUrl).toBe(`/api/v1/projects/${project.projectId}/images/${sha256}`)
      }
      cursor = page.body.nextCursor
    }
    expect([...seen].sort()).toEqual(variants.map(({ variantId }) => variantId).sort())
    const cactus = await api.get<VariantPage>(`/api/v1/runs/${runId}/variants?specKey=cactus`)
    expect(cactus.body.variants.map(({ specKey }) => specKey)).toEqual(['cactus', 'cactus', 'cactus'])
  })

  test('takes pause, resume and cancel, each as a message of its own', async () => {
    const api = await startApi()
    const { runId } = await stageReview(api)
    for (const verb of ['pause', 'resume', 'pause', 'cancel']) {
      const { status, body } = await api.post(`/api/v1/runs/${runId}/${verb}`)
      expect([status, body]).toMatchObject([202, { state: 'delivered' }])
    }
    const signals = api.gateway.delivered.flatMap((message) =>
      message.kind === 'signalRun' ? [message.signal] : [],
    )
    expect(signals).toEqual(['pauseRun', 'resumeRun', 'pauseRun', 'cancelRun'])
    api.gateway.script.isAway = true
    const { status, body } = await api.post(`/api/v1/runs/${runId}/resume`)
    expect([status, body]).toMatchObject([202, { state: 'pending' }])
    expect((await api.catalogue.outbox.backlog()).open).toBe(1)
  })

  test('that has ended takes none of them', async () => {
    const api = await startApi()
    const { runId } = await stageReview(api)
    await api.catalogue.runs.setStage(runId, 'cancelled')
    for (const verb of ['pause', 'resume', 'cancel']) {
      const { status, body } = await api.post(`/api/v1/runs/${runId}/${verb}`)
      expect([status, body.type]).toEqual([409, 'urn:assetloom:problem:run-ended'])
    }
  })
})
