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

  test('tells who was chosen to make a variant and why, where somebody was', async () => {
    const api = await startApi()
    const { variants } = await stageReview(api, { specKeys: ['barrel'], variantsPerSpec: 1 })
    const path = `/api/v1/variants/${variants[0]!.variantId}/route`
    expect((await api.get(path)).body).toEqual({ route: null, hostAddress: null })
    const route = {
      provider: 'comfyui',
      taskQueue: 'gpu.a1',
      costMicros: 0,
      reasons: ['the spec asks for it'],
    }
    const asked: string[] = []
    api.catalogue.routes.find = (jobId) => Promise.resolve(asked.push(jobId) > 0 ? route : null)
    expect((await api.get(path)).body).toEqual({ route, hostAddress: null })
    expect(asked).toEqual([variants[0]!.jobId])
    expect((await api.get('/api/v1/variants/var_none/route')).status).toBe(404)
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

  test('waits for budget with the figures to decide by, until its overage is approved', async () => {
    const api = await startApi()
    const { project, runId } = await stageReview(api)
    const { projectId } = project
    const settings = { policies: { budgetMicros: 500_000 } }
    await api.catalogue.settings.save({ projectId, expectedRevision: 0, settings })
    const { specs } = await api.catalogue.runs.readSpecs(runId, 0, 1)
    const { specId, specRevisionId } = specs[0]!
    const job = {
      jobId: 'job',
      projectId,
      runId,
      specId,
      specRevisionId,
      round: 2,
      variantIndex: 0,
      seed: '0',
    }
    const reserve = async () =>
      await api.catalogue.generation.reserve({
        ...{ projectId, runId, specRevisionId, cap: 1, jobs: [job], costMicros: 600_000 },
      })
    expect(await reserve()).toMatchObject({ waitsForBudget: true })
    const waits = async () =>
      (await api.get<RunView>(`/api/v1/runs/${runId}`)).body.waitsFor.find(({ kind }) => kind === 'budget')
    const waiting = await waits()
    expect(waiting).toMatchObject({ count: 1, hint: expect.stringContaining(`approve-overage ${runId}`) })
    expect(waiting?.what).toMatch(/^1 spec waits for budget: \d\.\d+ of 0\.50 are spent$/)
    const { status, body } = await api.post(`/api/v1/runs/${runId}/approve-overage`)
    expect([status, body]).toEqual([200, { runId, approved: true }])
    expect(await reserve()).toMatchObject({ granted: true })
    expect(await waits()).toBeUndefined()
  })

  test('that has ended takes none of them', async () => {
    const api = await startApi()
    const { runId } = await stageReview(api)
    await api.catalogue.runs.setStage(runId, 'cancelled')
    for (const verb of ['pause', 'resume', 'cancel', 'approve-overage']) {
      const { status, body } = await api.post(`/api/v1/runs/${runId}/${verb}`)
      expect([status, body.type]).toEqual([409, 'urn:assetloom:problem:run-ended'])
    }
  })
})
