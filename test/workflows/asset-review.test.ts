import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { drainOutbox } from '../../adapters/temporal/drain-outbox.js'
import { reconcile } from '../../adapters/temporal/reconcile.js'
import { AssetloomError } from '../../core/errors.js'
import type { DecisionOutcome } from '../../core/review/verdict.js'
import { WorkflowFixture } from './workflow-fixture.js'

// Real servers and real waits: on a busy machine these take a multiple of their usual time.
vi.setConfig({ testTimeout: 180_000 })
let fixture: WorkflowFixture
beforeAll(async () => {
  fixture = await WorkflowFixture.open()
})
afterAll(() => fixture.close())

const person = { review: 'person' as const }

describe('a review by people', () => {
  it('holds no permit and no window slot while it waits', async () => {
    const runId = await fixture.start('prop: barrel\nprop: jar\nprop: well', { ...person, windowSize: 1 })
    await fixture.untilReviewing(runId, 3)
    expect(await fixture.catalogue.generation.listPermits()).toEqual([])
    expect(await fixture.untilStage(runId, 'reviewing')).toBe('reviewing')
  })

  it('records one decision of twenty that compete, and tells the others who won', async () => {
    const runId = await fixture.start('prop: barrel', person)
    const [variant] = await fixture.untilReviewing(runId, 1)
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        fixture.decide(variant!, {
          decisionId: `dec_race_${runId}_${index}`,
          verb: index % 2 ? 'approve' : 'reject',
          reviewer: `r${index}`,
          reason: 'too thin',
        }),
      ),
    )
    const applied = outcomes.filter((one) => one?.status === 'applied')
    const refused = outcomes.filter(
      (one): one is DecisionOutcome & { status: 'refused' } => one?.status === 'refused',
    )
    expect([applied.length, refused.length]).toEqual([1, 19])
    expect(new Set(refused.map((one) => one.reason))).toEqual(new Set(['StaleVersion']))
    await fixture.until(
      () => fixture.catalogue.review.decisionsOf(variant!.variantId),
      (rows) => rows.length === 1,
    )
  })

  it('takes the same decision by update and by signal at once as one', async () => {
    const runId = await fixture.start('prop: jar', person)
    const [variant] = await fixture.untilReviewing(runId, 1)
    const decisionId = `dec_both_${runId}`
    const message = { decisionId, variantId: variant!.variantId, verb: 'approve', expectedVersion: 0 }
    await Promise.all([
      fixture.decide(variant!, { decisionId, verb: 'approve' }),
      fixture.assetRunHandle(variant!).signal('decideVariant', message),
      fixture.assetRunHandle(variant!).signal('decideVariant', message),
    ])
    await fixture.untilStage(runId, 'done')
    expect(await fixture.catalogue.review.decisionsOf(variant!.variantId)).toHaveLength(1)
  })

  it('survives malformed and stale signals and makes them visible as events', async () => {
    const runId = await fixture.start('prop: well', person)
    const [variant] = await fixture.untilReviewing(runId, 1)
    const handle = fixture.assetRunHandle(variant!)
    for (const bad of [
      'approve',
      null,
      { verb: 'explode' },
      { variantId: 'var_none', verb: 'approve', expectedVersion: 0 },
    ])
      await handle.signal('decideVariant', bad)
    const events = await fixture.until(
      async () => {
        const { projectId } = variant!
        return (await fixture.catalogue.events.readAfter(projectId, 0, 500)).filter(
          (one) => one.type === 'decisionRefused',
        )
      },
      (found) => found.length >= 3,
    )
    expect(events.length).toBeGreaterThanOrEqual(3)
    await handle.signal('decideVariant', {
      variantId: variant!.variantId,
      verb: 'approve',
      expectedVersion: 0,
    })
    expect(await fixture.untilStage(runId, 'done')).toBe('done')
    const [decision] = await fixture.catalogue.review.decisionsOf(variant!.variantId)
    expect(decision?.reviewer).toMatch(/^signal:/)
  })

  it('regenerates in a new round with other pictures, and undoes', async () => {
    const runId = await fixture.start('prop: signpost pointing left', person)
    const [variant, sibling] = await fixture.untilReviewing(runId, 1)
    await fixture.decide(variant!, { decisionId: `dec_re_${runId}`, verb: 'regenerate', reason: 'too thin' })
    const all = await fixture.until(
      () => fixture.variants(runId),
      (found) => found.length === 4 && found.every((one) => one.score !== null),
    )
    expect(new Set(all.map((one) => one.sha256)).size).toBe(4)
    await fixture.until(
      () => fixture.catalogue.runs.counts(runId),
      (counts) => counts.byStage.reviewing === 1,
    )
    const fresh = all.find((one) => one.round === 2)!
    await fixture.decide(fresh, { decisionId: `dec_ok_${runId}`, verb: 'approve' })
    await fixture.untilStage(runId, 'done')
    await fixture.decide(fresh, { decisionId: `dec_undo_${runId}`, verb: 'withdraw', expectedVersion: 1 })
    await fixture.until(
      () => fixture.catalogue.runs.counts(runId),
      (counts) => counts.byStage.reviewing === 1,
    )
    await fixture.decide(sibling!, { decisionId: `dec_sib_${runId}`, verb: 'approve' })
    await fixture.until(
      () => fixture.catalogue.runs.counts(runId),
      (counts) => counts.byStage.done === 1,
    )
    expect(await fixture.catalogue.review.decisionsOf(fresh.variantId)).toHaveLength(2)
    expect(await fixture.catalogue.generation.ledger(runId)).toMatchObject({ committed: 4, open: 0 })
  })

  it('keeps the variants of earlier rounds open when a later round cannot be made', async () => {
    const runId = await fixture.start('prop: lamp', person)
    const [variant, sibling] = await fixture.untilReviewing(runId, 1)
    const painter = fixture.providers.get('procedural')!
    fixture.providers.clear()
    await fixture.decide(variant!, { decisionId: `dec_no_${runId}`, verb: 'regenerate' })
    await fixture.until(
      async () => (await fixture.catalogue.generation.ledger(runId)).refunded,
      (refunded) => refunded === 2,
    )
    fixture.providers.set('procedural', painter)
    await fixture.untilReviewing(runId, 1)
    await fixture.decide(sibling!, { decisionId: `dec_yes_${runId}`, verb: 'approve' })
    expect(await fixture.untilStage(runId, 'done', 'failed')).toBe('done')
    expect(await fixture.catalogue.generation.ledger(runId)).toMatchObject({ committed: 2, open: 0 })
  })

  it('ends as rejected when nothing is left to choose', async () => {
    const runId = await fixture.start('prop: bench', person)
    const variants = await fixture.untilReviewing(runId, 1)
    for (const variant of variants)
      await fixture.decide(variant, { decisionId: `dec_${variant.variantId}`, verb: 'reject', reason: 'no' })
    expect(await fixture.untilStage(runId, 'done', 'failed')).toBe('done')
    expect((await fixture.catalogue.runs.counts(runId)).byStage).toEqual({ rejected: 1 })
  })
})

