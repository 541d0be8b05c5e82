import { afterAll, beforeAll, expect, it } from 'vitest'
import { createUploadExaminer } from '../../adapters/import/examine-upload.js'
import { sharpImageCodec } from '../../adapters/imaging/sharp-image-codec.js'
import type { SpecEditsAccepted } from '../../core/http/spec-edits-api.js'
import type { WishlistAccepted } from '../../core/http/http-api.js'
import { refineOrder } from '../../core/intake/refine-order.js'
import { createRaster } from '../../core/raster/raster.js'
import { holderOf, planJobs, resultOf } from '../support/catalogue-scenario.js'
import { startApi, token, type TestApi } from '../api/api-fixture.js'
import { openCliBench, type CliBench } from './cli-bench.js'

let bench: CliBench
beforeAll(async () => {
  bench = await openCliBench()
})
afterAll(() => bench.close())

/** A list with one variant of its barrel, as its run would have made it. */
async function makeBarrel(api: TestApi) {
  const { catalogue, store } = api
  const { projectId } = await catalogue.projects.ensure({ key: 'harbour', name: 'Harbour' })
  const list = { name: 'props.txt', text: 'prop: barrel\nprop: tall jar', provider: 'comfyui' }
  const { body } = await api.post<WishlistAccepted>(`/api/v1/projects/${projectId}/wishlists`, list)
  const revision = await catalogue.intake.loadRevision(projectId, body.wishlistRevisionId)
  await catalogue.intake.saveRefinement({ ...revision, ...refineOrder(revision) })
  await catalogue.runs.setStage(body.runId, 'generating')
  const run = (await catalogue.runs.find(body.runId))!
  const { specs } = await catalogue.runs.readSpecs(body.runId, 0, 10)
  const spec = { ...specs.find(({ specKey }) => specKey === 'barrel')!, key: 'barrel' }
  const scenario = { ...run, specs: [spec] }
  const jobs = planJobs(scenario, spec, 1, 1)
  const { sha256 } = await store.put(await sharpImageCodec.encodePng(createRaster(48, 40)))
  await catalogue.generation.reserve({ ...holderOf(scenario, spec), cap: 8, jobs, costMicros: 0 })
  const variant = await catalogue.generation.complete({ ...resultOf(jobs[0]!, 0), sha256 })
  return { projectId, variant, sha256 }
}

it('a spec is made again beginning from a stored variant, by its id or its number, as often as one likes', async () => {
  const deps = { providers: ['procedural', 'comfyui'], examineUpload: createUploadExaminer() }
  const api = await startApi({ deps })
  const run = (...args: string[]) =>
    bench.runIn({ ASSETLOOM_URL: api.url, ASSETLOOM_TOKEN: token }, ...args, '--json')
  const { projectId, variant, sha256 } = await makeBarrel(api)
  const ordered = await run('regenerate', 'barrel', '--like', variant.variantId, '--strength', '0.35')
  expect(ordered.err).not.toContain('rror')
  expect(ordered.code).toBe(0)
  const { runId } = JSON.parse(ordered.out) as SpecEditsAccepted
  const made = (await catalogueSpecs(api, runId)).map(({ key, reference }) => [key, reference])
  expect(made).toEqual([
    ['barrel', { sha256, use: 'variation', strength: 0.35 }],
    ['tall-jar', undefined],
  ])
  expect(await api.catalogue.uploads.find(projectId, sha256)).toMatchObject({ width: 48, height: 40 })

  const other = await run('spec', 'edit', 'tall-jar', '--like', 'barrel:1', '--use', 'reference')
  expect(other.code).toBe(0)
  const next = JSON.parse(other.out) as SpecEditsAccepted
  const [, jar] = await catalogueSpecs(api, next.runId)
  expect(jar!.reference).toEqual({ sha256, use: 'reference' })

  expect((await run('regenerate', 'barrel', '--like', 'nobody:1')).code).toBe(3)
  const both = await run('spec', 'edit', 'barrel', '--like', 'barrel:1', '--reference', 'none')
  expect(both).toMatchObject({ code: 2, err: expect.stringContaining('--like and --reference') as string })
})

/** The specs of a run, refined as wishlistRun would. */
async function catalogueSpecs({ catalogue }: TestApi, runId: string) {
  const { projectId, wishlistRevisionId } = (await catalogue.runs.find(runId))!
  const revision = await catalogue.intake.loadRevision(projectId, wishlistRevisionId)
  const refined = refineOrder(revision)
  await catalogue.intake.saveRefinement({ ...revision, ...refined })
  await catalogue.runs.setStage(runId, 'generating')
  return refined.specs
}
