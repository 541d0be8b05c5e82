import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { workflowIds } from '../../core/ids.js'
import type { VariantRow } from '../../core/ports.js'
import type { RunOptions } from '../../core/run-options.js'
import { refineWishlist } from '../../activities/refine-wishlist.js'
import { runOptions, WorkflowFixture } from './workflow-fixture.js'

// Real servers and real waits: on a busy machine these take a multiple of their usual time.
vi.setConfig({ testTimeout: 180_000 })
let fixture: WorkflowFixture
beforeAll(async () => {
  fixture = await WorkflowFixture.open()
})
afterAll(() => fixture.close())

const person = { review: 'person' as const }
let count = 0
const decisionId = () => `dec_verbs_${++count}_${Math.random()}`

const eventsOf = async (projectId: string, type: string) =>
  (await fixture.catalogue.events.readAfter(projectId, 0, 1000)).filter((one) => one.type === type)

async function submitRefined(text: string, options: Partial<RunOptions>): Promise<string> {
  const { catalogue } = fixture
  const { projectId } = await catalogue.projects.ensure({ key: `p-${Math.random()}`, name: 'p' })
  const accepted = await catalogue.intake.submitWishlist({
    ...{ projectId, name: 'list.txt', text, options: { ...runOptions, ...options } },
  })
  const { runId, wishlistRevisionId } = accepted
  const settings = { permitCap: 3, prices: {} }
  await refineWishlist({ catalogue, executions: fixture.probe, settings })({ projectId, wishlistRevisionId })
  await catalogue.runs.setStage(runId, 'generating')
  return runId
}

describe('a round with changes', () => {
  it('is made with them, the next one after it, and the primary among what came of them is the asset', async () => {
    const runId = await fixture.start('prop: barrel', person)
    const [first, second] = await fixture.untilReviewing(runId, 1)
    const changes = { prompt: 'a red barrel', seed: runOptions.seed }
    await fixture.decide(first!, { decisionId: decisionId(), verb: 'regenerate', changes })
    await fixture.decide(second!, { decisionId: decisionId(), verb: 'regenerate', changes: { seed: 9 } })
    const all = await fixture.until(
      () => fixture.variants(runId),
      (found) => found.length === 6 && found.every(({ score }) => score !== null),
    )
    const of = (round: number) => all.filter((one) => one.round === round)
    const seedsOf = (variants: VariantRow[]) => variants.map(({ seed }) => seed)
    expect(of(2).map(({ adjust }) => adjust)).toEqual([
      { words: { prompt: 'a red barrel' } },
      { words: { prompt: 'a red barrel' } },
    ])
    // The run's own seed gives the seeds of its first round again, for other words.
    expect(seedsOf(of(2))).toEqual(seedsOf(of(1)))
    expect(of(2)[0]?.promptHash).not.toBe(of(1)[0]?.promptHash)
    expect(of(3).map(({ adjust }) => adjust)).toEqual([undefined, undefined])
    expect(seedsOf(of(3))).not.toEqual(seedsOf(of(1)))

    const shown = async () =>
      (await fixture.catalogue.runs.readSpec(runId, first!.specRevisionId))?.finishedVariantId
    await fixture.untilReviewing(runId, 1)
    const [approved, marked] = [of(2)[0]!, of(3)[1]!]
    await fixture.decide(approved, { decisionId: decisionId(), verb: 'approve' })
    await fixture.until(shown, (variantId) => variantId === approved.variantId)
    await fixture.decide(marked, { decisionId: decisionId(), verb: 'primary' })
    await fixture.until(shown, (variantId) => variantId === marked.variantId)
    await fixture.decide(marked, { decisionId: decisionId(), verb: 'withdraw', expectedVersion: 1 })
    await fixture.until(shown, (variantId) => variantId === approved.variantId)
    expect(await fixture.catalogue.review.findVariant(null, marked.variantId)).toMatchObject({
      verdict: 'undecided',
      version: 2,
    })
  })
})

describe('two sign-offs', () => {
  it('by two people approve, and nothing less', async () => {
    const runId = await fixture.start('prop: jar', { ...person, signOffs: 2 })
    const [variant] = await fixture.untilReviewing(runId, 1)
    const approve = async (reviewer: string, expectedVersion: number) =>
      await fixture.decide(variant!, { decisionId: decisionId(), verb: 'approve', reviewer, expectedVersion })
    expect(await approve('ana', 0)).toMatchObject({
      status: 'applied',
      decisions: [{ verdict: 'undecided' }],
    })
    expect(await approve('ana', 1)).toMatchObject({ status: 'refused', reason: 'AlreadySigned' })
    expect((await fixture.catalogue.runs.counts(runId)).byStage).toEqual({ reviewing: 1 })
    expect(await approve('bela', 1)).toMatchObject({ decisions: [{ verdict: 'approved' }] })
    expect(await fixture.untilStage(runId, 'done')).toBe('done')
  })
})

describe('a review that waits too long', () => {
  it('is told once when it begins to wait, reminded of again and again, and no more when it is decided', async () => {
    const runId = await submitRefined('prop: well', { ...person, reviewDueMs: 1_000, remindEveryMs: 1_000 })
    const { projectId } = (await fixture.catalogue.runs.find(runId))!
    await fixture.startProduction(runId, { pollEveryMs: 500 })
    const reminders = await fixture.until(
      () => eventsOf(projectId, 'reviewOverdue'),
      (found) => found.length >= 2,
    )
    expect(
      reminders.slice(0, 2).map(({ data }) => [data['reminder'], data['waiting'], data['runId']]),
    ).toEqual([
      [1, 1, runId],
      [2, 1, runId],
    ])
    expect(await eventsOf(projectId, 'reviewWaiting')).toHaveLength(1)
    const { workflow } = fixture.env.client
    const attributesOf = async (workflowId: string) =>
      (await workflow.getHandle(workflowId).describe()).searchAttributes
    const production = await attributesOf(workflowIds.productionRun(runId))
    expect(production['ReviewState']).toEqual(['waiting'])
    expect(production['ReviewDueAt']).toHaveLength(1)
    const [variant] = await fixture.variants(runId)
    const asset = workflowIds.assetRun(runId, variant!.specRevisionId)
    expect((await attributesOf(asset))['ReviewState']).toEqual(['waiting'])
    await fixture.decide(variant!, { decisionId: decisionId(), verb: 'approve' })
    expect(await fixture.untilStage(runId, 'done')).toBe('done')
    expect((await attributesOf(asset))['ReviewState']).toEqual(['decided'])
  })

  it('is not reminded of where the project wants nobody to be', async () => {
    const runId = await submitRefined('prop: well', { ...person, reviewDueMs: null })
    await fixture.startProduction(runId, { pollEveryMs: 500 })
    const [variant] = await fixture.untilReviewing(runId, 1)
    const { searchAttributes } = await fixture.env.client.workflow
      .getHandle(workflowIds.productionRun(runId))
      .describe()
    expect(searchAttributes['ReviewState']).toBeUndefined()
    await fixture.decide(variant!, { decisionId: decisionId(), verb: 'approve' })
    await fixture.untilStage(runId, 'done')
    expect(await eventsOf(variant!.projectId, 'reviewOverdue')).toEqual([])
  })
})
