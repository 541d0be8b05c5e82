import { describe, expect, it } from 'vitest'
import type { Catalogue } from '../../../core/catalogue.js'
import { planFinals } from '../../../core/generation/choose-drafts.js'
import type { MadeDraft } from '../../../core/generation/draft-ports.js'
import { hashOf } from '../../../core/hash.js'
import type { GenerationJob } from '../../../core/ports.js'
import { freshKey, holderOf, planJobs, resultOf, startRun } from '../../support/catalogue-scenario.js'

export function describeDrafts(open: () => Catalogue): void {
  /** Three drafts and two finals, all reserved. */
  const start = async () => {
    const run = await startRun(open(), { project: freshKey(), keys: ['sword'] })
    const spec = run.specs[0]!
    const finals = planJobs(run, spec)
    const drafts = planJobs(run, spec, 1, 3).map((job): GenerationJob => ({
      ...job,
      jobId: hashOf({ draft: job.jobId }),
      seed: hashOf({ draft: job.seed }).slice(0, 16),
      stage: 'draft',
    }))
    const holder = holderOf(run, spec)
    await open().generation.reserve({ ...holder, cap: 8, jobs: [...drafts, ...finals], costMicros: 10 })
    return { run, spec, holder, finals, drafts }
  }
  const made = (job: GenerationJob, more: Partial<MadeDraft> = {}): MadeDraft => {
    const { promptHash: _, ...result } = resultOf(job)
    return { ...result, ...more }
  }
  const scored = (jobs: readonly GenerationJob[]) =>
    jobs.map(({ jobId }, index) => ({ jobId, score: 0.5 + index / 10, checks: [] }))

  describe('drafts', () => {
    it('a draft is kept and charged once, and is neither a variant nor planned as one', async () => {
      const { run, spec, holder, drafts } = await start()
      const { generation, runs, review } = open()
      const [first] = drafts
      const kept = await open().drafts.complete(made(first!))
      expect(await open().drafts.complete(made(first!, { sha256: hashOf('late') }))).toEqual(kept)
      expect(kept).toMatchObject({
        jobId: first!.jobId,
        draftIndex: 0,
        seed: first!.seed,
        score: null,
        place: null,
      })
      expect(await open().drafts.findOfJob(first!.jobId)).toEqual(kept)
      expect(await open().library.ownsImage(run.projectId, kept.sha256)).toBe(true)
      const ledger = { reserved: 5, committed: 1, refunded: 0, open: 4, costMicros: 5 }
      expect(await generation.ledger(run.runId)).toMatchObject(ledger)
      const counts = await runs.counts(run.runId)
      expect(counts).toMatchObject({ variantsPlanned: 2, variants: 0, costMicros: 5 })
      expect(counts.drafts).toEqual({ made: 1, chosen: 0, costMicros: 5 })
      expect((await review.listVariants({ runId: run.runId, limit: 10 })).variants).toEqual([])
      await generation.release(holder)
      expect(await generation.ledger(run.runId)).toMatchObject({ committed: 1, refunded: 4, open: 0 })
      // Wanted again: what is there stays as it is.
      expect(await open().drafts.ofRound(run.runId, spec.specRevisionId, 1)).toEqual([kept])
    })

    it('a job that is no draft, or that nobody reserved, has none', async () => {
      const { finals } = await start()
      await expect(open().drafts.complete(made(finals[0]!))).rejects.toMatchObject({ type: 'NotFound' })
      const stranger = { ...finals[0]!, jobId: hashOf('nobody'), stage: 'draft' as const }
      await expect(open().drafts.complete(made(stranger))).rejects.toMatchObject({ type: 'NotFound' })
    })

    it('says what its job does otherwise than the spec says', async () => {
      const run = await startRun(open(), { project: freshKey(), keys: ['sword'] })
      const adjust = { words: { prompt: 'a rusty sword' }, promptWeight: 1.2 }
      const jobs = planJobs(run, run.specs[0]!).map((job, nth): GenerationJob => ({
        ...job,
        stage: 'draft',
        ...(nth === 0 ? { adjust } : {}),
      }))
      await open().generation.reserve({ ...holderOf(run, run.specs[0]!), cap: 8, jobs, costMicros: 10 })
      expect(await open().drafts.complete(made(jobs[0]!))).toMatchObject({ adjust })
      expect(await open().drafts.findOfJob(jobs[0]!.jobId)).toMatchObject({ adjust })
      expect(await open().drafts.complete(made(jobs[1]!))).not.toHaveProperty('adjust')
    })

    it('the first choice of a round stays, and the finals are what it makes of them', async () => {
      const { run, holder, finals, drafts } = await start()
      for (const job of drafts) await open().drafts.complete(made(job))
      const scores = scored(drafts)
      const round = { ...holder, round: 1 }
      const chosen = [drafts[2]!.jobId, drafts[1]!.jobId]
      const kept = await open().drafts.choose({ ...round, scores, chosen })
      expect(kept.map(({ place }) => place)).toEqual([null, 2, 1])
      expect(kept.map(({ score }) => score)).toEqual([0.5, 0.6, 0.7])
      expect(await open().drafts.choose({ ...round, scores, chosen: [drafts[0]!.jobId] })).toEqual(kept)
      const events = await open().events.readAfter(run.projectId, 0, 100)
      expect(events.filter(({ type }) => type === 'draftsChosen').map(({ data }) => data)).toEqual([
        { specRevisionId: holder.specRevisionId, specKey: 'sword', round: 1, drafts: 3, chosen: 2 },
      ])

      const best = kept.toSorted((a, b) => (a.place ?? 9) - (b.place ?? 9)).slice(0, 2)
      const jobs = planFinals(
        finals,
        best.map((one) => ({ ...one, score: one.score ?? 0 })),
      )
      await open().drafts.placeFinals(run.projectId, jobs)
      const variant = await open().generation.complete(resultOf(jobs[0]!))
      expect(variant).toMatchObject({ seed: drafts[2]!.seed, adjust: jobs[0]!.adjust })
      expect(jobs[0]!.adjust?.source?.sha256).toBe(kept[2]!.sha256)
      // What is made stays as it was made.
      await open().drafts.placeFinals(run.projectId, finals)
      expect(await open().generation.findVariantOfJob(finals[0]!.jobId)).toEqual(variant)
      const counts = await open().runs.counts(run.runId)
      expect(counts.drafts).toEqual({ made: 3, chosen: 2, costMicros: 15 })
    })

    it('a choice of drafts of another round is refused, and leaves everything as it was', async () => {
      const { holder, drafts } = await start()
      const other = await start()
      for (const job of drafts) await open().drafts.complete(made(job))
      await open().drafts.complete(made(other.drafts[0]!))
      const chosen = [other.drafts[0]!.jobId]
      const wrong = { ...holder, round: 1, scores: scored(drafts), chosen }
      await expect(open().drafts.choose(wrong)).rejects.toMatchObject({ type: 'NotFound' })
      const kept = await open().drafts.ofRound(holder.runId, holder.specRevisionId, 1)
      expect(kept.map(({ score, place }) => [score, place])).toEqual(drafts.map(() => [null, null]))
    })

    it('what was drafted of some content is found by it, within its project', async () => {
      const { run, drafts } = await start()
      const other = await start()
      const cacheKey = hashOf({ of: run.runId })
      expect(await open().drafts.findMade(run.projectId, cacheKey)).toBeNull()
      const kept = await open().drafts.complete(made(drafts[0]!, { cacheKey, provenance: { submitNo: 1 } }))
      expect(await open().drafts.findMade(run.projectId, cacheKey)).toEqual(kept)
      expect(await open().drafts.findMade(other.run.projectId, cacheKey)).toBeNull()
    })

    it('a round is scored when its variants are, whatever became of its drafts', async () => {
      const { run, spec, holder, finals, drafts } = await start()
      const { generation, runs } = open()
      await open().drafts.complete(made(drafts[0]!))
      for (const job of finals) await generation.complete(resultOf(job))
      await runs.setSpecStage({ ...holder, stage: 'scoring', round: 1 })
      const variants = await generation.variantsOfRound(run.runId, spec.specRevisionId, 1)
      const scores = variants.map(({ variantId }) => ({ variantId, score: 0.8, checks: [] }))
      await generation.saveScores({ ...holder, scores, endsRound: 1 })
      expect(await runs.readSpec(run.runId, spec.specRevisionId)).toMatchObject({ roundScored: true })
      const ledger = { reserved: 5, committed: 3, refunded: 2, open: 0 }
      expect(await generation.ledger(run.runId)).toMatchObject(ledger)
    })
  })
}
