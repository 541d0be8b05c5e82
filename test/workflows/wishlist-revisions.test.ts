import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { drainOutbox } from '../../adapters/temporal/drain-outbox.js'
import { workflowIds } from '../../core/ids.js'
import { WorkflowFixture } from './workflow-fixture.js'

// Real servers and real waits: on a busy machine these take a multiple of their usual time.
vi.setConfig({ testTimeout: 180_000 })
let fixture: WorkflowFixture
let draining: NodeJS.Timeout
beforeAll(async () => {
  fixture = await WorkflowFixture.open()
  // What the orchestrator worker does beside its tasks.
  draining = setInterval(() => void drainOutbox(fixture), 200)
}, 180_000)
afterAll(async () => {
  clearInterval(draining)
  await fixture.close()
}, 180_000)

let projects = 0
const freshProject = () => `revisions-${(projects += 1)}`
const lines = ['prop: barrel', 'prop: clay jar', 'prop: well', 'prop: bench', 'prop: carpet']
const text = (...changed: [number, string][]) =>
  lines.map((line, at) => changed.find(([nth]) => nth === at)?.[1] ?? line).join('\n')
const threeChanged = text(
  [0, 'prop: barrel, 48x48'],
  [1, 'prop: tall clay jar key=clay-jar'],
  [2, 'prop: well, 40x40'],
)
const person = { review: 'person' as const }

async function changesOf(runId: string): Promise<string> {
  const [bundle] = await fixture.catalogue.bundles.listOfRun(runId)
  const found = await fixture.catalogue.bundles.find(bundle!.bundleId)
  const file = found!.files.find(({ path }) => path === 'CHANGES.md')
  return new TextDecoder().decode(await fixture.store.get(file!.sha256))
}

async function approveFirst(runId: string): Promise<void> {
  const all = await fixture.variants(runId)
  const decided = new Set(all.filter(({ verdict }) => verdict !== 'undecided').map((one) => one.specKey))
  const firsts = all.filter(
    (one, at) => !decided.has(one.specKey) && all.findIndex(({ specKey }) => specKey === one.specKey) === at,
  )
  for (const variant of firsts)
    await fixture.decide(variant, { decisionId: `dec_${variant.variantId}`, verb: 'approve' })
}

const ledgerOf = async (runId: string) => await fixture.catalogue.generation.ledger(runId)

describe('a list with three changed lines', () => {
  it('paints the three again, keeps all other approvals, and CHANGES.md names the three', async () => {
    const project = freshProject()
    const first = await fixture.start(text(), {}, project)
    expect(await fixture.untilStage(first, 'done', 'failed')).toBe('done')
    const second = await fixture.start(threeChanged, {}, project)
    expect(await fixture.untilStage(second, 'done', 'failed')).toBe('done')
    expect(await ledgerOf(second)).toMatchObject({ reserved: 6, committed: 6, open: 0, executions: 6 })
    expect(await fixture.catalogue.runs.counts(second)).toMatchObject({
      specs: 5,
      variants: 10,
      variantsPlanned: 10,
      assets: 5,
      byStage: { done: 5 },
    })
    const changes = await changesOf(second)
    expect(changes).toContain('## Changed (2)')
    for (const key of ['barrel', 'well'])
      expect(changes).toMatch(new RegExp(`- ${key}: picture, size .* \\(the list changed: size\\)`))
    // A jar in other words, which this painter draws as before.
    expect(changes).toContain('looks the same (1)\n\n- clay-jar (the list changed: prompt)')
    expect(changes).toContain('Unchanged: 2, approvals kept.')
    expect(changes).toContain('revision 1 of the list, this is revision 2')

    const back = await fixture.start(text(), {}, project)
    expect(back).not.toBe(first)
    expect(await fixture.untilStage(back, 'done', 'failed')).toBe('done')
    expect(await ledgerOf(back)).toMatchObject({ reserved: 0, executions: 0 })
    const [again, before] = await Promise.all([
      fixture.catalogue.bundles.listOfRun(back),
      fixture.catalogue.bundles.listOfRun(first),
    ])
    expect(again).toEqual(before)
  })
})

