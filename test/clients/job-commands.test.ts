import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { stageReview, startApi, token, type TestApi } from '../api/api-fixture.js'
import { openCliBench, type CliBench } from './cli-bench.js'

/** Document E's example as it stands. */
const exampleJob = `{
  "type": "generate",
  "input": {
    "specId": "<specId>",
    "checkpointName": "ckpt_sd15_demo",
    "nextJobs": [
      { "type": "bg_remove", "input": { "originalPath": "$output.originalsDir/..." } }
    ]
  }
}`

let bench: CliBench
let api: TestApi

beforeAll(async () => {
  bench = await openCliBench()
  await bench.write('job.json', exampleJob)
})
afterAll(() => bench.close())
beforeEach(async () => {
  api = await startApi()
  await stageReview(api)
})

const run = (...args: string[]) =>
  bench.runIn({ ASSETLOOM_URL: api.url, ASSETLOOM_TOKEN: token }, 'job', ...args)

async function submit(): Promise<{ jobId: string; projectId: string }> {
  const result = await run('submit', 'job.json', '--param', 'specId=barrel', '--json')
  expect([result.code, result.err]).toEqual([0, expect.stringContaining('checkpointName')])
  return result.json() as { jobId: string; projectId: string }
}

describe('assetloom job', () => {
  it('submits a file, lists and shows what came of it', async () => {
    const { jobId } = await submit()
    expect((await run('list')).out).toMatch(new RegExp(`${jobId} +generate +waiting +2 `))
    const shown = await run('show', jobId)
    expect(shown.out).toContain('1.1  bg_remove  waiting')
    expect((await run('show', jobId, '--json')).json()).toMatchObject({ input: { specId: 'barrel' } })
  })

  it('refuses what is no job before it is sent, and says what to do', async () => {
    const open = await run('submit', 'job.json')
    expect([open.code, open.err]).toEqual([2, expect.stringContaining('--param specId=KEY')])
    const misspelt = await run('submit', 'job.json', '--param', 'spec=barrel')
    expect([misspelt.code, misspelt.err]).toEqual([2, expect.stringContaining('<spec>')])
    await bench.write('broken.json', '{ "type": ')
    const broken = await run('submit', 'broken.json')
    expect([broken.code, broken.err]).toEqual([2, expect.stringContaining('broken.json is not JSON')])
    expect((await api.catalogue.chains.list({ limit: 10 })).chains).toEqual([])
  })

  it('makes one job of one key', async () => {
    const args = ['submit', 'job.json', '--param', 'specId=barrel', '--idempotency-key', 'nightly', '--json']
    const [first, second] = [await run(...args), await run(...args)]
    expect(second.json()).toEqual(first.json())
    expect((await api.catalogue.chains.list({ limit: 10 })).chains).toHaveLength(1)
  })

  it('watches a job to its end and tells how it ended', async () => {
    const { jobId, projectId } = await submit()
    const watching = run('watch', jobId)
    const failure = 'nothing was made'
    await api.catalogue.chains.begin({ projectId, jobId, resolvedInput: {} })
    await api.catalogue.chains.settle({ projectId, jobId, stage: 'failed', failure })
    const { code, out, err } = await watching
    expect(code).toBe(1)
    expect(out).toContain('1  generate  failed: nothing was made')
    expect(out).toContain('1.1  bg_remove  skipped')
    expect(err).toContain(`job show ${jobId}`)
  })

  it('cancels', async () => {
    const { jobId } = await submit()
    expect((await run('cancel', jobId)).err).toContain('the job has it')
    expect(api.gateway.delivered.at(-1)).toMatchObject({ kind: 'cancelChain', chainId: jobId })
    expect((await run('cancel', 'job_unknown')).code).toBe(3)
  })
})
