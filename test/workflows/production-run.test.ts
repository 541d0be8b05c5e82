import type { WorkflowHandle } from '@temporalio/client'
import { defaultPayloadConverter } from '@temporalio/common'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { refineWishlist } from '../../activities/refine-wishlist.js'
import { AssetloomError } from '../../core/errors.js'
import { workflowIds } from '../../core/ids.js'
import type { RunOptions } from '../../core/run-options.js'
import { taskQueues } from '../../core/task-queues.js'
import { assetRunInput, productionRunInput, type ProductionRunInput } from '../../core/workflow-inputs.js'
import { runOptions, WorkflowFixture } from './workflow-fixture.js'

// Real servers and real waits: on a busy machine these take a multiple of their usual time.
vi.setConfig({ testTimeout: 180_000 })
let fixture: WorkflowFixture
beforeAll(async () => {
  fixture = await WorkflowFixture.open()
}, 180_000)
afterAll(() => fixture.close(), 180_000)

const list = ['prop: wooden barrel', 'prop: saguaro cactus', 'prop: clay jar', 'tile: cracked dry mud'].join(
  '\n',
)

/** A run whose specs are there and which nobody has started. */
async function submitRefined(text: string, options: Partial<RunOptions> = {}): Promise<string> {
  const { catalogue, probe } = fixture
  const key = `refined-${Math.random()}`
  const { projectId } = await catalogue.projects.ensure({ key, name: key })
  const { runId, wishlistRevisionId } = await catalogue.intake.submitWishlist({
    ...{ projectId, name: 'l.txt', text },
    options: { ...runOptions, ...options },
  })
  const settings = { permitCap: 2 }
  await refineWishlist({ catalogue, executions: probe, settings })({ projectId, wishlistRevisionId })
  await catalogue.runs.setStage(runId, 'generating')
  return runId
}

/** The assetRun of the run's first spec. */
async function firstAsset(runId: string) {
  const [spec] = (await fixture.catalogue.runs.readSpecs(runId, 0, 1)).specs
  return { spec: spec!, handle: fixture.assetRunHandle({ runId, specRevisionId: spec!.specRevisionId }) }
}

/** What an execution scheduled as activities of a queue, and what it did within its workflow tasks. */
async function stepsOf(handle: WorkflowHandle): Promise<{ queued: string[]; local: string[] }> {
  const events = (await handle.fetchHistory()).events ?? []
  const queued = events.map((event) => event.activityTaskScheduledEventAttributes?.activityType?.name)
  const local = events.map((event) => {
    const payload = event.markerRecordedEventAttributes?.details?.['data']?.payloads?.[0]
    const data = payload?.data ? (JSON.parse(new TextDecoder().decode(payload.data)) as object) : {}
    return 'activity_type' in data ? String(data.activity_type) : null
  })
  const named = (names: readonly (string | null | undefined)[]) =>
    names.filter((name): name is string => typeof name === 'string')
  return { queued: named(queued), local: named(local) }
}

async function stagesTold(runId: string): Promise<unknown[]> {
  const { projectId } = (await fixture.catalogue.runs.find(runId))!
  return (await fixture.catalogue.events.readAfter(projectId, 0, 500))
    .filter(({ type }) => type === 'specStageChanged')
    .map(({ data }) => data['stage'])
}

async function bundleFiles(runId: string) {
  const [bundle] = await fixture.catalogue.bundles.listOfRun(runId)
  return (await fixture.catalogue.bundles.find(bundle!.bundleId))!.files
}

