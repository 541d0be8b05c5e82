import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { DecisionAnswer, DecisionList, VariantView } from '../../core/http/http-api.js'
import type { DecisionMessage } from '../../core/review/verdict.js'
import { startApi, stageReview, type Stage, type TestApi } from './api-fixture.js'

const mintDecisionId = () => `dec_${randomUUID()}`

const decide = (api: TestApi, stage: Stage, body: Record<string, unknown>, variantIndex = 0) =>
  api.post<DecisionAnswer>(`/api/v1/variants/${stage.variants[variantIndex]!.variantId}/decisions`, body)

const variantOf = async (api: TestApi, stage: Stage, variantIndex = 0) =>
  (await api.get<VariantView>(`/api/v1/variants/${stage.variants[variantIndex]!.variantId}`)).body

const decisionsOf = async (api: TestApi, stage: Stage, variantIndex = 0) =>
  (await api.get<DecisionList>(`/api/v1/variants/${stage.variants[variantIndex]!.variantId}/decisions`)).body
    .decisions

describe('the primary', () => {
  test('is told of a variant, moves, and goes back with its undo', async () => {
    const api = await startApi()
    const stage = await stageReview(api)
    await decide(api, stage, { verb: 'approve' }, 0)
    await decide(api, stage, { verb: 'approve' }, 1)
    expect((await variantOf(api, stage, 0)).primary).toBe(true)
    const { status, body } = await decide(api, stage, { verb: 'primary' }, 1)
    expect([status, body.decisions]).toMatchObject([
      200,
      [{ verb: 'primary', verdict: 'approved', version: 2 }],
    ])
    expect((await variantOf(api, stage, 0)).primary).toBeUndefined()
    expect((await variantOf(api, stage, 1)).primary).toBe(true)
    const again = await decide(api, stage, { verb: 'primary' }, 1)
    expect([again.status, again.body.detail]).toEqual([409, expect.stringContaining('already')])
    await decide(api, stage, { verb: 'withdraw' }, 1)
    expect(await variantOf(api, stage, 1)).toMatchObject({ verdict: 'approved', version: 3 })
    expect((await variantOf(api, stage, 0)).primary).toBe(true)
  })
})

describe('a regenerate with changes', () => {
  test('is kept with its decision, for the round that it asked for', async () => {
    const api = await startApi()
    const stage = await stageReview(api)
    const changes = { prompt: 'a red barrel', negative: '', seed: 7, steps: 30, cfg: 5.5 }
    const { status } = await decide(api, stage, { verb: 'regenerate', changes })
    expect(status).toBe(200)
    expect(await decisionsOf(api, stage)).toMatchObject([
      { verb: 'regenerate', marks: { asked: { round: 2, changes } } },
    ])
    expect(await variantOf(api, stage)).toMatchObject({ verdict: 'regenerate', asked: { round: 2, changes } })
    // While that round is made another one with changes gets the next.
    await decide(api, stage, { verb: 'regenerate', changes: { seed: 8 } }, 1)
    expect(await variantOf(api, stage, 1)).toMatchObject({ asked: { round: 3 } })
    await decide(api, stage, { verb: 'withdraw' }, 1)
    expect(await variantOf(api, stage, 1)).not.toHaveProperty('asked')
  })

  test('begins from no picture where its provider does not, and from none that is not there', async () => {
    const api = await startApi()
    const stage = await stageReview(api)
    for (const changes of [{ strength: 0.4 }, { from: stage.variants[1]!.variantId }]) {
      const { status, body } = await decide(api, stage, { verb: 'regenerate', changes })
      expect([status, body.detail]).toEqual([409, expect.stringContaining('begins from no picture')])
    }
    expect(await decisionsOf(api, stage)).toEqual([])
  })

  test('is refused by name where it cannot be read, and beside other verbs', async () => {
    const api = await startApi()
    const stage = await stageReview(api)
    const bodies: [Record<string, unknown>, string][] = [
      [{ verb: 'regenerate', changes: {} }, 'changes'],
      [{ verb: 'regenerate', changes: { prompt: '' } }, 'changes.prompt'],
      [{ verb: 'regenerate', changes: { strength: 2 } }, 'changes.strength'],
      [{ verb: 'regenerate', changes: { sampler: 'euler' } }, 'sampler'],
      [{ verb: 'approve', changes: { seed: 1 } }, 'changes'],
      [{ verb: 'approve', groupId: 'a b' }, 'groupId'],
    ]
    for (const [body, mention] of bodies) {
      const answer = await decide(api, stage, body)
      expect(answer.status, JSON.stringify(body)).toBe(422)
      expect(answer.body.detail).toContain(mention)
    }
  })
})