describe('a list that is changed while its reviews are open', () => {
  it('takes one decision a spec for both runs, and both end', async () => {
    const project = freshProject()
    const first = await fixture.start(text(), person, project)
    await fixture.untilReviewing(first, 5)
    const second = await fixture.start(threeChanged, person, project)
    await fixture.untilReviewing(second, 5)
    expect(await ledgerOf(second)).toMatchObject({ reserved: 6, executions: 6 })
    await approveFirst(second)
    expect(await fixture.untilStage(second, 'done', 'failed')).toBe('done')
    expect((await fixture.catalogue.runs.counts(first)).byStage).toEqual({ done: 2, reviewing: 3 })
    expect(await fixture.catalogue.review.decisionsOfRun(second)).toHaveLength(5)
    await approveFirst(first)
    expect(await fixture.untilStage(first, 'done', 'failed')).toBe('done')
    expect(await fixture.catalogue.review.decisionsOfRun(first)).toHaveLength(5)
    expect(await ledgerOf(first)).toMatchObject({ reserved: 10, committed: 10, executions: 10 })
  })

  it('goes on when the older run is cancelled', async () => {
    const project = freshProject()
    const first = await fixture.start(text(), person, project)
    await fixture.untilReviewing(first, 5)
    const second = await fixture.start(threeChanged, person, project)
    await fixture.untilReviewing(second, 5)
    await fixture.env.client.workflow.getHandle(workflowIds.productionRun(first)).cancel()
    expect(await fixture.untilStage(first, 'cancelled')).toBe('cancelled')
    await fixture.until(
      async () => (await fixture.catalogue.runs.counts(first)).byStage,
      (byStage) => byStage.cancelled === 3,
    )
    // The two that the new revision carries are still there to be decided.
    expect((await fixture.catalogue.runs.counts(second)).byStage).toEqual({ reviewing: 5 })
    await approveFirst(second)
    expect(await fixture.untilStage(second, 'done', 'failed')).toBe('done')
    expect(await ledgerOf(second)).toMatchObject({ reserved: 6, executions: 6 })
  })

  it('makes a carried spec itself when its owner gives up on it', async () => {
    const project = freshProject()
    const first = await fixture.start(text(), person, project)
    const [variant] = await fixture.untilReviewing(first, 5)
    const second = await fixture.start(text([4, 'prop: carpet, 48x48']), person, project)
    await fixture.untilReviewing(second, 5)
    await fixture.assetRunHandle(variant!).cancel()
    await fixture.until(
      async () => (await ledgerOf(second)).committed,
      (committed) => committed === 4,
    )
    await fixture.untilReviewing(second, 5)
    await approveFirst(second)
    expect(await fixture.untilStage(second, 'done', 'failed')).toBe('done')
    expect((await fixture.catalogue.runs.counts(second)).byStage).toEqual({ done: 5 })
  })
})

describe('a held list', () => {
  it('is read and waits; edited and let go, it makes what the edit says and nothing of the run before', async () => {
    const project = freshProject()
    const held = await fixture.start(text(), { hold: true }, project)
    await fixture.until(
      async () => await fixture.catalogue.runs.find(held),
      (run) => run?.stage === 'generating',
    )
    const { projectId, wishlistRevisionId } = (await fixture.catalogue.runs.find(held))!
    const revision = await fixture.catalogue.intake.loadRevision(projectId, wishlistRevisionId)
    const specEdits = [
      { key: 'barrel', set: { variants: 1 } },
      { key: 'well', remove: true as const },
    ]
    const edited = await fixture.catalogue.intake.submitWishlist({
      ...{ projectId, name: revision.name, text: revision.text, keepsHold: true, expectedRevision: 1 },
      options: { ...revision.options, specEdits },
    })
    expect(edited).toMatchObject({ held: true, cancelledRunId: held })
    // Let go before there is anybody to take it: it is sent again until there is.
    await fixture.catalogue.outbox.add(
      { kind: 'signalRun', projectId, runId: edited.runId, signal: 'resumeRun' },
      `resume/${edited.runId}`,
    )
    expect(await fixture.untilStage(edited.runId, 'done', 'failed')).toBe('done')
    expect(await fixture.catalogue.runs.counts(edited.runId)).toMatchObject({
      specs: 4,
      variants: 7,
      assets: 4,
    })
    expect(await ledgerOf(held)).toMatchObject({ reserved: 0, executions: 0 })
    const { client } = fixture.env
    for (const id of [workflowIds.wishlistRun(wishlistRevisionId), workflowIds.productionRun(held)])
      await fixture.until(
        async () => (await client.workflow.getHandle(id).describe()).status.name,
        (status) => status !== 'RUNNING',
      )
    expect(await fixture.stage(held)).toBe('cancelled')
  })
})