describe('a production run with automatic review', () => {
  it('takes a list to a published bundle, with one variant and one charge a job', async () => {
    const runId = await fixture.start(list)
    expect(await fixture.untilStage(runId, 'done', 'failed')).toBe('done')
    const counts = await fixture.catalogue.runs.counts(runId)
    expect(counts).toMatchObject({ specs: 4, variants: 8, assets: 4, byStage: { done: 4 } })
    expect(await fixture.catalogue.generation.ledger(runId)).toMatchObject({
      committed: 8,
      open: 0,
      executions: 8,
    })
    expect(await fixture.catalogue.generation.listPermits()).toEqual([])
    const decisions = await fixture.catalogue.review.decisionsOfRun(runId)
    expect(decisions).toHaveLength(8)
    expect(new Set(decisions.map((one) => one.reviewer))).toEqual(new Set(['policy:best-score/1']))
    const paths = (await bundleFiles(runId)).map((file) => file.path)
    expect(paths).toEqual(expect.arrayContaining(['manifest.json', 'contact-sheet.png', 'README.txt']))
  })

  it('makes the same bytes again in another project, but for the manifest', async () => {
    const [one, two] = [await fixture.start(list), await fixture.start(list)]
    const other = await fixture.start(list, { seed: 2 })
    for (const runId of [one, two, other]) await fixture.untilStage(runId, 'done')
    const hashes = async (runId: string) =>
      (await bundleFiles(runId))
        // Names of the projects differ on purpose; the title of the sheet is one of them.
        .filter((file) => !['manifest.json', 'contact-sheet.png'].includes(file.path))
        .map(({ path, sha256 }) => `${path} ${sha256}`)
    expect(await hashes(two)).toEqual(await hashes(one))
    expect(await hashes(other)).not.toEqual(await hashes(one))
  })

  it('ends with a sentence when the list holds nothing', async () => {
    const runId = await fixture.start('# only a comment\n')
    expect(await fixture.untilStage(runId, 'done', 'failed')).toBe('failed')
    expect((await fixture.catalogue.runs.find(runId))?.failure).toMatch(/no usable line/)
  })

  it('loses nothing but the spec whose provider refuses it', async () => {
    const runId = await fixture.start('prop: barrel\nprop: fault:refuse jar\nprop: fault:flaky-2 cactus')
    expect(await fixture.untilStage(runId, 'done', 'failed')).toBe('done')
    expect((await fixture.catalogue.runs.counts(runId)).byStage).toEqual({ done: 2, failed: 1 })
    const ledger = await fixture.catalogue.generation.ledger(runId)
    expect(ledger).toMatchObject({ committed: 4, refunded: 2, open: 0 })
    const manifest = (await bundleFiles(runId)).find((file) => file.path === 'manifest.json')
    const { assets } = JSON.parse(new TextDecoder().decode(await fixture.store.get(manifest!.sha256)))
    expect(assets).toHaveLength(2)
  })

  it('goes on as new with a small limit, still starts every spec once and does not wait for its poll', async () => {
    const many = Array.from({ length: 14 }, (_, index) => `prop: jar number ${index}`).join('\n')
    const runId = await submitRefined(many, { variantsPerSpec: 1, palette: [], windowSize: 2 })
    await fixture.startProduction(runId, { historyEventsMax: 40, pollEveryMs: 600_000 })
    expect(await fixture.untilStage(runId, 'done', 'failed')).toBe('done')
    const { executions } = await fixture.catalogue.generation.ledger(runId)
    expect(executions).toBe(14)
    const first = fixture.env.client.workflow.getHandle(workflowIds.productionRun(runId))
    const runs = fixture.env.client.workflow.list({
      query: `WorkflowId = "${workflowIds.productionRun(runId)}"`,
    })
    const statuses: string[] = []
    for await (const run of runs) statuses.push(run.status.name)
    expect(statuses.filter((name) => name === 'CONTINUED_AS_NEW').length).toBeGreaterThan(1)
    expect(await first.result()).toBe('done')
  })
})

describe('a long list', () => {
  it('goes on as new between two pages of it, however much room the window has', async () => {
    const page = 100
    const many = Array.from({ length: page + 1 }, (_, index) => `prop: fault:instant jar number ${index}`)
    const runId = await submitRefined(many.join('\n'), { variantsPerSpec: 1, windowSize: 2 * page })
    await fixture.startProduction(runId, { historyEventsMax: 40, pollEveryMs: 600_000 })
    const { workflow } = fixture.env.client
    const workflowId = workflowIds.productionRun(runId)
    const first = await fixture.until(
      async () => {
        for await (const one of workflow.list({ query: `WorkflowId = "${workflowId}"` }))
          if (one.status.name === 'CONTINUED_AS_NEW') return one.runId
        return null
      },
      (found) => found !== null,
    )
    const { events } = await workflow.getHandle(workflowId, first!).fetchHistory()
    const last = events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes
    expect(defaultPayloadConverter.fromPayload<ProductionRunInput>(last!.input!.payloads![0]!)).toMatchObject(
      {
        cursor: page,
        asksFirst: true,
      },
    )
    await workflow.getHandle(workflowId).cancel()
    expect(await fixture.untilStage(runId, 'cancelled', 'done')).toBe('cancelled')
  })
})

