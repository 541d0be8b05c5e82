import { describe, expect, it } from 'vitest'
import type { Catalogue } from '../../../core/catalogue.js'
import { hashOf } from '../../../core/hash.js'
import type { ReproductionReport } from '../../../core/reproduction/reproduction-ports.js'
import { freshKey, holderOf, planJobs, resultOf, startRun } from '../../support/catalogue-scenario.js'

export function describeReproductions(open: () => Catalogue): void {
  /** A run with two variants of one spec, and an order to make the first again. */
  const start = async () => {
    const { generation, chains, reproductions } = open()
    const run = await startRun(open(), { project: freshKey(), keys: ['sword'] })
    const spec = run.specs[0]!
    const jobs = planJobs(run, spec)
    const holder = holderOf(run, spec)
    await generation.reserve({ ...holder, cap: 8, jobs, costMicros: 10 })
    const variants = []
    for (const job of jobs) variants.push(await generation.complete(resultOf(job)))
    const { projectId, variantId, sha256 } = variants[0]!
    const jobId = `job_${freshKey()}`
    const step = { position: '1', type: 'reproduce' as const, input: { variantId }, notes: [] }
    const steps = [{ ...step, jobId, parentJobId: null }]
    await chains.submit({ projectId, chainId: jobId, steps })
    const generationJobId = hashOf({ reproduction: jobId })
    const scope = { projectId, jobId, generationJobId, variantId }
    const begin = async () => await reproductions.begin({ ...scope, costMicros: 40 })
    const report: ReproductionReport = {
      ...{ outcome: 'near', originalSha256: sha256, sha256: hashOf('again') },
      ...{ distance: { figure: 0.01, nearMax: 0.02, method: 'by eye' }, differs: ['server: a, now b'] },
      ...{ provider: 'comfyui', costMicros: 40, tookMs: 900 },
    }
    return { run, holder, scope, begin, report, variants }
  }

  describe('reproductions', () => {
    it('a report is kept once, is in the trace of its variant, and its run neither counts nor pays for it', async () => {
      const { run, scope, begin, report, holder } = await start()
      const { generation, runs, reproductions, traces } = open()
      const before = [await generation.ledger(run.runId), await runs.counts(run.runId)]
      expect(await begin()).toEqual({ waitsForBudget: false })
      expect(await begin()).toEqual({ waitsForBudget: false })
      await generation.beginExecution(scope.generationJobId)
      // The holder's own work ends meanwhile.
      await generation.release(holder)
      const kept = await reproductions.complete({ ...scope, report })
      expect(kept).toMatchObject({ ...report, jobId: scope.jobId, variantId: scope.variantId })
      const late = { ...report, outcome: 'drifted' as const }
      expect(await reproductions.complete({ ...scope, report: late })).toEqual(kept)
      expect(await reproductions.find(scope.jobId)).toEqual(kept)
      expect(await reproductions.ofVariant(scope.variantId)).toEqual([kept])
      await reproductions.abandon(scope.projectId, scope.generationJobId)
      expect([await generation.ledger(run.runId), await runs.counts(run.runId)]).toEqual(before)
      const subject = (await traces.resolve(scope.projectId, scope.variantId))!
      const told = (await traces.steps(subject, 100)).filter(({ kind }) => kind === 'reproduced')
      expect(told).toMatchObject([{ id: scope.jobId, data: { outcome: 'near', sha256: report.sha256 } }])
    })

    it('waits for a GPU like other jobs, and no more when it was made or nobody wants it', async () => {
      const { gpuHosts, reproductions } = open()
      const models = { checkpoint: `${freshKey()}.safetensors`, loras: [] }
      const waits = async () =>
        (await gpuHosts.waitingWork()).some(({ checkpoint }) => checkpoint === models.checkpoint)
      for (const end of ['complete', 'abandon'] as const) {
        const { scope, begin, report } = await start()
        await begin()
        const { projectId, generationJobId } = scope
        await gpuHosts.queueJobs({ projectId, jobIds: [generationJobId], provider: 'comfyui', models })
        expect(await waits()).toBe(true)
        if (end === 'complete') await reproductions.complete({ ...scope, report })
        else await reproductions.abandon(projectId, generationJobId)
        expect(await waits()).toBe(false)
      }
    })

    it('of a variant that the project does not have is refused', async () => {
      const { scope } = await start()
      const stranger = { ...scope, variantId: 'var_none', costMicros: 0 }
      await expect(open().reproductions.begin(stranger)).rejects.toMatchObject({ type: 'NotFound' })
    })
  })
}
