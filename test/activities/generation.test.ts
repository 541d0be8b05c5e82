import { ApplicationFailure } from '@temporalio/common'
import { describe, expect, it } from 'vitest'
import { checkAssets } from '../../activities/check-assets.js'
import { withFailures } from '../../activities/failures.js'
import { finishAsset, makeFrame } from '../../activities/finish-asset.js'
import { createFrameCache } from '../../activities/frame-cache.js'
import { generateVariant } from '../../activities/generate-variant.js'
import { releaseGeneration, reserveGeneration } from '../../activities/reserve-generation.js'
import { scoreVariants } from '../../activities/score-variants.js'
import { AssetloomError, failureTypes, permanentFailureTypes } from '../../core/errors.js'
import type { ImageProvider } from '../../core/generation/paint-request.js'
import { workflowIds } from '../../core/ids.js'
import { packSpecFiles } from '../../core/spec-files/pack-spec-files.js'
import type { VariantRow } from '../../core/ports.js'
import { openActivityFixture } from './activity-fixture.js'

async function failureOf(work: Promise<unknown>): Promise<ApplicationFailure> {
  const error = await work.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(ApplicationFailure)
  return error as ApplicationFailure
}

describe('scoring a sound', () => {
  it('encodes each format that the spec names and checks what players will get', async () => {
    const file = {
      path: 'bell.yaml',
      text: `id: bell
metadata: { category: sfx }
generation: { type: audio, provider: procedural }
prompt: { base: small bell }
post_processing: [{ action: validate, checks: [{ format: mp3, bitrate: 160k }] }]
integration: { manifest_path: audio/bell.mp3 }
`,
    }
    const { ports, orchestrate, jobsOf, scopeOf, catalogue, runId, specs } = await openActivityFixture(
      packSpecFiles([file]),
    )
    await reserveGeneration(orchestrate)({ ...scopeOf(0), jobs: jobsOf(0) })
    for (const job of jobsOf(0)) await generateVariant(ports)({ job, repair: false })
    await scoreVariants(ports)({ ...scopeOf(0), round: 1 })
    const [variant] = await catalogue.generation.variantsOfRound(runId, specs[0]!.specRevisionId, 1)
    const byName = new Map(variant!.checks.map((check) => [check.name, check]))
    expect(byName.get('format')).toMatchObject({ passed: true, reason: expect.stringContaining('(mp3)') })
    expect(byName.get('bitrate')).toMatchObject({
      passed: true,
      reason: 'The mp3 has 160 kbit/s (160 asked for).',
    })
  })
})

