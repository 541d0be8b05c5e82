import { describe, expect, it } from 'vitest'
import type { Catalogue } from '../../../core/catalogue.js'
import { togetherLimits } from '../../../core/review-together/together-limits.js'
import { decide, freshKey, generateRound, startRun } from '../../support/catalogue-scenario.js'

const leaseMs = 600_000

export function describeClaims(open: () => Catalogue): void {
  /** A run with as many specs as are named, all of which wait. */
  const start = async (keys: readonly string[]) => {
    const run = await startRun(open(), { project: freshKey(), keys })
    const made = []
    for (const spec of run.specs) made.push(await generateRound(open(), run, spec))
    const { projectId, runId } = run
    const take = async (handle: string, count: number, lease = leaseMs) =>
      (await open().claims.take({ projectId, runId, handle, count, leaseMs: lease })).map(
        ({ specKey }) => specKey,
      )
    return { run, made, take, scope: { projectId, runId } }
  }
  const abc = ['axe', 'bow', 'cup', 'dog', 'elk', 'fan']

  describe('claims', () => {
    it('give the next specs that wait and nobody has, in list order, and tell who has what', async () => {
      const { run, take } = await start(['zinc', 'axe', 'bow'])
      expect(await take('ann', 2)).toEqual(['zinc', 'axe'])
      expect(await take('ben', 2)).toEqual(['bow'])
      expect(await take('ben', 2)).toEqual([])
      const claims = await open().claims.list(run.runId)
      expect(claims.map(({ specKey, handle }) => [specKey, handle])).toEqual([
        ['zinc', 'ann'],
        ['axe', 'ann'],
        ['bow', 'ben'],
      ])
      const [first] = claims
      expect(Date.parse(first!.leaseUntil) - Date.parse(first!.claimedAt)).toBeGreaterThan(leaseMs - 5_000)
    })

    it('leave out what waits for nobody: decided specs, and those still being made', async () => {
      const { run, made, take } = await start(['axe', 'bow'])
      await decide(open(), run, run.specs[0]!, made[0]![0]!, `dec_${freshKey()}`)
      await open().runs.setSpecStage({
        ...run,
        specRevisionId: run.specs[0]!.specRevisionId,
        stage: 'done',
        round: 1,
      })
      expect(await take('ann', 5)).toEqual(['bow'])
      const raw = await startRun(open(), { project: freshKey(), keys: ['axe'] })
      expect(await open().claims.take({ ...raw, handle: 'ann', count: 5, leaseMs })).toEqual([])
    })

    it('never give one spec to two who ask at the same moment', async () => {
      const keys = Array.from({ length: 24 }, (_, at) => `spec-${String(at).padStart(2, '0')}`)
      const { run, take } = await start(keys)
      const handles = Array.from({ length: 8 }, (_, at) => `person-${at}`)
      const taken = await Promise.all(handles.map(async (handle) => await take(handle, 4)))
      expect(taken.flat().toSorted()).toEqual(keys.slice(0, taken.flat().length))
      expect(new Set(taken.flat()).size).toBe(taken.flat().length)
      // Whoever was passed over in the crowd gets the rest now.
      await take('last', 100)
      expect((await open().claims.list(run.runId)).map(({ specKey }) => specKey)).toEqual(keys)
    })

    it('are given back by their holder alone, some or all', async () => {
      const { scope, take } = await start(abc)
      await take('ann', 4)
      const { claims } = open()
      expect(await claims.release({ ...scope, handle: 'ben' })).toBe(0)
      expect(await claims.release({ ...scope, handle: 'ann', specKeys: ['bow', 'none'] })).toBe(1)
      expect(await take('ben', 2)).toEqual(['bow', 'elk'])
      expect(await claims.release({ ...scope, handle: 'ann' })).toBe(3)
      expect((await claims.list(scope.runId)).map(({ handle }) => handle)).toEqual(['ben', 'ben'])
    })

    it('end with their lease and then belong to the next one; renewing them keeps them', async () => {
      const { scope, take } = await start(['axe', 'bow'])
      const { claims } = open()
      await take('ann', 1, 20)
      // A lease of 20 ms is over when it is not among the live ones any more.
      await expect.poll(async () => await claims.list(scope.runId)).toEqual([])
      expect(await claims.renew({ runId: scope.runId, handle: 'ann' })).toEqual([])
      expect(await take('ben', 2)).toEqual(['axe', 'bow'])
      const before = await claims.list(scope.runId)
      const renewed = await claims.renew({ runId: scope.runId, handle: 'ben' })
      expect(renewed.map(({ specKey }) => specKey)).toEqual(['axe', 'bow'])
      expect(renewed[0]!.leaseUntil >= before[0]!.leaseUntil).toBe(true)
      expect(await claims.renew({ runId: scope.runId, handle: 'ann' })).toEqual([])
    })

    it('block no decision, and a decision of the holder renews all that they hold in the run', async () => {
      const { run, made, scope, take } = await start(['axe', 'bow'])
      const { claims } = open()
      const shortMs = 10_000
      await take('ann', 2, shortMs)
      const ends = async () =>
        (await claims.list(scope.runId)).map(({ leaseUntil }) => Date.parse(leaseUntil))
      const before = await ends()
      await decide(open(), run, run.specs[0]!, made[0]![0]!, `dec_${freshKey()}`, { reviewer: 'ben' })
      expect(await ends()).toEqual(before)
      // A tenth of a lease has to be over before it is written again.
      await expect
        .poll(
          async () => {
            const [variant] = await open().generation.variantsOfRound(
              run.runId,
              run.specs[1]!.specRevisionId,
              1,
            )
            const change = { reviewer: 'ann' }
            await decide(open(), run, run.specs[1]!, variant!, `dec_${freshKey()}`, change)
            const after = await ends()
            return after.length === 2 && after.every((end, at) => end > before[at]!)
          },
          { timeout: 20_000 },
        )
        .toBe(true)
    })

    it('are no more than one person may hold, and pass over what was assigned to somebody else', async () => {
      const { scope, take } = await start(['axe', 'bow', 'cup'])
      const { assignments } = open()
      await assignments.assign({ ...scope, handle: 'cleo', specKeys: ['bow'], assignedBy: 'lead' })
      expect(await take('ann', togetherLimits.claimsHeldMax)).toEqual(['axe', 'cup'])
      expect(await take('cleo', 5)).toEqual(['bow'])
    })

    it('are told as events; an unknown run is refused', async () => {
      const { scope, take } = await start(['axe'])
      await take('ann', 1)
      await open().claims.release({ ...scope, handle: 'ann' })
      const events = await open().events.readAfter(scope.projectId, 0, 500)
      const told = events.filter(({ type }) => type === 'claimsChanged').map(({ data }) => data)
      expect(told).toEqual([
        { handle: 'ann', taken: 1, released: 0 },
        { handle: 'ann', taken: 0, released: 1 },
      ])
      const nowhere = { ...scope, runId: 'run_none', handle: 'ann', count: 1, leaseMs }
      await expect(open().claims.take(nowhere)).rejects.toMatchObject({ type: 'NotFound' })
      expect(await open().claims.list('run_none')).toEqual([])
    })
  })
}
