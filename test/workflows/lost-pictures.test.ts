import { Worker } from '@temporalio/worker'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createPaintActivities } from '../../activities/activity-sets.js'
import { createSoundCodec } from '../../adapters/audio/sound-codec.js'
import { sharpImageCodec } from '../../adapters/imaging/sharp-image-codec.js'
import { createProceduralProvider } from '../../adapters/procedural/procedural-provider.js'
import { projectContentId } from '../../core/bundle/project-content-id.js'
import type { ImageProvider } from '../../core/generation/paint-request.js'
import { deliverOutboxRow } from '../../core/outbox-delivery.js'
import { modelKeyOf } from '../../core/scheduling/model-set.js'
import { gpuQueueOf } from '../../core/task-queues.js'
import { WorkflowFixture } from './workflow-fixture.js'

const limitMs = 240_000
const host = 'gpu-test'
const models = { checkpoint: 'sd_xl_base_1.0.safetensors', loras: [] }
const route = {
  ...{ provider: 'comfyui', taskQueue: gpuQueueOf(modelKeyOf(models)), costMicros: 40 },
  ...{ modelKey: modelKeyOf(models), models, reasons: ['the only one'] },
}
let fixture: WorkflowFixture
let worker: Worker
let running: Promise<void>
/** What the host does to the seed: 0 = nothing. */
let shift = 0n
let painted = 0
/** Jobs in the order in which they were made to wait for a host. */
const queued: string[] = []
let beating: ReturnType<typeof setInterval> | undefined
const figures = { running: 0, swaps: 0, executions: 0, discarded: 0, busyMs: 0, trouble: null }

/** The built-in painter behind a route. */
function createServerPainter(): ImageProvider {
  const painter = createProceduralProvider({ codec: sharpImageCodec })
  return {
    ...{ name: 'comfyui', version: 'comfyui/1', costMicros: 40 },
    paint: async (request, attempt, signal) => {
      painted += 1
      const seed = (BigInt(`0x${request.seed}`) ^ shift).toString(16).padStart(16, '0')
      return { ...(await painter.paint({ ...request, seed }, attempt, signal)), placeholder: false }
    },
  }
}

beforeAll(async () => {
  fixture = await WorkflowFixture.open()
  const { catalogue, env, store } = fixture
  fixture.routing = {
    choose: async () => route,
    queueJobs: async (input) => {
      queued.push(...input.jobIds)
      await catalogue.gpuHosts.queueJobs(input)
    },
  }
  await fixture.stopWorkers()
  await fixture.startWorkers()
  const painter = createServerPainter()
  worker = await Worker.create({
    ...{ connection: env.nativeConnection, namespace: env.namespace ?? 'default' },
    taskQueue: route.taskQueue,
    activities: createPaintActivities({
      ...{ catalogue, store, codec: sharpImageCodec, soundCodec: createSoundCodec() },
      ...{ providers: new Map([[painter.name, painter]]), soundProviders: new Map() },
    }),
  })
  running = worker.run()
  const facts = { devices: [], ramTotal: 64e9, ramFree: 64e9, nodeClasses: [] }
  await catalogue.gpuHosts.register({
    ...{ host, instance: 'one', address: 'http://127.0.0.1:8188', version: '0.28.0', profile: null },
    facts: { ...facts, models: { checkpoints: [models.checkpoint] } },
  })
  const beat = { host, instance: 'one', serving: null, resident: [], ...figures }
  beating = setInterval(() => void catalogue.gpuHosts.beat(beat), 1_000)
}, limitMs)
afterAll(async () => {
  clearInterval(beating)
  worker.shutdown()
  await running
  await fixture.close()
}, limitMs)

/** A run with a bundle that is ordered and not begun, and whose pictures and finished frames are lost by then. */
async function loseRun(seed: number) {
  const { catalogue, store } = fixture
  const order = { provider: 'comfyui', variantsPerSpec: 1, seed, targets: [] }
  const runId = await fixture.start('prop: jar\nprop: well', order)
  await fixture.untilStage(runId, 'done')
  const variants = await fixture.variants(runId)
  const { projectId } = (await catalogue.runs.find(runId))!
  const [frozen] = await catalogue.bundles.freeze({
    ...{ projectId, runId, targets: ['generic'], contentIdOf: projectContentId(projectId), start: true },
  })
  const { assets } = await catalogue.bundles.loadFrozen(frozen!.contentId)
  expect(assets).toHaveLength(2)
  for (const { asset, variant } of assets) for (const one of [asset, variant]) store.corrupt(one.sha256)
  return { runId, variants, bundleId: frozen!.bundleId }
}

/** Begins the bundle as the outbox does, and waits for what bundleRun makes of it. */
async function build({ bundleId }: { readonly bundleId: string }) {
  const { catalogue, gateway } = fixture
  for (const row of await catalogue.outbox.lease(100, 60_000))
    if (row.message.kind === 'startBundleRun') await deliverOutboxRow({ catalogue, gateway }, row, 30_000)
  const found = await fixture.until(
    () => catalogue.bundles.find(bundleId),
    (one) => one?.bundle.state !== 'building',
  )
  return found!.bundle
}

it(
  'lost pictures of a bundle are made anew by their kept route, at no second charge',
  async () => {
    const { catalogue, store } = fixture
    const lost = await loseRun(1)
    const { runId, variants } = lost
    const ledger = await catalogue.generation.ledger(runId)
    const before = painted
    queued.length = 0
    expect(await build(lost)).toMatchObject({ state: 'published', failure: null })
    expect(painted - before).toBe(2)
    // A host serves only what waits.
    expect(queued.toSorted()).toEqual(variants.map(({ jobId }) => jobId).toSorted())
    for (const { sha256 } of variants) expect((await store.get(sha256)).length).toBeGreaterThan(0)
    expect(await fixture.variants(runId)).toEqual(variants)
    // Begun once more each, and paid once.
    expect(await catalogue.generation.ledger(runId)).toEqual({ ...ledger, executions: 4 })
  },
  limitMs,
)

it(
  'one that comes out otherwise, or that no host can make, leaves the bundle to a person',
  async () => {
    const { catalogue } = fixture
    const drifting = await loseRun(2)
    shift = 0xffn
    expect(await build(drifting)).toMatchObject({
      state: 'failed',
      failure: expect.stringContaining('no longer makes the same bytes') as string,
    })
    shift = 0n
    const lost = await loseRun(3)
    clearInterval(beating)
    await catalogue.gpuHosts.leave({ host, instance: 'one' })
    const before = painted
    expect(await build(lost)).toMatchObject({
      state: 'failed',
      failure: expect.stringContaining('no ComfyUI is at work here') as string,
    })
    expect(painted).toBe(before)
  },
  limitMs,
)
