import { expect, test } from 'vitest'
import { createGenerationRouter } from '../../activities/generation-router.js'
import { createGraphSource } from '../../adapters/comfyui/graph-source.js'
import { readModelCatalogue } from '../../adapters/models/read-model-catalogue.js'
import type { WishlistAccepted } from '../../core/http/http-api.js'
import type { BudgetView, EstimateView } from '../../core/http/spending-api.js'
import { refineOrder } from '../../core/intake/refine-order.js'
import type { ProjectRow } from '../../core/ports.js'
import { holderOf, planJobs, resultOf } from '../support/catalogue-scenario.js'
import { startApi, type TestApi } from './api-fixture.js'

const spending = { prices: { 'openai-images': 50_000 }, atOnce: { 'openai-images': 4 } }
const list = {
  name: 'props.txt',
  text: 'prop: barrel\nprop: tall clay jar\nprop: well',
  provider: 'openai-images',
}

async function startProject(api: TestApi): Promise<{ projectId: string; path: string }> {
  const { body } = await api.post<ProjectRow>('/api/v1/projects', { key: 'desert', name: 'Desert' })
  return { projectId: body.projectId, path: `/api/v1/projects/${body.projectId}` }
}

/** Submits and refines, as wishlistRun would. */
async function submit(api: TestApi, projectId: string, body: typeof list): Promise<string> {
  const { runId, wishlistRevisionId } = (
    await api.post<WishlistAccepted>(`/api/v1/projects/${projectId}/wishlists`, body)
  ).body
  const revision = await api.catalogue.intake.loadRevision(projectId, wishlistRevisionId)
  await api.catalogue.intake.saveRefinement({ ...revision, ...refineOrder(revision) })
  await api.catalogue.runs.setStage(runId, 'generating')
  return runId
}

test('a list is estimated before anything is kept: by price first, by what was measured later, changes only', async () => {
  const api = await startApi({ deps: { spending, providers: ['procedural', 'openai-images'] } })
  const { projectId, path } = await startProject(api)
  const first = (await api.post<EstimateView>(`${path}/wishlists/estimate`, list)).body
  expect(first).toMatchObject({
    ...{ specs: 3, unchanged: 0, problems: [], wallMs: null, leftMicros: 95_000_000 },
    providers: [{ provider: 'openai-images', jobs: 12, jobsMax: 12, costBasis: 'prices', workMs: null }],
    costMicros: { low: 600_000, likely: 600_000, high: 600_000 },
  })
  expect(await api.catalogue.runs.list({ limit: 10 })).toEqual([])

  const runId = await submit(api, projectId, list)
  const { specs } = await api.catalogue.runs.readSpecs(runId, 0, 10)
  const run = {
    ...(await api.catalogue.runs.find(runId))!,
    specs: specs.map((one) => ({ ...one, key: one.specKey })),
  }
  const [spec] = run.specs
  const jobs = planJobs(run, spec!, 1, 4)
  await api.catalogue.generation.reserve({
    ...holderOf(run, spec!),
    cap: 9,
    jobs,
    costMicros: 0,
    prices: spending.prices,
  })
  for (const [at, job] of jobs.slice(0, 3).entries()) {
    await api.catalogue.generation.beginExecution(job.jobId)
    await api.catalogue.generation.beginExecution(job.jobId)
    await api.catalogue.generation.complete({
      ...{ ...resultOf(job, 40_000), provider: 'openai-images', paintMs: 1_000 * (at + 1) },
    })
  }
  const rest = (await api.get<EstimateView>(`/api/v1/runs/${runId}/estimate`)).body
  expect(rest).toMatchObject({
    ...{ specs: 3, unchanged: 0 },
    // Six beginnings say enough of it; one of the four of the first spec is still to come.
    providers: [{ jobs: 9, costBasis: 'measured', measured: 3, workMs: { likely: 18_000 } }],
    costMicros: { low: 360_000, likely: 360_000, high: 450_000 },
    wallMs: { likely: 4_500 },
  })
  const more = { ...list, text: `${list.text}\nprop: tent` }
  expect((await api.post<EstimateView>(`${path}/wishlists/estimate`, more)).body).toMatchObject({
    specs: 1,
    unchanged: 3,
  })

  const budget = (await api.get<BudgetView>(`${path}/budget`)).body
  expect(budget).toMatchObject({
    projectId,
    spent: { totalMicros: 170_000, monthMicros: 170_000 },
    ...{ leftMicros: 94_830_000, costPerAssetMicros: null, warnings: [] },
    providers: [{ provider: 'openai-images', variants: 3, executions: 6, costMicros: 120_000 }],
  })
})

test('a project that nears its limits is told so', async () => {
  const api = await startApi({ deps: { spending, providers: ['procedural', 'openai-images'] } })
  const { projectId, path } = await startProject(api)
  const { revision } = await api.catalogue.settings.newest(projectId)
  const policies = { monthlyLimitMicros: 700_000, safetyBufferMicros: 100_000, runCapMicros: 500_000 }
  await api.catalogue.settings.save({ projectId, expectedRevision: revision, settings: { policies } })
  const { warnings } = (
    await api.post<EstimateView>(`${path}/wishlists/estimate`, { ...list, variantsPerSpec: 5 })
  ).body
  expect(warnings).toEqual([
    'It may cost $0.75, above the $0.50 at which a run is warned of (policies.runCapMicros).',
    '$0.60 are left to spend, which will not do: the run waits when they are gone.',
  ])
  expect((await api.get('/api/v1/projects/prj_none/budget')).status).toBe(404)
  expect((await api.get('/api/v1/runs/run_none/estimate')).status).toBe(404)
  expect((await api.post(`${path}/wishlists/estimate`, { name: 'x', text: '# nothing' })).status).toBe(409)
})

