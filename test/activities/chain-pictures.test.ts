import { describe, expect, it } from 'vitest'
import { processPictures } from '../../activities/chain-pictures.js'
import { beginChainStep } from '../../activities/chain-steps.js'
import { generateVariant } from '../../activities/generate-variant.js'
import type { PictureJobType } from '../../core/chain/job-type.js'
import type { JsonObject } from '../../core/chain/json-value.js'
import { transformPicture } from '../../core/chain/transform-picture.js'
import { createRaster } from '../../core/raster/raster.js'
import { openActivityFixture } from './activity-fixture.js'

async function openPictures(list = 'prop: barrel, 16x16') {
  const fixture = await openActivityFixture(list)
  const { catalogue, ports, orchestrate, projectId, jobsOf } = fixture
  await catalogue.generation.reserve({ ...fixture.scopeOf(0), cap: 9, jobs: jobsOf(0), costMicros: 0 })
  const { variantId } = await generateVariant(ports)({ job: jobsOf(0)[0]!, repair: false })
  let count = 0
  /** One job of its own, begun and worked on. */
  const work = async (type: PictureJobType, input: JsonObject, project = projectId) => {
    const jobId = `job_00000000-0000-7000-8000-${String((count += 1)).padStart(12, '0')}`
    const step = { jobId, parentJobId: null, position: '1', type, input }
    const scope = { projectId: project, chainId: jobId }
    await catalogue.chains.submit({ ...scope, steps: [{ ...step, notes: [] }] })
    expect(await beginChainStep(orchestrate)({ ...scope, step })).toEqual({ settled: null })
    const run = () => processPictures(ports)({ projectId: project, jobId, type })
    await run()
    return { jobId, run, output: (await catalogue.chains.find(jobId))!.output! }
  }
  return { ...fixture, variantId, work }
}

describe('work on pictures', () => {
  it('is done once, however often it is asked for', async () => {
    const { work, variantId, catalogue } = await openPictures()
    const { jobId, run, output } = await work('bg_remove', { variantId, threshold: 3, erode: 1 })
    expect(output['images']).toMatchObject([
      { variantId, processing: { bg_remove: { threshold: 3, erode: 1, feather: 0 } } },
    ])
    await expect(run()).rejects.toMatchObject({ type: 'Conflict' })
    expect((await catalogue.chains.find(jobId))?.output).toEqual(output)
  })

  it('takes a folder, one picture of it, and entries of an output', async () => {
    const { work, variantId } = await openPictures()
    const first = await work('post_process', { variantId })
    const folder = `jobs/${first.jobId}/images`
    const [image] = first.output['images'] as JsonObject[]
    for (const images of [
      folder,
      `${folder}/...`,
      `${folder}/${image!['name'] as string}`,
      [image!],
      image!['sha256']!,
    ])
      expect((await work('upscale', { images, factor: 2 })).output['images']).toMatchObject([
        { width: 32, height: 32 },
      ])
  })

  it('takes nothing that the project does not own', async () => {
    const { work, variantId, catalogue } = await openPictures()
    const own = await work('post_process', { variantId })
    const { projectId: other } = await catalogue.projects.ensure({ key: 'other', name: 'Other' })
    const [image] = own.output['images'] as JsonObject[]
    for (const images of [variantId, `jobs/${own.jobId}/images`, image!['sha256']!, image!])
      await expect(work('upscale', { images }, other)).rejects.toMatchObject({
        type: expect.stringMatching(/InvalidInput|NotFound/),
      })
    for (const images of ['/etc/passwd', `jobs/${own.jobId}/images/../../x`, 'https://example.test/a.png'])
      await expect(work('upscale', { images })).rejects.toMatchObject({ type: 'InvalidInput' })
    await expect(work('score', {})).rejects.toThrow('no picture to work on')
  })

  it('paints a damaged original again', async () => {
    const { work, variantId, catalogue, store, projectId } = await openPictures()
    const { sha256 } = (await catalogue.review.findVariant(projectId, variantId))!
    const sound = await work('post_process', { variantId })
    store.corrupt(sha256)
    expect((await work('post_process', { variantId })).output['images']).toEqual(sound.output['images'])
  })

  it('refuses a sound, and a result that is too large', async () => {
    const sounds = await openPictures('sfx: jump')
    await expect(sounds.work('score', { variantId: sounds.variantId })).rejects.toThrow('is a sound')
    const wide = createRaster(600, 1)
    expect(() => transformPicture('upscale', wide, { factor: 16 }, null)).toThrow('at most 8192')
    expect(transformPicture('resize', wide, { width: 300 }, null).raster).toMatchObject({
      ...{ width: 300, height: 1 },
    })
  })
})
