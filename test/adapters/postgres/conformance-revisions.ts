import { describe, expect, it } from 'vitest'
import type { Catalogue } from '../../../core/catalogue.js'
import type { RunOptions } from '../../../core/run-options.js'
import type { ScenarioRun } from '../../support/catalogue-scenario.js'
import {
  buildRunOptions,
  buildSpec,
  decide,
  finishAsset,
  freshKey,
  generateRound,
  holderOf,
  planJobs,
  startRun,
} from '../../support/catalogue-scenario.js'

export function describeRevisions(open: () => Catalogue): void {
  const submit = async (
    project: string,
    keys: readonly string[],
    text: string,
    options: Partial<RunOptions> = {},
  ) => await startRun(open(), { project, keys, text, options })
  const approve = async (run: ScenarioRun, nth: number) => {
    const spec = run.specs[nth]!
    const [variant] = await generateRound(open(), run, spec)
    await decide(open(), run, spec, variant!, `dec-${variant!.variantId}`, { verb: 'pick' })
    await finishAsset(open(), run, spec, variant!)
    return variant!
  }
  const originsOf = async (run: ScenarioRun) =>
    (await open().runs.readSpecs(run.runId, 0, 100)).specs.map(
      ({ specKey, originRunId }) => `${specKey} ${originRunId === undefined ? 'own' : originRunId}`,
    )
  const stagesOf = async (run: ScenarioRun) => (await open().runs.counts(run.runId)).byStage

  describe('a revision of a list', () => {
    it('is the newest one for the same text, and a new one for the text of an older', async () => {
      const project = freshKey()
      const one = await submit(project, ['a'], 'one')
      const two = await submit(project, ['a'], 'two')
      expect((await submit(project, ['a'], 'two')).runId).toBe(two.runId)
      const back = await submit(project, ['a'], 'one')
      expect(new Set([one.runId, two.runId, back.runId]).size).toBe(3)
      const revisions = await open().intake.listRevisions(one.projectId, two.wishlistRevisionId)
      expect(revisions.map(({ revision, runId, refined }) => [revision, runId, refined])).toEqual([
        [1, one.runId, true],
        [2, two.runId, true],
        [3, back.runId, true],
      ])
      expect(await open().intake.findNewestRevision(one.projectId, 'list.txt')).toEqual(revisions[2])
      expect(await open().intake.findNewestRevision(one.projectId, 'other.txt')).toBeNull()
      expect((await open().intake.loadRevision(one.projectId, back.wishlistRevisionId)).revision).toBe(3)
      const specs = await open().intake.specsOfRevision(one.projectId, back.wishlistRevisionId)
      expect(specs.map(({ key }) => key)).toEqual(['a'])
    })

    it('takes the place of a held run that has made nothing, and is held itself where it is asked to', async () => {
      const project = freshKey()
      const list = { projectId: '', name: 'list.txt', options: buildRunOptions() }
      const one = await submit(project, ['a', 'b'], 'one', { hold: true })
      list.projectId = one.projectId
      await open().runs.setStage(one.runId, 'generating')
      expect(await open().runs.find(one.runId)).toMatchObject({ paused: true, options: { hold: true } })
      // Held or not, it is the same list.
      const same = await open().intake.submitWishlist({ ...list, text: 'one' })
      expect(same).toMatchObject({ runId: one.runId, created: false, held: true })
      const next = { ...list, text: 'two', keepsHold: true as const, expectedRevision: 1 }
      const two = await open().intake.submitWishlist(next)
      expect(two).toMatchObject({ revision: 2, held: true, cancelledRunId: one.runId })
      await expect(open().intake.submitWishlist({ ...next, text: 'three' })).rejects.toThrow('revision 2')
      expect(await open().runs.find(one.runId)).toMatchObject({ stage: 'cancelled' })
      expect(await stagesOf(one)).toEqual({ cancelled: 2 })
      const leased = await open().outbox.lease(100, 1)
      expect(leased.map(({ message }) => message)).toContainEqual(
        expect.objectContaining({ kind: 'signalRun', runId: one.runId, signal: 'cancelRun' }),
      )
      const again = await submit(project, ['a', 'b'], 'two')
      expect(await originsOf(again)).toEqual(['a own', 'b own'])
      await open().runs.setStage(again.runId, 'generating')
      const [spec] = again.specs
      await open().runs.setSpecStage({ ...holderOf(again, spec!), stage: 'generating', round: 1 })
      // Something is being made: it goes on, and the newer one is held only where its order says so.
      const three = await open().intake.submitWishlist({ ...next, text: 'three', expectedRevision: 2 })
      expect(three).toMatchObject({ held: false })
      expect(three).not.toHaveProperty('cancelledRunId')
      expect(await open().runs.find(again.runId)).toMatchObject({ stage: 'generating', paused: true })
    })

    it('keeps what each spec was, and edits with the revision alone', async () => {
      const project = freshKey()
      const specEdits = [{ key: 'a', set: { variants: 3 } }]
      const one = await submit(project, ['a'], 'one', { variantsPerSpec: 5, specEdits })
      const { projectId, wishlistRevisionId, runId } = one
      expect((await open().runs.find(runId))?.options).not.toHaveProperty('specEdits')
      const revision = await open().intake.loadRevision(projectId, wishlistRevisionId)
      expect(revision.options.specEdits).toEqual(specEdits)
      const changed = buildSpec('a', { variants: 3 })
      await open().intake.saveRefinement({ ...revision, specs: [changed] })
      const { specs } = await open().runs.readSpecs(runId, 0, 10)
      expect(specs.map(({ variantsPerRound }) => variantsPerRound)).toEqual([3])
      const rows = await open().intake.specRevisions(projectId, specs[0]!.specId, 10)
      expect(rows.map(({ revision: number, spec }) => [number, spec.variants])).toEqual([
        [2, 3],
        [1, 2],
      ])
      const [newest, ...more] = await open().intake.specRevisions(projectId, specs[0]!.specId, 1)
      expect([newest?.specRevisionId, more]).toEqual([specs[0]!.specRevisionId, []])
    })

    it('carries settled specs with their variants, decisions and assets, and makes the others', async () => {
      const project = freshKey()
      const one = await submit(project, ['a', 'b'], 'one')
      const variant = await approve(one, 0)
      await approve(one, 1)
      const two = await submit(project, ['b', 'c', 'a'], 'two')
      expect(await originsOf(two)).toEqual([`b ${one.runId}`, 'c own', `a ${one.runId}`])
      expect(await open().runs.counts(two.runId)).toMatchObject({
        specs: 3,
        variants: 4,
        variantsPlanned: 6,
        assets: 2,
        byStage: { done: 2, waiting: 1 },
        costMicros: 0,
      })
      expect(await open().generation.ledger(two.runId)).toMatchObject({ reserved: 0, executions: 0 })
      const settled = await open().runs.settled(two.runId)
      expect(settled).toMatchObject({ settled: 2, total: 3, open: [{ stage: 'waiting' }] })
      const listed = await open().review.listVariants({ runId: two.runId, specKey: 'a', limit: 10 })
      expect(listed.variants.map(({ variantId, runId }) => [variantId, runId])).toContainEqual([
        variant.variantId,
        one.runId,
      ])
      expect(await open().review.decisionsOfRun(two.runId)).toHaveLength(2)
      expect(await open().runs.carried(two.runId)).toEqual({
        runIds: [one.runId],
        specs: 2,
        variants: 4,
        approved: 2,
      })
      const snapshot = await open().runs.findSpecByKey(two.runId, 'a')
      expect(snapshot).toMatchObject({ originRunId: one.runId, stage: 'done', roundScored: true })
      expect(await open().runs.readSpec(two.runId, snapshot!.specRevisionId)).toEqual(snapshot)
      await open().runs.setSpecClosed(one.runId, snapshot!.specRevisionId, true)
      expect(await open().review.isSpecClosed(two.runId, snapshot!.specRevisionId)).toBe(true)
    })

    it('shows the decisions of the specs that it has, in their order and page by page', async () => {
      const project = freshKey()
      const one = await submit(project, ['a', 'b'], 'one')
      const b = await approve(one, 1)
      const two = await submit(project, ['b', 'c'], 'two')
      const c = await approve(two, 1)
      const a = await approve(one, 0)
      const decided = async (run: ScenarioRun, page?: { cursor: number; limit: number }) =>
        (await open().review.decisionsOfRun(run.runId, page)).map(({ variantId }) => variantId)
      expect(await decided(two)).toEqual([b.variantId, c.variantId])
      expect(await decided(one)).toEqual([b.variantId, a.variantId])
      expect(await decided(two, { cursor: 0, limit: 1 })).toEqual([b.variantId])
      expect(await decided(two, { cursor: 1, limit: 5 })).toEqual([c.variantId])
    })

    it('carries from the run that made a spec, over revisions that carried it too', async () => {
      const project = freshKey()
      const one = await submit(project, ['a'], 'one')
      await approve(one, 0)
      await submit(project, ['a', 'b'], 'two')
      await submit(project, ['b'], 'three')
      const four = await submit(project, ['a'], 'four')
      expect(await originsOf(four)).toEqual([`a ${one.runId}`])
    })

    it('makes all anew for another seed or number of variants, and what failed or was never begun', async () => {
      const project = freshKey()
      const one = await submit(project, ['a', 'b', 'c'], 'one')
      await approve(one, 0)
      await open().runs.setSpecStage({ ...holderOf(one, one.specs[1]!), stage: 'failed', round: 1 })
      await open().runs.setStage(one.runId, 'cancelled')
      expect(await originsOf(await submit(project, ['a'], 'x', { seed: 2 }))).toEqual(['a own'])
      expect(await originsOf(await submit(project, ['a'], 'x', { variantsPerSpec: 5 }))).toEqual(['a own'])
      const two = await submit(project, ['a', 'b', 'c'], 'two')
      expect(await originsOf(two)).toEqual([`a ${one.runId}`, 'b own', 'c own'])
    })

    it('takes specs that are under way only with the same kind of review', async () => {
      const project = freshKey()
      const one = await submit(project, ['a', 'b'], 'one')
      await approve(one, 0)
      await generateRound(open(), one, one.specs[1]!)
      expect(await originsOf(await submit(project, ['a', 'b'], 'auto', { review: 'auto' }))).toEqual([
        `a ${one.runId}`,
        'b own',
      ])
      const two = await submit(project, ['a', 'b'], 'two')
      // The newest revision that had it: there it was made anew.
      expect((await originsOf(two))[1]).toBe(`b ${one.runId}`)
      expect(await stagesOf(two)).toEqual({ done: 1, reviewing: 1 })
      expect((await open().runs.counts(two.runId)).waitingForReview).toBe(1)
    })

    it('freezes what it carries, and leaves the reviews of the owner open', async () => {
      const project = freshKey()
      const contentIdOf = (target: string, assets: readonly { asset: { sha256: string } }[]) =>
        `${target} ${project} ${assets.map(({ asset }) => asset.sha256).join(' ')}`
      const freeze = async (run: ScenarioRun, target = 'x') =>
        (
          await open().bundles.freeze({
            projectId: run.projectId,
            runId: run.runId,
            targets: [target],
            contentIdOf,
            start: false,
          })
        )[0]!
      const one = await submit(project, ['a', 'b'], 'one')
      await approve(one, 0)
      await approve(one, 1)
      const first = await freeze(one)
      const beforeFirst = await open().bundles.loadFrozen(first.contentId)
      expect(beforeFirst.previousContentId).toBeNull()
      await open().bundles.publish(first.contentId)
      const two = await submit(project, ['a', 'c'], 'two')
      await approve(two, 1)
      const second = await freeze(two)
      const frozen = await open().bundles.loadFrozen(second.contentId)
      expect(frozen.assets.map(({ asset }) => [asset.specKey, asset.runId])).toEqual([
        ['a', one.runId],
        ['c', two.runId],
      ])
      expect(frozen.previousContentId).toBe(first.contentId)
      expect(await open().bundles.frozenSpecRevisions(second.contentId)).toEqual([
        { runId: two.runId, specRevisionId: two.specs[1]!.specRevisionId },
      ])
      // Fixed at the freeze: what is published later changes nothing of it, and another target has its own.
      await open().bundles.publish(second.contentId)
      const third = await freeze(await submit(project, ['c'], 'three'))
      await open().bundles.publish(third.contentId)
      expect((await open().bundles.loadFrozen(third.contentId)).previousContentId).toBe(second.contentId)
      expect((await open().bundles.loadFrozen(second.contentId)).previousContentId).toBe(first.contentId)
      const other = await freeze(two, 'y')
      expect((await open().bundles.loadFrozen(other.contentId)).previousContentId).toBeNull()
    })

    it('is woken once when its owner leaves generation, settles or gives up', async () => {
      const project = freshKey()
      const one = await submit(project, ['a'], 'one')
      const two = await submit(project, ['a', 'b'], 'two')
      const over = await submit(project, ['a', 'c'], 'three')
      await open().runs.setStage(over.runId, 'cancelled')
      const spec = holderOf(one, one.specs[0]!)
      for (const stage of ['generating', 'reviewing', 'reviewing', 'done'] as const)
        await open().runs.setSpecStage({ ...spec, stage, round: 1 })
      const { specRevisionId, projectId } = spec
      const woken = (await open().outbox.lease(1000, 60_000)).flatMap(({ message }) =>
        message.kind === 'wakeRun' && message.projectId === projectId ? [message] : [],
      )
      expect(woken).toEqual(
        (['reviewing', 'done'] as const).map((stage) => ({
          kind: 'wakeRun',
          projectId,
          runId: two.runId,
          specRevisionId,
          stage,
        })),
      )
    })

    it('tells which specs another open run has too', async () => {
      const project = freshKey()
      const one = await submit(project, ['a', 'b'], 'one')
      const two = await submit(project, ['a'], 'two')
      const heldOf = async (run: ScenarioRun) =>
        (await open().runs.readSpecs(run.runId, 0, 10)).specs.map(
          ({ heldElsewhere }) => heldElsewhere ?? false,
        )
      expect(await heldOf(one)).toEqual([true, false])
      expect(await heldOf(two)).toEqual([true])
      await open().runs.setStage(one.runId, 'cancelled')
      expect(await heldOf(two)).toEqual([false])
    })

    it('adopts what its owner gave up, as long as it is open itself', async () => {
      const project = freshKey()
      const one = await submit(project, ['a', 'b'], 'one')
      await approve(one, 1)
      const spec = holderOf(one, one.specs[0]!)
      const two = await submit(project, ['a', 'b'], 'two')
      await open().runs.adoptGivenUp(two.runId)
      expect(await originsOf(two)).toEqual([`a ${one.runId}`, `b ${one.runId}`])
      await open().runs.setPaused(one.runId, true)
      expect((await open().runs.settled(two.runId)).open).toEqual([
        {
          specRevisionId: spec.specRevisionId,
          stage: 'waiting',
          originRunId: one.runId,
          originPaused: true,
        },
      ])
      await open().runs.setSpecStage({ ...spec, stage: 'cancelled', round: 1 })
      const late = await submit(project, ['a', 'b'], 'three')
      await open().runs.setStage(two.runId, 'done')
      await open().runs.adoptGivenUp(two.runId)
      expect(await originsOf(two)).toEqual([`a ${one.runId}`, `b ${one.runId}`])
      expect(await originsOf(late)).toEqual(['a own', `b ${one.runId}`])
    })

    it('works on an adopted spec as on its own', async () => {
      const project = freshKey()
      const one = await submit(project, ['a'], 'one')
      const two = await submit(project, ['a', 'b'], 'two')
      await open().runs.setSpecStage({ ...holderOf(one, one.specs[0]!), stage: 'failed', round: 1 })
      await open().runs.adoptGivenUp(two.runId)
      await open().runs.adoptGivenUp(two.runId)
      expect(await originsOf(two)).toEqual(['a own', 'b own'])
      const [first] = (await open().runs.settled(two.runId)).open
      expect(first).toEqual({ specRevisionId: two.specs[0]!.specRevisionId, stage: 'waiting', adopted: true })
      const holder = holderOf(two, two.specs[0]!)
      const jobs = planJobs(two, two.specs[0]!)
      const reserved = await open().generation.reserve({ ...holder, cap: 1000, jobs, costMicros: 1 })
      expect(reserved.granted).toBe(true)
      await approve(two, 0)
      expect(await stagesOf(two)).toEqual({ done: 1, waiting: 1 })
      expect(await stagesOf(one)).toEqual({ failed: 1 })
    })
  })
}
