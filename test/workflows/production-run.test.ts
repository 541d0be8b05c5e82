import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { workflowIds } from '../../core/ids.js'
import { WorkflowFixture } from './workflow-fixture.js'

// Real servers and real waits: on a busy machine these take a multiple of their usual time.
vi.setConfig({ testTimeout: 60_000 })
let fixture: WorkflowFixture
beforeAll(async () => {
  fixture = await WorkflowFixture.open()
})
afterAll(() => fixture.close())

const list = ['prop: wooden barrel', 'prop: saguaro cactus', 'prop: clay jar', 'tile: cracked dry mud'].join(
  '\n',
)

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

  it('goes on as new with a small limit and still starts every spec once', async () => {
    const many = Array.from({ length: 14 }, (_, index) => `prop: jar number ${index}`).join('\n')
    const { projectId } = await fixture.catalogue.projects.ensure({ key: 'can', name: 'can' })
    const { runId, wishlistRevisionId } = await fixture.catalogue.intake.submitWishlist({
      projectId,
      name: 'l.txt',
      text: many,
      options: {
        seed: 1,
        variantsPerSpec: 1,
        provider: 'procedural',
        review: 'auto',
        targets: ['generic'],
        palette: [],
        windowSize: 2,
        undoWindowMs: 60_000,
      },
    })
    const { refineWishlist } = await import('../../activities/refine-wishlist.js')
    await refineWishlist({
      catalogue: fixture.catalogue,
      executions: fixture.probe,
      settings: { permitCap: 2 },
    })({ projectId, wishlistRevisionId })
    await fixture.catalogue.runs.setStage(runId, 'generating')
    await fixture.startProduction(runId, { historyEventsMax: 40, pollEveryMs: 500 })
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
      fixture.gateway.deliver({ kind: 'signalRun', projectId: project, runId, signal: name }, 5_000)
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