describe('the steps of an asset', () => {
  afterEach(() => void vi.restoreAllMocks())

  it('are its pictures, their scores and its finishing; what follows from them takes no task', async () => {
    const runId = await fixture.start('prop: barrel')
    expect(await fixture.untilStage(runId, 'done', 'failed')).toBe('done')
    const { handle } = await firstAsset(runId)
    expect(await handle.result()).toBe('done')
    const { queued, local } = await stepsOf(handle)
    expect(queued).toEqual(['generateVariant', 'generateVariant', 'scoreVariants', 'finishAsset'])
    expect(local).toEqual(['reserveGeneration', 'recordDecision', 'setSpecStage', 'setSpecStage'])
    expect(await stagesTold(runId)).toEqual(['generating', 'scoring', 'finishing', 'done'])
  })

  it('keep what a person decided by an activity of the queue', async () => {
    const runId = await fixture.start('prop: barrel', { review: 'person' })
    const [variant] = await fixture.untilReviewing(runId, 1)
    await fixture.decide(variant!, { decisionId: `dec_kept_${runId}`, verb: 'approve' })
    await fixture.untilStage(runId, 'done')
    await fixture.decide(variant!, {
      ...{ decisionId: `dec_undo_${runId}`, verb: 'withdraw', expectedVersion: 1 },
    })
    await fixture.until(
      () => fixture.catalogue.review.decisionsOf(variant!.variantId),
      (rows) => rows.length === 2,
    )
    const { queued, local } = await stepsOf((await firstAsset(runId)).handle)
    expect(queued.filter((name) => name === 'recordDecision')).toHaveLength(2)
    expect(local).not.toContain('recordDecision')
    expect(local).toContain('setSpecStage')
  })

  it('begin a round that a person asked for by activities of the queue', async () => {
    const runId = await fixture.start('prop: barrel', { review: 'person' })
    const [variant] = await fixture.untilReviewing(runId, 1)
    const { handle } = await firstAsset(runId)
    const before = await stepsOf(handle)
    await fixture.decide(variant!, {
      ...{ decisionId: `dec_again_${runId}`, verb: 'regenerate', reason: 'too thin' },
    })
    await fixture.until(
      () => fixture.variants(runId),
      (found) => found.length === 4 && found.every(({ score }) => score !== null),
    )
    // What follows from the scores alone, the stage of the review, is written within the workflow task again: it is in
    // the history when that task is.
    const { queued, local } = await fixture.until(
      () => stepsOf(handle),
      (steps) => steps.local.length > before.local.length,
    )
    const later = queued.slice(before.queued.length)
    expect(later).toEqual(expect.arrayContaining(['recordDecision', 'setSpecStage', 'reserveGeneration']))
    expect(local.slice(before.local.length)).toEqual(['setSpecStage'])
  })

  it('go to the queue when the catalogue does not take them at once', async () => {
    const { catalogue } = fixture
    const away = () => new AssetloomError('Unavailable', 'the catalogue is away', 'wait')
    vi.spyOn(catalogue.generation, 'reserve').mockRejectedValueOnce(away())
    vi.spyOn(catalogue.review, 'recordDecisions').mockRejectedValueOnce(away())
    const setSpecStage = catalogue.runs.setSpecStage.bind(catalogue.runs)
    let isAway = true
    vi.spyOn(catalogue.runs, 'setSpecStage').mockImplementation(async (input) => {
      const fails = isAway && input.stage === 'done'
      if (!fails) return await setSpecStage(input)
      isAway = false
      throw away()
    })
    const runId = await fixture.start('prop: barrel')
    expect(await fixture.untilStage(runId, 'done', 'failed')).toBe('done')
    const { handle } = await firstAsset(runId)
    expect(await handle.result()).toBe('done')
    const { queued } = await stepsOf(handle)
    expect(queued).toEqual([
      ...['reserveGeneration', 'generateVariant', 'generateVariant', 'scoreVariants'],
      ...['recordDecision', 'finishAsset', 'setSpecStage'],
    ])
    expect(await catalogue.review.decisionsOfRun(runId)).toHaveLength(2)
    expect(await catalogue.generation.ledger(runId)).toMatchObject({ committed: 2, executions: 2, open: 0 })
  })

  it('stay as they were for an execution that began before there were fewer', async () => {
    const runId = await submitRefined('prop: barrel')
    const production = productionRunInput((await fixture.catalogue.runs.find(runId))!)
    const { spec, handle } = await firstAsset(runId)
    const { fewerSteps, ...older } = assetRunInput(production, spec, false)
    expect(fewerSteps).toBe(true)
    const { workflowId } = handle
    await fixture.env.client.workflow.start('assetRun', {
      ...{ workflowId, taskQueue: taskQueues.orchestrate, args: [older] },
    })
    await fixture.startProduction(runId, { pollEveryMs: 500 })
    expect(await fixture.untilStage(runId, 'done', 'failed')).toBe('done')
    expect(await handle.result()).toBe('done')
    const { queued, local } = await stepsOf(handle)
    expect(local).toEqual([])
    expect(queued).toEqual([
      ...['setSpecStage', 'reserveGeneration', 'generateVariant', 'generateVariant', 'setSpecStage'],
      ...['scoreVariants', 'releaseGeneration', 'recordDecision', 'setSpecStage', 'finishAsset'],
      ...['setSpecStage', 'setSpecStage'],
    ])
    expect(await stagesTold(runId)).toEqual(['generating', 'scoring', 'finishing', 'done'])
    expect(await fixture.catalogue.generation.ledger(runId)).toMatchObject({ committed: 2, open: 0 })
    expect(await fixture.catalogue.generation.listPermits()).toEqual([])
  })
})

