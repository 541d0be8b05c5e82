import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { ApiLimits } from '../../api/api-deps.js'
import type { DecisionList } from '../../core/http/http-api.js'
import type { BulkAnswer } from '../../core/http/review-api.js'
import type { VariantRow } from '../../core/ports.js'
import type { GatewayScript } from '../support/scripted-gateway.js'
import { startApi, stageReview, type TestApi } from './api-fixture.js'

const mintDecisionId = () => `dec_${randomUUID()}`

/** Specs with two variants each; the first one of each has the higher score. */
const stage = async (
  specKeys: readonly string[] = ['axe', 'bow', 'cup'],
  script: GatewayScript = {},
  limits: Partial<ApiLimits> = {},
) => {
  const api = await startApi({ script, limits })
  const staged = await stageReview(api, { specKeys, variantsPerSpec: 2 })
  const path = `/api/v1/runs/${staged.runId}`
  const of = (key: string, at = 0): VariantRow =>
    staged.variants.filter(({ specKey }) => specKey === key)[at]!
  const post = async (rest: string, body?: unknown, headers: Record<string, string> = {}) =>
    await api.post<BulkAnswer>(`${path}/${rest}`, body ?? {}, headers)
  return { api, staged, path, of, post }
}

const verdictsOf = async (api: TestApi, variants: readonly VariantRow[]) =>
  await Promise.all(
    variants.map(async ({ variantId }) => (await api.catalogue.review.findVariant(null, variantId))?.verdict),
  )

const outcomes = ({ results }: BulkAnswer) => results.map(({ specKey, status }) => [specKey, status])

