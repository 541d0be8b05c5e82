import { describe, expect, it } from 'vitest'
import type { Catalogue } from '../../../core/catalogue.js'
import type { GenerationJob } from '../../../core/ports.js'
import type { ScenarioRun, ScenarioSpec } from '../../support/catalogue-scenario.js'
import { freshKey, holderOf, planJobs, resultOf, startRun } from '../../support/catalogue-scenario.js'

export function describeBudget(open: () => Catalogue): void {
  const start = async (project: string, count: number, text = freshKey()): Promise<ScenarioRun> => {
    const keys = Array.from({ length: count }, (_, index) => `${text}-${index}`)
    return await startRun(open(), { project, keys, text })
  }
  const setBudget = async (projectId: string, budgetMicros: number | null) => {
    const { revision } = await open().settings.newest(projectId)
    const settings = budgetMicros === null ? {} : { policies: { budgetMicros } }
    await open().settings.save({ projectId, expectedRevision: revision, settings })
  }
  /** Two jobs at 10 each, unless the price is another one. */
  const reserve = async (run: ScenarioRun, spec: ScenarioSpec, round = 1, price = 10) =>
    await open().generation.reserve({
      ...{ ...holderOf(run, spec), cap: 100, jobs: planJobs(run, spec, round), costMicros: 0 },
      prices: { procedural: price },
    })
  const budgetOf = async ({ runId }: ScenarioRun) => (await open().oversight.runWaits(runId)).budget
  const told = async ({ projectId, runId }: ScenarioRun, type: string) =>
    (await open().events.readAfter(projectId, 0, 500)).filter(
      (event) => event.runId === runId && event.type === type,
    ).length

  describe('the budget of a project', () => {
    it('is never gone above, whoever asks at once, and counts all runs of the project', async () => {
      const project = freshKey()
      const runs = [await start(project, 12), await start(project, 12)]
      const all = runs.flatMap((run) => run.specs.map((spec) => ({ run, spec })))
      const { projectId } = runs[0]!
      await setBudget(projectId, 105)
      // Opens the connections: holders that have to connect first do not meet.
      await Promise.all(all.map(async () => await open().settings.newest(projectId)))
      const answers = await Promise.all(all.map(async ({ run, spec }) => await reserve(run, spec)))
      expect(answers.filter(({ granted }) => granted)).toHaveLength(5)
      expect(answers.filter(({ waitsForBudget }) => waitsForBudget)).toHaveLength(19)
      const waiting = await Promise.all(runs.map(budgetOf))
      expect(waiting.reduce((sum, one) => sum + (one?.specs ?? 0), 0)).toBe(19)
      for (const one of waiting) expect(one).toMatchObject({ spentMicros: 100, budgetMicros: 105 })
      expect(await Promise.all(runs.map((run) => told(run, 'budgetReached')))).toEqual([1, 1])
      expect(
        (await open().generation.listPermits()).filter((one) => one.projectId === projectId),
      ).toHaveLength(5)
    })

    it('says once that a run comes near its cap, whoever completes at once, and holds nothing back', async () => {
      const run = await start(freshKey(), 2)
      const { revision } = await open().settings.newest(run.projectId)
      const settings = { policies: { runCapMicros: 50 } }
      await open().settings.save({ projectId: run.projectId, expectedRevision: revision, settings })
      for (const spec of run.specs) expect(await reserve(run, spec)).toMatchObject({ granted: true })
      const jobs = run.specs.flatMap((spec) => planJobs(run, spec))
      const complete = async (job: GenerationJob) => await open().generation.complete(resultOf(job, 13))
      await Promise.all(jobs.slice(0, 3).map(complete))
      expect(await told(run, 'runCapNear')).toBe(0)
      await Promise.all([jobs[3]!, jobs[3]!, jobs[0]!].map(complete))
      expect(await told(run, 'runCapNear')).toBe(1)
      const events = await open().events.readAfter(run.projectId, 0, 500)
      expect(events.find(({ type }) => type === 'runCapNear')?.data).toEqual({
        costMicros: 52,
        capMicros: 50,
      })
    })

    it('counts what was paid and gives back what was refunded; a holder that asks again pays once', async () => {
      const run = await start(freshKey(), 3)
      const [a, b, c] = run.specs as [ScenarioSpec, ScenarioSpec, ScenarioSpec]
      await setBudget(run.projectId, 40)
      expect(await reserve(run, a)).toMatchObject({ granted: true })
      expect(await reserve(run, a)).toMatchObject({ granted: true })
      expect(await reserve(run, b)).toMatchObject({ granted: true })
      expect(await reserve(run, c)).toMatchObject({ granted: false, waitsForBudget: true })
      // One picture came dearer than its price; the other one never came.
      await open().generation.complete(resultOf(planJobs(run, a)[0]!, 15))
      await open().generation.release(holderOf(run, a))
      expect(await budgetOf(run)).toMatchObject({ specs: 1, spentMicros: 35 })
      expect(await reserve(run, c)).toMatchObject({ waitsForBudget: true })
      await open().generation.release(holderOf(run, b))
      expect(await reserve(run, c)).toMatchObject({ waitsForBudget: true })
      await setBudget(run.projectId, 45)
      // What it took here before is the price to expect, whatever the provider says.
      expect(await reserve(run, c)).toMatchObject({ granted: true })
      expect(await budgetOf(run)).toBeUndefined()
      await setBudget(run.projectId, 44)
      expect(await reserve(run, b)).toMatchObject({ waitsForBudget: true })
    })

    it('expects of a GPU that a job with frames takes as long as all of them and the character', async () => {
      const animations = [{ name: 'walk', frames: 4, fps: 8, loop: true }]
      const still = await start(freshKey(), 1)
      const moving = await startRun(open(), {
        ...{ project: freshKey(), keys: ['one'], text: freshKey(), changes: { animations } },
      })
      for (const [run, price] of [
        [still, 10],
        [moving, 50],
      ] as const) {
        const jobs = planJobs(run, run.specs[0]!, 1).map((job) => ({
          ...job,
          adjust: { provider: 'comfyui' },
        }))
        const work = {
          ...holderOf(run, run.specs[0]!),
          cap: 100,
          jobs,
          costMicros: 0,
          prices: { comfyui: 10 },
        }
        await setBudget(run.projectId, jobs.length * price - 1)
        expect(await open().generation.reserve(work)).toMatchObject({ waitsForBudget: true })
        await setBudget(run.projectId, jobs.length * price)
        expect(await open().generation.reserve(work)).toMatchObject({ granted: true })
      }
    })

    it('holds back nothing that costs nothing, and no run whose overage somebody approved', async () => {
      const project = freshKey()
      const [run, other] = [await start(project, 2), await start(project, 1)]
      const [a, b] = run.specs as [ScenarioSpec, ScenarioSpec]
      await setBudget(run.projectId, 0)
      expect(await reserve(run, a, 1, 0)).toMatchObject({ granted: true })
      expect(await reserve(run, b)).toMatchObject({ waitsForBudget: true })
      expect(await reserve(other, other.specs[0]!)).toMatchObject({ waitsForBudget: true })
      await open().runs.approveOverage(run.runId)
      await open().runs.approveOverage(run.runId)
      expect(await told(run, 'overageApproved')).toBe(1)
      expect(await reserve(run, b)).toMatchObject({ granted: true })
      expect(await reserve(other, other.specs[0]!)).toMatchObject({ waitsForBudget: true })
      // A spec that is cancelled waits for nothing any more.
      await open().generation.release(holderOf(other, other.specs[0]!))
      expect(await budgetOf(other)).toBeUndefined()
      await expect(open().runs.approveOverage('run_none')).rejects.toMatchObject({ type: 'NotFound' })
    })

    it('has a month beside it, whose last dollars are kept back; null lifts it', async () => {
      const run = await start(freshKey(), 3)
      const [a, b] = run.specs as [ScenarioSpec, ScenarioSpec]
      const setMonth = async (monthlyLimitMicros: number | null, safetyBufferMicros: number) => {
        const { revision } = await open().settings.newest(run.projectId)
        const settings = { policies: { monthlyLimitMicros, safetyBufferMicros } }
        await open().settings.save({ projectId: run.projectId, expectedRevision: revision, settings })
      }
      // Where nobody settled anything it is 100 dollars, and 5 of them are kept back.
      expect(await reserve(run, a, 1, 47_500_001)).toMatchObject({ waitsForBudget: true })
      expect(await budgetOf(run)).toMatchObject({
        ...{ specs: 1, budgetMicros: null },
        month: { spentMicros: 0, roomMicros: 95_000_000 },
      })
      await setMonth(45, 5)
      expect(await reserve(run, a)).toMatchObject({ granted: true })
      expect(await reserve(run, b)).toMatchObject({ granted: true })
      expect(await reserve(run, b, 2)).toMatchObject({ waitsForBudget: true })
      expect(await budgetOf(run)).toMatchObject({ month: { spentMicros: 40, roomMicros: 40 } })
      await setMonth(null, 5)
      expect(await reserve(run, b, 2)).toMatchObject({ granted: true })
      expect((await open().oversight.spending(run.projectId)).limits).toMatchObject({
        monthlyLimitMicros: null,
      })
    })

    it('is told by provider, by run and beside what was measured, of this project and of all', async () => {
      const project = freshKey()
      const [run, other] = [await start(project, 2), await start(project, 1)]
      const [a, b] = run.specs as [ScenarioSpec, ScenarioSpec]
      const rounds = [
        { of: run, spec: a, cost: 30, ms: 100 },
        { of: run, spec: b, cost: 50, ms: 300 },
        { of: other, spec: other.specs[0]!, cost: 0, ms: 500 },
      ]
      for (const { of, spec, cost, ms } of rounds) {
        await reserve(of, spec)
        const [job, second] = planJobs(of, spec) as [GenerationJob, GenerationJob]
        for (const one of [job, second]) await open().generation.beginExecution(one.jobId)
        await open().generation.beginExecution(job.jobId)
        await open().generation.complete({ ...resultOf(job, cost), paintMs: ms })
      }
      await open().generation.release(holderOf(run, a))
      const spending = await open().oversight.spending(run.projectId)
      expect(spending).toMatchObject({
        // 80 are paid; of the jobs that are neither made nor given back, what the dearest cost before them is reserved.
        spent: { totalMicros: 160, monthMicros: 160 },
        assets: 0,
        dearestRuns: [{ runId: run.runId, costMicros: 80 }],
        providers: [
          {
            ...{
              provider: 'procedural',
              variants: 3,
              approved: 0,
              executions: 6,
              costMicros: 80,
              monthMicros: 80,
            },
            ...{ paintMs: { low: 140, likely: 300, high: 460 }, jobMicros: { low: 6, likely: 30, high: 46 } },
          },
        ],
      })
      const all = await open().oversight.providerFigures()
      expect(all.find(({ provider }) => provider === 'procedural')!.variants).toBeGreaterThanOrEqual(3)
      expect(await open().oversight.spending('prj_none')).toMatchObject({
        spent: { totalMicros: 0 },
        providers: [],
      })
    })
  })
}
