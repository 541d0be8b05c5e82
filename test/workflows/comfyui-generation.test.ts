import { Worker } from '@temporalio/worker'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createPaintActivities } from '../../activities/activity-sets.js'
import { createGenerationRouter } from '../../activities/generation-router.js'
import { createSoundCodec } from '../../adapters/audio/sound-codec.js'
import { createComfyRunner, type ConnectedComfy } from '../../adapters/comfyui/comfy-runner.js'
import { createComfyuiProvider, createComfyuiSoundProvider } from '../../adapters/comfyui/comfyui-provider.js'
import { createGraphSource } from '../../adapters/comfyui/graph-source.js'
import { startFakeComfyui, type FakeComfy } from '../../adapters/fake-comfyui/fake-comfyui.js'
import { sharpImageCodec } from '../../adapters/imaging/sharp-image-codec.js'
import { readModelCatalogue } from '../../adapters/models/read-model-catalogue.js'
import type { JobProgress } from '../../core/generation/job-progress.js'
import { createRaster } from '../../core/raster/raster.js'
import { gpuQueueOf } from '../../core/task-queues.js'
import { WorkflowFixture } from './workflow-fixture.js'

/** A real server and a fresh bundle: on a busy machine they take a multiple of their usual time. */
const setUpLimitMs = 180_000
const testLimitMs = 240_000
const host = 'gpu-test'
const home = '/nonexistent'

let fixture: WorkflowFixture
let standIn: FakeComfy
let comfy: ConnectedComfy
let beating: NodeJS.Timeout
const noFigures = {
  ...{ serving: null, resident: [], running: 0, swaps: 0, executions: 0, discarded: 0, busyMs: 0 },
  trouble: null,
}
const progress: JobProgress[] = []
const workers: { worker: Worker; running: Promise<void> }[] = []

beforeAll(async () => {
  fixture = await WorkflowFixture.open()
  const { catalogue, store, env } = fixture
  standIn = await startFakeComfyui({ stepMs: 1, loadMs: 1, packs: true })
  comfy = createComfyRunner({ host, baseUrl: standIn.url, submissions: catalogue.submissions, log: () => {} })
  const graphs = createGraphSource({ home })
  const models = (await readModelCatalogue(home)).catalogue
  const router = createGenerationRouter({
    ...{ catalogue, graphs, hosted: [], fallbackAfterMs: 60_000, now: Date.now },
    models: async () => models,
  })
  const soundCodec = createSoundCodec()
  const served = new Set<string>()
  // What a host agent does by its own choice: here every model set that is asked for is served at once.
  const serve = async (modelKey: string): Promise<void> => {
    if (served.has(modelKey)) return
    served.add(modelKey)
    const painter = createComfyuiProvider({ runner: comfy, graphs, codec: sharpImageCodec })
    const synthesiser = createComfyuiSoundProvider({ runner: comfy, graphs, soundCodec })
    const worker = await Worker.create({
      ...{ connection: env.nativeConnection, namespace: env.namespace ?? 'default' },
      taskQueue: gpuQueueOf(modelKey),
      activities: createPaintActivities({
        ...{ catalogue, store, codec: sharpImageCodec, soundCodec },
        providers: new Map([[painter.name, painter]]),
        soundProviders: new Map([[synthesiser.name, synthesiser]]),
        tellProgress: (one) => progress.push(one),
      }),
    })
    workers.push({ worker, running: worker.run() })
  }
  fixture.routing = {
    queueJobs: async (input) => await router.queueJobs(input),
    choose: async (order) => {
      const route = await router.choose(order)
      if (route.modelKey !== undefined) await serve(route.modelKey)
      return route
    },
  }
  await fixture.stopWorkers()
  await fixture.startWorkers()
  const { objectInfo, ...facts } = await comfy.facts()
  await catalogue.gpuHosts.register({
    ...{ host, instance: 'one', address: standIn.url, version: facts.version, profile: null },
    facts: { ...facts, nodeClasses: [...objectInfo.keys()] },
  })
  // As its agent would: a silent host is one that is gone.
  beating = setInterval(() => void catalogue.gpuHosts.beat({ host, instance: 'one', ...noFigures }), 1_000)
}, setUpLimitMs)

afterAll(async () => {
  clearInterval(beating)
  for (const { worker } of workers) worker.shutdown()
  await Promise.all(workers.map(({ running }) => running))
  await comfy.close()
  await standIn.close()
  await fixture.close()
}, setUpLimitMs)

const list = `prop: barrel
tile: grass
item: coin (spin 4 frames)
sfx: door creak
prop: wagon, reference=wagon.png strength=0.4`

