import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createGenerationRouter, type GenerationRouterPorts } from '../../activities/generation-router.js'
import { createGraphSource } from '../../adapters/comfyui/graph-source.js'
import { readModelCatalogue } from '../../adapters/models/read-model-catalogue.js'
import type { Catalogue } from '../../core/catalogue.js'
import type { RouteOrder } from '../../core/generation/generation-router.js'
import { createLocalBreakers } from '../../core/generation/local-breakers.js'
import type { ProviderOffer } from '../../core/generation/route-provider.js'
import type { ModelCatalogue } from '../../core/models/merge-catalogue.js'
import type { AssetSpec } from '../../core/spec/asset-spec.schema.js'
import { buildSpec } from '../support/catalogue-scenario.js'
import { createCountingIds } from '../support/counting-ids.js'
import { createMemoryCatalogue } from '../support/memory-catalogue.js'

const graphs = createGraphSource({ home: '/nonexistent' })
const sdxl = 'sd_xl_base_1.0.safetensors'
const sd15 = 'v1-5-pruned-emaonly-fp16.safetensors'
const nowMs = 1_000_000
const dear: ProviderOffer = {
  ...{ name: 'openai-images', priceMicros: 200_000 },
  abilities: { makes: ['image'], softAlpha: true, framesMax: 1, seamless: false },
}
let models: ModelCatalogue
let catalogue: Catalogue
let projectId: string

beforeAll(async () => {
  models = (await readModelCatalogue('/nonexistent')).catalogue
})
beforeEach(async () => {
  catalogue = createMemoryCatalogue({ ids: createCountingIds() })
  projectId = (await catalogue.projects.ensure({ key: 'p', name: 'P' })).projectId
})

async function addHost(host: string, checkpoint: string): Promise<void> {
  const templates = await graphs.list()
  await catalogue.gpuHosts.register({
    ...{ host, instance: host, address: `http://127.0.0.1/${host}`, version: '0.28.0', profile: null },
    facts: {
      ...{ devices: [], ramTotal: 64e9, ramFree: 64e9, models: { checkpoints: [checkpoint] } },
      nodeClasses: [...new Set(templates.flatMap(({ bindings }) => bindings.requires.classes))],
    },
  })
}

async function choose(
  spec: Partial<AssetSpec> = {},
  ports: Partial<GenerationRouterPorts> = {},
  order: Partial<RouteOrder> = {},
) {
  const router = createGenerationRouter({
    ...{ catalogue, hosted: [], graphs, models: async () => await Promise.resolve(models) },
    ...{ fallbackAfterMs: 60_000, now: () => nowMs, ...ports },
  })
  return await router.choose({
    ...{ projectId, jobs: 4, waitedMs: 0, current: null, ...order },
    spec: buildSpec('hero', { provider: 'comfyui', ...spec }),
  })
}

async function settle(policies: object): Promise<void> {
  await catalogue.settings.save({ projectId, expectedRevision: 0, settings: { policies } })
}

describe('the router', () => {
  it('passes over a host that failed again and again; where all of them did, work waits and says how long', async () => {
    await addHost('gpu-a', sdxl)
    await addHost('gpu-b', sd15)
    const breakers = createLocalBreakers(() => nowMs)
    const fail = async (host: string) => {
      for (let times = 0; times < 5; times++) await breakers.fail(`comfyui@${host}`, { why: 'no answer' })
    }
    expect(await choose({}, { breakers })).toMatchObject({ models: { checkpoint: sdxl } })
    await fail('gpu-a')
    expect(await choose({}, { breakers })).toMatchObject({ models: { checkpoint: sd15 } })
    await fail('gpu-b')
    await expect(choose({}, { breakers })).rejects.toMatchObject({
      type: 'Unavailable',
      message: expect.stringContaining('failed too often and is left alone for 15 s more') as string,
    })
    await breakers.succeed('comfyui@gpu-b')
    expect(await choose({}, { breakers })).toMatchObject({ models: { checkpoint: sd15 } })
  })

  it('passes over a fallback that the project has no money for, and takes it when there is', async () => {
    const spec = { fallbacks: ['openai-images'] }
    const ports = { hosted: [dear] }
    expect(await choose(spec, ports)).toMatchObject({ provider: 'openai-images', costMicros: 200_000 })
    await settle({ budgetMicros: 500_000 })
    await expect(choose(spec, ports)).rejects.toMatchObject({
      message: expect.stringContaining('would cost $0.80, and $0.50 of the budget are left') as string,
    })
    // What is reserved for these jobs already counts for them.
    expect(await choose(spec, { ...ports, prices: { comfyui: 100_000 } })).toMatchObject({
      provider: 'openai-images',
    })
  })

  it('asks nobody for a source who takes none, and lets a game that is sold only have what may be sold', async () => {
    await addHost('gpu-a', 'dreamshaper_8.safetensors')
    const reference = { sha256: 'a'.repeat(64), use: 'variation' as const }
    expect(await choose({ reference })).toMatchObject({ graph: { name: 'variation' } })
    await expect(choose({ reference, provider: 'openai-images' }, { hosted: [dear] })).rejects.toMatchObject({
      type: 'InvalidInput',
      message: expect.stringContaining('openai-images begins from words alone') as string,
    })
    await settle({ commercial: true })
    await expect(choose()).rejects.toMatchObject({
      type: 'InvalidInput',
      message: expect.stringContaining('dreamshaper_8.safetensors), whose licence nobody knows') as string,
    })
    await addHost('gpu-b', sd15)
    expect(await choose()).toMatchObject({ models: { checkpoint: sd15 } })
  })

  it('names what is wrong with the only host: work waits until that is mended', async () => {
    await addHost('gpu-a', sdxl)
    const figures = { swaps: 0, executions: 0, discarded: 0, busyMs: 0 }
    const beat = { host: 'gpu-a', instance: 'gpu-a', serving: null, resident: [], running: 0, ...figures }
    await catalogue.gpuHosts.beat({ ...beat, trouble: 'its disk is full' })
    await expect(choose()).rejects.toMatchObject({
      type: 'Unavailable',
      message: expect.stringContaining('has no host that can work (its disk is full)') as string,
    })
    await catalogue.gpuHosts.beat({ ...beat, trouble: null })
    expect(await choose()).toMatchObject({ models: { checkpoint: sdxl } })
  })

  it('makes drafts by the draft graph', async () => {
    await addHost('gpu-a', sdxl)
    expect(await choose({}, {}, { stage: 'draft' })).toMatchObject({ graph: { name: 'sprite-draft-sdxl' } })
  })
})