describe('what is sent while nobody listens', () => {
  it('is kept in the outbox and applied once when the workers are back', async () => {
    const runId = await fixture.start('prop: carpet', person)
    const [variant] = await fixture.untilReviewing(runId, 1)
    await fixture.stopWorkers()
    const { projectId, specRevisionId, variantId } = variant!
    const message = {
      decisionId: `dec_away_${runId}`,
      variantId,
      verb: 'approve' as const,
      expectedVersion: 0,
      reviewer: 'ana',
    }
    await fixture.catalogue.review.requestDecision({ projectId, runId, specRevisionId, message })
    const delivery = await fixture.gateway.deliver(
      { kind: 'sendDecision', projectId, runId, specRevisionId, message },
      1_000,
    )
    expect(delivery.status).toBe('retry')
    await fixture.startWorkers()
    await fixture.until(
      async () => {
        await drainOutbox(fixture)
        return await fixture.catalogue.review.findRequest(message.decisionId)
      },
      (request) => request?.state === 'applied',
    )
    await fixture.untilStage(runId, 'done')
    expect(await fixture.catalogue.review.decisionsOf(variantId)).toHaveLength(1)
    expect((await fixture.catalogue.outbox.backlog()).open).toBe(0)
  })

  it('is refused with a reason once the review is closed, and a reopened review takes it', async () => {
    const runId = await fixture.start('prop: trough', { ...person, undoWindowMs: 200 })
    const [variant] = await fixture.untilReviewing(runId, 1)
    const { projectId, specRevisionId } = variant!
    await fixture.decide(variant!, { decisionId: `dec_a_${runId}`, verb: 'approve' })
    await fixture.until(() => fixture.catalogue.review.isSpecClosed(runId, specRevisionId), Boolean)
    const late = { decisionId: `dec_b_${runId}`, verb: 'withdraw' as const, expectedVersion: 1 }
    expect(await fixture.decide(variant!, late)).toMatchObject({ status: 'refused', reason: 'Closed' })
    await fixture.gateway.deliver({ kind: 'reopenAssetRun', projectId, runId, specRevisionId }, 30_000)
    const again = await fixture.decide(variant!, { ...late, decisionId: `dec_c_${runId}` })
    expect(again?.status).toBe('applied')
  })
})

