import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { drainOutbox } from '../../adapters/temporal/drain-outbox.js'
import { reconcile } from '../../adapters/temporal/reconcile.js'
import { sharpImageCodec } from '../../adapters/imaging/sharp-image-codec.js'
import { runPeriodically } from '../../adapters/temporal/run-periodically.js'
import { chainStageOf, type ChainStepRow } from '../../core/chain/chain-ports.js'
import { chainRunInput } from '../../core/chain/chain-run-input.js'
import { chainJobId } from '../../core/chain/job-id.js'
import { isJsonObject, type JsonObject } from '../../core/chain/json-value.js'
import { readJobBody } from '../../core/chain/read-job-body.js'
import { workflowIds } from '../../core/ids.js'
import { taskQueues } from '../../core/task-queues.js'
import { createUuidMint } from '../../adapters/ids/uuid-mint.js'
import { WorkflowFixture } from './workflow-fixture.js'

/** A real server and a fresh bundle: on a busy machine they take a multiple of their usual time. */
const setUpLimitMs = 180_000
const ids = createUuidMint()
let fixture: WorkflowFixture
let draining: { stop(): Promise<void> }

beforeAll(async () => {
  fixture = await WorkflowFixture.open()
  draining = runPeriodically(
    async () => void (await drainOutbox(fixture)),
    100,
    () => undefined,
  )
}, setUpLimitMs)

afterAll(async () => {
  await draining.stop()
  await fixture.close()
}, setUpLimitMs)

/** Keeps a job as the API does; the outbox starts it. */
async function submit(body: object, projectKey = `p-${Math.random()}`): Promise<string> {
  const { projectId } = await fixture.catalogue.projects.ensure({ key: projectKey, name: projectKey })
  const { steps, problems } = readJobBody(body)
  expect(problems).toEqual([])
  const chainId = ids.mint('job')
  await fixture.catalogue.chains.submit({
    projectId,
    chainId,
    steps: steps.map(({ parentPosition, ...step }) => ({
      ...step,
      jobId: chainJobId(chainId, step.position),
      parentJobId: parentPosition === null ? null : chainJobId(chainId, parentPosition),
    })),
  })
  return chainId
}

async function untilEnded(chainId: string): Promise<Map<string, ChainStepRow>> {
  const rows = await fixture.until(
    () => fixture.catalogue.chains.steps(chainId),
    (steps) => !['waiting', 'running'].includes(chainStageOf(steps.map(({ stage }) => stage))),
  )
  return new Map(rows.map((row) => [row.position, row]))
}

function imagesOf(row: ChainStepRow | undefined): JsonObject[] {
  const images = row?.output?.['images']
  return Array.isArray(images) ? images.filter(isJsonObject) : []
}

const barrel = (more: object = {}) => ({
  type: 'generate',
  input: { prompt: 'wooden barrel', size: '16x16', variants: 2, ...more },
})

