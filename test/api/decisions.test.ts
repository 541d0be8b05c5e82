import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { DecisionAnswer, DecisionList, DecisionStatus, VariantView } from '../../core/http/http-api.js'
import { startApi, stageReview, type Stage, type TestApi } from './api-fixture.js'

const mintDecisionId = () => `dec_${randomUUID()}`

const decide = (api: TestApi, stage: Stage, body: Record<string, unknown>, variantIndex = 0) =>
  api.post<DecisionAnswer>(`/api/v1/variants/${stage.variants[variantIndex]!.variantId}/decisions`, body)

const decisionsOf = async (api: TestApi, stage: Stage, variantIndex = 0) =>
  (await api.get<DecisionList>(`/api/v1/variants/${stage.variants[variantIndex]!.variantId}/decisions`)).body
    .decisions

describe('a decision', () => {
  test('is applied, recorded and seen on the variant', async () => {
    const api = await startApi()
    const stage = await stageReview(api)
    const { status, body } = await decide(api, stage, { verb: 'approve', note: 'good silhouette' })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      state: 'applied',
      decisions: [
        { verb: 'approve', verdict: 'approved', version: 1, reviewer: 'local', note: 'good silhouette' },
      ],
    })
    expect(body.decisionId).toMatch(/^dec_/)
    const variant = await api.get<VariantView>(`/api/v1/variants/${stage.variants[0]!.variantId}`)
    expect(variant.body).toMatchObject({ verdict: 'approved', version: 1, decisionId: body.decisionId })
    expect(await decisionsOf(api, stage)).toMatchObject([{ decisionId: body.decisionId }])
    const status2 = await api.get<DecisionStatus>(`/api/v1/decisions/${body.decisionId}`)
    expect(status2.body).toMatchObject({ state: 'applied', refusal: null, decisions: body.decisions })
    expect((await api.catalogue.outbox.backlog()).open).toBe(0)
  })

  test('can be withdrawn, and decided anew', async () => {
    const api = await startApi()
    const stage = await stageReview(api)
    await decide(api, stage, { verb: 'reject', reason: 'too dark' })
    const undone = await decide(api, stage, { verb: 'withdraw', expectedVersion: 1 })
    expect(undone.body.decisions).toMatchObject([{ verdict: 'undecided', version: 2 }])
    expect((await decide(api, stage, { verb: 'approve', expectedVersion: 2 })).status).toBe(200)
    expect((await decisionsOf(api, stage)).map(({ verb }) => verb)).toEqual(['reject', 'withdraw', 'approve'])
    const nothing = await decide(api, stage, { verb: 'withdraw' }, 1)
    expect(nothing.status).toBe(409)
    expect(nothing.body.detail).toContain('nothing to undo')
  })

  test('is in the catalogue when it is answered, however late the workflow records it', async () => {
    const api = await startApi({ script: { recordingDelayMs: 150 } })
    const stage = await stageReview(api)
    // None of them says which version it saw: each builds on the one that was answered just before.
    for (const body of [{ verb: 'approve' }, { verb: 'withdraw' }, { verb: 'pick' }, { verb: 'withdraw' }])
      expect((await decide(api, stage, body)).status, body.verb).toBe(200)
    expect(await decisionsOf(api, stage)).toHaveLength(4)
  })

  test('to reject needs a reason; unusable ones are refused by name', async () => {
    const api = await startApi()
    const stage = await stageReview(api)
    const bodies: [Record<string, unknown>, string][] = [
      [{ verb: 'reject' }, 'reason'],
      [{ verb: 'reject', reason: '  ' }, 'reason'],
      [{ verb: 'adopt' }, 'verb'],
      [{}, 'verb'],
      [{ verb: 'approve', expectedVersion: -1 }, 'expectedVersion'],
      [{ verb: 'approve', decisionId: 'dec_1' }, 'decisionId'],
      [{ verb: 'approve', reason: 'x'.repeat(2001) }, 'reason'],
      [{ verb: 'approve', expectedVerison: 0 }, 'expectedVerison'],
    ]
    for (const [body, mention] of bodies) {
      const answer = await decide(api, stage, body)
      expect(answer.status, JSON.stringify(body)).toBe(422)
      expect(answer.body.detail).toContain(mention)
    }
    expect(await decisionsOf(api, stage)).toEqual([])
  })

  test('with the same id twice is one decision with one answer', async () => {
    const api = await startApi()
    const stage = await stageReview(api)
    const decisionId = mintDecisionId()
    for (const verb of ['approve', 'pick'] as const) {
      const id = `${decisionId.slice(0, -1)}${verb === 'pick' ? '0' : '1'}`
      const variantIndex = verb === 'pick' ? 1 : 0
      const body = { verb, decisionId: id }
      const first = await decide(api, stage, body, variantIndex)
      const second = await decide(api, stage, body, variantIndex)
      expect([first.status, second.status]).toEqual([200, 200])
      expect(second.body).toEqual(first.body)
    }
    const both = await Promise.all(
      Array.from({ length: 5 }, () =>
        decide(api, stage, { verb: 'withdraw', decisionId: `${decisionId.slice(0, -1)}2` }, 1),
      ),
    )
    expect(new Set(both.map(({ body }) => JSON.stringify(body))).size).toBe(1)
    expect((await decisionsOf(api, stage, 1)).map(({ verb }) => verb)).toEqual(['pick', 'withdraw'])
  })

  test('with a used id and another message is a conflict', async () => {
    const api = await startApi()
    const stage = await stageReview(api)
    const decisionId = mintDecisionId()
    await decide(api, stage, { verb: 'approve', decisionId })
    const others: [Record<string, unknown>, number][] = [
      [{ verb: 'reject', reason: 'x', decisionId }, 0],
      [{ verb: 'approve', decisionId, note: 'new' }, 0],
      [{ verb: 'approve', decisionId }, 1],
    ]
    for (const [body, variantIndex] of others) {
      const answer = await decide(api, stage, body, variantIndex)
      expect(answer.status, JSON.stringify(body)).toBe(409)
      expect(answer.body.type).toBe('urn:assetloom:problem:conflict')
    }
    expect(await decisionsOf(api, stage)).toHaveLength(1)
  })
})

