import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeFrame } from '../../activities/finish-asset.js'
import { generateVariant } from '../../activities/generate-variant.js'
import { leaseRuns } from '../../activities/leased-runner.js'
import { reserveGeneration } from '../../activities/reserve-generation.js'
import { createComfyRunner, type ConnectedComfy } from '../../adapters/comfyui/comfy-runner.js'
import { createComfyuiProvider } from '../../adapters/comfyui/comfyui-provider.js'
import { createGraphSource } from '../../adapters/comfyui/graph-source.js'
import { startFakeComfyui, type FakeComfy } from '../../adapters/fake-comfyui/fake-comfyui.js'
import { readModelCatalogue } from '../../adapters/models/read-model-catalogue.js'
import type { ComfyRunner } from '../../core/comfyui/comfy-work.js'
import { cutoutJobIdOf } from '../../core/generation/cutout-job-id.js'
import type { GenerationRoute } from '../../core/generation/generation-route.js'
import { planComfyWork } from '../../core/generation/plan-comfy-work.js'
import { hashOf } from '../../core/hash.js'
import { probeOf } from '../../core/scheduling/probe-host.js'
import { openActivityFixture } from './activity-fixture.js'

// A picture and the removal of its background are two jobs. Counted are executions and files of the stand-in, variants,
// and both jobs in the ledger.

const graphs = createGraphSource({ home: '/nonexistent' })
let server: FakeComfy
let ordered = 0
const runners: ConnectedComfy[] = []

beforeAll(async () => {
  server = await startFakeComfyui({ packs: true, stepMs: 1, loadMs: 0, previews: false })
})
afterAll(async () => {
  await Promise.all(runners.map(async (one) => await one.close()))
  await server.close()
})

async function order() {
  const fixture = await openActivityFixture('prop: barrel')
  const { catalogue, jobsOf, scopeOf, orchestrate } = fixture
  // Ids and seeds that no job before had: the server keeps the files of all of them.
  ordered += 1
  const [first] = jobsOf(0)
  const job = { ...first!, jobId: hashOf({ ordered }) }
  await reserveGeneration(orchestrate)({ ...scopeOf(0), jobs: [job] })
  const spec = await catalogue.runs.loadSpec(job.projectId, job.specRevisionId)
  const open = (change: (runner: ComfyRunner) => ComfyRunner = (runner) => runner, host = 'gpu-1') => {
    const runner = createComfyRunner({
      ...{ host, baseUrl: server.url, submissions: catalogue.submissions, log: () => undefined },
      timings: { pollMs: 10, retryMs: 10, unknownLookMs: 100, awayMaxMs: 60_000 },
    })
    runners.push(runner)
    const leased = change(leaseRuns(runner, { gpuHosts: catalogue.gpuHosts, log: () => undefined }))
    const making = { runner: leased, graphs, hourMicros: 3_600_000 }
    const painter = createComfyuiProvider({ ...making, codec: fixture.codec })
    const ports = { ...fixture.ports, providers: new Map([[painter.name, painter]]) }
    return { runner, generate: generateVariant(ports) }
  }
  const { facts } = probeOf(await open().runner.facts(), await graphs.list())
  const plan = planComfyWork({
    ...{ spec: { ...spec, cutout: 'model' }, facts, templates: await graphs.list() },
    catalogue: (await readModelCatalogue('/nonexistent')).catalogue,
  })
  if (!plan.found) throw new Error(plan.reason)
  const { found: _, ...made } = plan
  const route: GenerationRoute = { provider: 'comfyui', taskQueue: 'gpu.x', costMicros: 0, ...made }
  const before = { executions: server.stats().executions, files: (await outputs()).length }
  const counts = async () => ({
    executions: server.stats().executions - before.executions,
    files: (await outputs()).length - before.files,
    ledger: await catalogue.generation.ledger(job.runId),
  })
  const variant = async () => await catalogue.generation.findVariantOfJob(job.jobId)
  const frame = async () => await makeFrame(fixture.ports, spec, (await variant())!)
  return { ...fixture, job, route, open, counts, variant, frame, input: { job, route, repair: false } }
}