describe('a chain', () => {
  it('hands the pictures of each job on to the next ones', async () => {
    const chainId = await submit(
      barrel({
        nextJobs: [
          {
            type: 'bg_remove',
            input: {
              originalPath: '$output.originalsDir/...',
              nextJobs: [
                { type: 'upscale', input: { factor: 2 } },
                { type: 'atlas_pack', input: {} },
              ],
            },
          },
          { type: 'score', input: { variantIds: '$output.variantIds' } },
          { type: 'export', input: { targets: ['generic'] } },
        ],
      }),
    )
    const jobs = await untilEnded(chainId)
    expect([...jobs.values()].map(({ position, stage, failure }) => [position, stage, failure])).toEqual(
      ['1', '1.1', '1.1.1', '1.1.2', '1.2', '1.3'].map((position) => [position, 'done', null]),
    )
    const runId = jobs.get('1')?.output?.['runId'] as string
    expect(await fixture.catalogue.generation.ledger(runId)).toMatchObject({ committed: 2, open: 0 })
    expect(jobs.get('1.1')?.resolvedInput).toEqual({ originalPath: `jobs/${chainId}/originals/...` })
    const [originals, cutOuts] = [imagesOf(jobs.get('1')), imagesOf(jobs.get('1.1'))]
    expect(cutOuts.map(({ variantId }) => variantId)).toEqual(jobs.get('1')?.output?.['variantIds'])
    for (const [index, { sha256 }] of cutOuts.entries()) {
      const [before, after] = [await decode(originals[index]?.['sha256']), await decode(sha256)]
      // The painter delivers on a ground of one colour; cut out, the corner is clear and the middle is as it was.
      const middle = ((before.height >> 1) * before.width + (before.width >> 1)) * 4
      expect([before.data[3], after.data[3]]).toEqual([255, 0])
      expect(after.data.slice(middle, middle + 4)).toEqual(before.data.slice(middle, middle + 4))
    }
    expect(cutOuts[0]?.['processing']).toMatchObject({ bg_remove: { feather: 0, erode: 0, edge: 'binary' } })
    expect(imagesOf(jobs.get('1.1.1'))[0]?.['width']).toBe(2 * Number(cutOuts[0]?.['width']))
    expect(jobs.get('1.1.2')?.output?.['frames']).toHaveLength(2)
    expect(imagesOf(jobs.get('1.2')).every(({ score }) => Number(score) > 0.5)).toBe(true)
    expect(jobs.get('1.3')?.output).toMatchObject({ bundles: [{ target: 'generic' }] })
  }, 180_000)

  it('goes on beside a branch that fails, and says why', async () => {
    const chainId = await submit(
      barrel({
        nextJobs: [
          {
            type: 'bg_remove',
            input: { originalPath: '$output.nowhere/...', nextJobs: [{ type: 'score' }] },
          },
          { type: 'bg_remove', input: { originals: `jobs/${ids.mint('job')}/originals/...` } },
          { type: 'resize', input: { height: 8 } },
        ],
      }),
    )
    const jobs = await untilEnded(chainId)
    const ends = [...jobs.values()].map(({ position, stage }) => `${position} ${stage}`)
    expect(ends).toEqual(['1 done', '1.1 failed', '1.1.1 skipped', '1.2 failed', '1.3 done'])
    expect(jobs.get('1.1')?.failure).toContain('input.originalPath: $output.nowhere has no value')
    expect(jobs.get('1.2')?.failure).toContain('no job')
    expect(jobs.get('1.1.1')?.failure).toContain('job 1.1')
    expect(imagesOf(jobs.get('1.3'))[0]).toMatchObject({ width: 8, height: 8 })
  }, 180_000)

  it('makes a spec that is there by its key, and fails when nothing can be made', async () => {
    const first = await untilEnded(await submit(barrel(), 'twice'))
    const key = first.get('1')?.output?.['key']
    const again = await submit({ type: 'generate', input: { specKey: key, variants: 1, seed: 9 } }, 'twice')
    const made = (await untilEnded(again)).get('1')
    expect(made).toMatchObject({ stage: 'done', output: { specId: first.get('1')?.output?.['specId'] } })
    expect(imagesOf(made)).toHaveLength(1)
    const refused = await untilEnded(
      await submit({ type: 'generate', input: { prompt: 'fault:refuse jar' } }),
    )
    expect(refused.get('1')).toMatchObject({ stage: 'failed', failure: expect.stringContaining('run_') })
  }, 180_000)

  it('waits for a person, continues as new on the way, and makes nothing twice when it is started again', async () => {
    const chainId = await submit(
      barrel({ review: 'person', variants: 1, nextJobs: [{ type: 'score', input: {} }] }),
      'person',
    )
    const handle = fixture.env.client.workflow.getHandle(workflowIds.chainRun(chainId))
    const runIdOf = async () => (await fixture.catalogue.chains.find(chainId))?.output?.['runId']
    const runId = (await fixture.until(runIdOf, (seen) => seen !== undefined)) as string
    const [variant] = await fixture.untilReviewing(runId, 1)
    // Temporal's file is lost: nothing of the chain is open, and reconcile starts it from its rows.
    await handle.terminate('lost')
    const report = await reconcile(fixture, new Map(), Date.now())
    expect(report.started).toContain(workflowIds.chainRun(chainId))
    // The same with a history that is too long after a few events.
    await handle.terminate('lost')
    await fixture.env.client.workflow.start('chainRun', {
      workflowId: workflowIds.chainRun(chainId),
      taskQueue: taskQueues.orchestrate,
      args: [chainRunInput(await fixture.catalogue.chains.steps(chainId), 12)],
    })
    await fixture.decide(variant!, { decisionId: ids.mint('decision'), verb: 'approve' })
    const jobs = await untilEnded(chainId)
    expect([...jobs.values()].map(({ stage }) => stage)).toEqual(['done', 'done'])
    expect(jobs.get('1')?.output).toMatchObject({ runId, chosenVariantId: variant?.variantId })
    const runs = await fixture.catalogue.runs.list({ projectId: jobs.get('1')!.projectId, limit: 10 })
    expect(runs).toHaveLength(1)
    expect(await handle.result()).toEqual({ [chainId]: 'done', [chainJobId(chainId, '1.1')]: 'done' })
    const executions = fixture.env.client.workflow.list({
      query: `WorkflowId = "${workflowIds.chainRun(chainId)}"`,
    })
    const statuses: string[] = []
    for await (const { status } of executions) statuses.push(status.name)
    expect(statuses).toContain('CONTINUED_AS_NEW')
  }, 180_000)

  it('that is cancelled ends its run and every job that has not ended', async () => {
    const chainId = await submit({
      type: 'generate',
      input: { prompt: 'fault:slow-60000 crate', variants: 1, nextJobs: [{ type: 'score', input: {} }] },
    })
    const find = () => fixture.catalogue.chains.find(chainId)
    const row = (await fixture.until(find, (seen) => seen?.output != null))!
    await fixture.gateway.deliver({ kind: 'cancelChain', projectId: row.projectId, chainId }, 30_000)
    const jobs = await untilEnded(chainId)
    expect([...jobs.values()].map(({ stage }) => stage)).toEqual(['cancelled', 'cancelled'])
    expect(await fixture.untilStage(row.output?.['runId'] as string, 'cancelled', 'done')).toBe('cancelled')
  }, 180_000)
})

async function decode(sha256: unknown) {
  return await sharpImageCodec.decodePng(await fixture.store.get(String(sha256)))
}