describe('generating a variant', () => {
  it('is given up for good when a provider that counts by itself will not begin it again', async () => {
    const { catalogue, ports, orchestrate, jobsOf, scopeOf, runId } =
      await openActivityFixture('prop: barrel')
    await reserveGeneration(orchestrate)({ ...scopeOf(0), jobs: jobsOf(0) })
    const tries = [{ kind: 'oom' }, { kind: 'exhausted' }]
    const provider: ImageProvider = {
      ...{ name: 'procedural', version: '1', countsExecutions: true },
      paint: async () => {
        throw new AssetloomError('ProviderFailed', 'no file came', 'look into its log', tries.shift())
      },
    }
    const generate = withFailures(
      generateVariant({ ...ports, providers: new Map([[provider.name, provider]]) }),
    )
    const input = { job: jobsOf(0)[0]!, repair: false }
    expect((await failureOf(generate(input))).nonRetryable).toBe(false)
    expect(await failureOf(generate(input))).toMatchObject({
      ...{ nonRetryable: true, type: 'ProviderFailed' },
      message: expect.stringContaining('a picture of barrel was given up: no file came'),
    })
    expect(await catalogue.generation.ledger(runId)).toMatchObject({ executions: 0 })
  })

  it('gives one variant and one charge, however often and by however many it is asked', async () => {
    const { catalogue, ports, orchestrate, jobsOf, scopeOf, runId } =
      await openActivityFixture('prop: barrel')
    const jobs = jobsOf(0)
    await reserveGeneration(orchestrate)({ ...scopeOf(0), jobs })
    const job = jobs[0]!
    const generate = generateVariant(ports)
    const both = await Promise.all([generate({ job, repair: false }), generate({ job, repair: false })])
    const again = await generate({ job, repair: false })
    expect(new Set([...both, again].map((one) => one.variantId)).size).toBe(1)
    const ledger = await catalogue.generation.ledger(runId)
    expect(ledger).toMatchObject({ reserved: 2, committed: 1, open: 1 })
    expect(ledger.executions).toBe(2)
    await releaseGeneration(orchestrate)(scopeOf(0))
    expect(await catalogue.generation.ledger(runId)).toMatchObject({ committed: 1, refunded: 1, open: 0 })
  })

  it.each([
    ['taken from an equal one at no cost', undefined, 1],
    ['made in full where the equal one was made smaller', { width: 1024, height: 1024 }, 2],
  ])('is %s', async (_what, downsizedFrom, paintings) => {
    const { catalogue, ports, orchestrate, jobsOf, scopeOf } = await openActivityFixture('prop: barrel')
    await reserveGeneration(orchestrate)({ ...scopeOf(0), jobs: jobsOf(0) })
    const painter = [...ports.providers.values()][0]!
    let painted = 0
    const provider: ImageProvider = {
      ...{ name: 'comfyui', version: '1', countsExecutions: true },
      paint: async (request, attempt, signal) => {
        painted += 1
        const provenance = downsizedFrom === undefined ? {} : { downsizedFrom }
        return { ...(await painter.paint(request, attempt, signal)), provenance }
      },
    }
    const generate = generateVariant({ ...ports, providers: new Map([[provider.name, provider]]) })
    const route = { provider: 'comfyui', taskQueue: 'gpu.x', costMicros: 0, reasons: [] }
    const [first, second] = jobsOf(0)
    const { variantId } = await generate({ job: first!, repair: false, route })
    await generate({ job: { ...second!, seed: first!.seed }, repair: false, route })
    const made = await catalogue.generation.findVariantOfJob(second!.jobId)
    expect([painted, made?.provenance?.cachedFrom]).toEqual([
      paintings,
      downsizedFrom === undefined ? variantId : undefined,
    ])
  })

  it('makes damaged bytes again, and leaves sound ones alone', async () => {
    const { catalogue, store, ports, orchestrate, jobsOf, scopeOf, runId } =
      await openActivityFixture('prop: jar')
    await reserveGeneration(orchestrate)({ ...scopeOf(0), jobs: jobsOf(0) })
    const job = jobsOf(0)[0]!
    await generateVariant(ports)({ job, repair: false })
    const { sha256 } = (await catalogue.generation.findVariantOfJob(job.jobId))!
    await generateVariant(ports)({ job, repair: true })
    expect((await catalogue.generation.ledger(runId)).executions).toBe(1)
    store.corrupt(sha256)
    await expect(store.get(sha256)).rejects.toMatchObject({ type: 'CorruptObject' })
    await generateVariant(ports)({ job, repair: true })
    expect((await store.get(sha256)).length).toBeGreaterThan(100)
    expect(await catalogue.generation.ledger(runId)).toMatchObject({ committed: 1, executions: 2 })
  })

  it('fails clearly for a provider that is not here, a refused prompt and a full store', async () => {
    const refused = await openActivityFixture('prop: fault:refuse jar')
    await reserveGeneration(refused.orchestrate)({ ...refused.scopeOf(0), jobs: refused.jobsOf(0) })
    const generate = withFailures(generateVariant(refused.ports))
    const rejected = await failureOf(generate({ job: refused.jobsOf(0)[0]!, repair: false }))
    expect(rejected).toMatchObject({ type: 'ContentRejected', nonRetryable: true })
    const without = withFailures(generateVariant({ ...refused.ports, providers: new Map() }))
    expect(await failureOf(without({ job: refused.jobsOf(0)[0]!, repair: false }))).toMatchObject({
      type: 'InvalidInput',
    })
    const full = await openActivityFixture('prop: jar', 200)
    await reserveGeneration(full.orchestrate)({ ...full.scopeOf(0), jobs: full.jobsOf(0) })
    const stopped = await failureOf(
      withFailures(generateVariant(full.ports))({ job: full.jobsOf(0)[0]!, repair: false }),
    )
    expect(stopped).toMatchObject({ type: 'StoreFull', nonRetryable: false })
  })

  it('keeps what it painted while the store is full, and paints nothing again', async () => {
    const { catalogue, ports, orchestrate, jobsOf, scopeOf, runId } = await openActivityFixture('prop: jar')
    await reserveGeneration(orchestrate)({ ...scopeOf(0), jobs: jobsOf(0) })
    let refusals = 2
    const put = async (bytes: Uint8Array) => {
      if (refusals-- > 0) throw new AssetloomError('StoreFull', 'the store is full', 'free space')
      return await ports.store.put(bytes)
    }
    const patient = generateVariant({ ...ports, store: { ...ports.store, put } }, { patienceMs: 60_000 })
    await patient({ job: jobsOf(0)[0]!, repair: false })
    expect(await catalogue.generation.ledger(runId)).toMatchObject({ committed: 1, executions: 1 })
  })

  it('is given up after twelve beginnings, so that a picture that kills its worker ends', async () => {
    const { catalogue, ports, orchestrate, jobsOf, scopeOf } = await openActivityFixture('prop: jar')
    await reserveGeneration(orchestrate)({ ...scopeOf(0), jobs: jobsOf(0) })
    const job = jobsOf(0)[0]!
    for (let time = 0; time < 12; time++) await catalogue.generation.beginExecution(job.jobId)
    const failure = await failureOf(withFailures(generateVariant(ports))({ job, repair: false }))
    expect(failure).toMatchObject({ type: 'ProviderFailed', nonRetryable: true })
  })
})

