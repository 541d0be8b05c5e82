import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { drainOutbox } from '../../adapters/temporal/drain-outbox.js'
import { reconcile } from '../../adapters/temporal/reconcile.js'
import { startWebhookDelivery } from '../../adapters/temporal/start-webhook-delivery.js'
import { workflowIds } from '../../core/ids.js'
import type { DeliveryRow, WebhookEvent } from '../../core/webhooks/webhook-ports.js'
import { WorkflowFixture } from './workflow-fixture.js'

const secret = `whsec_${Buffer.from('s'.repeat(32)).toString('base64')}`
let fixture: WorkflowFixture
const servers: Server[] = []

beforeAll(async () => {
  fixture = await WorkflowFixture.open()
}, 180_000)
afterAll(async () => await fixture?.close())
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

/** A receiver that answers with these statuses in turn, the last one for ever. */
async function receive(...statuses: number[]) {
  const seen: { id: unknown; body: string }[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (piece: Buffer) => (body += piece.toString()))
    request.on('end', () => {
      seen.push({ id: request.headers['webhook-id'], body })
      response.writeHead(statuses[Math.min(seen.length, statuses.length) - 1] ?? 200).end()
    })
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }
}

async function addWebhook(url: string, events: readonly WebhookEvent[] = ['reviewWaiting']) {
  const key = `hooks-${Math.random()}`
  const { projectId } = await fixture.catalogue.projects.ensure({ key, name: key })
  const settings = { url, events, description: '', isActive: true }
  return await fixture.catalogue.webhooks.create({ projectId, settings, secret, createdBy: 'ana' })
}

type Hook = Awaited<ReturnType<typeof addWebhook>>

async function onlyDelivery({ projectId, webhookId }: Hook): Promise<DeliveryRow> {
  const found = await fixture.catalogue.webhooks.deliveries({ projectId, webhookId, limit: 10 })
  expect(found).toHaveLength(1)
  return found[0]!.delivery
}

/** Starts the delivery with short waits and gives its end. */
async function deliver({ projectId }: Hook, { deliveryId, round }: DeliveryRow, waitsMs: number[]) {
  const message = { kind: 'deliverWebhook', projectId, deliveryId, round } as const
  await startWebhookDelivery(fixture.env.client, message, waitsMs)
  return await fixture.env.client.workflow
    .getHandle(workflowIds.webhookDeliveryRun(deliveryId, round))
    .result()
}

/** What the newest execution of a workflow was started with. */
async function inputsOf(workflowId: string): Promise<unknown[]> {
  const { events } = await fixture.env.client.workflow.getHandle(workflowId).fetchHistory()
  const payloads = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? []
  return payloads.map(({ data }) => JSON.parse(Buffer.from(data ?? []).toString()) as unknown)
}

const sendTest = async ({ projectId, webhookId }: Hook) =>
  (await fixture.catalogue.webhooks.sendTest(projectId, webhookId))!

