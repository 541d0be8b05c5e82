import { describe, expect, it } from 'vitest'
import { deliverOutboxRow } from '../../core/outbox-delivery.js'
import type { Delivery, OutboxMessage } from '../../core/outbox-ports.js'
import { createCountingIds } from '../support/counting-ids.js'
import { createMemoryCatalogue } from '../support/memory-catalogue.js'

const decision: OutboxMessage = {
  kind: 'sendDecision',
  projectId: 'prj_1',
  runId: 'run_1',
  specRevisionId: 'srv_1',
  message: { decisionId: 'dec_1', variantId: 'var_1', verb: 'approve', expectedVersion: 0, reviewer: 'ann' },
}
const pause: OutboxMessage = { kind: 'signalRun', projectId: 'prj_1', runId: 'run_1', signal: 'pauseRun' }

/** Delivers one row to a gateway that answers `delivery`, and counts the rows that stay open. */
async function deliverOnce(message: OutboxMessage, delivery: Delivery) {
  const catalogue = createMemoryCatalogue({ ids: createCountingIds() })
  const row = await catalogue.outbox.add(message, 'key')
  const gateway = { deliver: async () => delivery, isReachable: async () => true }
  const verdict = await deliverOutboxRow({ catalogue, gateway }, row, 1_000)
  return { state: verdict.state, open: (await catalogue.outbox.backlog()).open }
}

describe('delivering an outbox row', () => {
  it('leaves the row of an accepted decision open: only its record closes it', async () => {
    const applied = await deliverOnce(decision, {
      status: 'delivered',
      outcome: { status: 'applied', decisions: [] },
    })
    expect(applied).toEqual({ state: 'done', open: 1 })
    expect(await deliverOnce(decision, { status: 'delivered' })).toEqual({ state: 'pending', open: 1 })
  })

  it('keeps a decision that the workflow cannot judge yet', async () => {
    const outcome = { status: 'refused', reason: 'NotReady', message: 'still being generated' } as const
    expect(await deliverOnce(decision, { status: 'delivered', outcome })).toEqual({
      state: 'pending',
      open: 1,
    })
  })

  it('sends of a pause and a resumption that waited together only the one that was pressed last', async () => {
    const catalogue = createMemoryCatalogue({ ids: createCountingIds() })
    const rows = [
      await catalogue.outbox.add(pause, 'first'),
      await catalogue.outbox.add({ ...pause, signal: 'resumeRun' }, 'second'),
    ]
    const sent: OutboxMessage[] = []
    const deliver = async (message: OutboxMessage): Promise<Delivery> => {
      sent.push(message)
      return { status: 'delivered' }
    }
    const gateway = { deliver, isReachable: async () => true }
    for (const row of rows.reverse()) await deliverOutboxRow({ catalogue, gateway }, row, 1_000)
    expect(sent).toMatchObject([{ signal: 'resumeRun' }])
    expect((await catalogue.outbox.backlog()).open).toBe(0)
  })

  it('closes the row of a signal when it is delivered, not when Temporal is away', async () => {
    expect(await deliverOnce(pause, { status: 'delivered' })).toEqual({ state: 'done', open: 0 })
    expect(await deliverOnce(pause, { status: 'retry', message: 'away' })).toEqual({
      state: 'pending',
      open: 1,
    })
  })
})
