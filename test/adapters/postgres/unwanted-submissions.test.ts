import { afterAll, beforeAll, expect, it } from 'vitest'
import { createUuidMint } from '../../../adapters/ids/uuid-mint.js'
import { createPostgresCatalogue } from '../../../adapters/postgres/postgres-catalogue.js'
import { createUnwantedSubmissions } from '../../../adapters/postgres/unwanted-submissions.js'
import type { GenerationJob } from '../../../core/ports.js'
import { freshKey, holderOf, planJobs, startRun } from '../../support/catalogue-scenario.js'
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js'

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(async () => await database.drop())

it('are open ones of that host whose jobs were given back and in the hands of nobody', async () => {
  const catalogue = createPostgresCatalogue(database.pool, { ids: createUuidMint() })
  const submissions = createUnwantedSubmissions(database.pool)
  const run = await startRun(catalogue, { project: freshKey(), keys: ['gate'] })
  const spec = run.specs[0]!
  const holder = holderOf(run, spec)
  const reserved = { ...holder, cap: 8, jobs: planJobs(run, spec, 1, 3), costMicros: 10 }
  await catalogue.generation.reserve(reserved)
  const [ended, held, left] = reserved.jobs as [GenerationJob, GenerationJob, GenerationJob]
  for (const { jobId } of [ended, held, left])
    await catalogue.submissions.begin({
      ...{ jobId, after: 0, host: 'gpu-1' },
      ...{ promptId: `prompt ${jobId}`, prefix: `al-${jobId}` },
    })
  await catalogue.submissions.end({ jobId: ended.jobId, submitNo: 1, state: 'done' })
  const lease = await catalogue.gpuHosts.claim({ jobId: held.jobId, host: 'gpu-1' })
  if (!lease.claimed) throw new Error('nobody else has it')
  expect(await submissions.unwanted('gpu-1')).toEqual([])

  await catalogue.generation.release(holder)
  const ofLeft = { jobId: left.jobId, submitNo: 1, promptId: `prompt ${left.jobId}` }
  expect(await submissions.unwanted('gpu-1')).toEqual([ofLeft])
  expect(await submissions.unwanted('gpu-2')).toEqual([])
  await catalogue.gpuHosts.finish({ jobId: held.jobId, host: 'gpu-1', fence: lease.fence, as: 'queued' })
  expect((await submissions.unwanted('gpu-1')).map(({ jobId }) => jobId)).toEqual([held.jobId, left.jobId])

  // Wanted again: its refund is taken back.
  await catalogue.generation.reserve(reserved)
  expect(await submissions.unwanted('gpu-1')).toEqual([])
})