describe('permits', () => {
  it('let one spec in at a time here and tell the next when to ask again', async () => {
    const { orchestrate, jobsOf, scopeOf } = await openActivityFixture('prop: barrel\nprop: jar')
    const reserve = reserveGeneration(orchestrate)
    await reserve({ ...scopeOf(0), jobs: jobsOf(0) })
    const failure = await failureOf(reserve({ ...scopeOf(1), jobs: jobsOf(1) }))
    // The first in line asks again soon, whatever the cap; nothing is logged as a fault.
    expect(failure).toMatchObject({
      type: 'NoPermit',
      nonRetryable: false,
      nextRetryDelay: 250,
      category: 'BENIGN',
    })
    await releaseGeneration(orchestrate)(scopeOf(0))
    await expect(reserve({ ...scopeOf(1), jobs: jobsOf(1) })).resolves.toBeUndefined()
  })
})

describe('scoring and finishing', () => {
  it('score the same pictures the same, with reasons, and finish to the same bytes twice', async () => {
    const { catalogue, ports, orchestrate, jobsOf, scopeOf, runId } =
      await openActivityFixture('prop: oil lamp')
    await reserveGeneration(orchestrate)({ ...scopeOf(0), jobs: jobsOf(0) })
    for (const job of jobsOf(0)) await generateVariant(ports)({ job, repair: false })
    const first = await scoreVariants(ports)({ ...scopeOf(0), round: 1 })
    expect(await scoreVariants(ports)({ ...scopeOf(0), round: 1 })).toEqual(first)
    const rows = await catalogue.generation.variantsOfRound(runId, scopeOf(0).specRevisionId, 1)
    expect(rows[0]!.checks.length).toBeGreaterThan(3)
    expect(rows[0]!.checks.every((check) => check.reason.length > 5)).toBe(true)
    const { variantId } = rows[0]!
    const one = await finishAsset(ports)({ ...scopeOf(0), variantId })
    expect(await finishAsset(ports)({ ...scopeOf(0), variantId })).toEqual(one)
  })

  it('finish from the frame that scoring made to the same bytes as without it', async () => {
    const { codec, ports, variant, spec } = await openScored()
    const without = await makeFrame(ports, spec, variant)
    const frames = createFrameCache(1_000_000)
    let decoded = 0
    const counting = {
      ...codec,
      decodePng: async (bytes: Uint8Array) => {
        decoded += 1
        return await codec.decodePng(bytes)
      },
    }
    await scoreVariants({ ...ports, frames })({ ...scopeOfVariant(variant), round: 1 })
    const withCache = { ...ports, codec: counting, frames }
    expect(await makeFrame(withCache, spec, variant)).toEqual(without)
    expect(decoded).toBe(0)
    // The frame of another spec revision is made from the picture.
    const other = { ...spec, size: { width: 24, height: 24 } }
    expect(await makeFrame(withCache, other, { ...variant, specRevisionId: 'spr_other' })).toMatchObject({
      width: 24,
    })
    expect(decoded).toBe(1)
  })

  it('notice a damaged picture though its frame is known', async () => {
    const { store, ports, variant } = await openScored()
    const known = { ...ports, frames: createFrameCache(1_000_000) }
    await scoreVariants(known)({ ...scopeOfVariant(variant), round: 1 })
    const finish = () => finishAsset(known)({ ...scopeOfVariant(variant), variantId: variant.variantId })
    store.corrupt(variant.sha256)
    await expect(finish()).rejects.toMatchObject({ type: 'CorruptObject' })
  })

  it('say themselves that they begin, and end the round with the scores', async () => {
    const { catalogue, variant, ports } = await openScored()
    const scope = scopeOfVariant(variant)
    const stage = async () => (await catalogue.runs.readSpec(scope.runId, scope.specRevisionId))?.stage
    expect(await catalogue.generation.listPermits()).toHaveLength(1)
    await catalogue.runs.setSpecStage({ ...scope, stage: 'reviewing', round: 1 })
    await scoreVariants(ports)({ ...scope, round: 1, endsRound: true })
    expect(await catalogue.generation.listPermits()).toEqual([])
    expect(await stage()).toBe('reviewing')
    const finish = () => finishAsset(ports)({ ...scope, variantId: variant.variantId, round: 1 })
    await finish()
    expect(await stage()).toBe('finishing')
    await catalogue.runs.setSpecStage({ ...scope, stage: 'done', round: 1 })
    await finish()
    expect(await stage()).toBe('done')
  })
})

