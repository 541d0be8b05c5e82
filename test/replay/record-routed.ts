import { readFile } from 'node:fs/promises'
import { Worker } from '@temporalio/worker'
import { createPaintActivities } from '../../activities/activity-sets.js'
import { createGenerationRouter } from '../../activities/generation-router.js'
import { createSoundCodec } from '../../adapters/audio/sound-codec.js'
import { createComfyuiProvider } from '../../adapters/comfyui/comfyui-provider.js'
import { createGraphSource } from '../../adapters/comfyui/graph-source.js'
import { sharpImageCodec } from '../../adapters/imaging/sharp-image-codec.js'
import { workflowIds } from '../../core/ids.js'
import { mergeCatalogue } from '../../core/models/merge-catalogue.js'
import { modelKeyOf } from '../../core/scheduling/model-set.js'
import { gpuQueueOf } from '../../core/task-queues.js'
import { createScriptedRunner } from '../workflows/scripted-runner.js'
import type { WorkflowFixture } from '../workflows/workflow-fixture.js'

type Recorder = (name: string, workflowId: string) => Promise<void>

const checkpoint = 'sd_xl_base_1.0.safetensors'
const host = 'gpu-test'
const noFigures = {
  ...{ serving: null, resident: [], running: 0, swaps: 0, executions: 0, discarded: 0, busyMs: 0 },
  trouble: null,
}
const graphs = createGraphSource({ home: '/nonexistent' })

async function startRouting(fixture: WorkflowFixture): Promise<void> {
  const file = new URL('../../models/catalog/checkpoints.json', import.meta.url)
  const value = JSON.parse(await readFile(file, 'utf8')) as unknown
  const models = mergeCatalogue([{ file: 'checkpoints.json', value }]).catalogue
  fixture.routing = createGenerationRouter({
    ...{ catalogue: fixture.catalogue, hosted: [], fallbackAfterMs: 4_000, now: Date.now, graphs },
    models: async () => models,
  })
  await fixture.stopWorkers()
  await fixture.startWorkers()
}

async function registerHost({ catalogue }: WorkflowFixture, instance: string): Promise<void> {
  const templates = await graphs.list()
  await catalogue.gpuHosts.register({
    ...{ host, instance, address: 'http://127.0.0.1:8188', version: '0.28.0', profile: null },
    facts: {
      ...{ devices: [], ramTotal: 64e9, ramFree: 64e9, models: { checkpoints: [checkpoint], loras: [] } },
      nodeClasses: [...new Set(templates.flatMap(({ bindings }) => bindings.requires.classes))],
    },
  })
}

/** A host that serves the model set of the only checkpoint; returns what ends it. */
async function serveModels(fixture: WorkflowFixture, instance: string): Promise<() => Promise<void>> {
  const { catalogue, store, env } = fixture
  const runner = createScriptedRunner(fixture)
  const provider = createComfyuiProvider({ runner, graphs, codec: sharpImageCodec, hourMicros: 360_000 })
  const worker = await Worker.create({
    ...{ connection: env.nativeConnection, namespace: env.namespace ?? 'default' },
    taskQueue: gpuQueueOf(modelKeyOf({ checkpoint, loras: [] })),
    activities: createPaintActivities({
      ...{ catalogue, store, codec: sharpImageCodec, soundCodec: createSoundCodec() },
      providers: new Map([[provider.name, provider]]),
      soundProviders: new Map(),
    }),
  })
  const running = worker.run()
  // A host that is silent for a while counts as gone, and a busy machine makes that happen.
  await registerHost(fixture, instance)
  const beating = setInterval(() => void catalogue.gpuHosts.beat({ host, instance, ...noFigures }), 2_000)
  return async () => {
    clearInterval(beating)
    worker.shutdown()
    await running
  }
}

/** A run whose provider is routed, with a second round and a picture that is made again because its bytes are damaged. */
export async function recordRounds(fixture: WorkflowFixture, record: Recorder): Promise<void> {
  await startRouting(fixture)
  const stop = await serveModels(fixture, 'one')
  const runId = await fixture.start('prop: barrel', { provider: 'comfyui', review: 'person' })
  const [variant] = await fixture.untilReviewing(runId, 1)
  await fixture.decide(variant!, { decisionId: 'dec_regenerate', verb: 'regenerate', reason: 'too thin' })
  await fixture.until(
    () => fixture.variants(runId),
    (found) => found.length === 4 && found.every((one) => one.score !== null),
  )
  const [fresh] = (await fixture.untilReviewing(runId, 1)).filter((one) => one.round === 2)
  fixture.store.corrupt(fresh!.sha256)
  await fixture.decide(fresh!, { decisionId: 'dec_approve', verb: 'approve' })
  await fixture.untilStage(runId, 'done')
  await record('asset-run.routed', fixture.assetRunHandle(fresh!).workflowId)
  await stop()
}

/** Two rounds of drafts and finals; a final whose bytes and whose draft's are damaged is made again from its draft. */
export async function recordDrafts(fixture: WorkflowFixture, record: Recorder): Promise<void> {
  await startRouting(fixture)
  const stop = await serveModels(fixture, 'drafts')
  const order = { provider: 'comfyui', review: 'person', drafts: 3, variantsPerSpec: 2 } as const
  const runId = await fixture.start('prop: barrel', order, 'routed-drafts')
  const [variant] = await fixture.untilReviewing(runId, 1)
  await fixture.decide(variant!, { decisionId: 'dec_drafts_again', verb: 'regenerate', reason: 'too thin' })
  await fixture.until(
    () => fixture.variants(runId),
    (found) => found.length === 4 && found.every((one) => one.score !== null),
  )
  const [fresh] = (await fixture.untilReviewing(runId, 1)).filter((one) => one.round === 2)
  fixture.store.corrupt(fresh!.sha256)
  fixture.store.corrupt(fresh!.provenance!.draft!.sha256)
  await fixture.decide(fresh!, { decisionId: 'dec_drafts_approve', verb: 'approve' })
  await fixture.untilStage(runId, 'done')
  await record('asset-run.routed-drafts', fixture.assetRunHandle(fresh!).workflowId)
  await stop()
}

/** A run whose host goes away, so that its jobs go to another maker when their time is over. */
export async function recordFallback(fixture: WorkflowFixture, record: Recorder): Promise<void> {
  await startRouting(fixture)
  const { catalogue } = fixture
  const { projectId } = await catalogue.projects.ensure({ key: 'routed-fallback', name: 'agreed' })
  const settings = { policies: { allowPlaceholders: true } }
  await catalogue.settings.save({ projectId, expectedRevision: 0, settings })
  await registerHost(fixture, 'three')
  const runId = await fixture.start('prop: jar', { provider: 'comfyui' }, 'routed-fallback')
  await fixture.until(
    () => catalogue.events.readAfter(projectId, 0, 500),
    (events) => events.some(({ type }) => type === 'generationRouted'),
  )
  await catalogue.gpuHosts.leave({ host, instance: 'three' })
  await fixture.untilStage(runId, 'done')
  const { specs } = await catalogue.runs.readSpecs(runId, 0, 1)
  await record('asset-run.routed-fallback', workflowIds.assetRun(runId, specs[0]!.specRevisionId))
}