describe('competing decisions', () => {
  test('of twenty people give one applied and nineteen that say who was first, when and why', async () => {
    const api = await startApi({ script: { recordingDelayMs: 120, updatesAtOnceMax: 10, updateMs: 10 } })
    const stage = await stageReview(api)
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        decide(api, stage, { verb: 'reject', reason: `reason ${index}`, expectedVersion: 0 }),
      ),
    )
    const applied = answers.filter(({ status }) => status === 200)
    const refused = answers.filter(({ status }) => status === 409)
    expect([applied.length, refused.length]).toEqual([1, 19])
    const winner = applied[0]!.body.decisions[0]!
    for (const { body } of refused) {
      expect(body.type).toBe('urn:assetloom:problem:stale-version')
      expect(body.current).toMatchObject({ version: 1, verdict: 'rejected', decisionId: winner.decisionId })
      expect(body.decision).toMatchObject({ reviewer: 'local', verb: 'reject', reason: winner.reason })
      expect(Date.parse(body.decision!.decidedAt)).not.toBeNaN()
      expect(body.detail).toContain(`local decided "reject" at ${body.decision!.decidedAt}`)
    }
    await api.gateway.settle()
    expect(await decisionsOf(api, stage)).toHaveLength(1)
    expect((await api.catalogue.outbox.backlog()).open).toBe(0)
  })

  test('are all kept and answered soon when nobody answers', async () => {
    // Long enough for all thirty to arrive while the first are tried, on a busy machine too.
    const limits = { deliverDeadlineMs: 400, deliverSlackMs: 400 }
    const api = await startApi({ script: { isHanging: true }, limits })
    const stage = await stageReview(api)
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => decide(api, stage, { verb: 'approve', expectedVersion: 0 })),
    )
    expect(answers.every(({ status, body }) => status === 202 && body.state === 'pending')).toBe(true)
    // Those who waited for their turn that long are not tried one after the other: the outbox has them.
    const tried = api.gateway.attempted.filter(({ kind }) => kind === 'sendDecision')
    expect(tried.length).toBeLessThanOrEqual(8)
    expect((await api.catalogue.outbox.backlog()).open).toBe(31)
  })

  test('that lost stay refused when they are sent again', async () => {
    const api = await startApi()
    const stage = await stageReview(api)
    await decide(api, stage, { verb: 'approve' })
    const decisionId = mintDecisionId()
    const body = { verb: 'reject', reason: 'no', expectedVersion: 0, decisionId }
    const first = await decide(api, stage, body)
    const again = await decide(api, stage, body)
    expect([first.status, again.status]).toEqual([409, 409])
    expect(again.body).toMatchObject({ current: { version: 1 }, decision: { verb: 'approve' } })
    const status = await api.get<DecisionStatus>(`/api/v1/decisions/${decisionId}`)
    expect(status.body).toMatchObject({
      state: 'refused',
      refusal: { reason: 'StaleVersion' },
      decisions: [],
    })
  })
})