describe('a run under way', () => {
  it('pauses, resumes, and gives everything back when cancelled', async () => {
    const slow = Array.from({ length: 8 }, (_, index) => `prop: fault:slow-300 crate ${index}`).join('\n')
    const runId = await fixture.start(slow, { windowSize: 2, variantsPerSpec: 1 })
    const project = (await fixture.catalogue.runs.find(runId))!.projectId
    await fixture.until(
      () => fixture.catalogue.runs.counts(runId),
      (counts) => counts.variants >= 1,
    )
    const signal = (name: 'pauseRun' | 'resumeRun' | 'cancelRun') =>
      fixture.gateway.deliver({ kind: 'signalRun', projectId: project, runId, signal: name }, 30_000)
    await signal('pauseRun')
    await fixture.until(
      () => fixture.catalogue.runs.find(runId),
      (run) => run!.paused,
    )
    const inFlight = 2
    const before = (await fixture.catalogue.runs.counts(runId)).variants
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    expect((await fixture.catalogue.runs.counts(runId)).variants).toBeLessThanOrEqual(before + inFlight)
    await signal('resumeRun')
    await fixture.until(
      () => fixture.catalogue.runs.counts(runId),
      (counts) => counts.variants > before + inFlight,
    )
    await signal('cancelRun')
    expect(await fixture.untilStage(runId, 'cancelled', 'done', 'failed')).toBe('cancelled')
    await fixture.until(
      () => fixture.catalogue.generation.listPermits(),
      (held) => held.length === 0,
    )
    const ledger = await fixture.catalogue.generation.ledger(runId)
    expect(ledger.open).toBe(0)
    expect(ledger.reserved).toBe(ledger.committed + ledger.refunded)
  })

  it('is finished by other workers when its own are stopped in the middle', async () => {
    const runId = await fixture.start('prop: fault:slow-400 barrel\nprop: fault:slow-400 jar\nprop: well')
    await fixture.until(
      () => fixture.catalogue.runs.counts(runId),
      (counts) => counts.variants >= 1,
    )
    await fixture.stopWorkers()
    await fixture.startWorkers()
    expect(await fixture.untilStage(runId, 'done', 'failed')).toBe('done')
    expect(await fixture.catalogue.generation.ledger(runId)).toMatchObject({ committed: 6, open: 0 })
  })
})