describe('two sign-offs', () => {
  const stageTwice = async (api: TestApi) => {
    const { projectId } = await api.catalogue.projects.ensure({ key: 'desert', name: 'desert' })
    const settings = { policies: { review: { signOffs: 2 as const } } }
    await api.catalogue.settings.save({ projectId, expectedRevision: 0, settings })
    return await stageReview(api)
  }
  /** The page of the second reviewer, who is somebody else. */
  const decideAs = async (api: TestApi, stage: Stage, message: Partial<DecisionMessage>) => {
    const { projectId, runId, specRevisionId, variantId } = stage.variants[0]!
    const { version } = await variantOf(api, stage)
    return await api.gateway.deliver(
      {
        ...({ kind: 'sendDecision', projectId, runId, specRevisionId } as const),
        message: {
          ...{
            decisionId: mintDecisionId(),
            variantId,
            verb: 'approve',
            expectedVersion: version,
            reviewer: 'bela',
          },
          ...message,
        },
      },
      500,
    )
  }

  test('approve together; the same person twice is told to ask somebody else', async () => {
    const api = await startApi()
    const stage = await stageTwice(api)
    const first = await decide(api, stage, { verb: 'approve' })
    expect(first.body.decisions).toMatchObject([
      { verdict: 'undecided', marks: { signOffs: [{ reviewer: 'local' }] } },
    ])
    expect(await variantOf(api, stage)).toMatchObject({
      verdict: 'undecided',
      signOffs: [{ reviewer: 'local' }],
    })
    const twice = await decide(api, stage, { verb: 'approve' })
    expect([twice.status, twice.body.type]).toEqual([409, expect.stringContaining('already-signed')])
    expect(twice.body.detail).toContain('local has approved this already')
    await decideAs(api, stage, {})
    expect(await variantOf(api, stage)).toMatchObject({
      verdict: 'approved',
      signOffs: [{ reviewer: 'local' }, { reviewer: 'bela' }],
    })
    await decide(api, stage, { verb: 'withdraw' })
    expect(await variantOf(api, stage)).toMatchObject({
      verdict: 'undecided',
      signOffs: [{ reviewer: 'bela' }],
    })
  })

  test('of somebody else are not taken back by an undo, only by a reject', async () => {
    const api = await startApi()
    const stage = await stageTwice(api)
    await decideAs(api, stage, {})
    const { status, body } = await decide(api, stage, { verb: 'withdraw' })
    expect([status, body.detail]).toEqual([409, expect.stringContaining('only bela')])
    await decide(api, stage, { verb: 'reject', reason: 'halo' })
    expect(await variantOf(api, stage)).not.toHaveProperty('signOffs')
  })
})

describe('a group of decisions', () => {
  test('is told of each member, so that all of it can be undone', async () => {
    const api = await startApi()
    const stage = await stageReview(api)
    const groupId = 'grp-1'
    for (const index of [0, 1, 2]) await decide(api, stage, { verb: 'approve', groupId }, index)
    const members = await api.catalogue.review.decisionsOfGroup(stage.project.projectId, groupId)
    expect(members.map(({ variantId }) => variantId)).toEqual(
      stage.variants.map(({ variantId }) => variantId),
    )
    for (const [index, { version }] of members.entries())
      expect((await decide(api, stage, { verb: 'withdraw', expectedVersion: version }, index)).status).toBe(
        200,
      )
    for (const index of [0, 1, 2]) expect((await variantOf(api, stage, index)).verdict).toBe('undecided')
  })
})