describe('a pick', () => {
  test('approves one and marks its siblings not chosen', async () => {
    const api = await startApi()
    const stage = await stageReview(api)
    const { status, body } = await decide(api, stage, { verb: 'pick' }, 1)
    expect(status).toBe(200)
    expect(body.decisions.map(({ verdict }) => verdict)).toEqual(['notChosen', 'approved', 'notChosen'])
    const settled = await api.get<DecisionStatus>(`/api/v1/decisions/${body.decisionId}`)
    expect(settled.body.decisions).toEqual(body.decisions)
  })

  test('is refused when a sibling changed since the reviewer looked', async () => {
    const api = await startApi()
    const stage = await stageReview(api)
    const siblings = [0, 2].map((index) => ({
      variantId: stage.variants[index]!.variantId,
      expectedVersion: 0,
    }))
    await decide(api, stage, { verb: 'reject', reason: 'cut off' }, 2)
    const { status, body } = await decide(api, stage, { verb: 'pick', expectedVersion: 0, siblings }, 1)
    expect(status).toBe(409)
    expect(body.current).toMatchObject({ variantId: stage.variants[2]!.variantId, version: 1 })
    expect(body.decision).toMatchObject({ verb: 'reject', reason: 'cut off' })
  })
})

test('a pick that does not name a variant which the reviewer has not seen is refused, and says so', async () => {
  const api = await startApi()
  const stage = await stageReview(api)
  const siblings = [{ variantId: stage.variants[0]!.variantId, expectedVersion: 0 }]
  const { status, body } = await decide(api, stage, { verb: 'pick', siblings }, 1)
  expect(status).toBe(409)
  expect(body.current).toMatchObject({ variantId: stage.variants[2]!.variantId, version: 0 })
  expect(body.decision).toBeUndefined()
  expect(body.detail).toContain(stage.variants[2]!.variantId)
})

