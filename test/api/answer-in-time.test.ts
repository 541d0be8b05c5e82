import { expect, test } from 'vitest'
import { startApi, stageReview } from './api-fixture.js'
import { createMemoryCatalogue } from '../support/memory-catalogue.js'
import { createCountingIds } from '../support/counting-ids.js'

const never = () => new Promise<never>(() => undefined)
const limits = { answerProbeAfterMs: 50, answerProbeMs: 50 }

test('a catalogue that hangs is answered 503 while it hangs', async () => {
  const catalogue = createMemoryCatalogue({ ids: createCountingIds() })
  const hanging = {
    ...catalogue,
    runs: { ...catalogue.runs, list: never },
    outbox: { ...catalogue.outbox, backlog: never },
  }
  const api = await startApi({ limits, deps: { catalogue: hanging } })
  const answer = await api.get('/api/v1/runs')
  expect(answer.status).toBe(503)
  expect(answer.body).toMatchObject({ type: 'urn:assetloom:problem:unavailable' })
  expect(answer.headers.get('retry-after')).toBe('5')
})

test('a slow answer of a catalogue that is there is waited for, and one that comes too late does no harm', async () => {
  const catalogue = createMemoryCatalogue({ ids: createCountingIds() })
  let isAway = false
  const slow = {
    ...catalogue,
    projects: {
      ...catalogue.projects,
      list: async () => {
        await new Promise((resolve) => setTimeout(resolve, 300))
        return await catalogue.projects.list()
      },
    },
    outbox: { ...catalogue.outbox, backlog: () => (isAway ? never() : catalogue.outbox.backlog()) },
  }
  const api = await startApi({ limits, deps: { catalogue: slow } })
  expect((await api.get('/api/v1/projects')).status).toBe(200)
  isAway = true
  expect((await api.get('/api/v1/projects')).status).toBe(503)
  isAway = false
  await new Promise((resolve) => setTimeout(resolve, 400))
  expect((await api.get('/api/v1/projects')).status).toBe(200)
  expect(api.logs.filter((line) => line.level === 'error')).toEqual([])
})

test('other requests do not notice', async () => {
  const api = await startApi({ limits })
  const { runId } = await stageReview(api)
  expect((await api.get(`/api/v1/runs/${runId}`)).status).toBe(200)
})
