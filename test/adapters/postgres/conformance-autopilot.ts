import { describe, expect, it } from 'vitest'
import { qualityContractSchema } from '../../../core/autopilot/quality-contract.schema.js'
import type { QualityReport, TriedRound } from '../../../core/autopilot/quality-report.js'
import { projectContentId } from '../../../core/bundle/project-content-id.js'
import type { Catalogue } from '../../../core/catalogue.js'
import type { ScenarioRun, ScenarioSpec } from '../../support/catalogue-scenario.js'
import {
  decide,
  finishAsset,
  freshKey,
  generateRound,
  holderOf,
  planJobs,
  resultOf,
  startRun,
} from '../../support/catalogue-scenario.js'

const contract = qualityContractSchema.parse({ tries: 3 })

function reportOf(count: number, outcome: QualityReport['outcome'] = 'trying'): QualityReport {
  const rounds = Array.from({ length: count }, (_, index): TriedRound => ({
    ...{ round: index + 1, change: index === 0 ? null : 'seed', check: null, why: 'it was too dark' },
    ...{ variants: [], costMicros: 5, paintMs: 12.5 },
  }))
  return { contract, outcome, reason: 'because', best: null, rounds, unhelpful: [] }
}

export function describeAutopilot(open: () => Catalogue): void {
  const start = async (
    project = freshKey(),
    keys = ['barrel'],
  ): Promise<ScenarioRun & { spec: ScenarioSpec }> => {
    const run = await startRun(open(), { project, keys, text: keys.join('\n') })
    return { ...run, spec: run.specs[0] as ScenarioSpec }
  }
  const judged = async ({ projectId, runId }: ScenarioRun) =>
    (await open().events.readAfter(projectId, 0, 500)).filter(
      (event) => event.type === 'qualityJudged' && event.runId === runId,
    )

  describe('what the autopilot tried', () => {
    it('stays as the newest report says, in whatever order reports come', async () => {
      const run = await start()
      const save = async (report: QualityReport) =>
        await open().runs.saveQuality({ ...holderOf(run, run.spec), report })
      await save(reportOf(1))
      await Promise.all([save(reportOf(2)), save(reportOf(2)), save(reportOf(1))])
      await save(reportOf(2, 'handedOver'))
      await save(reportOf(2))
      await save(reportOf(1, 'met'))
      const { runId } = run
      expect((await open().runs.readSpec(runId, run.spec.specRevisionId))?.quality).toEqual(
        reportOf(2, 'handedOver'),
      )
      expect((await judged(run)).map(({ data }) => [data['outcome'], data['round']])).toEqual([
        ['trying', 1],
        ['trying', 2],
        ['handedOver', 2],
      ])
    })

    it('is asked for anew by a revision with another contract, but for what is decided', async () => {
      const project = freshKey()
      const order = { project, keys: ['barrel', 'jar'] }
      const older = await startRun(open(), { ...order, options: { contract } })
      const [barrel, jar] = older.specs
      const [variant] = await generateRound(open(), older, barrel!)
      await decide(open(), older, barrel!, variant!, `dec_${older.runId}`)
      await finishAsset(open(), older, barrel!, variant!)
      await generateRound(open(), older, jar!)
      const ownersOf = async (contractOfNewer: typeof contract) => {
        const newer = await startRun(open(), {
          ...order,
          options: { contract: contractOfNewer },
          text: `t${contractOfNewer.tries}`,
        })
        const { specs } = await open().runs.readSpecs(newer.runId, 0, 10)
        return specs.map(({ originRunId }) => originRunId === older.runId)
      }
      expect(await ownersOf(contract)).toEqual([true, true])
      expect(await ownersOf({ ...contract, tries: 5 })).toEqual([true, false])
    })

    it('makes a spec that was handed over one that waits for a person', async () => {
      const project = freshKey()
      const run = await startRun(open(), { project, keys: ['barrel'], options: { review: 'auto', contract } })
      const [spec] = run.specs
      await generateRound(open(), run, spec!)
      const waiting = async () => (await open().runs.counts(run.runId)).waitingForReview
      await open().runs.saveQuality({ ...holderOf(run, spec!), report: reportOf(1) })
      expect(await waiting()).toBe(0)
      await open().runs.saveQuality({ ...holderOf(run, spec!), report: reportOf(1, 'handedOver') })
      expect(await waiting()).toBe(1)
      const { reviews } = await open().oversight.figuresSince(new Date(0).toISOString())
      expect(reviews).toContainEqual(expect.objectContaining({ runId: run.runId, specs: 1 }))
    })
  })

  describe('what was handed over', () => {
    const reports = { handedOver: reportOf(3, 'handedOver'), met: reportOf(1, 'met') } as const
    const judge = async (run: ScenarioRun, spec: ScenarioSpec, outcome: keyof typeof reports) => {
      await open().runs.saveQuality({ ...holderOf(run, spec), report: reports[outcome] })
      await open().runs.setSpecStage({ ...holderOf(run, spec), stage: 'reviewing', round: 1 })
    }
    const settledOf = async ({ runId }: ScenarioRun) => {
      const { settled, waiting, open: left } = await open().runs.settled(runId)
      return [settled, waiting, left.length]
    }

    it('holds up no automatic run, and every run that people review', async () => {
      for (const review of ['auto', 'person'] as const) {
        const run = await startRun(open(), {
          ...{ project: freshKey(), keys: ['barrel', 'jar', 'well'], text: review, options: { review } },
        })
        const [barrel, jar] = run.specs as [ScenarioSpec, ScenarioSpec]
        await judge(run, barrel, 'handedOver')
        await judge(run, jar, 'met')
        expect(await settledOf(run)).toEqual(review === 'auto' ? [1, 1, 2] : [0, 0, 3])
        expect(await open().runs.counts(run.runId)).toMatchObject({ handedOver: 1 })
        // Whatever a person begins with it is waited for again.
        await open().runs.setSpecStage({ ...holderOf(run, barrel), stage: 'generating', round: 2 })
        expect((await settledOf(run))[0]).toBe(0)
      }
    })

    it('is named by the bundle, which is another one then, and its review is not closed with it', async () => {
      const keys = ['barrel', 'jar']
      const run = await startRun(open(), { project: freshKey(), keys, options: { review: 'auto' } })
      const [barrel, jar] = run.specs as [ScenarioSpec, ScenarioSpec]
      const { projectId, runId } = run
      const [variant] = await generateRound(open(), run, jar)
      await decide(open(), run, jar, variant!, `dec_${runId}`)
      await finishAsset(open(), run, jar, variant!)
      await judge(run, jar, 'met')
      await open().runs.setSpecStage({ ...holderOf(run, jar), stage: 'done', round: 1 })
      await judge(run, barrel, 'handedOver')
      const freeze = async () =>
        await open().bundles.freeze({
          ...{ projectId, runId, targets: ['generic'], start: false },
          contentIdOf: projectContentId(projectId),
        })
      const [bundle] = await freeze()
      const handedOver = [{ key: 'barrel', reason: 'because' }]
      expect((await open().bundles.loadFrozen(bundle!.contentId)).bundle).toMatchObject({ handedOver })
      expect(await open().bundles.frozenSpecRevisions(bundle!.contentId)).toEqual([])
      await open().runs.setSpecStage({ ...holderOf(run, barrel), stage: 'rejected', round: 1 })
      const [later] = await freeze()
      expect(later?.handedOver).toBeUndefined()
      expect(later?.contentId).not.toBe(bundle!.contentId)
    })
  })

  describe('the jobs of a try', () => {
    it('keep what they do otherwise, and tell it of their variant', async () => {
      const run = await start()
      const adjust = { promptWeight: 1.15, parameters: { paletteStrength: 0.5 } }
      const [plain, adjusted] = planJobs(run, run.spec)
      const jobs = [plain!, { ...adjusted!, adjust }]
      await open().generation.reserve({ ...holderOf(run, run.spec), cap: 8, jobs, costMicros: 0 })
      for (const job of jobs) await open().generation.complete(resultOf(job))
      const rows = await open().generation.variantsOfRound(run.runId, run.spec.specRevisionId, 1)
      expect(rows.map((row) => row.adjust)).toEqual([undefined, adjust])
    })

    it('are refused as a whole where they would cost more than the cap, and queue nobody then', async () => {
      const run = await start()
      const reserve = async (round: number, capMicros: number) =>
        await open().generation.reserve({
          ...{ ...holderOf(run, run.spec), cap: 8, jobs: planJobs(run, run.spec, round) },
          ...{ costMicros: 5, capMicros },
        })
      expect(await reserve(1, 10)).toMatchObject({ granted: true })
      expect(await reserve(1, 10)).toMatchObject({ granted: true })
      for (const job of planJobs(run, run.spec, 1)) await open().generation.complete(resultOf(job, 7))
      await open().generation.release(holderOf(run, run.spec))
      expect(await reserve(2, 23)).toMatchObject({ granted: false, overBudget: true })
      expect(await open().generation.ledger(run.runId)).toMatchObject({ reserved: 2, costMicros: 14 })
      expect((await open().generation.listPermits()).filter(({ runId }) => runId === run.runId)).toEqual([])
      expect(await reserve(2, 24)).toMatchObject({ granted: true })
    })
  })

  describe('the set that shows a style', () => {
    it('holds what stood approved before the run was ordered, of its type and without what was undone', async () => {
      const project = freshKey()
      const run = await start(project, ['barrel', 'jar'])
      for (const spec of run.specs) {
        const [variant] = await generateRound(open(), run, spec)
        await decide(open(), run, spec, variant!, `dec_${run.runId}_${spec.specKey}`)
        await finishAsset(open(), run, spec, variant!)
      }
      await new Promise((resolve) => setTimeout(resolve, 5))
      const later = await start(project, ['barrel', 'jar', 'well'])
      const { projectId } = run
      const styleOf = async (runId: string, assetType: string) =>
        (await open().library.styleSet({ projectId, runId, assetType, limit: 24 })).length
      expect(await styleOf(later.runId, 'prop')).toBe(2)
      expect(await styleOf(later.runId, 'character')).toBe(0)
      expect(await styleOf(run.runId, 'prop')).toBe(0)
    })
  })
}