describe('decisions on many variants', () => {
  test('are made each by itself: what is refused stops no other', async () => {
    const { api, staged, of, post, path } = await stage()
    const decisions = [
      { variantId: of('axe').variantId, verb: 'pick' },
      { variantId: of('bow').variantId, verb: 'approve', expectedVersion: 3 },
      { variantId: `var_${randomUUID()}`, verb: 'approve' },
      { variantId: of('cup').variantId, verb: 'reject', reason: 'too thin' },
    ]
    const { status, body } = await post('decisions', { groupId: 'morning', decisions })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      groupId: 'morning',
      counts: { applied: 2, pending: 0, refused: 2, skipped: 0 },
      left: 0,
    })
    expect(outcomes(body)).toEqual([
      ['axe', 'applied'],
      ['bow', 'refused'],
      [null, 'refused'],
      ['cup', 'applied'],
    ])
    expect(body.results[1]?.problem).toMatchObject({
      status: 409,
      type: 'urn:assetloom:problem:stale-version',
    })
    expect(body.results[2]?.problem).toMatchObject({ status: 404 })
    expect(await verdictsOf(api, staged.variants)).toEqual([
      ...['approved', 'notChosen', 'undecided', 'undecided', 'rejected', 'undecided'],
    ])
    const list = await api.get<DecisionList>(`${path}/decisions`)
    expect(list.body.decisions.map(({ groupId }) => groupId)).toEqual(['morning', 'morning', 'morning'])
  })

  test('on one spec are made in the order of the request', async () => {
    const { api, of, post } = await stage(['axe'], { updateMs: 5 })
    const { variantId } = of('axe')
    const decisions = Array.from({ length: 10 }, (_, at) => ({
      ...{ variantId, verb: at % 2 === 0 ? 'approve' : 'withdraw', expectedVersion: at },
    }))
    const { body } = await post('decisions', { decisions })
    expect(body.counts).toEqual({ applied: 10, pending: 0, refused: 0, skipped: 0 })
    expect((await api.catalogue.review.decisionsOf(variantId)).map(({ version }) => version)).toEqual(
      Array.from({ length: 10 }, (_, at) => at + 1),
    )
  })

  test('sent again with their decisionIds are the same decisions', async () => {
    const { api, of, post } = await stage()
    const decisions = ['axe', 'bow'].map((key) => ({
      ...{ variantId: of(key).variantId, verb: 'approve', decisionId: mintDecisionId(), expectedVersion: 0 },
    }))
    const first = await post('decisions', { groupId: 'one', decisions })
    const again = await post('decisions', { groupId: 'one', decisions })
    expect(again.body).toEqual(first.body)
    expect(await api.catalogue.review.decisionsOf(of('axe').variantId)).toHaveLength(1)
  })

  test('are kept while Temporal is away', async () => {
    const { api, of, post } = await stage(['axe', 'bow'])
    api.gateway.script.isAway = true
    const decisions = ['axe', 'bow'].map((key) => ({ variantId: of(key).variantId, verb: 'approve' }))
    const { body } = await post('decisions', { decisions })
    expect(body.counts).toMatchObject({ pending: 2 })
    expect((await api.catalogue.outbox.backlog()).open).toBe(2)
  })

  test('are left to another request where Temporal is too slow for all of them', async () => {
    const { of, post } = await stage(['axe', 'bow'], { updateMs: 40 }, { decideManyMs: 100 })
    const { variantId } = of('axe')
    const decisions = Array.from({ length: 20 }, (_, at) => ({
      ...{ variantId, verb: at % 2 === 0 ? 'approve' : 'withdraw', expectedVersion: at },
    }))
    const { body } = await post('decisions', { decisions })
    const { applied, skipped } = body.counts
    expect([applied > 0, skipped > 0, applied + skipped]).toEqual([true, true, 20])
    expect(body.results.at(-1)?.problem).toMatchObject({
      status: 503,
      type: 'urn:assetloom:problem:not-reached',
    })
  })

  test('have to be usable, 1 to 500, and about variants of this run', async () => {
    const { api, of, post } = await stage(['axe'])
    const other = await stageReview(api, { specKeys: ['dog'], key: 'other' })
    const one = { variantId: of('axe').variantId, verb: 'approve' }
    const unusable = [
      { decisions: [] },
      { decisions: Array.from({ length: 501 }, () => one) },
      { decisions: [{ ...one, verb: 'reject' }] },
      { decisions: [{ ...one, groupId: 'own' }] },
      { decisions: [one], groupId: 'no blanks' },
    ]
    for (const body of unusable) expect((await post('decisions', body)).status).toBe(422)
    const foreign = { variantId: other.variants[0]!.variantId, verb: 'approve' }
    const { body } = await post('decisions', { decisions: [foreign] })
    expect(body.results).toMatchObject([{ status: 'refused', problem: { status: 404 } }])
    expect(await verdictsOf(api, other.variants.slice(0, 1))).toEqual(['undecided'])
  })
})

describe('approve all', () => {
  test('picks the best of every spec that waits, and leaves claimed ones to who has them', async () => {
    const { api, staged, of, post } = await stage()
    const scope = { projectId: staged.project.projectId, runId: staged.runId }
    await api.catalogue.claims.take({ ...scope, handle: 'ben', count: 1, leaseMs: 60_000 })
    const { body } = await post('decisions/approve-best')
    expect(outcomes(body)).toEqual([
      ['axe', 'skipped'],
      ['bow', 'applied'],
      ['cup', 'applied'],
    ])
    expect(body.results[0]?.problem?.detail).toContain('ben has claimed axe')
    expect(await verdictsOf(api, [of('bow'), of('bow', 1), of('axe')])).toEqual([
      ...['approved', 'notChosen', 'undecided'],
    ])
    const named = await post('decisions/approve-best', { specKeys: ['axe', 'bow', 'none'] })
    expect(outcomes(named.body)).toEqual([
      ['axe', 'applied'],
      ['bow', 'skipped'],
      ['none', 'refused'],
    ])
  })

  test('decides on nothing that was not seen as it stands', async () => {
    const { api, of, post } = await stage(['axe', 'bow', 'cup'])
    const seen = [of('axe'), of('axe', 1), of('bow'), of('cup'), of('cup', 1)].map(({ variantId }) => ({
      ...{ variantId, expectedVersion: 0 },
    }))
    const decisions = [{ variantId: of('cup', 1).variantId, verb: 'reject', reason: 'dull' }]
    await post('decisions', { decisions })
    const { body } = await post('decisions/approve-best', { seen })
    expect(outcomes(body)).toEqual([
      ['axe', 'applied'],
      ['bow', 'refused'],
      ['cup', 'refused'],
    ])
    expect(body.results.map(({ problem }) => problem?.status)).toEqual([undefined, 409, 409])
    expect(await verdictsOf(api, [of('bow'), of('cup')])).toEqual(['undecided', 'undecided'])
  })

  test('skips a spec where every variant failed a hard check', async () => {
    const { api, staged, of, post } = await stage(['axe'])
    const { runId, project } = staged
    const { specRevisionId } = of('axe')
    const scores = [0, 1].map((at) => ({ variantId: of('axe', at).variantId, score: 0.3, checks: [] }))
    await api.catalogue.generation.saveScores({ projectId: project.projectId, runId, specRevisionId, scores })
    const { body } = await post('decisions/approve-best')
    expect(body.results).toMatchObject([{ specKey: 'axe', status: 'skipped', decisionId: null }])
  })
})

