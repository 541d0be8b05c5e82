import { describe, expect, it } from 'vitest'
import { drainOutbox } from '../../../adapters/temporal/drain-outbox.js'
import { reconcile } from '../../../adapters/temporal/reconcile.js'
import { runPeriodically } from '../../../adapters/temporal/run-periodically.js'
import { openActivityFixture } from '../../activities/activity-fixture.js'
import { reserveGeneration } from '../../../activities/reserve-generation.js'
import { workflowIds } from '../../../core/ids.js'
import type { WorkflowGateway } from '../../../core/outbox-ports.js'
import { resultOf } from '../../support/catalogue-scenario.js'

async function openReconcile() {
  const fixture = await openActivityFixture('prop: barrel\nprop: jar')
  const started: string[] = []
  const gateway = {
    startRun: async (run: { runId: string }) => void started.push(run.runId),
    startBundle: async () => {},
    startChain: async (chainId: string) => void started.push(chainId),
    resumeDelivery: async () => {},
  }
  return { ...fixture, started, ports: { catalogue: fixture.catalogue, gateway, probe: fixture.executions } }
}

describe('reconcile', () => {
  it('starts what ought to be open and leaves alone what is', async () => {
    const { ports, started, executions, runId } = await openReconcile()
    const starts = new Map<string, number>()
    expect((await reconcile(ports, starts, Date.now())).started).toEqual([workflowIds.productionRun(runId)])
    executions.open.add(workflowIds.productionRun(runId))
    expect((await reconcile(ports, starts, Date.now())).started).toEqual([])
    expect(started).toEqual([runId])
  })

  it('gives up after five starts in a row and says where to look', async () => {
    const { ports, catalogue, runId } = await openReconcile()
    const starts = new Map<string, number>()
    for (let time = 0; time < 5; time++) await reconcile(ports, starts, Date.now())
    expect((await catalogue.runs.find(runId))?.stage).toBe('generating')
    const report = await reconcile(ports, starts, Date.now())
    expect(report.givenUp).toEqual([workflowIds.productionRun(runId)])
    expect(await catalogue.runs.find(runId)).toMatchObject({
      stage: 'failed',
      failure: expect.stringContaining('Temporal UI'),
    })
  })

  it('starts a chain with a job that has not ended, and ends its jobs when it does not stay open', async () => {
    const { ports, catalogue, started, executions, runId, projectId } = await openReconcile()
    executions.open.add(workflowIds.productionRun(runId))
    const chainId = 'job_00000000-0000-7000-8000-000000000001'
    const step = { position: '1', parentJobId: null, type: 'score', input: {}, notes: [] } as const
    await catalogue.chains.submit({ projectId, chainId, steps: [{ ...step, jobId: chainId }] })
    const starts = new Map<string, number>()
    for (let time = 0; time < 5; time++) await reconcile(ports, starts, Date.now())
    expect(started).toEqual([chainId, chainId, chainId, chainId, chainId])
    const id = workflowIds.chainRun(chainId)
    expect((await reconcile(ports, starts, Date.now())).givenUp).toEqual([id])
    expect(await catalogue.chains.find(chainId)).toMatchObject({
      stage: 'failed',
      failure: expect.stringContaining(`${id} in the Temporal UI`),
    })
    expect((await reconcile(ports, starts, Date.now())).started).toEqual([])
  })

  it('goes on with the others when one start is refused', async () => {
    const { ports } = await openReconcile()
    const refusing = { ...ports.gateway, startRun: async () => Promise.reject(new Error('already started')) }
    const report = await reconcile({ ...ports, gateway: refusing }, new Map(), Date.now())
    expect(report.failed[0]).toContain('already started')
  })

  it('takes a permit back only from a holder that is closed, and never from a fresh one', async () => {
    const { ports, catalogue, executions, orchestrate, jobsOf, scopeOf } = await openReconcile()
    await reserveGeneration(orchestrate)({ ...scopeOf(0), jobs: jobsOf(0) })
    const holder = workflowIds.assetRun(scopeOf(0).runId, scopeOf(0).specRevisionId)
    expect((await reconcile(ports, new Map(), Date.now())).permitsReleased).toBe(0)
    executions.open.add(holder)
    expect((await reconcile(ports, new Map(), Date.now() + 120_000)).permitsReleased).toBe(0)
    executions.open.delete(holder)
    expect((await reconcile(ports, new Map(), Date.now() + 120_000)).permitsReleased).toBe(1)
    expect(await catalogue.generation.listPermits()).toEqual([])
    expect(await catalogue.generation.ledger(scopeOf(0).runId)).toMatchObject({ open: 0, refunded: 2 })
  })

  it('takes a permit back from an open holder whose round is scored, but not a fresh one', async () => {
    const { ports, catalogue, executions, orchestrate, jobsOf, scopeOf } = await openReconcile()
    const reserve = () => reserveGeneration(orchestrate)({ ...scopeOf(0), jobs: jobsOf(0) })
    const released = async (laterMs: number) =>
      (await reconcile(ports, new Map(), Date.now() + laterMs)).permitsReleased
    const { runId, specRevisionId } = scopeOf(0)
    executions.open.add(workflowIds.assetRun(runId, specRevisionId))
    await reserve()
    const made = []
    for (const job of jobsOf(0)) made.push(await catalogue.generation.complete(resultOf(job)))
    expect(await released(120_000)).toBe(0)
    const scores = made.map(({ variantId }) => ({ variantId, score: 1, checks: [] }))
    await catalogue.generation.saveScores({ ...scopeOf(0), scores, endsRound: 1 })
    // An attempt to reserve that was under way all the while.
    await reserve()
    expect(await released(0)).toBe(0)
    expect(await catalogue.generation.listPermits()).toHaveLength(1)
    expect(await released(120_000)).toBe(1)
    expect(await catalogue.generation.listPermits()).toEqual([])
  })
})

describe('the outbox drainer', () => {
  it('keeps a row open until it is delivered, also when the gateway breaks', async () => {
    const { catalogue } = await openReconcile()
    const answers = ['broken', 'retry', 'delivered']
    const gateway: WorkflowGateway = {
      isReachable: async () => true,
      deliver: async () => {
        const answer = answers.shift()
        if (answer === 'broken') throw new Error('a fault of ours')
        return answer === 'retry' ? { status: 'retry', message: 'away' } : { status: 'delivered' }
      },
    }
    expect((await catalogue.outbox.backlog()).open).toBe(1)
    await drainOutbox({ catalogue, gateway })
    expect((await catalogue.outbox.backlog()).open).toBe(1)
    expect(await drainOutbox({ catalogue, gateway })).toBe(0)
  })

  it('is run again after a failure, and stops when told to', async () => {
    let runs = 0
    const errors: unknown[] = []
    const loop = runPeriodically(
      async () => {
        runs += 1
        if (runs === 1) throw new Error('once')
      },
      1,
      (error) => errors.push(error),
    )
    while (runs < 3) await new Promise((resolve) => setTimeout(resolve, 1))
    await loop.stop()
    const stoppedAt = runs
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect([runs, errors.length]).toEqual([stoppedAt, 1])
  })
})
