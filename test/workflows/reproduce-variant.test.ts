import { Worker } from '@temporalio/worker'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPaintActivities } from '../../activities/activity-sets.js'
import { createSoundCodec } from '../../adapters/audio/sound-codec.js'
import { createUuidMint } from '../../adapters/ids/uuid-mint.js'
import { sharpImageCodec } from '../../adapters/imaging/sharp-image-codec.js'
import { createProceduralProvider } from '../../adapters/procedural/procedural-provider.js'
import type { ImageProvider } from '../../core/generation/paint-request.js'
import type { VariantRow } from '../../core/ports.js'
import { gpuQueueOf } from '../../core/task-queues.js'
import { modelKeyOf } from '../../core/scheduling/model-set.js'
import { WorkflowFixture } from './workflow-fixture.js'

const setUpLimitMs = 180_000
const testLimitMs = 120_000
const host = 'gpu-test'
const models = { checkpoint: 'sd_xl_base_1.0.safetensors', loras: [] }
const ids = createUuidMint()
let fixture: WorkflowFixture
/** What the host does to the seed: 0 = nothing. */
let shift = 0n
let serverVersion = '0.28.0'

beforeAll(async () => {
  fixture = await WorkflowFixture.open()
}, setUpLimitMs)
afterAll(async () => await fixture.close(), setUpLimitMs)

/** The built-in painter behind a route, on a server whose version changes. */
function createServerPainter(): ImageProvider {
  const painter = createProceduralProvider({ codec: sharpImageCodec })
  return {
    ...{ name: 'comfyui', version: 'comfyui/1', costMicros: 40 },
    paint: async (request, attempt, signal) => {
      const seed = (BigInt(`0x${request.seed}`) ^ shift).toString(16).padStart(16, '0')
      const made = await painter.paint({ ...request, seed }, attempt, signal)
      return { ...made, placeholder: false, provenance: { host, serverVersion, executionMs: 700 } }
    },
  }
}

async function reproduce({ projectId, variantId }: VariantRow): Promise<string> {
  const jobId = ids.mint('job')
  const step = { position: '1', type: 'reproduce' as const, input: { variantId }, notes: [] }
  await fixture.catalogue.chains.submit({
    ...{ projectId, chainId: jobId },
    steps: [{ ...step, jobId, parentJobId: null }],
  })
  await fixture.gateway.startChain(jobId)
  return jobId
}

const untilEnded = async (jobId: string) =>
  (await fixture.until(
    () => fixture.catalogue.chains.find(jobId),
    (row) => row?.stage === 'done' || row?.stage === 'failed' || row?.stage === 'cancelled',
  ))!

describe('a variant that is made again', () => {
  it(
    'by the built-in painter is identical, and its run knows nothing of it',
    async () => {
      const runId = await fixture.start('prop: barrel\nsfx: door creak', { variantsPerSpec: 1 })
      await fixture.untilStage(runId, 'done')
      const variants = await fixture.variants(runId)
      const before = await fixture.catalogue.generation.ledger(runId)
      for (const variant of variants) {
        const { stage, output } = await untilEnded(await reproduce(variant))
        expect({ stage, output }).toMatchObject({
          stage: 'done',
          output: { outcome: 'identical', sha256: variant.sha256, differs: [], distance: null },
        })
        expect(await fixture.catalogue.reproductions.ofVariant(variant.variantId)).toMatchObject([
          { outcome: 'identical' },
        ])
      }
      expect(await fixture.variants(runId)).toEqual(variants)
      expect(await fixture.catalogue.generation.ledger(runId)).toEqual(before)
    },
    testLimitMs,
  )

  it(
    'on the queue of its models says how far it drifted, what is otherwise, and what it cost',
    async () => {
      const { catalogue, env, store } = fixture
      const route = {
        ...{ provider: 'comfyui', taskQueue: gpuQueueOf(modelKeyOf(models)), costMicros: 40 },
        ...{ modelKey: modelKeyOf(models), models, reasons: ['the only one'] },
      }
      fixture.routing = {
        choose: async () => route,
        queueJobs: async (input) => await catalogue.gpuHosts.queueJobs(input),
      }
      await fixture.stopWorkers()
      await fixture.startWorkers()
      const painter = createServerPainter()
      const worker = await Worker.create({
        ...{ connection: env.nativeConnection, namespace: env.namespace ?? 'default' },
        taskQueue: route.taskQueue,
        activities: createPaintActivities({
          ...{ catalogue, store, codec: sharpImageCodec, soundCodec: createSoundCodec() },
          ...{ providers: new Map([[painter.name, painter]]), soundProviders: new Map() },
        }),
      })
      const running = worker.run()
      const facts = { devices: [], ramTotal: 64e9, ramFree: 64e9, nodeClasses: [] }
      const register = async (instance: string, checkpoints: string[]) =>
        await catalogue.gpuHosts.register({
          ...{ host, instance, address: 'http://127.0.0.1:8188', version: '0.28.0', profile: null },
          facts: { ...facts, models: { checkpoints } },
        })
      try {
        await register('one', [models.checkpoint])
        const runId = await fixture.start('prop: jar', { provider: 'comfyui', variantsPerSpec: 1 })
        await fixture.untilStage(runId, 'done')
        const [variant] = await fixture.variants(runId)
        const ledger = await catalogue.generation.ledger(runId)
        await catalogue.gpuHosts.leave({ host, instance: 'one' })
        await register('two', [models.checkpoint])
        shift = 0xffn
        serverVersion = '0.30.1'
        const { output } = await untilEnded(await reproduce(variant!))
        expect(output).toMatchObject({
          ...{ outcome: 'drifted', originalSha256: variant!.sha256, costMicros: 40, tookMs: 700 },
          differs: ['version of ComfyUI: 0.28.0, now 0.30.1'],
        })
        const { figure, nearMax } = output!['distance'] as { figure: number; nearMax: number }
        expect(figure).toBeGreaterThan(nearMax)
        expect(await catalogue.generation.ledger(runId)).toEqual(ledger)
        // A host that lacks the models would never take the job: it is told instead.
        await catalogue.gpuHosts.leave({ host, instance: 'two' })
        await register('three', ['other.safetensors'])
        const lacking = await untilEnded(await reproduce(variant!))
        expect(lacking).toMatchObject({
          stage: 'failed',
          failure: expect.stringContaining(`no ComfyUI here has ${models.checkpoint}`),
        })
      } finally {
        worker.shutdown()
        await running
      }
    },
    testLimitMs,
  )
})