describe('regenerate rejected', () => {
  test('asks for another round where everything was turned down, once a spec', async () => {
    const { api, of, post } = await stage()
    const reject = (key: string, at: number) => ({
      ...{ variantId: of(key, at).variantId, verb: 'reject', reason: 'no' },
    })
    const decisions = [reject('axe', 0), reject('axe', 1), reject('bow', 0)]
    expect((await post('decisions', { decisions })).body.counts.applied).toBe(3)
    const { body } = await post('decisions/regenerate-rejected', { changes: { prompt: 'a better axe' } })
    expect(outcomes(body)).toEqual([['axe', 'applied']])
    expect(await verdictsOf(api, [of('axe'), of('axe', 1)])).toEqual(['regenerate', 'rejected'])
    const request = await api.catalogue.review.findRequest(body.results[0]!.decisionId!)
    expect(request?.message).toMatchObject({ verb: 'regenerate', changes: { prompt: 'a better axe' } })
    const named = await post('decisions/regenerate-rejected', { specKeys: ['bow', 'none'] })
    expect(outcomes(named.body)).toEqual([
      ['bow', 'skipped'],
      ['none', 'refused'],
    ])
  })
})

describe('the undo of what was decided at one stroke', () => {
  test('takes back each of them, but not what somebody decided since', async () => {
    const { api, staged, of, post } = await stage()
    await post('decisions/approve-best', { groupId: 'all' })
    await post('decisions', { decisions: [{ variantId: of('bow').variantId, verb: 'reject', reason: 'no' }] })
    const { status, body } = await post('decision-groups/all/undo')
    expect(status).toBe(200)
    expect(body.groupId).not.toBe('all')
    expect(Object.fromEntries(outcomes(body) as [string, string][])).toEqual({
      ...{ axe: 'applied', bow: 'skipped', cup: 'applied' },
    })
    expect(body.results.find(({ specKey }) => specKey === 'bow')?.problem?.detail).toContain(
      'local has decided',
    )
    expect(await verdictsOf(api, [of('axe'), of('axe', 1), of('cup'), of('cup', 1)])).toEqual(
      Array.from({ length: 4 }, () => 'undecided'),
    )
    const again = await post('decision-groups/all/undo')
    expect(again.body.counts).toMatchObject({ applied: 0, skipped: 3 })
    expect((await post('decision-groups/none/undo')).status).toBe(404)
    const other = await stageReview(api, { specKeys: ['dog'], key: 'other' })
    const foreign = await api.post(`/api/v1/runs/${other.runId}/decision-groups/all/undo`, {})
    expect(foreign.status).toBe(404)
    expect(staged.runId).not.toBe(other.runId)
  })
})
