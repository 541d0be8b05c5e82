import { describe, expect, it } from 'vitest'
import type { Catalogue } from '../../../core/catalogue.js'
import { cutoutJobIdOf } from '../../../core/generation/cutout-job-id.js'
import { hashOf } from '../../../core/hash.js'
import { freshKey, holderOf, planJobs, resultOf, startRun } from '../../support/catalogue-scenario.js'

export function describeCutouts(open: () => Catalogue): void {
  const start = async () => {
    const { generation, cutouts } = open()
    const run = await startRun(open(), { project: freshKey(), keys: ['sword'] })
    const spec = run.specs[0]!
    const [job] = planJobs(run, spec, 1, 1)
    const holder = holderOf(run, spec)
    await generation.reserve({ ...holder, cap: 8, jobs: [job!], costMicros: 10 })
    const jobId = cutoutJobIdOf(job!.jobId)
    const picture = {
      ...{ sha256: hashOf('picture'), width: 64, height: 48, placeholder: false, costMicros: 7 },
      provenance: { host: 'gpu-1', modelSeed: '5' },
    }
    const begin = async (sha256 = picture.sha256) =>
      await cutouts.begin({
        ...{ jobId, pictureJobId: job!.jobId, costMicros: 20 },
        picture: { ...picture, sha256 },
      })
    const graph = { name: 'cutout', version: 1, hash: hashOf('graph') }
    const made = { sha256: hashOf('cut'), provenance: { graph, submitNo: 1, executionMs: 900 } }
    return { run, job: job!, holder, jobId, picture, begin, made }
  }
  const ledger = async (runId: string) => await open().generation.ledger(runId)

  describe('cutouts', () => {
    it('are jobs of their own: reserved, leased and charged once beside the picture, and no variant', async () => {
      const { run, job, jobId, picture, begin, made } = await start()
      const { cutouts, generation, gpuHosts, submissions, runs } = open()
      expect(await cutouts.find(jobId)).toBeNull()
      expect(await begin()).toEqual({ jobId, picture, outcome: null })
      // The one before was lost, so it was painted again.
      expect(await begin(hashOf('other'))).toMatchObject({ picture: { sha256: hashOf('other') } })
      const claim = await gpuHosts.claim({ jobId, host: 'gpu-1' })
      expect(claim).toMatchObject({ claimed: true, fence: 1 })
      expect(await gpuHosts.claim({ jobId, host: 'gpu-2' })).toMatchObject({ claimed: false })
      await submissions.begin({ jobId, after: 0, host: 'gpu-1', promptId: freshKey(), prefix: freshKey() })
      const settled = await cutouts.settle({ jobId, outcome: made, costMicros: 15 })
      expect(settled.outcome).toEqual(made)
      const late = await cutouts.settle({ jobId, outcome: { refused: 'too late' }, costMicros: 0 })
      expect(late).toEqual(settled)
      expect((await begin()).outcome).toEqual(made)
      await cutouts.abandon(jobId)
      await generation.complete({ ...resultOf(job), costMicros: 7 })
      expect(await ledger(run.runId)).toMatchObject({
        ...{ reserved: 2, committed: 2, refunded: 0, open: 0, executions: 1, costMicros: 22 },
      })
      expect(await generation.variantsOfRound(run.runId, job.specRevisionId, 1)).toHaveLength(1)
      expect(await runs.counts(run.runId)).toMatchObject({ variants: 1 })
      expect((await gpuHosts.waitingWork()).filter(({ projectId }) => projectId === run.projectId)).toEqual(
        [],
      )
    })

    it('that are refused, or that nobody wants any more, are refunded; what is begun again is reserved again', async () => {
      for (const end of ['refused', 'abandoned', 'released'] as const) {
        const { run, holder, jobId, begin, made } = await start()
        const { cutouts, generation } = open()
        await begin()
        if (end === 'abandoned') await cutouts.abandon(jobId)
        else if (end === 'released') await generation.release(holder)
        else await cutouts.settle({ jobId, outcome: { refused: 'no subject' }, costMicros: 0 })
        const refunded = end === 'released' ? 2 : 1
        expect(await ledger(run.runId)).toMatchObject({ reserved: 2, committed: 0, refunded })
        const again = await begin()
        if (end === 'refused') expect(again.outcome).toEqual({ refused: 'no subject' })
        else await cutouts.settle({ jobId, outcome: made, costMicros: 15 })
        expect(await ledger(run.runId)).toMatchObject(
          end === 'refused' ? { committed: 0, refunded: 1 } : { committed: 1, refunded: refunded - 1 },
        )
      }
    })

    it('of a job that nobody reserved are refused', async () => {
      const { picture } = await start()
      const stranger = { jobId: hashOf(freshKey()), pictureJobId: hashOf(freshKey()), picture, costMicros: 0 }
      await expect(open().cutouts.begin(stranger)).rejects.toMatchObject({ type: 'NotFound' })
    })
  })
}
