import { describe, expect, it } from 'vitest'
import { ApiError, BackendUnavailableError } from '../../clients/http/api-error.js'
import { DecisionOutbox, type KeptDecision, type OutboxNews } from '../../clients/web/decision-outbox.js'
import type { DecisionAnswer } from '../../core/http/http-api.js'

function decision(number: number): KeptDecision {
  return {
    variantId: `var_${number}`,
    runId: 'run_1',
    specKey: 'tent',
    body: { decisionId: `dec_${number}`, verb: 'approve', expectedVersion: 0 },
    at: '2026-01-01T00:00:00Z',
  }
}

/** An API that answers as told, and a storage that outlives the outbox. */
function bench() {
  let text: string | null = null
  const sent: string[] = []
  const state = { answer: (): DecisionAnswer | Error => new BackendUnavailableError('away') }
  const client = {
    decide: async (_variantId: string, body: { decisionId: string }) => {
      sent.push(body.decisionId)
      const answer = state.answer()
      if (answer instanceof Error) throw answer
      return { ...answer, decisionId: body.decisionId }
    },
  }
  const store = { read: () => text, write: (next: string) => void (text = next) }
  return { sent, state, open: () => new DecisionOutbox(client, store), store }
}

const applied: DecisionAnswer = { decisionId: '', state: 'applied', decisions: [] }

describe('DecisionOutbox', () => {
  it('keeps decisions while nobody answers and sends them in order, with their ids, from a later page', async () => {
    const { open, sent, state } = bench()
    const first = open()
    first.add(decision(1))
    first.add(decision(2))
    await first.flush()
    expect(sent).toEqual(['dec_1'])
    state.answer = () => applied
    const later = open()
    await later.flush()
    expect(sent).toEqual(['dec_1', 'dec_1', 'dec_2'])
    expect(later.kept).toEqual([])
    expect(open().kept).toEqual([])
  })

  it('goes on after a refusal and tells of it', async () => {
    const { open, state } = bench()
    const outbox = open()
    const news: string[] = []
    outbox.onNews((one: OutboxNews) => void news.push(`${one.kind} ${one.decision.body.decisionId}`))
    const conflict = new ApiError({ type: '', title: '', status: 409, detail: 'stale' })
    const answers: (DecisionAnswer | Error)[] = [conflict, { ...applied, state: 'pending' }]
    state.answer = () => answers.shift() ?? applied
    outbox.add(decision(1))
    outbox.add(decision(2))
    await outbox.flush()
    expect(news).toEqual(['refused dec_1', 'pending dec_2'])
    expect(outbox.kept).toEqual([])
  })

  it('forgets what was never sent, but not what is on its way', async () => {
    const { open, sent } = bench()
    const outbox = open()
    outbox.add(decision(1))
    expect(outbox.forget('var_1')).toBe(false)
    await outbox.flush()
    outbox.add(decision(2))
    expect(outbox.forget('var_2')).toBe(true)
    await outbox.flush()
    expect(sent).not.toContain('dec_2')
    expect(outbox.kept.map((one) => one.variantId)).toEqual(['var_1'])
  })

  it('begins empty when the storage holds nonsense', () => {
    const { open, store } = bench()
    for (const text of ['{', '{"a":1}', '[1,null,{"variantId":3}]']) {
      store.write(text)
      expect(open().kept).toEqual([])
    }
  })
})