describe('a decision that cannot be delivered now', () => {
  test('is kept while Temporal is away, tells that it is pending, and is applied later by the same id', async () => {
    const scripts = [
      { isAway: true },
      { isWithoutWorkers: true },
      { isHanging: true },
      { failure: new Error('boom') },
    ]
    for (const script of scripts) {
      const api = await startApi({ limits: { deliverDeadlineMs: 50, deliverSlackMs: 50 } })
      const stage = await stageReview(api)
      Object.assign(api.gateway.script, script)
      const decisionId = mintDecisionId()
      const body = { verb: 'approve', decisionId }
      const { status, headers, body: answer } = await decide(api, stage, body)
      expect(status).toBe(202)
      expect(headers.get('location')).toBe(`/api/v1/decisions/${decisionId}`)
      expect(answer).toMatchObject({ decisionId, state: 'pending', decisions: [] })
      const pending = await api.get<DecisionStatus>(`/api/v1/decisions/${decisionId}`)
      expect(pending.body).toMatchObject({ state: 'pending', verb: 'approve', decisions: [] })
      expect((await api.catalogue.outbox.backlog()).open).toBe(1)

      for (const key of Object.keys(script) as (keyof typeof script)[]) delete api.gateway.script[key]
      const again = await decide(api, stage, body)
      expect(again.status).toBe(200)
      expect(again.body.decisions).toMatchObject([{ decisionId, version: 1 }])
      expect((await api.catalogue.outbox.backlog()).open).toBe(0)
    }
  })

  test('is refused with the way to reopen when the review is closed, and works after that', async () => {
    const api = await startApi()
    const stage = await stageReview(api)
    const { runId, specRevisionId } = stage.variants[0]!
    await api.catalogue.runs.setSpecClosed(runId, specRevisionId, true)
    const closed = await decide(api, stage, { verb: 'approve' })
    expect(closed.status).toBe(409)
    expect(closed.body.type).toBe('urn:assetloom:problem:closed')
    expect(closed.body.reopen).toBe(`/api/v1/runs/${runId}/specs/barrel/reopen`)
    expect((await api.catalogue.outbox.backlog()).open).toBe(0)
    const reopened = await api.post(closed.body.reopen!)
    expect([reopened.status, reopened.body]).toMatchObject([202, { state: 'delivered' }])
    expect(api.gateway.delivered.at(-1)).toMatchObject({ kind: 'reopenAssetRun', specRevisionId })
    expect((await decide(api, stage, { verb: 'approve' })).status).toBe(200)
    const open = await api.post(closed.body.reopen!)
    expect([open.status, open.body.type]).toEqual([409, 'urn:assetloom:problem:spec-open'])
  })

  test('that meets a review which closes at that moment is refused too', async () => {
    const api = await startApi()
    const stage = await stageReview(api)
    const { runId, specRevisionId } = stage.variants[0]!
    api.gateway.script.goneReviews = new Set([`${runId}/${specRevisionId}`])
    const lost = await decide(api, stage, { verb: 'approve' })
    expect([lost.status, lost.body.state]).toEqual([202, 'pending'])
    const isSpecClosed = api.catalogue.review.isSpecClosed.bind(api.catalogue.review)
    let asked = 0
    // Open when the API looks first, closed when the delivery looks.
    api.catalogue.review.isSpecClosed = (...args) => {
      asked += 1
      return asked === 1 ? isSpecClosed(...args) : Promise.resolve(true)
    }
    const closed = await decide(api, stage, { verb: 'approve' })
    expect([closed.status, closed.body.type]).toEqual([409, 'urn:assetloom:problem:closed'])
    expect(closed.body.reopen).toContain('/reopen')
  })
})

test('reopening is kept while Temporal is away', async () => {
  const api = await startApi()
  const stage = await stageReview(api)
  const { runId, specRevisionId } = stage.variants[0]!
  await api.catalogue.runs.setSpecClosed(runId, specRevisionId, true)
  api.gateway.script.isAway = true
  const { status, body } = await api.post(`/api/v1/runs/${runId}/specs/barrel/reopen`)
  expect([status, body]).toMatchObject([202, { state: 'pending' }])
  const rows = await api.catalogue.outbox.lease(10, 1000)
  expect(rows.map(({ message }) => message.kind)).toEqual(['reopenAssetRun'])
})

test('reopening finds a spec that has no picture yet, and nothing else', async () => {
  const api = await startApi()
  const { runId } = await stageReview(api, { specKeys: ['barrel', 'crate'], variantsPerSpec: 0 })
  const crate = await api.catalogue.runs.findSpecByKey(runId, 'crate')
  await api.catalogue.runs.setSpecClosed(runId, crate!.specRevisionId, true)
  expect((await api.post(`/api/v1/runs/${runId}/specs/crate/reopen`)).status).toBe(202)
  for (const key of ['urn', 'Crate', 'crate%00', '%25', '..%2fcrate'])
    expect((await api.post(`/api/v1/runs/${runId}/specs/${key}/reopen`)).status, key).toBe(404)
})
