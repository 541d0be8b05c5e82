import { describe, expect, test } from 'vitest'
import type { JobAccepted, JobList, JobView } from '../../core/http/jobs-api.js'
import { stageReview, startApi, type TestApi } from './api-fixture.js'

const path = '/api/v1/jobs'
const chain = {
  type: 'generate',
  input: {
    specId: 'barrel',
    checkpointName: 'ckpt_sd15_demo',
    nextJobs: [
      { type: 'bg_remove', input: { originalPath: '$output.originalsDir/...' } },
      { type: 'pack_spritesheet', input: { nextJobs: [{ type: 'resize', input: { width: 8 } }] } },
    ],
  },
}

async function open(script = {}): Promise<TestApi> {
  const api = await startApi({ script })
  await stageReview(api)
  return api
}

describe('a job', () => {
  test('is kept with those that follow it, and its workflow is started', async () => {
    const api = await open()
    const { status, headers, body } = await api.post<JobAccepted>(path, chain)
    expect(status).toBe(202)
    expect(headers.get('location')).toBe(`${path}/${body.jobId}`)
    expect(body).toMatchObject({ state: 'delivered', jobs: 4 })
    expect(body.notes.join()).toContain('checkpointName')
    expect(api.gateway.delivered.at(-1)).toMatchObject({ kind: 'startChain', chainId: body.jobId })
    const { body: view } = await api.get<JobView>(`${path}/${body.jobId}`)
    expect(view).toMatchObject({
      stage: 'waiting',
      chainStage: 'waiting',
      position: '1',
      nextJobs: [
        { type: 'bg_remove', position: '1.1', input: { originalPath: '$output.originalsDir/...' } },
        { type: 'atlas_pack', nextJobs: [{ type: 'resize', position: '1.2.1' }] },
      ],
    })
    expect(view.temporalUrl).toContain(encodeURIComponent(`chainRun/${body.jobId}`))
    const below = await api.get<JobView>(`${path}/${view.nextJobs[1]?.jobId}`)
    expect(below.body).toMatchObject({ chainId: body.jobId, nextJobs: [{ type: 'resize' }] })
    const events = await api.catalogue.events.readAfter(body.projectId, 0, 100)
    expect(events.at(-1)).toMatchObject({ type: 'jobStageChanged', data: { jobId: body.jobId } })
  })

  test('that is sent twice with one Idempotency-Key is one', async () => {
    const api = await open({ isAway: true })
    const key = { 'idempotency-key': 'once' }
    const first = await api.post<JobAccepted>(path, chain, key)
    const second = await api.post<JobAccepted>(path, chain, key)
    expect([first.status, second.status, first.body.state]).toEqual([202, 202, 'pending'])
    expect(second.body.jobId).toBe(first.body.jobId)
    expect(second.headers.get('idempotent-replayed')).toBe('true')
    expect((await api.get<JobList>(path)).body.jobs).toHaveLength(1)
    expect((await api.catalogue.chains.listOpen(10)).map(({ chainId }) => chainId)).toEqual([
      first.body.jobId,
    ])
  })

  test.each([
    [{ type: 'paint', input: {} }, 'type: "paint" is no type of job', 'Types: generate'],
    [{ type: 'generate', input: { specId: '<specId>' } }, 'still to be filled in', 'spec list'],
    [{ type: 'generate', input: { specKey: 'unicorn' } }, 'has no spec "unicorn"', 'spec list'],
    [
      { type: 'generate', input: { prompt: 'a', provider: 'firefly' } },
      'no provider "firefly"',
      'procedural',
    ],
    [{ type: 'export', input: { runId: 'run_1', targets: ['cobol'] } }, 'unknown target', 'generic'],
    [{ type: 'score', input: { images: '$output.images' } }, 'there is none', '$jobId'],
    ['[[[]]]', 'the body is no JSON object', 'type'],
  ])('%j is refused with the member and what to do', async (sent, detail, hint) => {
    const api = await open()
    const { status, body } = await api.post(path, sent, { 'idempotency-key': 'k' })
    // Only what is no job by its shape is malformed.
    const isMalformed = detail === 'the body is no JSON object'
    expect([status, body.type]).toEqual([isMalformed ? 422 : 409, 'urn:assetloom:problem:unusable-job'])
    expect(body.detail).toContain(detail)
    expect(body.hint).toContain(hint)
    expect((await api.get<JobList>(path)).body.jobs).toEqual([])
  })

  test('of a body that is nested without end is refused, with a key too', async () => {
    const api = await open()
    const deep = `{"type":"generate","input":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`
    const { status, body } = await api.post(path, deep, { 'idempotency-key': 'deep' })
    expect([status, body.type]).toEqual([400, 'urn:assetloom:problem:too-deep'])
  })

  test('goes to the project that it names, by id or key, and has to name one of several', async () => {
    const api = await open()
    const other = await api.catalogue.projects.ensure({ key: 'forest', name: 'Forest' })
    const job = { type: 'generate', input: { prompt: 'an old oak' } }
    const unnamed = await api.post(path, job)
    expect([unnamed.status, unnamed.body.type]).toEqual([409, 'urn:assetloom:problem:project-not-named'])
    expect(unnamed.body.hint).toContain('desert, forest')
    for (const named of [{ project: 'forest' }, { projectId: other.projectId }])
      expect((await api.post<JobAccepted>(path, { ...job, ...named })).body.projectId).toBe(other.projectId)
    expect((await api.post(path, { ...job, project: 'ocean' })).status).toBe(404)
    expect((await api.get<JobList>(`${path}?project=forest`)).body.jobs).toHaveLength(2)
    expect((await api.get<JobList>(`${path}?project=desert`)).body.jobs).toEqual([])
  })

  test('is listed newest first, page by page', async () => {
    const api = await open()
    const ids: string[] = []
    for (let nth = 0; nth < 3; nth++) ids.unshift((await api.post<JobAccepted>(path, chain)).body.jobId)
    const first = await api.get<JobList>(`${path}?limit=2`)
    const second = await api.get<JobList>(`${path}?limit=2&cursor=${first.body.nextCursor}`)
    expect([...first.body.jobs, ...second.body.jobs].map(({ jobId }) => jobId)).toEqual(ids)
    expect(second.body.nextCursor).toBeNull()
  })

  test('is cancelled while it goes on, and not afterwards', async () => {
    const api = await open()
    const { jobId, projectId } = (await api.post<JobAccepted>(path, chain)).body
    expect((await api.post(`${path}/${jobId}/cancel`)).status).toBe(202)
    expect(api.gateway.delivered.at(-1)).toMatchObject({ kind: 'cancelChain', chainId: jobId })
    const ended = { projectId, chainId: jobId, stage: 'cancelled', failure: null } as const
    await api.catalogue.chains.settleOpen(ended)
    const again = await api.post(`${path}/${jobId}/cancel`)
    expect([again.status, again.body.type]).toEqual([409, 'urn:assetloom:problem:job-ended'])
    expect((await api.get<JobView>(`${path}/${jobId}`)).body.chainStage).toBe('cancelled')
    expect((await api.get(`${path}/job_00000000-0000-7000-8000-00000000ffff`)).status).toBe(404)
  })
})
