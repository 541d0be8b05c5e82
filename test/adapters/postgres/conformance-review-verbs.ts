import { describe, expect, it } from 'vitest'
import type { Catalogue } from '../../../core/catalogue.js'
import type { VariantRow } from '../../../core/ports.js'
import { hashOf } from '../../../core/hash.js'
import type { ScenarioRun, ScenarioSpec } from '../../support/catalogue-scenario.js'
import {
  decide,
  finishAsset,
  freshKey,
  generateRound,
  holderOf,
  startRun,
} from '../../support/catalogue-scenario.js'

interface Reviewed extends ScenarioRun {
  readonly spec: ScenarioSpec
  readonly first: VariantRow
  readonly second: VariantRow
}

/** What decisions leave beside a verdict, and reminders of what waits. */
export function describeReviewVerbs(open: () => Catalogue): void {
  const start = async (): Promise<Reviewed> => {
    const run = await startRun(open(), { project: freshKey(), keys: ['barrel', 'crate'] })
    const spec = run.specs[0] as ScenarioSpec
    const [first, second] = (await generateRound(open(), run, spec)) as [VariantRow, VariantRow]
    return { ...run, spec, first, second }
  }
  const told = async (projectId: string, type: string) =>
    (await open().events.readAfter(projectId, 0, 1000)).filter((event) => event.type === type)
  const specOf = async ({ runId, spec }: Reviewed) => await open().runs.readSpec(runId, spec.specRevisionId)
  const frozenVariants = async (run: Reviewed) => {
    const contentIdOf = (target: string) => hashOf({ target, run: run.runId, at: freshKey() })
    const [bundle] = await open().bundles.freeze({ ...run, targets: ['generic'], contentIdOf, start: false })
    const frozen = await open().bundles.loadFrozen(bundle?.contentId ?? '')
    return frozen?.assets.map(({ variant }) => variant.variantId)
  }

  describe('a primary', () => {
    it('is what the spec shows and what a bundle takes, and the former one is again after its undo', async () => {
      const run = await start()
      const { first, second, spec } = run
      await decide(open(), run, spec, first, `dec_a_${run.runId}`)
      await finishAsset(open(), run, spec, first)
      await decide(open(), run, spec, second, `dec_b_${run.runId}`, { marks: { primaryRank: -1 } })
      await finishAsset(open(), run, spec, second)
      expect(await specOf(run)).toMatchObject({
        primaryVariantId: first.variantId,
        finishedVariantId: first.variantId,
      })
      expect(await frozenVariants(run)).toEqual([first.variantId])

      const marks = { primaryRank: 1, rankBefore: -1 }
      await decide(open(), run, spec, { ...second, version: 1 }, `dec_c_${run.runId}`, {
        verb: 'primary',
        marks,
      })
      expect(await specOf(run)).toMatchObject({
        primaryVariantId: second.variantId,
        finishedVariantId: second.variantId,
      })
      expect(await open().review.findVariant(null, second.variantId)).toMatchObject({
        primary: true,
        ...marks,
      })
      expect(await open().review.findVariant(null, first.variantId)).not.toHaveProperty('primary')
      expect(await frozenVariants(run)).toEqual([second.variantId])
      expect((await told(run.projectId, 'decisionRecorded')).at(-1)?.data).toMatchObject({
        primaryVariantId: second.variantId,
      })

      await decide(open(), run, spec, { ...second, version: 2 }, `dec_d_${run.runId}`, {
        verb: 'withdraw',
        marks: { primaryRank: -1 },
      })
      expect(await specOf(run)).toMatchObject({ finishedVariantId: first.variantId })
      expect(await open().review.findVariant(null, second.variantId)).not.toHaveProperty('rankBefore')
      expect(await frozenVariants(run)).toEqual([first.variantId])
    })

    it('that is not finished yet leaves what is finished in its place', async () => {
      const run = await start()
      const { first, second, spec } = run
      await decide(open(), run, spec, first, `dec_a_${run.runId}`)
      await finishAsset(open(), run, spec, first)
      await decide(open(), run, spec, second, `dec_b_${run.runId}`, {
        verb: 'primary',
        marks: { primaryRank: 1 },
      })
      expect(await specOf(run)).toMatchObject({
        primaryVariantId: second.variantId,
        finishedVariantId: first.variantId,
      })
      await finishAsset(open(), run, spec, second)
      expect(await specOf(run)).toMatchObject({ finishedVariantId: second.variantId })
    })
  })

  describe('marks', () => {
    it('stand on the variant until the next decision, and stay in the decision that left them', async () => {
      const run = await start()
      const { first, spec } = run
      const signOffs = [{ reviewer: 'anna', decisionId: `dec_a_${run.runId}` }]
      await decide(open(), run, spec, first, `dec_a_${run.runId}`, {
        verdict: 'undecided',
        marks: { signOffs },
      })
      expect(await open().review.findVariant(null, first.variantId)).toMatchObject({
        verdict: 'undecided',
        version: 1,
        signOffs,
      })
      expect((await specOf(run))?.variants[0]).toMatchObject({ version: 1, signOffs })
      const [event] = await told(run.projectId, 'decisionRecorded')
      expect(event?.data['decisions']).toMatchObject([{ verdict: 'undecided', signedBy: ['anna'] }])

      await decide(open(), run, spec, { ...first, version: 1 }, `dec_b_${run.runId}`, { verdict: 'rejected' })
      expect(await open().review.findVariant(null, first.variantId)).not.toHaveProperty('signOffs')
      expect(await open().review.decisionsOf(first.variantId)).toMatchObject([{ marks: { signOffs } }, {}])
    })

    it('tell a spec of the rounds that began with changes: of two that asked for one, the later', async () => {
      const run = await start()
      const { first, second, spec } = run
      const asks = async (variant: VariantRow, id: string, round: number, changes?: { prompt: string }) =>
        await decide(open(), run, spec, variant, `dec_${id}_${run.runId}`, {
          ...{ verb: 'regenerate', verdict: 'regenerate' },
          marks: { asked: { round, ...(changes === undefined ? {} : { changes }) } },
        })
      await asks(first, 'a', 2, { prompt: 'taken back' })
      await asks(second, 'b', 3, { prompt: 'not begun' })
      await asks({ ...first, version: 1 }, 'c', 2, { prompt: 'a red barrel' })
      expect(await specOf(run)).not.toHaveProperty('plans')
      await open().runs.setSpecStage({ ...holderOf(run, spec), stage: 'generating', round: 2 })
      expect((await specOf(run))?.plans).toEqual([{ round: 2, changes: { prompt: 'a red barrel' } }])
    })
  })

  it('decisions of a group are found by its id, in their project only', async () => {
    const run = await start()
    const groupId = `group-${run.runId}`
    for (const variant of [run.first, run.second])
      await decide(open(), run, run.spec, variant, `dec_${variant.variantId}`, { groupId })
    const found = await open().review.decisionsOfGroup(run.projectId, groupId)
    expect(found.map(({ variantId, groupId: id }) => [variantId, id])).toEqual([
      [run.first.variantId, groupId],
      [run.second.variantId, groupId],
    ])
    expect(await open().review.decisionsOfGroup((await start()).projectId, groupId)).toEqual([])
    const events = await told(run.projectId, 'decisionRecorded')
    expect(events.map(({ data }) => data['groupId'])).toEqual([groupId, groupId])
  })

  describe('what waits for people', () => {
    it('is told once a run, and counted with the time from which the first of it waits', async () => {
      const run = await start()
      const crate = run.specs[1] as ScenarioSpec
      const before = await open().review.waitingIn(run.runId)
      expect(before).toMatchObject({ waiting: 1, assignees: [] })
      await generateRound(open(), run, crate)
      expect(await open().review.waitingIn(run.runId)).toEqual({ ...before, waiting: 2 })
      expect((await told(run.projectId, 'reviewWaiting')).map(({ data }) => data)).toEqual([
        { runId: run.runId },
      ])
      for (const spec of run.specs)
        await open().runs.setSpecStage({ ...holderOf(run, spec), stage: 'done', round: 1 })
      expect(await open().review.waitingIn(run.runId)).toEqual({ waiting: 0, oldest: null, assignees: [] })
    })

    it('is reminded of once a number, and not where nothing waits', async () => {
      const run = await start()
      const { runId } = run
      expect(await open().review.remindOf({ runId, number: 1 })).toMatchObject({ waiting: 1, sent: 1 })
      expect(await open().review.remindOf({ runId, number: 1 })).toMatchObject({ sent: 1 })
      expect(await open().review.remindOf({ runId, number: 2 })).toMatchObject({ sent: 2 })
      await open().runs.setSpecStage({ ...holderOf(run, run.spec), stage: 'rejected', round: 1 })
      expect(await open().review.remindOf({ runId, number: 3 })).toMatchObject({ waiting: 0, sent: 2 })
      const reminders = await told(run.projectId, 'reviewOverdue')
      expect(reminders.map(({ data }) => [data['reminder'], data['waiting']])).toEqual([
        [1, 1],
        [2, 1],
      ])
    })
  })
}
