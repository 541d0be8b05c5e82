import { describe, expect, it } from 'vitest'
import type { Catalogue } from '../../../core/catalogue.js'
import { decide, freshKey, generateRound, startRun } from '../../support/catalogue-scenario.js'

export function describeReviewQueue(open: () => Catalogue): void {
  const start = async (keys: readonly string[], project = freshKey(), text = keys.join('\n')) => {
    const run = await startRun(open(), { project, keys, text })
    for (const spec of run.specs) {
      const known = await open().generation.variantsOfRound(run.runId, spec.specRevisionId, 1)
      const snapshot = await open().runs.readSpec(run.runId, spec.specRevisionId)
      if (known.length === 0 && snapshot?.originRunId === undefined) await generateRound(open(), run, spec)
    }
    return { ...run, scope: { projectId: run.projectId, runId: run.runId } }
  }
  const keysOf = async (input: Partial<Parameters<Catalogue['reviewQueue']['waiting']>[0]>) =>
    (await open().reviewQueue.waiting({ projectIds: null, limit: 100, ...input })).items.map(
      ({ specKey }) => specKey,
    )

  describe('assignments', () => {
    it('of specs count before that of the run, and a new one of the run ends them', async () => {
      const { scope } = await start(['axe', 'bow', 'cup'])
      const { assignments } = open()
      const seen = async () =>
        (await assignments.ofRun(scope.runId)).map(({ specKey, handle }) => [specKey, handle])
      expect(await seen()).toEqual([])
      await assignments.assign({ ...scope, handle: 'ann', assignedBy: 'lead' })
      await assignments.assign({ ...scope, handle: 'ben', specKeys: ['cup', 'axe'], assignedBy: 'lead' })
      expect(await seen()).toEqual([
        [null, 'ann'],
        ['axe', 'ben'],
        ['cup', 'ben'],
      ])
      const assignedTo = async () => {
        const { items } = await open().reviewQueue.waiting({ projectIds: [scope.projectId], limit: 9 })
        return Object.fromEntries(items.map(({ specKey, assignedTo: handle }) => [specKey, handle]))
      }
      expect(await assignedTo()).toEqual({ axe: 'ben', bow: 'ann', cup: 'ben' })
      await assignments.assign({ ...scope, handle: null, specKeys: ['cup'], assignedBy: 'lead' })
      expect(await assignedTo()).toEqual({ axe: 'ben', bow: 'ann', cup: 'ann' })
      await assignments.assign({ ...scope, handle: 'cleo', assignedBy: 'lead' })
      expect(await seen()).toEqual([[null, 'cleo']])
      await assignments.assign({ ...scope, handle: null, assignedBy: 'lead' })
      expect(await seen()).toEqual([])
      const told = (await open().events.readAfter(scope.projectId, 0, 500)).filter(
        ({ type }) => type === 'reviewAssigned',
      )
      expect(told.map(({ data }) => data['handle'])).toEqual(['ann', 'ben', null, 'cleo', null])
      const wrong = { ...scope, handle: 'ann', specKeys: ['axe', 'none'], assignedBy: 'lead' }
      await expect(assignments.assign(wrong)).rejects.toMatchObject({ type: 'NotFound' })
      const nowhere = { ...scope, runId: 'run_none', handle: 'ann', assignedBy: 'lead' }
      await expect(assignments.assign(nowhere)).rejects.toMatchObject({ type: 'NotFound' })
    })
  })

  describe('the queue of what waits', () => {
    it('has what waits in the projects that are named, longest waiting first, in pages', async () => {
      const first = await start(['axe', 'bow'])
      const second = await start(['cup'])
      const projectIds = [first.projectId, second.projectId]
      const { items, total } = await open().reviewQueue.waiting({ projectIds, limit: 10 })
      expect(items.map(({ specKey }) => specKey)).toEqual(['axe', 'bow', 'cup'])
      expect([total, items[0]]).toMatchObject([
        3,
        { ...first.scope, wishlistName: 'list.txt', claimedBy: null, assignedTo: null },
      ])
      const { waitingSince, dueAt } = items[0]!
      expect(Date.parse(dueAt!) - Date.parse(waitingSince)).toBe(72 * 3_600_000)
      const { reviewQueue } = open()
      const page = await reviewQueue.waiting({ projectIds, limit: 2 })
      expect([page.items.length, page.total]).toEqual([2, 3])
      const rest = await reviewQueue.waiting({ projectIds, limit: 2, cursor: page.nextCursor! })
      expect(rest).toMatchObject({ items: [{ specKey: 'cup' }], total: 3, nextCursor: null })
      expect(await keysOf({ projectIds: [second.projectId] })).toEqual(['cup'])
      expect(await keysOf({ projectIds: [] })).toEqual([])
      expect(await keysOf({ projectIds, runId: first.runId })).toEqual(['axe', 'bow'])
      expect((await keysOf({ projectIds: null })).length).toBeGreaterThanOrEqual(3)
      const wrong = reviewQueue.waiting({ projectIds, limit: 2, cursor: 'elsewhere' })
      await expect(wrong).rejects.toMatchObject({ type: 'InvalidInput' })
    })

    it('says when a review is due by the order of its run; none is due without a time', async () => {
      const dueOf = async (reviewDueMs: number | null) => {
        const options = { reviewDueMs }
        const run = await startRun(open(), { project: freshKey(), keys: ['axe'], options })
        await generateRound(open(), run, run.specs[0]!)
        const { items } = await open().reviewQueue.waiting({ projectIds: [run.projectId], limit: 1 })
        const { dueAt, waitingSince } = items[0]!
        return dueAt === null ? null : Date.parse(dueAt) - Date.parse(waitingSince)
      }
      expect(await dueOf(60_000)).toBe(60_000)
      expect(await dueOf(null)).toBeNull()
    })

    it('is mine what I claimed or was given, and what nobody has', async () => {
      const { scope } = await start(['axe', 'bow', 'cup', 'dog'])
      const { claims, assignments } = open()
      const take = { ...scope, count: 1, leaseMs: 600_000 }
      await claims.take({ ...take, handle: 'ann' })
      await claims.take({ ...take, handle: 'ben' })
      await assignments.assign({ ...scope, handle: 'ben', specKeys: ['cup'], assignedBy: 'lead' })
      const projectIds = [scope.projectId]
      expect(await keysOf({ projectIds, mine: 'ann' })).toEqual(['axe', 'dog'])
      expect(await keysOf({ projectIds, mine: 'ben' })).toEqual(['bow', 'cup', 'dog'])
      expect(await keysOf({ projectIds, mine: 'cleo' })).toEqual(['dog'])
      expect(await keysOf({ projectIds })).toEqual(['axe', 'bow', 'cup', 'dog'])
    })

    it('leaves out of mine what I have approved and a second person has to', async () => {
      const run = await start(['axe', 'bow'])
      const [variant] = await open().generation.variantsOfRound(run.runId, run.specs[0]!.specRevisionId, 1)
      const decisionId = `dec_${freshKey()}`
      const marks = { signOffs: [{ reviewer: 'ann', decisionId }] }
      const change = { verdict: 'undecided', reviewer: 'ann', marks } as const
      await decide(open(), run, run.specs[0]!, variant!, decisionId, change)
      const projectIds = [run.projectId]
      expect(await keysOf({ projectIds, mine: 'ann' })).toEqual(['bow'])
      expect(await keysOf({ projectIds, mine: 'ben' })).toEqual(['axe', 'bow'])
      const take = { ...run.scope, count: 5, leaseMs: 600_000 }
      expect(await open().claims.take({ ...take, handle: 'ann' })).toMatchObject([{ specKey: 'bow' }])
      expect(await open().claims.take({ ...take, handle: 'ben' })).toMatchObject([{ specKey: 'axe' }])
    })

    it('has a spec that two runs have once, in the newest run, with claims of either', async () => {
      const project = freshKey()
      const first = await start(['axe'], project)
      const second = await start(['axe', 'bow'], project, 'axe and bow')
      const take = { count: 1, leaseMs: 600_000, handle: 'ann' }
      await open().claims.take({ ...first.scope, ...take })
      const { items } = await open().reviewQueue.waiting({ projectIds: [first.projectId], limit: 9 })
      const seen = items.map(({ specKey, runId, claimedBy }) => [specKey, { runId, claimedBy }])
      expect(Object.fromEntries(seen)).toEqual({
        axe: { runId: second.runId, claimedBy: 'ann' },
        bow: { runId: second.runId, claimedBy: null },
      })
      expect(items).toHaveLength(2)
      expect(await open().claims.take({ ...second.scope, ...take, count: 5 })).toMatchObject([
        { specKey: 'bow' },
      ])
      expect(await open().claims.list(second.runId)).toHaveLength(2)
    })
  })
}
