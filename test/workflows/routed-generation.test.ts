import { readFile } from 'node:fs/promises'
import { Worker } from '@temporalio/worker'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPaintActivities } from '../../activities/activity-sets.js'
import { createGenerationRouter } from '../../activities/generation-router.js'
import { createSoundCodec } from '../../adapters/audio/sound-codec.js'
import { createComfyuiProvider } from '../../adapters/comfyui/comfyui-provider.js'
import { createGraphSource } from '../../adapters/comfyui/graph-source.js'
import { sharpImageCodec } from '../../adapters/imaging/sharp-image-codec.js'
import type { GraphSource } from '../../core/generation/graph-source.js'
import { mergeCatalogue } from '../../core/models/merge-catalogue.js'
import { modelKeyOf } from '../../core/scheduling/model-set.js'
import { gpuQueueOf } from '../../core/task-queues.js'
import { createScriptedRunner } from './scripted-runner.js'
import { runOptions, WorkflowFixture } from './workflow-fixture.js'

const checkpoint = 'sd_xl_base_1.0.safetensors'
const fallbackAfterMs = 1_000

/** A real server and a fresh bundle: on a busy machine they take a multiple of their usual time. */
const setUpLimitMs = 180_000
const testLimitMs = 120_000
let fixture: WorkflowFixture
let graphs: GraphSource

beforeAll(async () => {
  fixture = await WorkflowFixture.open()
  graphs = createGraphSource({ home: '/nonexistent' })
  const { catalogue } = fixture
  const models = mergeCatalogue([
    {
      file: 'checkpoints.json',
      value: JSON.parse(
        await readFile(new URL('../../models/catalog/checkpoints.json', import.meta.url), 'utf8'),
      ) as unknown,
    },
  ]).catalogue
  fixture.routing = createGenerationRouter({
    ...{ catalogue, hosted: [], fallbackAfterMs, now: Date.now, graphs },
    models: async () => models,
  })
  await fixture.stopWorkers()
  await fixture.startWorkers()
}, setUpLimitMs)

afterAll(async () => {
  await fixture.close()
}, setUpLimitMs)

async function registerHost(instance: string): Promise<void> {
  const templates = await graphs.list()
  await fixture.catalogue.gpuHosts.register({
    ...{ host: 'gpu-test', instance, address: 'http://127.0.0.1:8188', version: '0.28.0', profile: null },
    facts: {
      ...{ devices: [], ramTotal: 64e9, ramFree: 64e9, models: { checkpoints: [checkpoint], loras: [] } },
      nodeClasses: [...new Set(templates.flatMap(({ bindings }) => bindings.requires.classes))],
    },
  })
}

async function routedEvents(runId: string) {
  const { projectId } = (await fixture.catalogue.runs.find(runId))!
  const events = await fixture.catalogue.events.readAfter(projectId, 0, 500)
  return events.filter(({ type }) => type === 'generationRouted').map(({ data }) => data)
}

describe('a run whose provider is routed', () => {
  it(
    'is made by the host that serves its models, once a job, and the same again costs nothing',
    async () => {
      const { catalogue, env } = fixture
      const runner = createScriptedRunner(fixture)
      const provider = createComfyuiProvider({ runner, graphs, codec: sharpImageCodec, hourMicros: 360_000 })
      const told: unknown[] = []
      const worker = await Worker.create({
        ...{ connection: env.nativeConnection, namespace: env.namespace ?? 'default' },
        taskQueue: gpuQueueOf(modelKeyOf({ checkpoint, loras: [] })),
        activities: createPaintActivities({
          ...{ catalogue, store: fixture.store, codec: sharpImageCodec, soundCodec: createSoundCodec() },
          providers: new Map([[provider.name, provider]]),
          soundProviders: new Map(),
          tellProgress: (progress) => told.push(progress),
        }),
      })
      const running = worker.run()
      try {
        await registerHost('one')
        const options = { provider: 'comfyui' } as const
        const runId = await fixture.start('prop: barrel', options, 'p-routed')
        expect(await fixture.untilStage(runId, 'done', 'failed')).toBe('done')
        const variants = await fixture.variants(runId)
        expect(variants).toHaveLength(2)
        expect(variants[0]).toMatchObject({
          ...{ provider: 'comfyui', placeholder: false, paintMs: 1_500, costMicros: 150 },
          provenance: {
            graph: { name: 'sprite-sdxl', version: 1 },
            models: [{ file: checkpoint, kind: 'checkpoint' }],
            ...{ submitNo: 1, executionMs: 1_500, host: 'gpu-test' },
            modelSeed: BigInt(`0x${variants[0]!.seed}`).toString(),
          },
        })
        expect(await catalogue.generation.ledger(runId)).toMatchObject({
          executions: 2,
          committed: 2,
          open: 0,
        })
        expect(told).toContainEqual(
          expect.objectContaining({ specKey: 'barrel', phase: 'running', value: 1, max: 30, runId }),
        )
        const [routed, ...more] = await routedEvents(runId)
        expect(more).toEqual([])
        expect(routed).toMatchObject({ provider: 'comfyui', graph: 'sprite-sdxl', checkpoint })
        expect(routed!['reasons']).toContain(`checkpoint ${checkpoint}: chosen by itself for prop`)
        const again = await catalogue.intake.submitWishlist({
          ...{ projectId: variants[0]!.projectId, name: 'other.txt', text: 'prop: barrel' },
          options: { ...runOptions, ...options },
        })
        await fixture.gateway.startRun((await catalogue.runs.find(again.runId))!)
        expect(await fixture.untilStage(again.runId, 'done', 'failed')).toBe('done')
        const taken = await fixture.variants(again.runId)
        expect(taken.map(({ sha256 }) => sha256)).toEqual(variants.map(({ sha256 }) => sha256))
        expect(taken[0]).toMatchObject({
          ...{ costMicros: 0, paintMs: 0 },
          provenance: { cachedFrom: variants[0]!.variantId, graph: { name: 'sprite-sdxl' } },
        })
        expect(runner.works).toHaveLength(2)
      } finally {
        worker.shutdown()
        await running
      }
    },
    testLimitMs,
  )

  it(
    'whose host is gone becomes a placeholder after a while, where its project agreed, and says why',
    async () => {
      const { catalogue } = fixture
      const { projectId } = await catalogue.projects.ensure({ key: 'p-agreed', name: 'agreed' })
      await catalogue.settings.save({
        ...{ projectId, expectedRevision: 0 },
        settings: { policies: { allowPlaceholders: true } },
      })
      await registerHost('two')
      const runId = await fixture.start('prop: jar', { provider: 'comfyui' }, 'p-agreed')
      await fixture.until(
        () => routedEvents(runId),
        (events) => events.length > 0,
      )
      await catalogue.gpuHosts.leave({ host: 'gpu-test', instance: 'two' })
      expect(await fixture.untilStage(runId, 'done', 'failed')).toBe('done')
      for (const variant of await fixture.variants(runId))
        expect(variant).toMatchObject({ provider: 'procedural', placeholder: true })
      expect((await routedEvents(runId)).at(-1)).toMatchObject({
        provider: 'procedural',
        reasons: [
          expect.stringContaining('comfyui has no host at work'),
          expect.stringContaining('placeholder'),
        ],
      })
    },
    testLimitMs,
  )
})