async function outputs(): Promise<string[]> {
  const all = await readdir(join(server.dir, 'output'), { recursive: true })
  return all.filter((name) => name.endsWith('.png'))
}

/** Fails the runs of a job's removal in this way; those of its picture go on. */
function onRemoval(job: { readonly jobId: string }, fail: (runner: ComfyRunner) => ComfyRunner['run']) {
  return (runner: ComfyRunner): ComfyRunner => ({
    ...runner,
    run: async (work, options) =>
      work.jobId === cutoutJobIdOf(job.jobId)
        ? await fail(runner)(work, options)
        : await runner.run(work, options),
  })
}

const both = { executions: 2, files: 2, ledger: { reserved: 2, committed: 2, refunded: 0, open: 0 } }

describe('a picture whose background a model removes', () => {
  it('is two jobs and one variant, whose alpha the finishing keeps and whose models name the remover', async () => {
    const { open, input, counts, variant, frame, store, codec, catalogue, job } = await order()
    const { generate } = open()
    await generate(input)
    await generate(input)
    expect(await counts()).toMatchObject(both)
    expect((await counts()).ledger.executions).toBe(2)
    const made = (await variant())!
    expect(made.provenance?.models?.map(({ name }) => name)).toContain('birefnet')
    const removal = await catalogue.submissions.newest(cutoutJobIdOf(job.jobId))
    expect(made.provenance?.cutout).toMatchObject({
      ...{ graph: { name: 'cutout' }, submitNo: 1, host: 'gpu-1' },
      executionMs: removal!.executionMs,
    })
    const picture = await codec.decodePng(await store.get(made.sha256))
    expect([...picture.data.subarray(0, 4)]).toEqual([0, 0, 0, 0])
    const finished = await frame()
    expect(finished.processing.backgroundRemoval).toBeNull()
    expect(finished.processing.steps[0]).toBe('keep the delivered alpha')
  })

  it('is not painted again when its worker dies before the removal, or in the middle of it', async () => {
    for (const dies of ['before', 'within'] as const) {
      const { open, input, counts, variant, job } = await order()
      const { generate } = open(
        onRemoval(job, (runner) => async (work, options) => {
          const end = new AbortController()
          if (dies === 'before') throw new Error('killed')
          const onProgress = () => end.abort(new Error('killed'))
          return await runner.run(work, { ...options, signal: end.signal, onProgress })
        }),
      )
      await expect(generate(input)).rejects.toThrow('killed')
      expect(await variant()).toBeNull()
      await open().generate(input)
      expect(await counts()).toMatchObject(both)
      expect((await variant())!.provenance?.cutout).toMatchObject({ submitNo: 1 })
    }
  })

  it('is not painted again on another host, which has never seen it', async () => {
    const { open, input, counts, variant, job } = await order()
    const away = onRemoval(job, () => async () => {
      throw new Error('killed')
    })
    await expect(open(away).generate(input)).rejects.toThrow('killed')
    const other = open(undefined, 'gpu-2')
    await other.generate(input)
    expect(await counts()).toMatchObject(both)
    expect((await variant())!.provenance).toMatchObject({ host: 'gpu-1', cutout: { host: 'gpu-2' } })
  })

  it('comes as it is, with the reason, where the model is gone: its job is given back and the colours decide', async () => {
    const { open, input, counts, variant, frame } = await order()
    const { cutout } = input.route
    const route = { ...input.route, cutout: { ...cutout!, values: { model: 'gone.safetensors' } } }
    const { generate } = open()
    await generate({ ...input, route })
    expect(await counts()).toMatchObject({
      ...{ executions: 1, files: 1 },
      ledger: { reserved: 2, committed: 1, refunded: 1, open: 0 },
    })
    const made = (await variant())!
    expect(made.provenance?.cutout?.refused).toContain('gone.safetensors')
    expect(made.provenance?.models?.map(({ name }) => name)).not.toContain('birefnet')
    expect((await frame()).processing.backgroundRemoval).not.toBeNull()
  })
})
