import { describe, expect, it } from 'vitest'
import type { Catalogue } from '../../../core/catalogue.js'
import type { ScenarioRun, ScenarioSpec } from '../../support/catalogue-scenario.js'
import { freshKey, holderOf, planJobs, resultOf, startRun } from '../../support/catalogue-scenario.js'

export function describeGeneration(open: () => Catalogue): void {
  const start = async (count = 1): Promise<ScenarioRun & { spec: ScenarioSpec }> => {
    const keys = Array.from({ length: count }, (_, index) => `prop-${index}`)
    const run = await startRun(open(), { project: freshKey(), keys })
    return { ...run, spec: run.specs[0] as ScenarioSpec }
  }
  const reserve = async (run: ScenarioRun, spec: ScenarioSpec, cap = 8, round = 1) =>
    await open().generation.reserve({
      ...holderOf(run, spec),
      cap,
      jobs: planJobs(run, spec, round),
      costMicros: 10,
    })
  const heldBy = async ({ projectId }: ScenarioRun) =>
    (await open().generation.listPermits()).filter((permit) => permit.projectId === projectId)

  describe('permits', () => {
    it('20 holders at once are never above the cap, and all get their turn in the order they came', async () => {
      const run = await start(20)
      const cap = 3
      const finished: string[] = []
      // Opens the connections: holders that have to connect first do not meet.
      await Promise.all(run.specs.map(async () => await heldBy(run)))
      const waiting = new Set(run.specs)
      while (waiting.size > 0) {
        const answers = await Promise.all(
          [...waiting].map(async (spec) => ({ spec, ...(await reserve(run, spec, cap)) })),
        )
        const granted = answers.filter((answer) => answer.granted).map(({ spec }) => spec)
        expect((await heldBy(run)).length).toBeLessThanOrEqual(cap)
        expect(granted.length).toBeGreaterThan(0)
        for (const { ahead, granted: got } of answers) if (!got) expect(ahead).toBeGreaterThanOrEqual(cap)
        for (const spec of granted) {
          waiting.delete(spec)
          finished.push(spec.specKey)
          await open().generation.release(holderOf(run, spec))
        }
      }
      expect(new Set(finished).size).toBe(20)
      expect(await heldBy(run)).toEqual([])
    })

    it('never goes above the cap while holders come and go freely', async () => {
      const run = await start(20)
      const cap = 4
      let held = 0
      let most = 0
      let meet = () => {}
      const met = new Promise<void>((resolve) => (meet = resolve))
      await Promise.all(
        run.specs.map(async (spec) => {
          while (!(await reserve(run, spec, cap)).granted)
            await new Promise((resolve) => setTimeout(resolve, 2))
          held += 1
          most = Math.max(most, held)
          if (held > 1) meet()
          // The first keeps its permit until another has one: how fast they come says nothing.
          await met
          await new Promise((resolve) => setTimeout(resolve, 3))
          held -= 1
          await open().generation.release(holderOf(run, spec))
        }),
      )
      expect(most).toBeLessThanOrEqual(cap)
      expect(most).toBeGreaterThan(1)
    })

    it('a holder keeps its permit, and one in line its place', async () => {
      const run = await start(3)
      const [a, b, c] = run.specs as [ScenarioSpec, ScenarioSpec, ScenarioSpec]
      expect(await reserve(run, a, 1)).toEqual({ granted: true, ahead: 0 })
      expect(await reserve(run, b, 1)).toEqual({ granted: false, ahead: 1 })
      expect(await reserve(run, c, 1)).toEqual({ granted: false, ahead: 2 })
      expect(await reserve(run, a, 1)).toEqual({ granted: true, ahead: 0 })
      expect(await reserve(run, c, 1)).toEqual({ granted: false, ahead: 2 })
      await open().generation.release(holderOf(run, a))
      expect(await reserve(run, c, 1)).toEqual({ granted: false, ahead: 1 })
      expect(await reserve(run, b, 1)).toEqual({ granted: true, ahead: 0 })
      expect((await heldBy(run)).map(({ specRevisionId }) => specRevisionId)).toEqual([b.specRevisionId])
    })

    it('projects do not wait for each other', async () => {
      const [one, two] = [await start(), await start()]
      expect((await reserve(one, one.spec, 1)).granted).toBe(true)
      expect((await reserve(two, two.spec, 1)).granted).toBe(true)
    })

    it('refuses a spec that the run does not have, and a run of another project', async () => {
      const [one, two] = [await start(), await start()]
      const unknown = { specId: 'spc_x', specRevisionId: 'spr_x', specKey: 'x' }
      await expect(reserve(one, unknown)).rejects.toMatchObject({ type: 'NotFound' })
      await expect(reserve({ ...one, projectId: two.projectId }, one.spec)).rejects.toMatchObject({
        type: 'NotFound',
      })
    })
  })

  describe('the ledger', () => {
    const ledgerOf = async ({ runId }: ScenarioRun) => await open().generation.ledger(runId)

    it('reserves once, commits what was made and refunds the rest at release', async () => {
      const run = await start()
      await reserve(run, run.spec)
      await reserve(run, run.spec)
      expect(await ledgerOf(run)).toEqual({
        reserved: 2,
        committed: 0,
        refunded: 0,
        open: 2,
        executions: 0,
        costMicros: 0,
      })
      const [job] = planJobs(run, run.spec)
      if (!job) throw new Error('no job')
      await open().generation.complete(resultOf(job, 7))
      for (let time = 0; time < 2; time++) await open().generation.release(holderOf(run, run.spec))
      expect(await ledgerOf(run)).toMatchObject({
        reserved: 2,
        committed: 1,
        refunded: 1,
        open: 0,
        costMicros: 7,
      })
    })

    it('takes a refund back when the job is reserved again or was completed after all', async () => {
      const run = await start()
      const [first, second] = planJobs(run, run.spec)
      if (!first || !second) throw new Error('no jobs')
      await reserve(run, run.spec)
      await open().generation.release(holderOf(run, run.spec))
      expect(await ledgerOf(run)).toMatchObject({ reserved: 2, refunded: 2, open: 0 })
      // A result that was on its way while its holder was given up.
      await open().generation.complete(resultOf(first))
      expect(await ledgerOf(run)).toMatchObject({ reserved: 2, committed: 1, refunded: 1, open: 0 })
      await reserve(run, run.spec)
      expect(await ledgerOf(run)).toMatchObject({ reserved: 2, committed: 1, refunded: 0, open: 1 })
      await open().generation.complete(resultOf(second))
      await open().generation.release(holderOf(run, run.spec))
      expect(await ledgerOf(run)).toMatchObject({ reserved: 2, committed: 2, refunded: 0, open: 0 })
    })

    it('commits or refunds each job, never both, when results and the release race', async () => {
      const run = await start(10)
      await Promise.all(run.specs.map(async (spec) => await reserve(run, spec, 100)))
      await Promise.all(
        run.specs.flatMap((spec) => [
          ...planJobs(run, spec).map(async (job) => await open().generation.complete(resultOf(job))),
          open().generation.release(holderOf(run, spec)),
        ]),
      )
      expect(await ledgerOf(run)).toMatchObject({ reserved: 20, committed: 20, refunded: 0, open: 0 })
    })

    it('reserves nothing while the holder waits', async () => {
      const run = await start(2)
      const [a, b] = run.specs as [ScenarioSpec, ScenarioSpec]
      await reserve(run, a, 1)
      await reserve(run, b, 1)
      expect((await ledgerOf(run)).reserved).toBe(2)
      await open().generation.release(holderOf(run, b))
      expect((await ledgerOf(run)).reserved).toBe(2)
    })
  })

  describe('variants', () => {
    it('one job gives one variant, however often and at once its result comes', async () => {
      const run = await start()
      const [job] = planJobs(run, run.spec)
      if (!job) throw new Error('no job')
      await reserve(run, run.spec)
      const rows = await Promise.all(
        Array.from(
          { length: 8 },
          async (_, index) => await open().generation.complete({ ...resultOf(job), paintMs: index }),
        ),
      )
      expect(new Set(rows.map(({ variantId }) => variantId)).size).toBe(1)
      const again = await open().generation.complete({ ...resultOf(job), sha256: 'f'.repeat(64) })
      expect(again).toEqual(rows[0])
      expect(await open().generation.findVariantOfJob(job.jobId)).toEqual(again)
      expect(again).toMatchObject({
        jobId: job.jobId,
        projectId: run.projectId,
        specKey: run.spec.specKey,
        seed: job.seed,
        sha256: resultOf(job).sha256,
        placeholder: true,
        costMicros: 5,
        score: null,
        checks: [],
        version: 0,
        verdict: 'undecided',
        decisionId: null,
      })
      expect((await open().generation.ledger(run.runId)).committed).toBe(1)
      const told = (await open().events.readAfter(run.projectId, 0, 100)).filter(
        ({ type }) => type === 'variantGenerated',
      )
      expect(told.map(({ data }) => data['variantId'])).toEqual([again.variantId])
    })

    it('counts every execution of a reserved job', async () => {
      const run = await start()
      const [job] = planJobs(run, run.spec)
      if (!job) throw new Error('no job')
      await reserve(run, run.spec)
      expect(await open().generation.beginExecution(job.jobId)).toBe(1)
      expect(await open().generation.beginExecution(job.jobId)).toBe(2)
      expect((await open().generation.ledger(run.runId)).executions).toBe(2)
      await expect(open().generation.beginExecution('unknown')).rejects.toMatchObject({ type: 'NotFound' })
      await expect(open().generation.complete(resultOf({ ...job, jobId: 'unknown' }))).rejects.toMatchObject({
        type: 'NotFound',
      })
      expect(await open().generation.findVariantOfJob('unknown')).toBeNull()
    })

    it('keeps scores with their reasons and tells of them once', async () => {
      const run = await start()
      const holder = holderOf(run, run.spec)
      await reserve(run, run.spec)
      const made = []
      for (const job of planJobs(run, run.spec)) made.push(await open().generation.complete(resultOf(job)))
      const checks = [{ name: 'seam', passed: false, score: 0.1234567890123, reason: 'seam 9 of at most 4' }]
      const scores = made.map(({ variantId }) => ({ variantId, score: 0.1 + 0.2, checks }))
      for (let time = 0; time < 2; time++) await open().generation.saveScores({ ...holder, scores })
      const rows = await open().generation.variantsOfRound(run.runId, run.spec.specRevisionId, 1)
      expect(rows.map(({ score, checks: kept }) => ({ score, checks: kept }))).toEqual(
        scores.map(({ score }) => ({ score, checks })),
      )
      const told = (await open().events.readAfter(run.projectId, 0, 100)).filter(
        ({ type }) => type === 'variantsScored',
      )
      expect(told).toHaveLength(1)
      const other = await start()
      await expect(
        open().generation.saveScores({ ...holderOf(other, other.spec), scores }),
      ).rejects.toMatchObject({ type: 'NotFound' })
    })
  })

  describe('the end of a round', () => {
    const paint = async (run: ScenarioRun, spec: ScenarioSpec, round: number, count: number) => {
      await reserve(run, spec, 8, round)
      for (const job of planJobs(run, spec, round).slice(0, count))
        await open().generation.complete(resultOf(job))
    }
    const scoresOf = async (run: ScenarioRun, spec: ScenarioSpec, round: number) =>
      (await open().generation.variantsOfRound(run.runId, spec.specRevisionId, round)).map(
        ({ variantId }) => ({ variantId, score: 0.5, checks: [] }),
      )
    const endRound = async (run: ScenarioRun, spec: ScenarioSpec, round: number) =>
      await open().generation.saveScores({
        ...holderOf(run, spec),
        scores: await scoresOf(run, spec, round),
        endsRound: round,
      })
    const ledgerOf = async ({ runId }: ScenarioRun) => await open().generation.ledger(runId)

    it('gives the permit back and refunds what was not painted along with the scores', async () => {
      const run = await start(2)
      const [spec, other] = run.specs as [ScenarioSpec, ScenarioSpec]
      await reserve(run, other)
      await paint(run, spec, 1, 1)
      for (let time = 0; time < 2; time++) await endRound(run, spec, 1)
      expect((await heldBy(run)).map(({ specRevisionId }) => specRevisionId)).toEqual([other.specRevisionId])
      expect(await ledgerOf(run)).toMatchObject({ reserved: 4, committed: 1, refunded: 1, open: 2 })
      const [variant] = await open().generation.variantsOfRound(run.runId, spec.specRevisionId, 1)
      expect(variant?.score).toBe(0.5)
    })

    it('comes too late for a round after it: the permit and its reservations stay', async () => {
      const run = await start()
      await paint(run, run.spec, 1, 1)
      await endRound(run, run.spec, 1)
      await reserve(run, run.spec, 8, 2)
      const before = [await heldBy(run), await ledgerOf(run)]
      expect(before[1]).toMatchObject({ reserved: 4, refunded: 1, open: 2 })
      await endRound(run, run.spec, 1)
      expect([await heldBy(run), await ledgerOf(run)]).toEqual(before)
    })

    it('is not there when the scores are refused', async () => {
      const run = await start(2)
      const [spec, other] = run.specs as [ScenarioSpec, ScenarioSpec]
      await paint(run, spec, 1, 1)
      await paint(run, other, 1, 1)
      const scores = [...(await scoresOf(run, spec, 1)), ...(await scoresOf(run, other, 1))]
      const held = await heldBy(run)
      await expect(
        open().generation.saveScores({ ...holderOf(run, spec), scores, endsRound: 1 }),
      ).rejects.toMatchObject({ type: 'NotFound' })
      expect(await heldBy(run)).toEqual(held)
      expect(held).toHaveLength(2)
      expect(await ledgerOf(run)).toMatchObject({ committed: 2, refunded: 0, open: 2 })
      expect(
        (await open().generation.variantsOfRound(run.runId, spec.specRevisionId, 1)).map(
          ({ score }) => score,
        ),
      ).toEqual([null])
    })

    it('is seen on a permit that is held still, for its newest round only', async () => {
      const run = await start(2)
      const [spec, other] = run.specs as [ScenarioSpec, ScenarioSpec]
      const scored = async () =>
        Object.fromEntries(
          (await heldBy(run)).map(({ specRevisionId, roundScored }) => [specRevisionId, roundScored]),
        )
      await reserve(run, other)
      await paint(run, spec, 1, 2)
      expect(await scored()).toEqual({ [spec.specRevisionId]: false, [other.specRevisionId]: false })
      await endRound(run, spec, 1)
      // An attempt that comes late takes the permit again.
      await reserve(run, spec)
      expect(await scored()).toEqual({ [spec.specRevisionId]: true, [other.specRevisionId]: false })
      await paint(run, spec, 2, 2)
      expect(await scored()).toEqual({ [spec.specRevisionId]: false, [other.specRevisionId]: false })
      await open().generation.saveScores({
        ...holderOf(run, spec),
        scores: await scoresOf(run, spec, 2),
      })
      expect(await scored()).toEqual({ [spec.specRevisionId]: true, [other.specRevisionId]: false })
    })

    it('is seen on a spec for the round that it is in', async () => {
      const run = await start()
      const { runId, spec } = run
      const isScored = async () => (await open().runs.readSpec(runId, spec.specRevisionId))?.roundScored
      const begin = async (round: number) =>
        await open().runs.setSpecStage({ ...holderOf(run, spec), stage: 'generating', round })
      await begin(1)
      expect(await isScored()).toBe(false)
      await paint(run, spec, 1, 2)
      expect(await isScored()).toBe(false)
      await endRound(run, spec, 1)
      expect(await isScored()).toBe(true)
      await begin(2)
      expect(await isScored()).toBe(false)
      await paint(run, spec, 2, 2)
      expect(await isScored()).toBe(false)
      await endRound(run, spec, 2)
      expect(await isScored()).toBe(true)
    })
  })
}