describe('20 clients at once', () => {
  /** The same every time: a failure can be looked at again. */
  const shuffled = <One>(list: readonly One[], seed: number): One[] => {
    let state = seed
    const next = () => (state = (state * 48_271) % 2_147_483_647)
    return list
      .map((one) => ({ one, at: next() }))
      .sort((a, b) => a.at - b.at)
      .map(({ one }) => one)
  }

  test('who decide on the same variants, reordered and replayed, make one decision a version and lose none', async () => {
    const api = await startApi({ script: { updatesAtOnceMax: 10, updateMs: 2 } })
    const stage = await stageReview(api)
    const verbs = ['approve', 'reject', 'pick', 'primary', 'regenerate', 'withdraw'] as const
    const order = Array.from({ length: 20 }, (_, client) =>
      stage.variants.map((_variant, index) => {
        const verb = verbs[(client + index) % verbs.length]!
        const reason = verb === 'reject' ? { reason: 'too thin' } : {}
        // What each client has seen: most of them the first version, some the one after.
        const body = {
          decisionId: mintDecisionId(),
          verb,
          expectedVersion: client % 4 === 3 ? 1 : 0,
          ...reason,
        }
        return { client, index, body }
      }),
    ).flat()
    const sent = [...shuffled(order, 11), ...shuffled(order, 23)]
    const answers = await Promise.all(
      sent.map(async (one) => ({ one, answer: await decide(api, stage, one.body, one.index) })),
    )
    await api.gateway.settle()

    const applied = new Map<string, string>()
    for (const { one, answer } of answers) {
      expect([200, 409, 422], JSON.stringify(answer.body)).toContain(answer.status)
      const outcome = answer.status === 200 ? 'applied' : 'refused'
      // Each replay has the answer of the first.
      expect(applied.get(one.body.decisionId) ?? outcome).toBe(outcome)
      applied.set(one.body.decisionId, outcome)
    }
    for (const index of stage.variants.keys()) {
      const rows = await decisionsOf(api, stage, index)
      expect(rows.map(({ version }) => version)).toEqual(rows.map((_row, at) => at + 1))
      expect(await variantOf(api, stage, index)).toMatchObject({
        version: rows.length,
        verdict: rows.at(-1)?.verdict ?? 'undecided',
      })
    }
    const { body } = await api.get<DecisionList>(`/api/v1/runs/${stage.runId}/decisions`)
    const kept = new Set(body.decisions.map(({ decisionId }) => decisionId))
    expect(kept).toEqual(
      new Set([...applied].flatMap(([id, outcome]) => (outcome === 'applied' ? [id] : []))),
    )
    expect(kept.size).toBeGreaterThan(1)
    expect((await api.catalogue.outbox.backlog()).open).toBe(0)
  })
})

test('a press with an Idempotency-Key is one message, also when its answer was lost', async () => {
  const api = await startApi({ limits: { idempotencyLeaseMs: 1 } })
  const stage = await stageReview(api)
  const press = async (verb: string, key: string) =>
    (await api.post(`/api/v1/runs/${stage.runId}/${verb}`, undefined, { 'idempotency-key': key })).status
  const { idempotency } = api.catalogue
  const answer = idempotency.answer.bind(idempotency)
  // As a kill between the message and the answer.
  Object.assign(idempotency, { answer: () => Promise.reject(new Error('killed')) })
  expect(await press('pause', 'key-1')).toBe(500)
  Object.assign(idempotency, { answer })
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(await press('pause', 'key-1')).toBe(202)
  expect(await press('pause', 'key-2')).toBe(202)
  expect(await press('resume', 'key-1-of-resume')).toBe(202)
  const signals = api.gateway.delivered.flatMap((one) => (one.kind === 'signalRun' ? [one.signal] : []))
  expect(signals).toEqual(['pauseRun', 'pauseRun', 'resumeRun'])
})
