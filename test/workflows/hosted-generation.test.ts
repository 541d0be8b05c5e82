import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createGenerationRouter } from '../../activities/generation-router.js'
import { createSoundCodec } from '../../adapters/audio/sound-codec.js'
import { loadConfig } from '../../adapters/config/load-config.js'
import {
  connectHostedProviders,
  type HostedProviders,
} from '../../adapters/hosted/connect-hosted-providers.js'
import { dearestPrices, hostedOffers } from '../../adapters/hosted/hosted-offers.js'
import { readPriceTable } from '../../adapters/hosted/read-price-table.js'
import { sharpImageCodec } from '../../adapters/imaging/sharp-image-codec.js'
import { createLocalBreakers } from '../../core/generation/local-breakers.js'
import { mergeCatalogue } from '../../core/models/merge-catalogue.js'
import { createHostedWorkers } from '../../workers/hosted-workers.js'
import { type FakeServices, startFakeServices } from '../support/fake-services.js'
import { WorkflowFixture } from './workflow-fixture.js'

/** A real server and a fresh bundle: on a busy machine they take a multiple of their usual time. */
const setUpLimitMs = 180_000
const testLimitMs = 120_000
const quietMeter = {
  observePaint: () => undefined,
  countPaintFailure: () => undefined,
  observeStore: () => undefined,
  countStoreFailure: () => undefined,
}
let fixture: WorkflowFixture
let fake: FakeServices
let hosted: HostedProviders
let stopWorkers: () => Promise<void>

beforeAll(async () => {
  fake = await startFakeServices()
  fixture = await WorkflowFixture.open()
  const config = loadConfig({
    ASSETLOOM_HOME: '/nonexistent',
    OPENAI_IMAGES_URL: `${fake.origin}/v1`,
    OPENAI_IMAGES_MODEL: 'gpt-image-1-mini',
    OPENAI_IMAGES_QUALITY: 'low',
    ELEVENLABS_URL: fake.origin,
    ELEVENLABS_KEY: 'xi-test-0123456789',
  })
  const prices = await readPriceTable(config.homeDir)
  expect(dearestPrices(config, prices)).toEqual({ 'openai-images': 6_000, elevenlabs: 120_000 })
  const { catalogue, store, env } = fixture
  fixture.routing = createGenerationRouter({
    ...{ catalogue, hosted: hostedOffers(config, prices), fallbackAfterMs: 60_000, now: Date.now },
    graphs: { list: async () => await Promise.resolve([]), find: async () => await Promise.resolve(null) },
    models: async () => await Promise.resolve(mergeCatalogue([]).catalogue),
  })
  await fixture.stopWorkers()
  await fixture.startWorkers()
  const [codec, soundCodec] = [sharpImageCodec, createSoundCodec()]
  hosted = await connectHostedProviders(config, { codec, soundCodec, prices })
  const workers = await createHostedWorkers(hosted, {
    defaults: { connection: env.nativeConnection, namespace: env.namespace ?? 'default' },
    ports: { catalogue, store, codec, soundCodec, providers: new Map(), soundProviders: new Map() },
    meter: quietMeter,
    breakers: createLocalBreakers(Date.now),
  })
  const running = workers.map(async (worker) => await worker.run())
  stopWorkers = async () => {
    for (const worker of workers) worker.shutdown()
    await Promise.all(running)
  }
}, setUpLimitMs)

afterAll(async () => {
  await stopWorkers()
  await hosted.close()
  await fixture.close()
  await fake.close()
}, setUpLimitMs)

describe('a run of hosted services', () => {
  it(
    'makes each picture and sound once, at its price, and what is refused fails without being asked for again',
    async () => {
      const { catalogue } = fixture
      const pictures = await fixture.start('prop: mooring post', { provider: 'openai-images' }, 'p-hosted')
      expect(await fixture.untilStage(pictures, 'done', 'failed')).toBe('done')
      const variants = await fixture.variants(pictures)
      expect(variants).toHaveLength(2)
      for (const variant of variants)
        expect(variant).toMatchObject({
          ...{ provider: 'openai-images', placeholder: false, costMicros: 5_000 },
          provenance: {
            revisedPrompt: 'a mooring post, as the service put it',
            values: { model: 'gpt-image-1-mini', quality: 'low', size: '1024x1024' },
          },
        })
      expect(await catalogue.generation.ledger(pictures)).toMatchObject({
        executions: 2,
        committed: 2,
        open: 0,
      })

      const sounds = await fixture.start('sfx: cork pops', { provider: 'elevenlabs' }, 'p-hosted')
      expect(await fixture.untilStage(sounds, 'done', 'failed')).toBe('done')
      for (const variant of await fixture.variants(sounds))
        expect(variant).toMatchObject({ provider: 'elevenlabs', costMicros: 120_000 })

      const before = fake.requests.length
      const refused = await fixture.start(
        'prop: post fault:refuse',
        { provider: 'openai-images' },
        'p-hosted',
      )
      await fixture.untilStage(refused, 'done', 'failed')
      const { specs } = await catalogue.runs.readSpecs(refused, 0, 10)
      expect(specs).toMatchObject([{ stage: 'failed' }])
      // Once for each of its two variants.
      expect(fake.requests.length - before).toBeLessThanOrEqual(2)
      expect(await catalogue.generation.ledger(refused)).toMatchObject({ committed: 0, open: 0 })
      const { projectId } = variants[0]!
      expect(await catalogue.oversight.spending(projectId)).toMatchObject({
        spent: { totalMicros: 250_000 },
        providers: [
          { provider: 'elevenlabs' },
          { provider: 'openai-images', variants: 2, costMicros: 10_000 },
        ],
      })
    },
    testLimitMs,
  )
})