describe('stored bytes that were damaged', () => {
  it('are painted again from their seed before they are finished', async () => {
    const runId = await fixture.start('prop: telescope', person)
    const [variant] = await fixture.untilReviewing(runId, 1)
    fixture.store.corrupt(variant!.sha256)
    await fixture.decide(variant!, { decisionId: `dec_x_${runId}`, verb: 'approve' })
    expect(await fixture.untilStage(runId, 'done', 'failed')).toBe('done')
    expect(await fixture.store.get(variant!.sha256)).toBeInstanceOf(Uint8Array)
    expect(await fixture.catalogue.generation.ledger(runId)).toMatchObject({ committed: 2, executions: 3 })
  })

  it('are mended again when the build after a repair meets damage, too', async () => {
    const runId = await fixture.start('prop: lantern', person)
    const variants = await fixture.untilReviewing(runId, 1)
    const get = fixture.store.get.bind(fixture.store)
    let reads = 0
    // Everything but the variants: the finished frame is read by a build, the repair, the next build.
    fixture.store.get = async (sha256) => {
      const isFinished = variants.every((one) => one.sha256 !== sha256)
      if (isFinished && [1, 3].includes(++reads))
        throw new AssetloomError('CorruptObject', `object ${sha256} is damaged`, 'store it again')
      return await get(sha256)
    }
    try {
      await fixture.decide(variants[0]!, { decisionId: `dec_y_${runId}`, verb: 'approve' })
      expect(await fixture.untilStage(runId, 'done', 'failed')).toBe('done')
    } finally {
      fixture.store.get = get
    }
    expect(reads).toBeGreaterThan(3)
  })
})

describe('the loss of every history', () => {
  it('costs only time: reconcile starts the run again with all decisions, and no review waits for another', async () => {
    const runId = await fixture.start('prop: barrel\nprop: jar\nprop: crate\nprop: well', {
      ...person,
      windowSize: 1,
      variantsPerSpec: 1,
    })
    const variants = await fixture.untilReviewing(runId, 4)
    const [variant] = variants
    await fixture.decide(variant!, { decisionId: `dec_l_${runId}`, verb: 'approve' })
    await fixture.until(
      () => fixture.catalogue.runs.counts(runId),
      (counts) => counts.byStage.done === 1,
    )
    for await (const one of fixture.env.client.workflow.list({
      query: `ProductionRunId = "${runId}" AND ExecutionStatus = "Running"`,
    }))
      await fixture.env.client.workflow.getHandle(one.workflowId).terminate('the file was lost')
    const report = await reconcile(fixture, new Map(), Date.now())
    expect(report.started).toEqual(expect.arrayContaining([`productionRun/${runId}`]))
    // The last of the list first: it is not behind the others.
    for (const [nth, key] of ['well', 'crate', 'jar'].entries()) {
      const other = variants.find((one) => one.specKey === key)!
      await fixture.until(
        async () => await fixture.decide(other, { decisionId: `dec_m${nth}_${runId}`, verb: 'approve' }),
        (outcome) => outcome?.status === 'applied',
      )
    }
    expect(await fixture.untilStage(runId, 'done', 'failed')).toBe('done')
    expect(await fixture.catalogue.generation.ledger(runId)).toMatchObject({
      committed: 4,
      executions: 4,
      open: 0,
    })
    expect(await fixture.catalogue.review.decisionsOfRun(runId)).toHaveLength(4)
  })
})
