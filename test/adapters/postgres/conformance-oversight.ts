import { describe, expect, it } from 'vitest'
import type { Catalogue } from '../../../core/catalogue.js'
import {
  decide,
  finishAsset,
  freshKey,
  generateRound,
  holderOf,
  planJobs,
  startRun,
} from '../../support/catalogue-scenario.js'

const longAgo = '2000-01-01T00:00:00.000Z'
let bootCount = 0

export function describeOversight(open: () => Catalogue): void {
  const freshBoot = () => `boot-${++bootCount}-${process.pid}`
  const extend = async (bootId: string, gapMs: number, part: 'service' | 'temporal' = 'service') =>
    await open().oversight.extendInterval({ part, bootId, process: 'orchestrator', gapMs })
  const ofBoot = async (bootId: string, part: 'service' | 'temporal' = 'service') =>
    (await open().oversight.intervals(part, longAgo)).filter((one) => one.bootId === bootId)

  describe('the record of when the product ran', () => {
    it('is one interval while a boot is seen, and another after a gap', async () => {
      const bootId = freshBoot()
      for (let times = 0; times < 3; times++) await extend(bootId, 60_000)
      const [only, ...more] = await ofBoot(bootId)
      expect(more).toEqual([])
      expect(Date.parse(only?.lastSeen ?? '')).toBeGreaterThanOrEqual(Date.parse(only?.from ?? ''))
      await extend(bootId, 0)
      expect(await ofBoot(bootId)).toHaveLength(2)
    })

    it('keeps boots and parts apart', async () => {
      const [a, b] = [freshBoot(), freshBoot()]
      await Promise.all([extend(a, 60_000), extend(b, 60_000), extend(a, 60_000, 'temporal')])
      expect(
        [await ofBoot(a), await ofBoot(b), await ofBoot(a, 'temporal')].map((one) => one.length),
      ).toEqual([1, 1, 1])
      expect(await ofBoot(b, 'temporal')).toEqual([])
    })

    it('tells only what was seen since', async () => {
      await extend(freshBoot(), 60_000)
      expect(await open().oversight.intervals('service', '2999-01-01T00:00:00.000Z')).toEqual([])
    })
  })

  describe('what a run waits for', () => {
    it('names the specs in line for a permit and the run that holds them', async () => {
      const project = freshKey()
      const first = await startRun(open(), { project, keys: ['a'], text: freshKey() })
      const second = await startRun(open(), { project, keys: ['b', 'c'], text: freshKey() })
      const reserve = async (run: typeof first, index: number) => {
        const spec = run.specs[index]
        if (!spec) throw new Error('no spec')
        await open().generation.reserve({
          ...holderOf(run, spec),
          cap: 1,
          jobs: planJobs(run, spec),
          costMicros: 1,
        })
      }
      await reserve(first, 0)
      await reserve(second, 0)
      await reserve(second, 1)
      const waits = await open().oversight.runWaits(second.runId)
      expect(waits).toMatchObject({
        permitsWaiting: 2,
        permitsHeld: 0,
        holders: [{ runId: first.runId, name: 'list.txt', permits: 1 }],
        reviewSince: null,
        pausedSince: null,
      })
      expect(waits.waitingSince).not.toBeNull()
      expect(await open().oversight.runWaits(first.runId)).toMatchObject({
        permitsWaiting: 0,
        permitsHeld: 1,
      })
    })

    it('says since when a review, a pause and a message wait', async () => {
      const run = await startRun(open(), { project: freshKey(), keys: ['a'] })
      const [spec] = run.specs
      if (!spec) throw new Error('no spec')
      await generateRound(open(), run, spec)
      await open().runs.setPaused(run.runId, true)
      const { projectId, runId } = run
      await open().outbox.add({ kind: 'signalRun', projectId, runId, signal: 'pauseRun' }, freshKey())
      const waits = await open().oversight.runWaits(runId)
      for (const since of [waits.reviewSince, waits.pausedSince, waits.outboxSince])
        expect(since).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
      // The message that starts the run waits as well.
      expect(waits.outboxOpen).toBe(2)
      await open().runs.setPaused(runId, false)
      expect((await open().oversight.runWaits(runId)).pausedSince).toBeNull()
    })

    it('tells the pace of pictures while the run goes on', async () => {
      const run = await startRun(open(), { project: freshKey(), keys: ['a', 'b', 'c'] })
      for (const spec of run.specs) await generateRound(open(), run, spec)
      const paceOf = async () => (await open().oversight.runWaits(run.runId)).pace
      expect(await paceOf()).toMatchObject({ isOwn: true, pictures: 5 })
      await open().runs.setStage(run.runId, 'done')
      expect(await paceOf()).toBeNull()
    })

    it('is NotFound for a run that is not there', async () => {
      await expect(open().oversight.runWaits('run_0')).rejects.toMatchObject({ type: 'NotFound' })
    })
  })

  describe('the figures of a report', () => {
    it('count what was made, decided, ended and failed since, and what waits', async () => {
      const before = await open().oversight.figuresSince(longAgo)
      const run = await startRun(open(), { project: freshKey(), keys: ['a', 'b', 'c'], text: freshKey() })
      const [a, b, c] = run.specs
      if (!a || !b || !c) throw new Error('no specs')
      const [variant] = await generateRound(open(), run, a)
      if (!variant) throw new Error('no variant')
      await decide(open(), run, a, variant, `dec_${freshKey()}_${variant.variantId}`)
      await finishAsset(open(), run, a, variant)
      await generateRound(open(), run, b)
      await open().runs.setStage(run.runId, 'reviewing')
      await open().runs.setSpecStage({ ...holderOf(run, c), stage: 'failed', round: 1, failure: 'no graph' })
      const after = await open().oversight.figuresSince(longAgo)
      const grown = (name: 'specs' | 'variants' | 'assets' | 'decisions' | 'jobs') =>
        after[name] - before[name]
      expect(
        ['specs', 'variants', 'assets', 'decisions', 'jobs'].map((name) => grown(name as 'specs')),
      ).toEqual([3, 4, 1, 1, 4])
      expect(after.costMicros - before.costMicros).toBe(20)
      expect(after.reviews).toContainEqual({ runId: run.runId, name: 'list.txt', specs: 1 })
      expect(after.failures).toContainEqual(
        expect.objectContaining({ kind: 'spec', runId: run.runId, name: 'c', reason: 'no graph' }),
      )
      await open().runs.setStage(run.runId, 'failed', 'given up')
      const ended = await open().oversight.figuresSince(longAgo)
      expect(ended.runsEnded).toContainEqual(expect.objectContaining({ runId: run.runId, stage: 'failed' }))
      expect(ended.failures).toContainEqual(expect.objectContaining({ kind: 'run', reason: 'given up' }))
      expect(await open().oversight.figuresSince('2999-01-01T00:00:00.000Z')).toMatchObject({
        variants: 0,
        assets: 0,
        runsEnded: [],
        failures: [],
      })
    })

    it('are those of some projects where these are named', async () => {
      const start = async () => {
        const run = await startRun(open(), { project: freshKey(), keys: ['a', 'b'], text: freshKey() })
        const [variant] = await generateRound(open(), run, run.specs[0]!)
        await decide(open(), run, run.specs[0]!, variant!, `dec_${run.runId}`)
        await finishAsset(open(), run, run.specs[0]!, variant!)
        const failed = { ...holderOf(run, run.specs[1]!), stage: 'failed' as const, round: 1 }
        await open().runs.setSpecStage({ ...failed, failure: 'no graph' })
        await open().runs.setStage(run.runId, 'failed', 'given up')
        return run
      }
      const [one, two] = [await start(), await start()]
      const of = async (projectIds: string[]) => await open().oversight.figuresSince(longAgo, projectIds)
      const first = await of([one.projectId])
      expect(first).toMatchObject({
        ...{ specs: 2, variants: 2, assets: 1, decisions: 1, jobs: 2, costMicros: 10 },
        runsEnded: [{ runId: one.runId }],
      })
      expect(first.failures.map(({ kind, runId }) => `${kind} ${runId}`).toSorted()).toEqual([
        `run ${one.runId}`,
        `spec ${one.runId}`,
      ])
      expect(await of([one.projectId, two.projectId])).toMatchObject({ specs: 4, variants: 4, jobs: 4 })
      expect(await of([])).toMatchObject({ specs: 0, variants: 0, jobs: 0, costMicros: 0, runsEnded: [] })
    })
  })

  describe('what must not exist', () => {
    it('is counted: an accepted decision whose message is gone, and a spec that is done without its asset', async () => {
      const run = await startRun(open(), { project: freshKey(), keys: ['a', 'b'], text: freshKey() })
      const [a, b] = run.specs
      if (!a || !b) throw new Error('no specs')
      const before = await open().oversight.integrity()
      const [variant] = await generateRound(open(), run, a)
      if (!variant) throw new Error('no variant')
      const decisionId = `dec_${freshKey()}_lost_${variant.variantId}`
      await open().review.requestDecision({
        ...holderOf(run, a),
        message: {
          decisionId,
          variantId: variant.variantId,
          verb: 'approve',
          expectedVersion: 0,
          reviewer: 'local',
        } as never,
      })
      expect((await open().oversight.integrity()).decisionsLost).toBe(before.decisionsLost)
      const { projectId } = run
      const row = await open().outbox.add(
        { kind: 'signalRun', projectId, runId: run.runId, signal: 'pauseRun' },
        `sendDecision/${decisionId}`,
      )
      await open().outbox.close(row.outboxId)
      await open().runs.setSpecStage({ ...holderOf(run, b), stage: 'done', round: 1 })
      const after = await open().oversight.integrity()
      expect(after.decisionsLost - before.decisionsLost).toBe(1)
      expect(after.assetsLost - before.assetsLost).toBe(1)
      expect(await open().oversight.integrity([projectId])).toMatchObject({ decisionsLost: 1, assetsLost: 1 })
      expect(await open().oversight.integrity([])).toMatchObject({ decisionsLost: 0, assetsLost: 0 })
      expect(after).toMatchObject({ variantsUnaccounted: 0, jobsDoubled: 0, decisionsDoubled: 0 })
    })
  })
}
