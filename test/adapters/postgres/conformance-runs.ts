import { describe, expect, it } from 'vitest'
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

export function describeRuns(open: () => Catalogue): void {
  const start = async (keys: string[], options = {}): Promise<ScenarioRun & { spec: ScenarioSpec }> => {
    const run = await startRun(open(), { project: freshKey(), keys, options })
    return { ...run, spec: run.specs[0] as ScenarioSpec }
  }
  const lastEvent = async (projectId: string) => (await open().events.readAfter(projectId, 0, 1000)).at(-1)

  describe('runs', () => {
    it('moves through its stages and never leaves a terminal one', async () => {
      const { runId, projectId } = await start(['barrel'])
      expect(await open().runs.find(runId)).toMatchObject({
        stage: 'refining',
        finishedAt: null,
        paused: false,
      })
      await open().runs.setStage(runId, 'generating')
      const seq = await open().events.lastSeq(projectId)
      await open().runs.setStage(runId, 'generating')
      expect(await open().events.lastSeq(projectId)).toBe(seq)
      await open().runs.setStage(runId, 'failed', 'no painter')
      const failed = await open().runs.find(runId)
      expect(failed).toMatchObject({ stage: 'failed', failure: 'no painter' })
      expect(failed?.finishedAt).not.toBeNull()
      expect(await lastEvent(projectId)).toMatchObject({
        type: 'runStageChanged',
        runId,
        data: { stage: 'failed', failure: 'no painter' },
      })
      for (const stage of ['generating', 'done', 'cancelled'] as const)
        await open().runs.setStage(runId, stage)
      expect(await open().runs.find(runId)).toEqual(failed)
      await expect(open().runs.setStage('run_unknown', 'done')).rejects.toMatchObject({ type: 'NotFound' })
    })

    it('takes the specs that nobody began with it when it is cancelled, but for those that a revision carries', async () => {
      const project = freshKey()
      const one = await startRun(open(), { project, keys: ['a', 'b', 'c'], text: '1' })
      await open().runs.setSpecStage({
        runId: one.runId,
        specRevisionId: one.specs[0]!.specRevisionId,
        stage: 'generating',
        round: 1,
      })
      const two = await startRun(open(), { project, keys: ['b', 'd'], text: '2' })
      await open().runs.setStage(one.runId, 'cancelled')
      const stages = async (runId: string) =>
        (await open().runs.readSpecs(runId, 0, 10)).specs.map(({ specKey, stage }) => `${specKey} ${stage}`)
      expect(await stages(one.runId)).toEqual(['a generating', 'b waiting', 'c cancelled'])
      expect(await stages(two.runId)).toEqual(['b waiting', 'd waiting'])
    })

    it('lists open runs oldest first and all runs newest first', async () => {
      const project = freshKey()
      const first = await startRun(open(), { project, keys: ['a'], text: '1' })
      const second = await startRun(open(), { project, keys: ['a'], text: '2' })
      await open().runs.setStage(first.runId, 'done')
      const own = (rows: { projectId: string; runId: string }[]) =>
        rows.filter((row) => row.projectId === first.projectId).map((row) => row.runId)
      expect(own(await open().runs.listOpen(1000))).toEqual([second.runId])
      expect(own(await open().runs.list({ projectId: first.projectId, limit: 10 }))).toEqual([
        second.runId,
        first.runId,
      ])
      expect(await open().runs.list({ projectId: first.projectId, limit: 1 })).toHaveLength(1)
      expect(await open().runs.list({ projectId: 'prj_unknown', limit: 10 })).toEqual([])
      expect(await open().runs.find('run_unknown')).toBeNull()
    })

    it('tells of a pause and a resume once each', async () => {
      const { runId, projectId } = await start(['barrel'])
      for (const paused of [true, true, false, false]) await open().runs.setPaused(runId, paused)
      const types = (await open().events.readAfter(projectId, 0, 100)).map(({ type }) => type)
      expect(types.slice(-2)).toEqual(['runPaused', 'runResumed'])
      expect(types.filter((type) => type === 'runPaused')).toHaveLength(1)
    })

    it('moves specs on, ignores a late attempt of an earlier round, and lets any round settle', async () => {
      const { runId, projectId, spec } = await start(['barrel', 'crate'])
      const move = async (stage: 'generating' | 'reviewing' | 'failed', round: number, failure?: string) =>
        await open().runs.setSpecStage({
          runId,
          specRevisionId: spec.specRevisionId,
          stage,
          round,
          ...(failure === undefined ? {} : { failure }),
        })
      await move('generating', 2)
      const seq = await open().events.lastSeq(projectId)
      await move('generating', 2)
      await move('reviewing', 1)
      expect(await open().events.lastSeq(projectId)).toBe(seq)
      expect(await open().runs.readSpec(runId, spec.specRevisionId)).toMatchObject({
        stage: 'generating',
        round: 2,
      })
      await move('failed', 0, 'no painter')
      expect(await open().runs.readSpec(runId, spec.specRevisionId)).toMatchObject({
        stage: 'failed',
        round: 2,
      })
      expect((await lastEvent(projectId))?.data).toEqual({
        specRevisionId: spec.specRevisionId,
        specKey: 'barrel',
        stage: 'failed',
        round: 2,
        failure: 'no painter',
      })
      expect(await open().runs.settled(runId)).toEqual({
        settled: 1,
        total: 2,
        waiting: 0,
        open: [{ specRevisionId: expect.any(String), stage: 'waiting' }],
      })
      await expect(
        open().runs.setSpecStage({ runId, specRevisionId: 'spr_unknown', stage: 'done', round: 1 }),
      ).rejects.toMatchObject({ type: 'NotFound' })
    })

    it('lets no late attempt of work move a spec back once the scores of its round are there', async () => {
      const run = await start(['barrel'])
      const { spec } = run
      const holder = holderOf(run, spec)
      const begin = async (stage: 'generating' | 'scoring', round: number) => {
        await open().runs.setSpecStage({ ...holder, stage, round, unless: { scored: true } })
        const now = await open().runs.readSpec(run.runId, spec.specRevisionId)
        return `${now?.stage} ${now?.round}`
      }
      expect(await begin('generating', 1)).toBe('generating 1')
      await open().generation.reserve({ ...holder, cap: 8, jobs: planJobs(run, spec), costMicros: 0 })
      for (const job of planJobs(run, spec)) await open().generation.complete(resultOf(job))
      expect(await begin('scoring', 1)).toBe('scoring 1')
      await generateRound(open(), run, spec)
      const seq = await open().events.lastSeq(run.projectId)
      expect(await begin('scoring', 1)).toBe('reviewing 1')
      expect(await begin('generating', 1)).toBe('reviewing 1')
      expect(await open().events.lastSeq(run.projectId)).toBe(seq)
      // Only what says that it begins gives way: the review itself goes on.
      await open().runs.setSpecStage({ ...holder, stage: 'finishing', round: 1 })
      expect(await begin('generating', 2)).toBe('generating 2')
      expect(await begin('scoring', 2)).toBe('scoring 2')
      await generateRound(open(), run, spec, 2)
      expect(await begin('scoring', 2)).toBe('reviewing 2')
      await expect(
        open().runs.setSpecStage({
          ...{ runId: run.runId, specRevisionId: 'spr_unknown', stage: 'scoring', round: 1 },
          unless: { scored: true },
        }),
      ).rejects.toMatchObject({ type: 'NotFound' })
    })

    it('lets no late attempt of finishing move a spec back once its asset is there', async () => {
      const run = await start(['barrel'])
      const { spec } = run
      const [first, second] = await generateRound(open(), run, spec)
      if (!first || !second) throw new Error('no variants')
      const begin = async (finished: string) => {
        await open().runs.setSpecStage({
          ...{ ...holderOf(run, spec), stage: 'finishing', round: 1 },
          unless: { finished },
        })
        return (await open().runs.readSpec(run.runId, spec.specRevisionId))?.stage
      }
      expect(await begin(first.variantId)).toBe('finishing')
      await finishAsset(open(), run, spec, first)
      const seq = await open().events.lastSeq(run.projectId)
      expect(await begin(first.variantId)).toBe('done')
      expect(await open().events.lastSeq(run.projectId)).toBe(seq)
      // Another variant was chosen since: it is finished too.
      expect(await begin(second.variantId)).toBe('finishing')
    })

    it('remembers that an assetRun has closed until it is reopened', async () => {
      const { runId, spec } = await start(['barrel'])
      const isClosed = async () => await open().review.isSpecClosed(runId, spec.specRevisionId)
      expect(await isClosed()).toBe(false)
      await open().runs.setSpecClosed(runId, spec.specRevisionId, true)
      expect(await isClosed()).toBe(true)
      await open().runs.setSpecClosed(runId, spec.specRevisionId, false)
      expect(await isClosed()).toBe(false)
    })
  })

  describe('snapshots', () => {
    it('hold everything that assetRun needs to go on', async () => {
      const run = await start(['barrel', 'crate'], { variantsPerSpec: 2 })
      const { runId, spec } = run
      expect(await open().runs.readSpec(runId, spec.specRevisionId)).toEqual({
        specId: spec.specId,
        specRevisionId: spec.specRevisionId,
        specKey: 'barrel',
        variantsPerRound: 2,
        stage: 'waiting',
        round: 0,
        variants: [],
        roundScored: false,
        finishedVariantId: null,
      })
      const variants = await generateRound(open(), run, spec)
      const best = variants[1] as (typeof variants)[number]
      await decide(open(), run, spec, best, `dec_${best.variantId}`)
      await finishAsset(open(), run, spec, best)
      expect(await open().runs.readSpec(runId, spec.specRevisionId)).toMatchObject({
        stage: 'done',
        round: 1,
        roundScored: true,
        finishedVariantId: best.variantId,
        variants: [
          { variantIndex: 0, round: 1, version: 0, decisionId: null, verdict: 'undecided', score: 0.5 },
          {
            variantId: best.variantId,
            variantIndex: 1,
            version: 1,
            decisionId: `dec_${best.variantId}`,
            verdict: 'approved',
            score: 0.6,
          },
        ],
      })
      expect(await open().runs.readSpec(runId, 'spr_unknown')).toBeNull()
    })

    it('say that a round is scored only when each of its jobs has a variant and a score', async () => {
      const run = await start(['barrel'])
      const { runId, spec } = run
      const holder = holderOf(run, spec)
      const jobs = planJobs(run, spec)
      const scored = async () => (await open().runs.readSpec(runId, spec.specRevisionId))?.roundScored
      await open().generation.reserve({ ...holder, cap: 8, jobs, costMicros: 0 })
      await open().runs.setSpecStage({ ...holder, stage: 'generating', round: 1 })
      const made = []
      for (const job of jobs) {
        expect(await scored()).toBe(false)
        made.push(await open().generation.complete(resultOf(job)))
      }
      expect(await scored()).toBe(false)
      const scores = made.map(({ variantId }) => ({ variantId, score: 1, checks: [] }))
      await open().generation.saveScores({ ...holder, scores: scores.slice(0, 1) })
      expect(await scored()).toBe(false)
      await open().generation.saveScores({ ...holder, scores })
      expect(await scored()).toBe(true)
      await open().runs.setSpecStage({ ...holder, stage: 'generating', round: 2 })
      expect(await scored()).toBe(false)
    })

    it('are found by their key within their run, with and without variants', async () => {
      const project = freshKey()
      const run = await startRun(open(), { project, keys: ['barrel', 'crate'], text: '1' })
      const later = await startRun(open(), { project, keys: ['urn'], text: '2' })
      const [barrel, crate] = run.specs as [ScenarioSpec, ScenarioSpec]
      await generateRound(open(), run, barrel)
      for (const { specKey, specRevisionId } of [barrel, crate])
        expect(await open().runs.findSpecByKey(run.runId, specKey)).toEqual(
          await open().runs.readSpec(run.runId, specRevisionId),
        )
      expect((await open().runs.findSpecByKey(run.runId, 'barrel'))?.variants).toHaveLength(2)
      expect(await open().runs.findSpecByKey(later.runId, 'barrel')).toBeNull()
      expect(await open().runs.findSpecByKey('run_unknown', 'barrel')).toBeNull()
    })

    it('come page by page in input order', async () => {
      const keys = ['d', 'b', 'c', 'a', 'e']
      const { runId } = await start(keys)
      const first = await open().runs.readSpecs(runId, 0, 2)
      expect(first.specs.map(({ specKey }) => specKey)).toEqual(['d', 'b'])
      const second = await open().runs.readSpecs(runId, first.nextCursor ?? -1, 3)
      expect(second.specs.map(({ specKey }) => specKey)).toEqual(['c', 'a', 'e'])
      expect(second.nextCursor).toBeNull()
      expect(await open().runs.readSpecs('run_unknown', 0, 2)).toEqual({ specs: [], nextCursor: null })
    })
  })

  describe('counts', () => {
    it('add up what is planned, made, decided and spent', async () => {
      const run = await start(['barrel', 'crate', 'urn'], { variantsPerSpec: 3 })
      expect(await open().runs.counts(run.runId)).toEqual({
        specs: 3,
        variantsPlanned: 9,
        variants: 0,
        byStage: { waiting: 3 },
        waitingForReview: 0,
        assets: 0,
        costMicros: 0,
      })
      const variants = await generateRound(open(), run, run.spec)
      const [best] = variants
      if (!best) throw new Error('no variant')
      expect(await open().runs.counts(run.runId)).toMatchObject({
        variantsPlanned: 8,
        variants: 2,
        byStage: { waiting: 2, reviewing: 1 },
        waitingForReview: 1,
        assets: 0,
        costMicros: 10,
      })
      await finishAsset(open(), run, run.spec, best)
      expect(await open().runs.counts(run.runId)).toMatchObject({
        byStage: { waiting: 2, done: 1 },
        waitingForReview: 0,
        assets: 1,
      })
    })

    it('an automatic review waits for nobody until a person takes a decision back', async () => {
      const run = await start(['barrel'], { review: 'auto' })
      const [variant] = await generateRound(open(), run, run.spec)
      if (!variant) throw new Error('no variant')
      expect((await open().runs.counts(run.runId)).waitingForReview).toBe(0)
      await decide(open(), run, run.spec, variant, `dec_${variant.variantId}`, {
        verb: 'withdraw',
        verdict: 'undecided',
      })
      expect((await open().runs.counts(run.runId)).waitingForReview).toBe(1)
    })
  })
}