test('jobs on a GPU of ours are told apart by models, graph and size: by what was measured, then by the machine', async () => {
  const graphs = createGraphSource({ home: '/nonexistent' })
  const { catalogue: models } = await readModelCatalogue('/nonexistent')
  const terms = { prices: { comfyui: 6_000 }, atOnce: {}, gpuHourMicros: 360_000 }
  const api = await startApi({
    deps: {
      spending: terms,
      graphs,
      readModels: async () => await Promise.resolve(models),
      providers: ['comfyui'],
    },
  })
  const { projectId, path } = await startProject(api)
  const templates = await graphs.list()
  const gpu = 24 * 1024 ** 3
  const host = async (name: string, vramTotal: number, instance: string) =>
    await api.catalogue.gpuHosts.register({
      ...{ host: 'gpu-a', instance, address: 'http://127.0.0.1:8188', version: '0.28.0', profile: null },
      facts: {
        ...{ devices: [{ name, vramTotal, vramFree: vramTotal }], ramTotal: 32e9, ramFree: 32e9 },
        models: { checkpoints: ['sd_xl_base_1.0.safetensors'] },
        nodeClasses: [...new Set(templates.flatMap(({ bindings }) => bindings.requires.classes))],
      },
    })
  const estimate = async (text: string, more: object = {}) =>
    (
      await api.post<EstimateView>(`${path}/wishlists/estimate`, {
        ...{ ...list, text, provider: 'comfyui' },
        ...more,
      })
    ).body
  await host('cuda:0 Some Card', gpu, 'one')
  const still = await estimate('prop: barrel (3 variants)')
  expect(still).toMatchObject({ providers: [{ jobs: 3, costBasis: 'assumed', measured: 0 }], warnings: [] })
  const walk = await estimate('character: knight (walk 4 frames, 3 variants)')
  // A character and its four frames are five pictures.
  expect(walk.providers[0]!.workMs!.likely).toBeGreaterThan(4 * still.providers[0]!.workMs!.likely)
  // Four drafts of a quarter of the pixels and two thirds of the steps; their finals are as dear as pictures without.
  const drafted = await estimate('prop: barrel (3 variants)', { drafts: 4 })
  const { drafts, ...whole } = drafted.providers[0]!
  expect([whole.jobs, drafts!.jobs, drafts!.costBasis]).toEqual([7, 4, 'assumed'])
  const draftMs = drafts!.workMs!.likely / 4
  const finalMs = (whole.workMs!.likely - drafts!.workMs!.likely) / 3
  expect(draftMs).toBeLessThan(finalMs / 4)
  expect(draftMs).toBeGreaterThan(finalMs / 8)
  expect(Math.abs(finalMs - still.providers[0]!.workMs!.likely / 3)).toBeLessThan(2)
  // 360,000 millionths an hour are 100 a second; each job is rounded up.
  expect(still.costMicros.likely).toBe(3 * Math.ceil(still.wallMs!.likely / 3 / 10))

  await api.catalogue.gpuHosts.leave({ host: 'gpu-a', instance: 'one' })
  await host('cpu', 32e9, 'two')
  expect(await estimate('prop: barrel (3 variants)')).toMatchObject({
    ...{ wallMs: null, providers: [{ costBasis: 'unknown', workMs: null }] },
    warnings: [expect.stringContaining('Nobody knows what comfyui cost here')],
  })

  // Made on this very machine: the processor is known now, by the second.
  const runId = await submit(api, projectId, { ...list, text: 'prop: crate', provider: 'comfyui' })
  const { specs } = await api.catalogue.runs.readSpecs(runId, 0, 10)
  const run = {
    ...(await api.catalogue.runs.find(runId))!,
    specs: specs.map((one) => ({ ...one, key: one.specKey })),
  }
  const [spec] = run.specs
  const jobs = planJobs(run, spec!, 1, 4)
  await api.catalogue.generation.reserve({ ...holderOf(run, spec!), cap: 9, jobs, costMicros: 0 })
  const router = createGenerationRouter({
    ...{ catalogue: api.catalogue, hosted: [], graphs, fallbackAfterMs: 60_000, now: Date.now },
    models: async () => await Promise.resolve(models),
  })
  const [made] = (await api.catalogue.intake.specsOfRevision(projectId, run.wishlistRevisionId)) ?? []
  const order = { projectId, spec: made!, jobs: 4, waitedMs: 0, current: null }
  const route = await router.choose(order)
  const jobIds = jobs.map(({ jobId }) => jobId)
  await api.catalogue.routes.keep({ ...holderOf(run, spec!), jobIds, route })
  await api.catalogue.gpuHosts.queueJobs({ projectId, jobIds, provider: 'comfyui', models: route.models! })
  for (const { jobId } of jobs) {
    const of = { jobId, host: 'gpu-a', promptId: `p-${jobId}`, prefix: jobId }
    await api.catalogue.submissions.begin({ ...of, after: 0 })
    await api.catalogue.submissions.end({ jobId, submitNo: 1, state: 'done', executionMs: 800_000 })
  }
  expect(await estimate('prop: barrel (3 variants)')).toMatchObject({
    costMicros: { low: 240_000, likely: 240_000, high: 240_000 },
    ...{ wallMs: { likely: 2_400_000 }, providers: [{ costBasis: 'measured', measured: 4 }] },
  })
})
