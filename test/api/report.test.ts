import { describe, expect, test } from 'vitest'
import type { ReportView } from '../../core/http/compose-report.js'
import type { RunView } from '../../core/http/http-api.js'
import type { ExecutionWatch, OngoingRetry } from '../../core/oversight-ports.js'
import { createMemoryCatalogue } from '../support/memory-catalogue.js'
import { createIds, finishAsset, startApi, stageReview } from './api-fixture.js'
import { join, startStudio } from './sign-in-fixture.js'

const read = async (api: Awaited<ReturnType<typeof startApi>>, since = '1d') =>
  await api.get<ReportView>(`/api/v1/report?since=${since}`)

describe('the report', () => {
  test('counts what was made, what waits and that nothing is lost or doubled', async () => {
    const api = await startApi()
    const { variants, runId } = await stageReview(api, { specKeys: ['barrel', 'cactus'] })
    await finishAsset(api, variants[0]!)
    api.clock.nowMs = Date.now() + 1_000
    const { status, body } = await read(api)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      made: { specs: 2, variants: 6, assets: 1 },
      lost: { total: 0 },
      doubled: { total: 0 },
      waiting: { specs: 1, runs: [{ runId, name: 'props.txt', specs: 1 }] },
      away: [],
    })
  })

  test('counts open runs that Temporal does not have, and says so when it cannot ask', async () => {
    let answer: readonly string[] | null = null
    const executions: ExecutionWatch = { retries: async () => [], notOpen: async () => answer }
    const api = await startApi({ deps: { executions } })
    const { runId } = await stageReview(api)
    api.clock.nowMs = Date.now() + 120_000
    const blind = await read(api)
    expect(blind.body.notCounted).toHaveLength(1)
    answer = [`productionRun/${runId}`]
    const { body } = await read(api)
    expect(body.lost).toMatchObject({ total: 1 })
    expect(body.notCounted).toEqual([])
  })

  test('is of the projects that one may see, or of one of them', async () => {
    const api = await startStudio()
    const desert = await stageReview(api, { key: 'desert', specKeys: ['barrel'] })
    const forest = await stageReview(api, { key: 'forest', specKeys: ['toadstool', 'fern'] })
    const reviewer = await join(api, desert.project.projectId, 'viewer', 'ada')
    api.clock.nowMs = Date.now() + 1_000
    const waits = ({ runId }: { runId: string }, specs: number) =>
      expect.objectContaining({ runId, specs }) as unknown
    const seen = (path: string) => reviewer.get<ReportView>(path)
    expect((await seen('/report')).body).toMatchObject({
      made: { specs: 1, variants: 3 },
      waiting: { specs: 1, runs: [waits(desert, 1)] },
    })
    expect((await seen(`/report?projectId=${desert.project.projectId}`)).body.waiting.specs).toBe(1)
    expect((await seen(`/report?projectId=${forest.project.projectId}`)).status).toBe(404)
    expect((await read(api)).body).toMatchObject({ made: { specs: 3 }, waiting: { specs: 3 } })
    const one = await api.get<ReportView>(`/api/v1/report?projectId=${forest.project.projectId}`)
    expect(one.body.waiting.runs).toEqual([waits(forest, 2)])
  })

  test('of a length of time is the same for all who ask within a few seconds, and that of a moment exact', async () => {
    const whole = createMemoryCatalogue({ ids: createIds() })
    const asked: string[] = []
    const oversight = {
      ...whole.oversight,
      figuresSince: async (since: string, projectIds?: readonly string[] | null) => {
        asked.push(since)
        return await whole.oversight.figuresSince(since, projectIds)
      },
    }
    const moment = '2025-12-31T23:59:58.765Z'
    for (const figuresFreshMs of [30_000, 0]) {
      const api = await startApi({ deps: { catalogue: { ...whole, oversight } }, limits: { figuresFreshMs } })
      for (const laterMs of [3_210, 3_000]) {
        api.clock.nowMs += laterMs
        await read(api, '1H')
      }
      await read(api, moment)
    }
    const beforeMidnight = (time: string) => `2025-12-31T23:${time}Z`
    expect(asked).toEqual([
      ...[beforeMidnight('00:00.000'), moment],
      ...[beforeMidnight('00:03.210'), beforeMidnight('00:06.210'), moment],
    ])
  })

  test('refuses a time that is none', async () => {
    const api = await startApi()
    for (const since of ['soon', '2999-01-01']) expect((await read(api, since)).status).toBe(409)
  })
})

describe('what a run waits for, in its view', () => {
  const view = async (api: Awaited<ReturnType<typeof startApi>>, runId: string) =>
    (await api.get<RunView>(`/api/v1/runs/${runId}`)).body.waitsFor

  test('is a person, with what to do', async () => {
    const api = await startApi()
    const { runId } = await stageReview(api, { specKeys: ['barrel', 'cactus'] })
    expect(await view(api, runId)).toMatchObject([
      { kind: 'person', count: 2, whom: 'a person', what: '2 specs wait for a person' },
    ])
  })

  test('is Temporal while it is away, since it was seen last', async () => {
    const api = await startApi({ script: { isAway: true } })
    const { runId } = await stageReview(api)
    await api.catalogue.oversight.extendInterval({
      part: 'temporal',
      bootId: 'b',
      process: 'orchestrator',
      gapMs: 1,
    })
    const [first] = await view(api, runId)
    expect(first).toMatchObject({ kind: 'temporal', whom: 'Temporal' })
    expect(Date.parse(first?.since ?? '')).toBeLessThanOrEqual(Date.now())
  })

  test('shows what fails and is tried again', async () => {
    const retry: OngoingRetry = {
      workflowId: 'assetRun/x/y',
      specKey: 'barrel',
      activity: 'scoreVariants',
      attempt: 4,
      failureType: 'Unavailable',
      message: 'the store does not answer',
      nextAttemptAt: null,
    }
    const executions: ExecutionWatch = { retries: async () => [retry], notOpen: async () => [] }
    const api = await startApi({ deps: { executions } })
    const { runId } = await stageReview(api)
    expect((await view(api, runId)).map((one) => one.what)).toContain(
      'scoreVariants of barrel failed and is tried again (attempt 4): the store does not answer',
    )
  })

  test('does not wait for a Temporal that hangs', async () => {
    const executions: ExecutionWatch = {
      retries: () => new Promise<never>(() => undefined),
      notOpen: async () => null,
    }
    const api = await startApi({ deps: { executions }, limits: { watchDeadlineMs: 20 } })
    const { runId } = await stageReview(api)
    expect((await view(api, runId)).map((one) => one.kind)).toEqual(['person'])
  })
})
