import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { leaseRuns, type LeasedRunner } from '../../activities/leased-runner.js'
import { createComfyRunner, type ConnectedComfy } from '../../adapters/comfyui/comfy-runner.js'
import { startFakeComfyui, type FakeComfy } from '../../adapters/fake-comfyui/fake-comfyui.js'
import { createUuidMint } from '../../adapters/ids/uuid-mint.js'
import type { ComfyResult, ComfyWork } from '../../core/comfyui/comfy-work.js'
import type { SubmissionCatalogue } from '../../core/comfyui/submission-ports.js'
import type { GenerationJob } from '../../core/ports.js'
import { holderOf, planJobs, resultOf, startRun } from '../support/catalogue-scenario.js'
import { createMemoryCatalogue } from '../support/memory-catalogue.js'

// Attempts of one job that die or overtake each other, on the stand-in: what is counted are executions on the server,
// executions in the ledger, variants and charges.

const waiting = { timeout: 30_000, interval: 10 }
let server: FakeComfy
const runners: ConnectedComfy[] = []

beforeAll(async () => {
  server = await startFakeComfyui({ stepMs: 20, loadMs: 0, previews: false })
})
afterAll(async () => {
  await Promise.all(runners.map(async (one) => await one.close()))
  await server.close()
})

/** A worker process; `submissions` as it sees them. */
function openWorker(
  { gpuHosts }: ReturnType<typeof createMemoryCatalogue>,
  submissions: SubmissionCatalogue,
): LeasedRunner {
  const runner = createComfyRunner({
    ...{ host: 'gpu-1', baseUrl: server.url, submissions, log: () => undefined },
    timings: { pollMs: 10, retryMs: 10, unknownLookMs: 100, awayMaxMs: 60_000 },
  })
  runners.push(runner)
  return leaseRuns(runner, { gpuHosts, log: () => undefined, leaseMs: 90 })
}

async function orderJob() {
  // Ids that no job before had: the server keeps the files of all of them.
  const catalogue = createMemoryCatalogue({ ids: createUuidMint() })
  const run = await startRun(catalogue, { project: 'one', keys: ['gate'] })
  const spec = run.specs[0]!
  const [job] = planJobs(run, spec, 1, 1)
  await catalogue.generation.reserve({ ...holderOf(run, spec), cap: 1, jobs: [job!], costMicros: 1 })
  const models = { checkpoint: 'v1-5-pruned-emaonly.safetensors', loras: [] }
  const queued = { projectId: run.projectId, jobIds: [job!.jobId], provider: 'comfyui', models }
  await catalogue.gpuHosts.queueJobs(queued)
  jobsOrdered += 1
  return { catalogue, job: job!, work: workOf(job!, jobsOrdered), before: server.stats().executions }
}

let jobsOrdered = 0

function workOf({ jobId }: GenerationJob, seed: number): ComfyWork {
  return {
    jobId,
    graph: {
      '3': {
        class_type: 'KSampler',
        inputs: {
          ...{ seed, steps: 10, cfg: 7, denoise: 1, sampler_name: 'euler', scheduler: 'normal' },
          ...{ model: ['4', 0], positive: ['6', 0], negative: ['6', 0], latent_image: ['5', 0] },
        },
      },
      '4': { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: 'v1-5-pruned-emaonly.safetensors' } },
      '5': { class_type: 'EmptyLatentImage', inputs: { width: 64, height: 64, batch_size: 1 } },
      '6': { class_type: 'CLIPTextEncode', inputs: { text: `a gate ${seed}`, clip: ['4', 1] } },
      '8': { class_type: 'VAEDecode', inputs: { samples: ['3', 0], vae: ['4', 2] } },
      '9': { class_type: 'SaveImage', inputs: { filename_prefix: 'unbound', images: ['8', 0] } },
    },
    output: { node: '9', prefixField: 'filename_prefix', kind: 'image' },
    executionMaxMs: 600_000,
  }
}

async function runJob(
  worker: LeasedRunner,
  work: ComfyWork,
  changes: { readonly signal?: AbortSignal; readonly onProgress?: () => void } = {},
): Promise<ComfyResult> {
  const signal = new AbortController().signal
  return await worker.run(work, {
    ...{ signal, cancels: () => false, onProgress: () => undefined },
    ...changes,
  })
}

/** One variant, one charge, one execution here and on the server. */
async function expectOnce({ catalogue, job, before }: Awaited<ReturnType<typeof orderJob>>): Promise<void> {
  await catalogue.generation.complete(resultOf(job))
  await catalogue.generation.complete(resultOf(job))
  expect(server.stats().executions - before).toBe(1)
  expect(await catalogue.generation.findVariantOfJob(job.jobId)).not.toBeNull()
  expect(await catalogue.generation.ledger(job.runId)).toMatchObject({
    ...{ reserved: 1, committed: 1, refunded: 0, open: 0, executions: 1 },
  })
}

describe('a job of a GPU host is executed once and charged once', () => {
  it('when its heartbeat is lost and a second attempt begins beside the first one', async () => {
    const order = await orderJob()
    const { catalogue, work } = order
    let begun = 0
    const onProgress = () => void (begun += 1)
    const first = runJob(openWorker(catalogue, catalogue.submissions), work, { onProgress })
    first.catch(() => undefined)
    await vi.waitFor(() => expect(begun).toBeGreaterThan(0), waiting)
    const second = await runJob(openWorker(catalogue, catalogue.submissions), work)
    expect(second).toMatchObject({ submitNo: 1, mime: 'image/png' })
    // The first one is alive all the time, and its claim is not the newest.
    await expect(first).rejects.toMatchObject({
      type: 'Unavailable',
      message: expect.stringContaining('another attempt has taken job') as string,
    })
    await expectOnce(order)
  })

  it('when its worker is killed before the POST', async () => {
    const order = await orderJob()
    const { catalogue, work } = order
    const dying: SubmissionCatalogue = {
      ...catalogue.submissions,
      begin: async (input) => {
        await catalogue.submissions.begin(input)
        throw new Error('killed')
      },
    }
    await expect(runJob(openWorker(catalogue, dying), work)).rejects.toThrow('killed')
    expect(server.stats().executions - order.before).toBe(0)
    expect(await runJob(openWorker(catalogue, catalogue.submissions), work)).toMatchObject({ submitNo: 1 })
    await expectOnce(order)
  })

  it('when its worker is killed while the server works on it', async () => {
    const order = await orderJob()
    const { catalogue, work } = order
    const end = new AbortController()
    const first = openWorker(catalogue, catalogue.submissions)
    const killed = runJob(first, work, {
      onProgress: () => end.abort(new Error('killed')),
      signal: end.signal,
    })
    await expect(killed).rejects.toThrow('killed')
    expect(await runJob(openWorker(catalogue, catalogue.submissions), work)).toMatchObject({ submitNo: 1 })
    await expectOnce(order)
  })

  it('when its worker is killed after the picture was fetched, before its variant was written', async () => {
    const order = await orderJob()
    const { catalogue, work } = order
    const fetched = await runJob(openWorker(catalogue, catalogue.submissions), work)
    const again = await runJob(openWorker(catalogue, catalogue.submissions), work)
    expect(again).toMatchObject({ submitNo: 1, adopted: true })
    expect(Buffer.from(again.bytes).equals(fetched.bytes)).toBe(true)
    await expectOnce(order)
  })
})