describe('a delivery', () => {
  test('goes from the event through the outbox to the receiver, once', async () => {
    const { seen, url } = await receive(200)
    const hook = await addWebhook(url)
    const { projectId } = hook
    await fixture.catalogue.events.append({
      projectId,
      runId: null,
      type: 'reviewWaiting',
      data: { runId: 'r' },
    })
    await drainOutbox(fixture)
    await fixture.until(
      async () => await onlyDelivery(hook),
      ({ state }) => state === 'delivered',
    )
    await drainOutbox(fixture)
    const { deliveryId, eventSeq, lastStatus, tries } = await onlyDelivery(hook)
    expect([lastStatus, tries]).toEqual([200, 1])
    expect(seen.map(({ id }) => id)).toEqual([deliveryId])
    const data = { projectId, runId: null, seq: eventSeq }
    expect(JSON.parse(seen[0]!.body)).toMatchObject({ type: 'reviewWaiting', data })
    expect((await fixture.catalogue.outbox.backlog()).open).toBe(0)
  })

  test('is tried until the receiver takes it: the same id and bytes each time', async () => {
    const { seen, url } = await receive(500, 302, 200)
    const hook = await addWebhook(url)
    expect(await deliver(hook, await sendTest(hook), [20, 20, 20])).toBe('delivered')
    expect(seen).toHaveLength(3)
    expect(new Set(seen.map((one) => JSON.stringify(one))).size).toBe(1)
    const delivery = await onlyDelivery(hook)
    expect(delivery).toMatchObject({ state: 'delivered', tries: 3, nextTryAt: null })
    // Projects take turns.
    const workflowId = workflowIds.webhookDeliveryRun(delivery.deliveryId, 1)
    const { events } = await fixture.env.client.workflow.getHandle(workflowId).fetchHistory()
    const keys = (events ?? []).flatMap(
      ({ activityTaskScheduledEventAttributes: tried }) => tried?.priority?.fairnessKey ?? [],
    )
    expect(keys).toEqual([hook.projectId, hook.projectId, hook.projectId])
  })

  test('to nobody is given up after its last try, and may be begun again', async () => {
    const gone = await receive(200)
    servers.splice(0).forEach((server) => server.close())
    const hook = await addWebhook(gone.url)
    const { projectId, webhookId } = hook
    const { deliveryId } = await sendTest(hook)
    expect(await deliver(hook, await onlyDelivery(hook), [20, 20])).toBe('failed')
    const ended = await onlyDelivery(hook)
    expect(ended).toMatchObject({ state: 'failed', tries: 3, lastStatus: null })
    expect(ended.lastFailure).toBe('no answer (ECONNREFUSED)')
    const back = await receive(200)
    const { events, description } = hook
    const settings = { url: back.url, events, description, isActive: true }
    await fixture.catalogue.webhooks.update(projectId, webhookId, settings)
    const again = (await fixture.catalogue.webhooks.redeliver(projectId, webhookId, deliveryId))!
    expect(await deliver(hook, again, [])).toBe('delivered')
    expect(back.seen.map(({ id }) => id)).toEqual([deliveryId])
  })

  test('that is answered by 410 switches its webhook off, and those that wait are not sent', async () => {
    const { seen, url } = await receive(410)
    const hook = await addWebhook(url)
    const [first, second] = [await sendTest(hook), await sendTest(hook)]
    expect(await deliver(hook, first, [20])).toBe('failed')
    const now = await fixture.catalogue.webhooks.find(hook.projectId, hook.webhookId)
    expect(now).toMatchObject({ isActive: false, offReason: expect.stringContaining('410') })
    expect(await deliver(hook, second, [20])).toBe('failed')
    expect(seen).toHaveLength(1)
    const told = await fixture.catalogue.webhooks.findDelivery(
      hook.projectId,
      hook.webhookId,
      second.deliveryId,
    )
    expect(told).toMatchObject({
      state: 'failed',
      tries: 0,
      lastFailure: expect.stringContaining('switched off'),
    })
  })

  test('of a webhook that was removed ends, and nothing is sent', async () => {
    const { seen, url } = await receive(200)
    const hook = await addWebhook(url)
    const delivery = await sendTest(hook)
    await fixture.catalogue.webhooks.remove(hook.projectId, hook.webhookId)
    expect(await deliver(hook, delivery, [20])).toBe('failed')
    expect(seen).toEqual([])
  })

  test('goes on after the tries that it had when Temporal lost its workflow, and is never doubled', async () => {
    const { seen, url } = await receive(503, 503, 200)
    const hook = await addWebhook(url)
    const { projectId } = hook
    const { deliveryId, round } = await sendTest(hook)
    const workflowId = workflowIds.webhookDeliveryRun(deliveryId, round)
    const message = { kind: 'deliverWebhook', projectId, deliveryId, round } as const
    const tried = async (least: number) =>
      await fixture.until(
        async () => await onlyDelivery(hook),
        ({ tries }) => tries >= least,
      )
    const sweep = async () => await reconcile(fixture, new Map(), Date.now())
    /** As if its next try had been due ten minutes ago. */
    const beOverdue = async (tryNumber: number) =>
      await fixture.catalogue.webhooks.noteTry({
        ...{ projectId, deliveryId, round, tryNumber, state: 'pending', status: 503 },
        ...{ failure: 'answered 503', nextTryInMs: -600_000 },
      })
    await startWebhookDelivery(fixture.env.client, message, [3_600_000, 3_600_000])
    await tried(1)
    await beOverdue(1)
    expect((await sweep()).started).toEqual([])
    const namespace = fixture.env.namespace ?? 'default'
    await fixture.env.client.workflowService.deleteWorkflowExecution({
      namespace,
      workflowExecution: { workflowId },
    })
    await fixture.until(
      async () => await fixture.probe.isOpen(workflowId),
      (isOpen) => !isOpen,
    )
    await Promise.all([sweep(), sweep()])
    await tried(2)
    const [input] = (await inputsOf(workflowId)) as [{ triesBefore?: number }]
    expect(input.triesBefore).toBe(1)
    // Broken off by hand, this time.
    await fixture.env.client.workflow.getHandle(workflowId).terminate('by hand')
    await beOverdue(2)
    await sweep()
    await tried(3)
    expect(await onlyDelivery(hook)).toMatchObject({ state: 'delivered', tries: 3 })
    await sweep()
    expect(seen).toHaveLength(3)
    expect(new Set(seen.map((one) => JSON.stringify(one))).size).toBe(1)
  })

  test('goes on where it was when the workers are started again between two tries', async () => {
    const { seen, url } = await receive(503, 200)
    const hook = await addWebhook(url)
    const { deliveryId, round } = await sendTest(hook)
    const message = { kind: 'deliverWebhook', projectId: hook.projectId, deliveryId, round } as const
    await startWebhookDelivery(fixture.env.client, message, [1_000])
    await fixture.until(
      async () => await onlyDelivery(hook),
      ({ tries }) => tries === 1,
    )
    await fixture.stopWorkers()
    await fixture.startWorkers()
    await fixture.until(
      async () => await onlyDelivery(hook),
      ({ state }) => state === 'delivered',
    )
    expect(seen).toHaveLength(2)
  })
})
