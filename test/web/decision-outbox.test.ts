import { describe, expect, it } from 'vitest'
import { ApiError, BackendUnavailableError } from '../../clients/http/api-error.js'
import { DecisionOutbox, type OutboxNews, type OutboxTabs } from '../../clients/web/decision-outbox.js'
import type { KeptDecision, KeptItems } from '../../clients/web/review/kept-decision.js'
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
  const entries = new Map<string, string>()
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
  const store: KeptItems = {
    getItem: (key) => entries.get(key) ?? null,
    setItem: (key, value) => void entries.set(key, value),
    removeItem: (key) => void entries.delete(key),
    key: (at) => [...entries.keys()][at] ?? null,
    get length() {
      return entries.size
    },
  }
  return { sent, state, open: (tabs?: OutboxTabs) => new DecisionOutbox(client, store, tabs), store, entries }
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
    outbox.onNews(
      (one: OutboxNews) =>
        void news.push(`${one.kind} ${'decision' in one ? one.decision.body.decisionId : ''}`),
    )
    const conflict = new ApiError({ type: '', title: '', status: 409, detail: 'stale' })
    const answers: (DecisionAnswer | Error)[] = [conflict, { ...applied, state: 'pending' }]
    state.answer = () => answers.shift() ?? applied
    outbox.add(decision(1))
    outbox.add(decision(2))
    await outbox.flush()
    expect(news).toEqual(['refused dec_1', 'pending dec_2'])
    expect(outbox.kept).toEqual([])
    // Whoever was not there when it was refused is told later, until it is settled.
    const [refusal] = open().refused
    expect(refusal?.problem.detail).toBe('stale')
    if (refusal !== undefined) outbox.settle(refusal)
    expect(open().refused).toEqual([])
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
      store.setItem('assetloom.decisions', text)
      store.setItem('assetloom.decision.2026 dec_9', text)
      expect(open().kept).toEqual([])
    }
  })

  it('keeps what two tabs decide beside each other, and one of them sends all of it in its order', async () => {
    const { open, sent, state, entries } = bench()
    const [one, other] = [open(), open()]
    one.add(decision(1))
    other.add({ ...decision(2), at: '2026-01-01T00:00:01Z' })
    one.add({ ...decision(3), at: '2026-01-01T00:00:02Z' })
    await Promise.all([one.flush(), other.flush()])
    expect(entries.size).toBe(3)
    state.answer = () => applied
    sent.length = 0
    await other.flush()
    expect(sent).toEqual(['dec_1', 'dec_2', 'dec_3'])
    expect(entries.size).toBe(0)
  })

  it('lets one tab send at a time, and tells the other what became of its decision', async () => {
    const { open, sent, state } = bench()
    state.answer = () => applied
    let turn = Promise.resolve()
    const takeTurns = (work: () => Promise<void>) => (turn = turn.then(work))
    const listeners: ((news: OutboxNews) => void)[] = []
    const tab = () => {
      const own: ((news: OutboxNews) => void)[] = []
      const post = (news: OutboxNews) => listeners.forEach((one) => !own.includes(one) && one(news))
      const listen = (listener: (news: OutboxNews) => void) =>
        void (own.push(listener), listeners.push(listener))
      return open({ takeTurns, channel: { post, listen } })
    }
    const [one, other] = [tab(), tab()]
    const heard: string[] = []
    other.onNews((news) => void heard.push(news.kind))
    one.add(decision(1))
    other.add(decision(2))
    await Promise.all([one.flush(), other.flush()])
    expect(sent).toEqual(['dec_1', 'dec_2'])
    expect(heard).toContain('applied')
    expect(one.kept).toEqual([])
    expect(other.kept).toEqual([])
  })

  it('does not let one decision that the API chokes on hold up those of other specs', async () => {
    const { open, sent, state } = bench()
    const outbox = open()
    const broken = new ApiError({ type: '', title: '', status: 500, detail: 'bug' })
    const answers: (DecisionAnswer | Error)[] = [broken, applied]
    state.answer = () => answers.shift() ?? broken
    outbox.add(decision(1))
    outbox.add(decision(2))
    outbox.add({ ...decision(3), specKey: 'bedroll' })
    await outbox.flush()
    expect(sent).toEqual(['dec_1', 'dec_3'])
    expect(outbox.kept.map((one) => one.body.decisionId)).toEqual(['dec_1', 'dec_2'])
  })

  it('takes over what a page of before kept as one text', async () => {
    const { open, store, entries } = bench()
    store.setItem('assetloom.decisions', JSON.stringify([decision(1), decision(2)]))
    expect(open().kept.map((one) => one.body.decisionId)).toEqual(['dec_1', 'dec_2'])
    expect([...entries.keys()]).not.toContain('assetloom.decisions')
    expect(open().kept).toHaveLength(2)
  })

  it('keeps a decision for as long as the tab lasts where the browser stores nothing, and says so', async () => {
    const { open, store, sent, state } = bench()
    store.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError')
    }
    const outbox = open()
    outbox.add(decision(1))
    await outbox.flush()
    expect(outbox.isStored).toBe(false)
    state.answer = () => applied
    await outbox.flush()
    expect(sent).toEqual(['dec_1', 'dec_1'])
    expect(outbox.kept).toEqual([])
  })
})
