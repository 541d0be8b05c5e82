import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { holderOf, planJobs, resultOf, startRun } from '../support/catalogue-scenario.js'
import { startApi, token, type TestApi } from '../api/api-fixture.js'
import { openCliBench, type CliBench } from './cli-bench.js'

let bench: CliBench
let api: TestApi

beforeAll(async () => {
  bench = await openCliBench()
})
afterAll(() => bench.close())
beforeEach(async () => {
  api = await startApi()
})

const run = (...args: string[]) => bench.runIn({ ASSETLOOM_URL: api.url, ASSETLOOM_TOKEN: token }, ...args)

it('assetloom reproduce orders a job, waits for it and tells the outcome with what is otherwise', async () => {
  const { catalogue } = api
  const scenario = await startRun(catalogue, { project: 'harbour', keys: ['barrel'] })
  const spec = scenario.specs[0]!
  const [job] = planJobs(scenario, spec)
  await catalogue.generation.reserve({ ...holderOf(scenario, spec), cap: 8, jobs: [job!], costMicros: 10 })
  const { projectId, variantId, sha256 } = await catalogue.generation.complete(resultOf(job!, 30_000))
  const told = run('reproduce', variantId, '--json')
  const jobId = await vi.waitFor(
    async () => {
      const [chain] = (await catalogue.chains.list({ projectIds: [projectId], limit: 2 })).chains
      expect(chain?.type).toBe('reproduce')
      return chain!.chainId
    },
    { timeout: 60_000 },
  )
  expect((await catalogue.chains.find(jobId))?.input).toEqual({ variantId })
  await catalogue.chains.begin({ projectId, jobId, resolvedInput: { variantId } })
  const distance = { figure: 0.004, nearMax: 0.02, method: 'mean OKLab distance' }
  const output = {
    ...{ variantId, outcome: 'near', originalSha256: sha256, sha256: 'f'.repeat(64), distance },
    ...{ differs: ['version of ComfyUI: 0.28.0, now 0.30.1'], costMicros: 30_000, tookMs: 3_200 },
  }
  await catalogue.chains.settle({ projectId, jobId, stage: 'done', output })
  const result = await told
  expect([result.code, result.err]).toEqual([0, expect.stringContaining('about $0.0300')])
  expect(result.json()).toEqual({ jobId, ...output })
  const shown = await run('job', 'show', jobId)
  expect(shown.out).toMatch(/reproduce +done/)
}, 120_000)

it('refuses art that was handed in: there is nothing to make again', async () => {
  const { catalogue } = api
  const origin = { kind: 'human', author: 'ana', licence: 'CC0-1.0', trainable: false } as const
  const scenario = await startRun(catalogue, {
    ...{ project: 'outside', keys: ['logo'] },
    changes: { origin: { ...origin, sha256: 'a'.repeat(64) } },
  })
  const spec = scenario.specs[0]!
  const [job] = planJobs(scenario, spec)
  await catalogue.generation.reserve({ ...holderOf(scenario, spec), cap: 8, jobs: [job!], costMicros: 0 })
  const { variantId } = await catalogue.generation.complete(resultOf(job!))
  const result = await run('reproduce', variantId)
  expect([result.code, result.err]).toEqual([5, expect.stringContaining('handed in')])
}, 120_000)
