import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { DecisionAnswer, DecisionList, VariantView } from '../../core/http/http-api.js'
import { startApi, stageReview, type TestApi } from './api-fixture.js'

/** A review with one variant and what can be asked of it. */
async function openReview(api: TestApi) {
  const { variants } = await stageReview(api, { variantsPerSpec: 1 })
  const { variantId, runId, specRevisionId } = variants[0]!
  const path = `/api/v1/variants/${variantId}/decisions`
  return {
    runId,
    specRevisionId,
    decide: (body: Record<string, unknown>) => api.post<DecisionAnswer>(path, body),
    recorded: async () => (await api.get<DecisionList>(path)).body.decisions,
    variant: async () => (await api.get<VariantView>(`/api/v1/variants/${variantId}`)).body,
  }
}

describe('a decision for', () => {
  test('an unknown variant is answered 404 and leaves nothing behind', async () => {
    const api = await startApi()
    const { runId } = await openReview(api)
    for (const id of [`var_${randomUUID()}`, 'var_1', runId, '..%2fruns', '%00']) {
      const answer = await api.post(`/api/v1/variants/${id}/decisions`, {
        verb: 'approve',
        decisionId: `dec_${randomUUID()}`,
      })
      expect([answer.status, answer.body.type], id).toEqual([404, 'urn:assetloom:problem:not-found'])
      expect(answer.body.hint, id).toBeTruthy()
    }
    expect((await api.catalogue.outbox.backlog()).open).toBe(0)
    expect(api.gateway.attempted.filter(({ kind }) => kind === 'sendDecision')).toEqual([])
  })

  test('a variant that was decided since the reviewer looked is answered 409 with who, when and why', async () => {
    const api = await startApi()
    const review = await openReview(api)
    await review.decide({ verb: 'reject', reason: 'too dark', note: 'see the lid', expectedVersion: 0 })
    const [standing] = await review.recorded()
    for (const verb of ['approve', 'reject', 'regenerate', 'pick', 'withdraw']) {
      const { status, body } = await review.decide({ verb, reason: 'mine', expectedVersion: 0 })
      expect([status, body.type], verb).toEqual([409, 'urn:assetloom:problem:stale-version'])
      expect(body.decision, verb).toEqual(standing)
      expect(body.decision).toMatchObject({ reviewer: 'local', reason: 'too dark', note: 'see the lid' })
      expect(body.current).toMatchObject({ verdict: 'rejected', version: 1 })
      expect(body.detail).toContain(`local decided "reject" at ${standing?.decidedAt}, because: too dark.`)
      expect(body.hint).toContain('current version')
    }
    expect(await review.recorded()).toEqual([standing])
    expect(await review.variant()).toMatchObject({ verdict: 'rejected', version: 1 })
    expect((await api.catalogue.outbox.backlog()).open).toBe(0)
  })

  test('a decided variant by who has seen that is applied as its next version', async () => {
    const api = await startApi()
    const review = await openReview(api)
    await review.decide({ verb: 'reject', reason: 'too dark', expectedVersion: 0 })
    const changed = await review.decide({ verb: 'approve', expectedVersion: 1 })
    expect(changed.status).toBe(200)
    expect(changed.body.decisions).toMatchObject([{ verdict: 'approved', version: 2 }])
    expect((await review.recorded()).map(({ verb, version }) => [verb, version])).toEqual([
      ['reject', 1],
      ['approve', 2],
    ])
  })

  test('a withdrawn variant is refused with the old version and applied with the right one', async () => {
    const api = await startApi()
    const review = await openReview(api)
    await review.decide({ verb: 'approve', expectedVersion: 0 })
    await review.decide({ verb: 'withdraw', expectedVersion: 1 })
    for (const expectedVersion of [0, 1]) {
      const stale = await review.decide({ verb: 'approve', expectedVersion })
      expect([stale.status, stale.body.type]).toEqual([409, 'urn:assetloom:problem:stale-version'])
      expect(stale.body.current).toMatchObject({ verdict: 'undecided', version: 2 })
      expect(stale.body.decision).toMatchObject({ verb: 'withdraw', version: 2, reviewer: 'local' })
    }
    const early = await review.decide({ verb: 'approve', expectedVersion: 3 })
    expect(early.status).toBe(409)
    const applied = await review.decide({ verb: 'approve', expectedVersion: 2 })
    expect([applied.status, applied.body.state]).toEqual([200, 'applied'])
    expect(applied.body.decisions).toMatchObject([{ verdict: 'approved', version: 3 }])
    expect(await review.variant()).toMatchObject({ verdict: 'approved', version: 3 })
  })

  test('a closed variant is answered 409 with the way to reopen, which then lets it through', async () => {
    const api = await startApi()
    const review = await openReview(api)
    await review.decide({ verb: 'approve', expectedVersion: 0 })
    await api.catalogue.runs.setSpecClosed(review.runId, review.specRevisionId, true)
    for (const expectedVersion of [0, 1]) {
      const body = { verb: 'withdraw', expectedVersion }
      const closed = await review.decide(body)
      expect([closed.status, closed.body.type]).toEqual([409, 'urn:assetloom:problem:closed'])
      expect(closed.body.reopen).toBe(`/api/v1/runs/${review.runId}/specs/barrel/reopen`)
      expect(closed.body.hint).toContain(closed.body.reopen)
    }
    expect(await review.recorded()).toHaveLength(1)
    expect((await api.catalogue.outbox.backlog()).open).toBe(0)
    expect((await api.post(`/api/v1/runs/${review.runId}/specs/barrel/reopen`)).status).toBe(202)
    const applied = await review.decide({ verb: 'withdraw', expectedVersion: 1 })
    expect(applied.body.decisions).toMatchObject([{ verdict: 'undecided', version: 2 }])
  })

  test('a closed variant with the id of a decision that was applied before gets that answer again', async () => {
    const api = await startApi()
    const review = await openReview(api)
    const body = { verb: 'approve', expectedVersion: 0, decisionId: `dec_${randomUUID()}` }
    const first = await review.decide(body)
    await api.catalogue.runs.setSpecClosed(review.runId, review.specRevisionId, true)
    expect(await review.decide(body)).toMatchObject({ status: 200, body: first.body })
  })
})
