import { expect, test } from 'vitest'
import { drawPreviews } from '../../adapters/previews/draw-previews.js'
import { generateVariant } from '../../activities/generate-variant.js'
import { scoreVariants } from '../../activities/score-variants.js'
import { finishAsset } from '../../core/finish/finish-asset.js'
import { sha256Hex } from '../../core/hash.js'
import { openActivityFixture } from './activity-fixture.js'

async function paintRound(list: string, review: 'auto' | 'person') {
  const fixture = await openActivityFixture(list)
  const { catalogue, ports, jobsOf, scopeOf } = fixture
  const runs: typeof catalogue.runs = {
    ...catalogue.runs,
    find: async (runId) => {
      const run = await catalogue.runs.find(runId)
      return run === null ? null : { ...run, options: { ...run.options, review } }
    },
  }
  const looked = { ...ports, catalogue: { ...catalogue, runs } }
  const jobs = jobsOf(0)
  await catalogue.generation.reserve({ ...scopeOf(0), cap: 4, jobs, costMicros: 0 })
  const variants = []
  for (const job of jobs) variants.push(await generateVariant(looked)({ job, repair: false }))
  return { ...fixture, ports: looked, variants, input: { ...scopeOf(0), round: 1 } }
}

test('scoring for a person makes previews that are the finished pictures, the same as those that are made later', async () => {
  const { catalogue, ports, store, codec, input } = await paintRound('prop: wooden barrel, 48x48', 'person')
  const { variants } = await scoreVariants(ports)(input)
  const rows = await catalogue.previews.ofVariants(variants.map(({ variantId }) => variantId))
  expect(rows.map(({ kind }) => kind)).toEqual(['cutout', 'thumb', 'cutout', 'thumb'])
  const spec = await catalogue.runs.loadSpec(input.projectId, input.specRevisionId)
  for (const { variantId, sha256, kind, width, height, sizeBytes } of rows) {
    const variant = (await catalogue.review.findVariant(null, variantId))!
    const bytes = await store.get(variant.sha256)
    const { frame } = finishAsset(await codec.decodePng(bytes), spec)
    const png = await store.get(sha256)
    expect((await codec.decodePng(png)).data).toEqual(frame.data)
    expect([width, height, sizeBytes]).toEqual([48, 48, png.length])
    const later = await drawPreviews({ bytes, spec })
    expect(sha256Hex(later.find((one) => one.kind === kind)!.png)).toBe(sha256)
  }
})

test('scoring for nobody makes none', async () => {
  const { catalogue, ports, input } = await paintRound('prop: wooden barrel', 'auto')
  const { variants } = await scoreVariants(ports)(input)
  expect(await catalogue.previews.ofVariants(variants.map(({ variantId }) => variantId))).toEqual([])
})

test('variants are scored though the store takes no preview', async () => {
  const { catalogue, ports, input } = await paintRound('prop: wooden barrel', 'person')
  const store = {
    ...ports.store,
    put: async () => {
      throw new Error('the disk is full')
    },
  }
  const { variants } = await scoreVariants({ ...ports, store })(input)
  expect(variants.every(({ score }) => score > 0)).toBe(true)
  expect(await catalogue.previews.ofVariants(variants.map(({ variantId }) => variantId))).toEqual([])
})

test('a tile keeps its background in its preview', async () => {
  const { catalogue, ports, store, codec, input } = await paintRound('tile: sand, 32x32', 'person')
  const { variants } = await scoreVariants(ports)(input)
  const [row] = await catalogue.previews.ofVariants([variants[0]!.variantId])
  const { data } = await codec.decodePng(await store.get(row!.sha256))
  expect(data.every((byte, at) => at % 4 !== 3 || byte === 255)).toBe(true)
})