/** One spec with its round painted and scored by a worker that keeps no frames. */
async function openScored() {
  const fixture = await openActivityFixture('prop: oil lamp')
  const { catalogue, ports, orchestrate, jobsOf, scopeOf, projectId, runId } = fixture
  await reserveGeneration(orchestrate)({ ...scopeOf(0), jobs: jobsOf(0), writesStage: true })
  for (const job of jobsOf(0)) await generateVariant(ports)({ job, repair: false })
  await scoreVariants(ports)({ ...scopeOf(0), round: 1 })
  const { specRevisionId } = scopeOf(0)
  const [variant] = await catalogue.generation.variantsOfRound(runId, specRevisionId, 1)
  const spec = await catalogue.runs.loadSpec(projectId, specRevisionId)
  return { ...fixture, variant: variant!, spec }
}

const scopeOfVariant = ({ projectId, runId, specRevisionId }: VariantRow) => ({
  projectId,
  runId,
  specRevisionId,
})

describe('checking assets', () => {
  it('finds lost executions by asking Temporal, and only those that were started', async () => {
    const { catalogue, executions, orchestrate, specs, runId } =
      await openActivityFixture('prop: a\nprop: b\nprop: c')
    const [one, two, three] = specs.map((spec) => spec.specRevisionId) as [string, string, string]
    for (const specRevisionId of [one, two])
      await catalogue.runs.setSpecStage({ runId, specRevisionId, stage: 'reviewing', round: 1 })
    executions.open.add(workflowIds.assetRun(runId, one))
    const found = await checkAssets(orchestrate)({ runId, inWindow: [one], probe: true })
    expect(found.lost.map((spec) => spec.specRevisionId)).toEqual([two])
    expect(found.released).toEqual([one])
    expect(found).toMatchObject({ settled: 0, total: 3 })
    const window = await checkAssets(orchestrate)({ runId, inWindow: [three], probe: true })
    expect(window.lost.map((spec) => spec.specRevisionId)).toEqual(
      [one, two, three].filter((id) => id !== one),
    )
  })
})

describe('failures', () => {
  it('keep their type, and only permanent ones stop the retries', async () => {
    for (const type of failureTypes) {
      const failing = withFailures(async () => {
        throw new AssetloomError(type, 'it broke', 'mend it', { at: 1 })
      })
      const failure = await failureOf(failing(undefined))
      expect(failure.type).toBe(type)
      expect(failure.message).toContain('mend it')
      expect(failure.nonRetryable).toBe(permanentFailureTypes.includes(type))
    }
  })

  it('leave programmer errors as they are', async () => {
    const failing = withFailures(async () => {
      throw new TypeError('a bug')
    })
    await expect(failing(undefined)).rejects.toBeInstanceOf(TypeError)
  })
})
