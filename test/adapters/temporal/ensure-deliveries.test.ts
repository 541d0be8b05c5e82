import { describe, expect, it } from 'vitest'
import { reconcile } from '../../../adapters/temporal/reconcile.js'
import { workflowIds } from '../../../core/ids.js'
import type { OverdueDelivery } from '../../../core/webhooks/webhook-ports.js'
import { createMemoryCatalogue } from '../../support/memory-catalogue.js'
import { createCountingIds } from '../../support/counting-ids.js'

const dueMs = 10 * 60_000

/** A project with one webhook; `send` makes a delivery that was tried once and is due `nextTryInMs` from now. */
async function openDeliveries() {
  const catalogue = createMemoryCatalogue({ ids: createCountingIds() })
  const { projectId } = await catalogue.projects.ensure({ key: 'camp', name: 'Camp' })
  const settings = { url: 'https://example.com/', events: ['runFinished'] as const, description: '' }
  const { webhookId } = await catalogue.webhooks.create({
    ...{ projectId, settings: { ...settings, isActive: true }, secret: 'whsec_', createdBy: 'ana' },
  })
  const resumed: OverdueDelivery[] = []
  const open = new Set<string>()
  const nothing = async () => {}
  const gateway = {
    ...{ startRun: nothing, startBundle: nothing, startChain: nothing },
    resumeDelivery: async (delivery: OverdueDelivery) => void resumed.push(delivery),
  }
  const note = async (deliveryId: string, tryNumber: number, nextTryInMs: number) =>
    await catalogue.webhooks.noteTry({
      ...{ projectId, deliveryId, round: 1, tryNumber, nextTryInMs },
      ...{ state: 'pending', status: 503, failure: 'answered 503' },
    })
  const send = async (nextTryInMs: number) => {
    const { deliveryId } = (await catalogue.webhooks.sendTest(projectId, webhookId))!
    await note(deliveryId, 1, nextTryInMs)
    return deliveryId
  }
  const starts = new Map<string, number>()
  const probe = { isOpen: async (id: string) => open.has(id) }
  const sweep = async () => await reconcile({ catalogue, gateway, probe }, starts, Date.now())
  const find = async (deliveryId: string) =>
    await catalogue.webhooks.findDelivery(projectId, webhookId, deliveryId)
  return { projectId, resumed, open, send, note, sweep, find, starts }
}

describe('reconcile, of webhook deliveries', () => {
  it('goes on with those that are overdue and not open, after the tries that they had', async () => {
    const { projectId, resumed, open, send, sweep } = await openDeliveries()
    const lost = await send(-dueMs)
    const slow = await send(-dueMs)
    await send(dueMs)
    open.add(workflowIds.webhookDeliveryRun(slow, 1))
    expect((await sweep()).started).toEqual([workflowIds.webhookDeliveryRun(lost, 1)])
    expect(resumed).toEqual([{ projectId, deliveryId: lost, round: 1, tries: 1 }])
  })

  it('gives one up that does not stay open, and says where to look', async () => {
    const { resumed, send, sweep, find } = await openDeliveries()
    const deliveryId = await send(-dueMs)
    for (let time = 0; time < 5; time++) await sweep()
    expect(await find(deliveryId)).toMatchObject({ state: 'pending' })
    expect((await sweep()).givenUp).toEqual([workflowIds.webhookDeliveryRun(deliveryId, 1)])
    expect(await find(deliveryId)).toMatchObject({
      ...{ state: 'failed', tries: 1, nextTryAt: null },
      lastFailure: expect.stringContaining('Temporal UI'),
    })
    expect((await sweep()).started).toEqual([])
    expect(resumed).toHaveLength(5)
  })

  it('counts anew once it was tried, and remembers none that is not overdue', async () => {
    const { send, note, sweep, find, starts } = await openDeliveries()
    const deliveryId = await send(-dueMs)
    for (let time = 0; time < 4; time++) await sweep()
    await note(deliveryId, 2, dueMs)
    await sweep()
    expect(starts.size).toBe(0)
    await note(deliveryId, 3, -dueMs)
    for (let time = 0; time < 3; time++) expect((await sweep()).givenUp).toEqual([])
    expect(await find(deliveryId)).toMatchObject({ state: 'pending', tries: 3 })
  })
})