/** A picture of the project that the wagon begins from. */
async function uploadWagon(projectKey: string) {
  const { catalogue, store } = fixture
  const { projectId } = await catalogue.projects.ensure({ key: projectKey, name: projectKey })
  const raster = createRaster(16, 16)
  for (let y = 5; y < 13; y++)
    for (let x = 2; x < 14; x++) raster.data.set([150, 70 + 6 * x, 30, 255], (y * 16 + x) * 4)
  const png = await sharpImageCodec.encodePng(raster)
  const { sha256, sizeBytes } = await store.put(png)
  const upload = { sha256, mediaType: 'image/png', width: 16, height: 16 } as const
  await catalogue.uploads.save({ ...upload, projectId, sizeBytes, transparent: true, durationMs: null })
  return upload
}

it(
  'a list of stills, tiles, frames, sounds and a variation is made by one ComfyUI, each job once',
  async () => {
    const wagon = await uploadWagon('pictures')
    const pictures = { 'wagon.png': wagon }
    const runId = await fixture.start(list, { provider: 'comfyui', variantsPerSpec: 1, pictures }, 'pictures')
    expect(await fixture.untilStage(runId, 'done', 'failed')).toBe('done')
    const variants = await fixture.variants(runId)
    expect(new Map(variants.map((one) => [one.specKey, one.provenance?.graph?.name]))).toEqual(
      new Map([
        ['barrel', 'sprite-sdxl'],
        ['grass', 'tile-sdxl'],
        ['coin', 'frames-sdxl'],
        ['door-creak', 'sfx'],
        ['wagon', 'variation'],
      ]),
    )
    expect(variants.find(({ specKey }) => specKey === 'wagon')?.provenance).toMatchObject({
      source: { sha256: wagon.sha256, use: 'variation', strength: 0.4 },
      values: { denoise: 0.4 },
    })
    for (const variant of variants) expect(variant).toMatchObject({ provider: 'comfyui', placeholder: false })
    const { executions, committed, open } = await fixture.catalogue.generation.ledger(runId)
    expect({ executions, committed, open }).toEqual({
      ...{ executions: variants.length, committed: variants.length, open: 0 },
    })
    expect(standIn.stats().executions).toBe(variants.length)
    const { projectId } = (await fixture.catalogue.runs.find(runId))!
    const events = await fixture.catalogue.events.readAfter(projectId, 0, 500)
    expect(events.flatMap(({ data }) => data['failure'] ?? [])).toEqual([])
    expect((await fixture.catalogue.runs.counts(runId)).byStage).toEqual({ done: 5 })
    expect(progress.some((one) => one.specKey === 'barrel' && one.phase === 'running')).toBe(true)
  },
  testLimitMs,
)

it(
  'drafts of 512 pixels come first, and the finals are painted over the best of them',
  async () => {
    const before = standIn.stats().executions
    const runId = await fixture.start('prop: crate', { provider: 'comfyui', drafts: 3, variantsPerSpec: 2 })
    expect(await fixture.untilStage(runId, 'done', 'failed')).toBe('done')
    const { specRevisionId } = (await fixture.catalogue.runs.findSpecByKey(runId, 'crate'))!
    const drafts = await fixture.catalogue.drafts.ofRound(runId, specRevisionId, 1)
    expect(drafts.map(({ provenance }) => provenance?.graph?.name)).toEqual(
      drafts.map(() => 'sprite-draft-sdxl'),
    )
    const chosen = drafts
      .filter(({ place }) => place !== null)
      .toSorted((a, b) => a.place! - b.place!)
      .map(({ sha256 }) => sha256)
    const variants = await fixture.variants(runId)
    expect(variants.map(({ provenance }) => [provenance?.graph?.name, provenance?.draft?.sha256])).toEqual(
      variants.map((_, index) => ['variation', chosen[index % chosen.length]]),
    )
    expect(standIn.stats().executions - before).toBe(5)
    const counted = { reserved: 5, committed: 5, open: 0, executions: 5 }
    expect(await fixture.catalogue.generation.ledger(runId)).toMatchObject(counted)
  },
  testLimitMs,
)

it(
  'a model removes the background of each final, which its draft and its finishing know nothing of',
  async () => {
    const before = standIn.stats().executions
    const specEdits = [{ key: 'chest', set: { cutout: 'model' as const } }]
    const options = { provider: 'comfyui', drafts: 1, variantsPerSpec: 2, specEdits }
    const runId = await fixture.start('prop: chest', options, 'cutouts')
    expect(await fixture.untilStage(runId, 'done', 'failed')).toBe('done')
    const variants = await fixture.variants(runId)
    expect(variants.map(({ provenance }) => provenance?.cutout)).toMatchObject(
      variants.map(() => ({ graph: { name: 'cutout' }, submitNo: 1 })),
    )
    for (const { provenance } of variants)
      expect(provenance?.models?.map(({ kind }) => kind).slice(-1)).toEqual(['background'])
    // One draft, two finals, and two removals.
    expect(standIn.stats().executions - before).toBe(5)
    const counted = { reserved: 5, committed: 5, open: 0, executions: 5 }
    expect(await fixture.catalogue.generation.ledger(runId)).toMatchObject(counted)
    expect(await fixture.catalogue.runs.counts(runId)).toMatchObject({ variants: 2, byStage: { done: 1 } })
  },
  testLimitMs,
)
